"""What a proof says: the table of its figures, and what is not as it has to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Proof(NamedTuple):
    """What came of a proof.

    figures: Markdown for docs/reliability.md, what was run and a table.
    problems: what is not as it has to be, a sentence each; none where the proof holds.
    """

    figures: str
    problems: tuple[str, ...] = ()


def table(head: Sequence[str], rows: Iterable[Sequence[object]], align: str = "") -> str:
    """Give a table in Markdown. Numbers get separators; `align` says a column each: `l` left, `r` right (the default).

    >>> print(table(["store", "kills"], [["local", 1204]], "lr"))
    | store | kills |
    |---|---:|
    | local | 1,204 |
    """
    marks = ["---" if mark == "l" else "---:" for mark in align.ljust(len(head), "r")]
    lines = [_line(head), f"|{'|'.join(marks)}|", *map(_line, rows)]
    return "\n".join(lines)


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(f'{cell:,}' if isinstance(cell, int) else str(cell) for cell in cells)} |"
