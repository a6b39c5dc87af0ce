"""Lines of a history: a label, and beside it what is said, folded to the columns of a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.show.columns import fold_line, padded
from transforms.pure.shown.display import one_line

LABEL = 10
MIN_COLUMNS = 40

# A label, and the sentences beside it, each on a line of its own.
Section = tuple[str, list[str]]


def lay_out(heading: str, sections: Iterable[Section], columns: int) -> str:
    """Give the lines: the heading, which is never cut, then the sections that say something.

    >>> print(lay_out("https://valley.example/flood", [("Seen", ["in a feed"]), ("Tries", [])], 80))
    https://valley.example/flood
    Seen      in a feed
    """
    width = max(columns, MIN_COLUMNS) - LABEL
    lines = [one_line(heading)]
    for label, said in sections:
        folded = [line for sentence in said for line in _hang(sentence, width)]
        lines += [padded("" if at else label, LABEL) + line for at, line in enumerate(folded)]
    return "\n".join(lines)


def _hang(sentence: str, width: int) -> list[str]:
    """Fold a sentence; what is behind its first line stands two columns further in."""
    lines = fold_line(one_line(sentence), width)
    if len(lines) < 2:
        return lines
    rest = fold_line(" ".join(one_line(sentence).split())[len(lines[0]) :].strip(), width - 2)
    return [lines[0], *(f"  {line}" for line in rest)]
