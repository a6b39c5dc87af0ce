"""Text and metadata of the running pipeline over the replay newsroom, beside a plain script's, and what a page costs.

python bench/score.py [--keep FOLDER]: exit code 1 where a figure is below its floor.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

from corpus import as_row, cpu_ratios, read_pages
from replay import ingest, read_scores, run_in_folder, running, score, write_config

PLAIN = Path(__file__).with_name("plain.py")
# (set, score): the floor, and what is aimed at beyond.
GOALS: dict[tuple[str, str], tuple[float, float]] = {
    ("zyte", "F1"): (0.978, 0.985),
    ("feval", "F1"): (0.958, 0.965),
    ("ftests", "F1"): (0.968, 0.976),
    ("ftests", "title"): (0.90, 0.95),
    ("ftests", "authors"): (0.90, 0.95),
    ("ftests", "date"): (0.98, 0.99),
    ("ftests", "captions"): (0.80, 0.90),
}
MAX_CPU_RATIO = 1.1

Scores = dict[str, dict[str, float]]


def main() -> int:
    """Runs the command line; gives the exit code."""
    return run_in_folder("score", _show, _options().keep)


def _show(folder: Path) -> int:
    missed = show_scores(*score_both(folder))
    return int(show_cpu() or missed)


def score_both(folder: Path) -> tuple[Scores, Scores]:
    """Runs the pipeline and the plain script over the newsroom; gives the scores of both."""
    with running(folder) as newsroom:
        config = write_config(folder, newsroom.feeds, {"web": {"spacing_seconds": 0.02}})
        print(ingest(config), flush=True)
        written = folder / "plain.jsonl"
        subprocess.run([sys.executable, str(PLAIN), str(folder / "list.txt"), str(written)], check=True)
    plain = folder / "plain" / "articles"
    plain.mkdir(parents=True)
    lines = written.read_text(encoding="utf-8").splitlines()
    (plain / "part.jsonl").write_text("".join(f"{as_row(line)}\n" for line in lines), encoding="utf-8")
    return read_scores(score(folder / "out")), read_scores(score(plain.parent))


def show_scores(ours: Scores, plain: Scores) -> bool:
    """Prints the table; whether a figure is below its floor."""
    print(f"{'':18}{'trafilatura':>12}{'newsbeam':>10}{'floor':>8}{'aim':>8}")
    missed = False
    for (pages, name), (floor, aim) in GOALS.items():
        figure = ours[pages][name]
        verdict = "below the floor" if figure < floor else "" if figure < aim else "aim reached"
        missed |= figure < floor
        print(f"{pages:8}{name:10}{plain[pages][name]:12.4f}{figure:10.4f}{floor:8.3f}{aim:8.3f}  {verdict}")
    return missed


def show_cpu() -> bool:
    """Prints what a page costs against trafilatura with metadata; whether that is too much."""
    costs = cpu_ratios(read_pages())
    ours, theirs = (sum(seconds) for seconds in zip(*costs, strict=True))
    ratio, median = ours / theirs, statistics.median(own / other for own, other in costs)
    print(
        f"\nCPU a page        {1000 * theirs / len(costs):12.1f}{1000 * ours / len(costs):10.1f} ms, "
        f"{ratio:.2f} times trafilatura with metadata (median page {median:.2f}); at most {MAX_CPU_RATIO:g} is wanted"
    )
    return ratio > MAX_CPU_RATIO


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Score the running pipeline beside a plain script.")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave configuration and output there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
