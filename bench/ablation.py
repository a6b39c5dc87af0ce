"""What each step towards the text is worth: every step left out in turn, and the scores of the four sets without it.

python bench/ablation.py [--steps NAME ...] [--processes N]: prints a Markdown table; the first line is the whole.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain

from corpus import score_articles
from pages import MIN_TEXT_CHARACTERS, read_golden_pages, read_pages
from replay import why_not
from scorers import WCXB, why_no_wcxb

from transforms.errors import ExtractError
from transforms.pure.article import read_page, require_article
from transforms.pure.body.bodies import STEPS
from transforms.pure.normalisation import normalise_article
from transforms.records import Article, Page

SETS = ("zyte", "feval", "ftests", "wcxb")
PAGES_A_BATCH = 16


def main() -> int:
    """Runs the command line; gives the exit code."""
    options = _options()
    reason = why_not() or why_no_wcxb()
    if reason is not None:
        print(f"skipped: {reason}")
        return 0
    steps = options.steps or STEPS
    read = partial(read_without, steps=steps)
    with ProcessPoolExecutor(options.processes) as pool:
        golden = list(pool.map(read, read_golden_pages(), chunksize=PAGES_A_BATCH))
        pages = chain(read_pages(), read_pages(WCXB))
        found = list(pool.map(read, pages, chunksize=PAGES_A_BATCH))
    show(steps, found, golden)
    return 0


def read_without(page: Page, steps: Sequence[str]) -> list[Article | None]:
    """Gives the article of a page: as it is, and without each of the steps; those that are the same are one object."""
    whole, *others = (_article(page, without) for without in ((), *((step,) for step in steps)))
    return [whole, *(whole if other == whole else other for other in others)]


def _article(page: Page, without: Sequence[str]) -> Article | None:
    try:
        return normalise_article(require_article(page, read_page(page, without=without), MIN_TEXT_CHARACTERS))
    except ExtractError:
        return None


Table = Sequence[Sequence[Article | None]]


def show(steps: Sequence[str], found: Table, golden: Table) -> None:
    """Prints what the F1 of each set is, what it gains without each step, in thousandths, and which texts change."""
    whole = score_articles(articles[0] for articles in found)
    print(f"| without | {' | '.join(SETS)} | pages changed | golden |\n|---|{'---:|' * (len(SETS) + 2)}")
    print(f"| nothing | {' | '.join(format(whole[pages]['F1'], '.4f') for pages in SETS)} | | |")
    for n, step in enumerate(steps, start=1):
        scores = score_articles(articles[n] for articles in found)
        gained = [format(1000 * (scores[pages]["F1"] - whole[pages]["F1"]), "+.1f") for pages in SETS]
        changed, wrong = (
            sum(_text(articles[0]) != _text(articles[n]) for articles in table) for table in (found, golden)
        )
        print(f"| {step} | {' | '.join(gained)} | {changed} | {wrong} |", flush=True)


def _text(article: Article | None) -> str:
    return article.text if article is not None else ""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Score the text without each step in turn.")
    parser.add_argument("--steps", nargs="*", metavar="NAME", help=f"of: {', '.join(STEPS)} (default: all)")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
