"""Text and metadata of the running pipeline over the newsroom and wcxb, beside a plain script's, and what a page costs.

python bench/score.py [--keep FOLDER] [--no-cpu]: exit code 1 where a figure is beyond its floor.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from corpus import as_row, cpu_ratios
from pages import read_pages
from replay import ingest, read_rows, run_in_folder, running, write_config
from scorers import NEWSROOM, WCXB, Scores, read_scores, score, score_halves, score_wcxb, why_no_wcxb, write_others

PLAIN = Path(__file__).with_name("plain.py")


class Goal(NamedTuple):
    """What a figure must not fall below (or, `at_most`, not rise above), and what is aimed at beyond."""

    pages: str
    name: str
    words: str
    floor: float
    aim: float
    at_most: bool = False

    def missed(self, figure: float) -> bool:
        """Tells whether a figure is beyond the floor."""
        return figure > self.floor if self.at_most else figure < self.floor

    def reached(self, figure: float) -> bool:
        """Tells whether a figure is as good as is aimed at."""
        return figure <= self.aim if self.at_most else figure >= self.aim


GOALS = (
    Goal("wcxb", "F1", "F1", 0.957, 0.968),
    Goal("wcxb", "low", "share below .8", 0.045, 0.03, at_most=True),
    Goal("wcxb", "missing", "articles without text", 0, 0, at_most=True),
    Goal("wcxb", "title", "titles", 0.87, 0.90),
    Goal("wcxb", "authors", "authors", 0.82, 0.88),
    Goal("wcxb", "day", "same day", 0.88, 0.92),
    Goal("wcxb", "made_up", "dates without one", 20, 10, at_most=True),
    Goal("others", "plain", "plain articles", 75, 40, at_most=True),
    Goal("zyte", "F1", "F1", 0.979, 0.985),
    Goal("feval", "F1", "F1", 0.973, 0.975),
    Goal("ftests", "F1", "F1", 0.976, 0.978),
    Goal("ftests", "title", "titles", 0.91, 0.95),
    Goal("ftests", "authors", "authors", 0.95, 0.96),
    Goal("ftests", "date", "same instant", 0.98, 0.99),
    Goal("ftests", "captions", "captions", 0.905, 0.92),
)
CPU_GOALS = (
    Goal("newsroom", "cpu", "CPU a page", 0.70, 0.60, at_most=True),
    Goal("wcxb", "cpu", "CPU a page", 0.85, 0.60, at_most=True),
)


def main() -> int:
    """Runs the command line; gives the exit code."""
    options = _options()
    return run_in_folder("score", partial(_show, with_cpu=options.cpu), options.keep)


def _show(folder: Path, with_cpu: bool) -> int:
    ours, plain = score_newsroom(folder / "newsroom")
    reason = why_no_wcxb()
    if reason is not None:
        print(f"skipped: {reason}")
    else:
        for scores, more in zip((ours, plain), score_wcxb_pages(folder / "wcxb"), strict=True):
            scores |= more
    missed = show_scores(ours, plain)
    if reason is None:
        show_halves(score_halves(folder / "wcxb" / "out", folder / "halves"))
    return int((with_cpu and show_cpu(reason is None)) or missed)


def score_newsroom(folder: Path) -> tuple[Scores, Scores]:
    """Runs the pipeline and the plain script over the newsroom; gives the scores of both."""
    ours, plain = run_both(folder, NEWSROOM / "corpus")
    return read_scores(score(ours)), read_scores(score(plain))


def score_wcxb_pages(folder: Path) -> tuple[Scores, Scores]:
    """Runs both over wcxb and over its pages of other kinds; gives the scores, of both."""
    ours, plain = run_both(folder, WCXB / "corpus")
    others = folder / "others"
    others.mkdir()
    rows, plain_rows = (read_rows(output / "articles") for output in run_both(others, write_others(others)))
    as_articles = [sum(row.get("page_kind", "article") == "article" for row in found) for found in (rows, plain_rows)]
    mine, theirs = (
        {"wcxb": score_wcxb(output), "others": {"plain": float(count)}}
        for output, count in zip((ours, plain), as_articles, strict=True)
    )
    return mine, theirs


def run_both(folder: Path, corpus: Path) -> tuple[Path, Path]:
    """Runs the pipeline and the plain script over the pages of a corpus; gives the outputs of both."""
    folder.mkdir(parents=True, exist_ok=True)
    with running(folder, "--corpus", str(corpus)) as newsroom:
        config = write_config(folder, newsroom.feeds, {"web": {"spacing_seconds": 0.02}})
        print(ingest(config), flush=True)
        written = folder / "plain.jsonl"
        subprocess.run([sys.executable, str(PLAIN), str(folder / "list.txt"), str(written)], check=True)
    plain = folder / "plain" / "articles"
    plain.mkdir(parents=True)
    lines = written.read_text(encoding="utf-8").splitlines()
    with gzip.open(plain / "part.jsonl.gz", "wt", encoding="utf-8") as rows:
        rows.writelines(f"{as_row(line)}\n" for line in lines)
    return folder / "out", plain.parent


def show_scores(ours: Scores, plain: Scores) -> bool:
    """Prints the table; tells whether a figure is beyond its floor."""
    print(f"{'':30}{'trafilatura':>12}{'newsbeam':>10}{'floor':>8}{'aim':>8}")
    goals = [goal for goal in GOALS if goal.pages in ours]
    for goal in goals:
        theirs, figure = plain[goal.pages][goal.name], ours[goal.pages][goal.name]
        print(f"{goal.pages:8}{goal.words:22}{_number(theirs):>12}{_line(goal, figure)}")
    return any(goal.missed(ours[goal.pages][goal.name]) for goal in goals)


def _line(goal: Goal, figure: float) -> str:
    verdict = "missed" if goal.missed(figure) else "aim reached" if goal.reached(figure) else ""
    return f"{_number(figure):>10}{_number(goal.floor):>8}{_number(goal.aim):>8}  {verdict}".rstrip()


def _number(figure: float) -> str:
    return f"{figure:.0f}" if figure >= 1 or figure == 0 else f"{figure:.4f}"


def show_halves(halves: Mapping[str, Mapping[str, float]]) -> None:
    """Prints the scores over the halves of wcxb, side by side."""
    print(f"\n{'wcxb by half of its sites':30}" + "".join(f"{name:>12}" for name in halves))
    for goal in (goal for goal in GOALS if goal.pages == "wcxb"):
        print(f"{goal.words:30}" + "".join(f"{_number(scores[goal.name]):>12}" for scores in halves.values()))


def show_cpu(with_wcxb: bool) -> bool:
    """Prints what a page costs against trafilatura with metadata; tells whether that is too much."""
    print("\nCPU a page: the sum over all pages, and the median of the pages' own ratios")
    missed = False
    for goal in CPU_GOALS if with_wcxb else CPU_GOALS[:1]:
        costs = cpu_ratios(read_pages(WCXB if goal.pages == "wcxb" else NEWSROOM))
        ours, theirs = (sum(seconds) for seconds in zip(*costs, strict=True))
        median = statistics.median(own / other for own, other in costs)
        missed |= goal.missed(ours / theirs)
        times = f"{1000 * ours / len(costs):.1f} ms, trafilatura {1000 * theirs / len(costs):.1f} ms"
        print(f"{goal.pages:30}{_line(goal, ours / theirs)}  (median {median:.2f}; {times})", flush=True)
    return missed


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Score the running pipeline beside a plain script.")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave configuration and output there")
    parser.add_argument("--no-cpu", dest="cpu", action="store_false", help="leave out what a page costs")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
