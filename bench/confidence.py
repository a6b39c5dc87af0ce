"""Fit `quality.confidence`: on half A of wcxb, checked on half B and the newsroom; the weights go into their data file.

python bench/confidence.py [--check | --write]: prints how well texts are told apart and how well the figures fit what
happened, with new weights, or by --check with those in transforms/pure/data/confidence.txt, which --write makes again.

A text counts as right where its F1 is .8 and up. Half A has few that are not. So each reading of its pages is an example, not
only the one that was chosen; so are its pages of other kinds, as wrong ones; and the weights are fitted to four limits of F1 at
once. The chosen texts of articles alone set the level.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from pages import MIN_TEXT_CHARACTERS, read_pages
from replay import page_id
from scorers import NEWSROOM, WCXB, auroc, half_of, read_gold, why_no_wcxb, words_f1

from transforms.errors import ExtractError
from transforms.pure.article import read_whole_page
from transforms.pure.body.agreement import agreement, word_grams
from transforms.pure.body.bodies import Reading
from transforms.pure.verdict.confidence import BIAS, read_signs, read_weights
from transforms.records import Page

DATA = Path(__file__).parents[1] / "transforms" / "pure" / "data" / "confidence.txt"
RIGHT_F1 = 0.8
LIMITS = (0.6, 0.7, RIGHT_F1, 0.9)
# How much smaller weights are preferred, of signs in units of their spread.
SHRINKAGE = 5.0
STEPS = 60
BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.001)
PAGES_A_BATCH = 16
HEAD = "# The weights of the model in transforms/pure/verdict/confidence.py. Made by bench/confidence.py --write.\n"

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A text of a page: the group of pages, its F1, its signs; whether it is the one that was chosen, and what refused it.

    Pages of other kinds hold no article: whatever is read there has an F1 of 0.
    """

    id: str
    group: str
    is_article: bool
    f1: float
    signs: dict[str, float]
    is_chosen: bool = True
    refusal: str | None = None


def main() -> int:
    """Runs the command line; gives the exit code."""
    options = _options()
    reason = why_no_wcxb()
    if reason is not None:
        print(f"skipped: {reason}")
        return 0
    pages = chain(read_pages(WCXB), read_pages(NEWSROOM), read_pages(WCXB, "others"))
    with ProcessPoolExecutor(options.processes) as pool:
        examples = list(chain.from_iterable(pool.map(read_examples, pages, chunksize=PAGES_A_BATCH)))
    of_a = [example for example in examples if example.group == "A"]
    weights = read_weights() if options.check else fit_weights(of_a)
    show(examples, weights)
    if options.write:
        lines = (f"{name} {weight:.4f}\n" for name, weight in weights.items())
        DATA.write_text(HEAD + "".join(lines), encoding="utf-8")
    return 0


def read_examples(page: Page) -> list[Example]:
    """Gives the text of a page, and the other readings of a page of half A; [] for a page that has none."""
    gold = _gold()[page_id(page.fetched_url)]
    try:
        reading, parsed = read_whole_page(page, least_characters=MIN_TEXT_CHARACTERS)
    except ExtractError:
        return []
    body, group = reading.body, group_of(gold)
    others = [other for other in body.made if other.name != body.source and len(other.text) >= MIN_TEXT_CHARACTERS]
    texts = [body, *(replace(body, **_as_body(other)) for other in others if group == "A")]
    return [
        Example(
            id=gold["id"],
            group=group,
            is_article=gold["set"] != "others",
            f1=f1_of(gold, "\n\n".join(text.paragraphs), reading.hints.standfirst or ""),
            signs=read_signs(parsed, text),
            is_chosen=text is body,
            refusal=reading.refusal.what if reading.refusal else None,
        )
        for text in texts
        if text.paragraphs
    ]


def _as_body(reading: Reading) -> dict[str, Any]:
    """Gives what a body has of a reading, as if that had been chosen."""
    paragraphs = [block.text for block in reading.kept]
    return {"paragraphs": paragraphs, "source": reading.name, "dropped": reading.dropped, "blocks": reading.kept}


@lru_cache(maxsize=1)
def _gold() -> dict[str, dict[str, Any]]:
    others = (
        {**row, "set": "others", "site": urlsplit(row["url"]).hostname, "body": ""}
        for row in read_gold(WCXB, "others.jsonl")
    )
    return {row["id"]: row for row in chain(read_gold(WCXB), read_gold(NEWSROOM), others)}


def group_of(gold: Mapping[str, Any]) -> str:
    """Gives the group of pages to which one belongs: a half of wcxb, or the newsroom."""
    return half_of(gold["site"]) if gold["set"] in ("wcxb", "others") else "newsroom"


def f1_of(gold: Mapping[str, Any], text: str, standfirst: str) -> float:
    """Gives the F1 of a text as the scorer of its corpus counts: words in wcxb, runs of four words in the newsroom."""
    if gold["set"] == "others":
        return 0.0
    if gold["set"] == "wcxb":
        return words_f1(text, gold["body"])
    whole = text if gold["set"] == "zyte" or standfirst[:60] in text else f"{standfirst}\n\n{text}"
    return agreement(word_grams(whole), word_grams(gold["body"]))


def fit_weights(examples: Sequence[Example]) -> dict[str, float]:
    """Gives the weight of each sign, and the bias: the weights from all examples, their scale and the bias from chosen texts."""
    names = list(examples[0].signs)
    signs, f1 = _table(examples, names), np.array([example.f1 for example in examples])
    mean, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    in_spreads = (signs - mean) / spread
    limits = [np.c_[np.eye(len(LIMITS))[[n] * len(f1)], in_spreads] for n in range(len(LIMITS))]
    right = np.concatenate([f1 >= limit for limit in LIMITS]).astype(float)
    kept = np.r_[np.zeros(len(LIMITS)), np.full(len(names), SHRINKAGE * len(LIMITS) / 2)]
    weights = fit_logistic(np.vstack(limits), right, kept)[len(LIMITS) :]
    chosen = np.array([example.is_chosen and example.is_article for example in examples])
    score = in_spreads[chosen] @ weights
    bias, scale = fit_logistic(np.c_[np.ones(len(score)), score], (f1[chosen] >= RIGHT_F1).astype(float), np.zeros(2))
    raw = scale * weights / spread
    return {BIAS: float(bias - raw @ mean), **dict(zip(names, map(float, raw), strict=True))}


def fit_logistic(table: Numbers, right: Numbers, shrinkage: Numbers) -> Numbers:
    """Gives the weights of a logistic regression by Newton's method; `shrinkage` holds each column's weight near 0."""
    weights = np.zeros(table.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (likely - right) + shrinkage * weights
        curve = (table * (likely * (1 - likely))[:, None]).T @ table + np.diag(shrinkage + 1e-9)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def _table(examples: Sequence[Example], names: Sequence[str]) -> Numbers:
    return np.array([[example.signs[name] for name in names] for example in examples])


def show(examples: Sequence[Example], weights: Mapping[str, float]) -> None:
    """Prints the weights, how well right texts are told from others, and how often texts of a confidence are right."""
    for name, weight in weights.items():
        print(f"{name:12}{weight:10.4f}")
    rated = [(rate(weights, example), example) for example in examples if example.is_chosen]
    groups = {"A": ("A",), "B": ("B",), "newsroom": ("newsroom",), "B and newsroom": ("B", "newsroom")}
    print(f"\n{'':16}{'texts':>7}{'F1':>7}{'wrong':>7}{'AUROC':>7}   right of those with a confidence in")
    print(" " * 47 + "".join(f"{f'{low:g} to {min(high, 1):g}':>14}" for low, high in pairwise(BANDS)))
    for words, names in groups.items():
        some = [
            (likely, example.f1 >= RIGHT_F1)
            for likely, example in rated
            if example.group in names and example.is_article
        ]
        bands = "".join(f"{_band(some, low, high):>14}" for low, high in pairwise(BANDS))
        wrong = sum(not right for _, right in some)
        f1 = np.mean([example.f1 for _, example in rated if example.group in names and example.is_article])
        print(f"{words:16}{len(some):7}{f1:7.4f}{wrong:7}{auroc(some):7.3f}   {bands}")
    show_refused(rated)


def _band(some: Sequence[tuple[float, bool]], low: float, high: float) -> str:
    inside = [right for likely, right in some if low <= likely < high]
    return f"{sum(inside)}/{len(inside)} {sum(inside) / len(inside):.2f}" if inside else "-"


def show_refused(rated: Sequence[tuple[float, Example]]) -> None:
    """Prints how confident the texts are of what is refused, and of pages of other kinds."""
    print("\nrefused, by confidence:")
    for likely, example in sorted(rated, key=lambda pair: pair[0]):
        if example.refusal is not None:
            kind = "article" if example.is_article else "of another kind"
            print(f"  {likely:.3f}  {example.id:12} {example.group:10} {kind:16} {example.refusal}")
    for group in ("A", "B"):
        some = [(likely, example.is_article) for likely, example in rated if example.group == group]
        print(f"articles of half {group} told from pages of other kinds: AUROC {auroc(some):.3f}")


def rate(weights: Mapping[str, float], example: Example) -> float:
    """Gives the confidence of an example."""
    total = weights[BIAS] + sum(weights[name] * value for name, value in example.signs.items())
    return float(1 / (1 + np.exp(-total)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fit the confidence of texts, and check it.")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true", help="write the weights into their data file")
    what.add_argument("--check", action="store_true", help="fit nothing: check the weights in the data file")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
