"""Measure copies and stories, and write the figures into docs/stories.md.

python -m bench.stories_report [--print]: runs `measure()` of each module in bench/stories that has one, and puts tables between
the marks of the page. What needs labelled sets that are not here is left out. What many articles cost is measured apart, by
`python -m bench.stories.scale --written`: it takes minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from bench import stories
from bench.figures import Figure, measure_all, shown, with_table

PAGE = Path(__file__).parents[1] / "docs" / "stories.md"
FIGURES_BEGIN, FIGURES_END = "<!-- figures -->\n", "<!-- end of figures -->"
TRIED_BEGIN, TRIED_END = "<!-- tried -->\n", "<!-- end of tried -->"
GROUPS_BEGIN, GROUPS_END = "<!-- groups -->\n", "<!-- end of groups -->"
SCALE_BEGIN, SCALE_END = "<!-- scale -->\n", "<!-- end of scale -->"


def main() -> int:
    """Runs the command line; gives the exit code: 1 where a figure is below its floor."""
    # Imported here: they import this module for the marks of the page.
    from bench.stories.sets import has_pairs
    from bench.stories.tried import group_table, method_table

    parser = argparse.ArgumentParser(description="Measure copies and stories.")
    parser.add_argument("--print", dest="only_print", action="store_true", help="leave docs/stories.md as it is")
    only_print = parser.parse_args().only_print
    figures = measure_all(stories)
    tables = [(figure_table(figures), FIGURES_BEGIN, FIGURES_END), (group_table(), GROUPS_BEGIN, GROUPS_END)]
    if has_pairs():
        tables.append((method_table(), TRIED_BEGIN, TRIED_END))
    for table, begin, end in tables:
        print(f"{table}\n")
        if not only_print:
            write_table(table, begin, end)
    low = [figure for figure in figures if figure.floor is not None and not reaches(figure)]
    for figure in low:
        print(f"{figure.what}: {figure.value:.3f} is below its floor of {figure.floor:.3f}", file=sys.stderr)
    return int(bool(low))


def reaches(figure: Figure) -> bool:
    """Tells whether a figure is where it has to be: of what is false, the floor is the most that there may be."""
    if figure.floor is None:
        return True
    return figure.value <= figure.floor if "false" in figure.what else figure.value >= figure.floor


def figure_table(figures: Iterable[Figure]) -> str:
    """Gives the figures as a table."""
    rows = ["| | what | n | measured | floor |", "|---|---|---:|---:|---:|"]
    for figure in figures:
        floor = "" if figure.floor is None else shown(figure.floor)
        rows.append(f"| {figure.field} | {figure.what} | {figure.n:,} | {shown(figure.value)} | {floor} |")
    return "\n".join(rows)


def write_table(table: str, begin: str, end: str) -> None:
    """Puts a table between two marks of the page. Raises: ValueError where a mark is missing."""
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), table, begin, end), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
