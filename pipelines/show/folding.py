"""Fold the lines of a summary for a terminal, between words."""

from __future__ import annotations

import textwrap

# Where the text of a line begins.
LABEL = 10


def fold(line: str, columns: int | None) -> str:
    """Give a line of the summary as several where it is longer than a terminal has columns; None: it is no terminal.

    >>> print(fold("Owed      one entry for later, and two others", 32))
    Owed      one entry for later,
              and two others
    """
    if columns is None or len(line) < columns:
        return line
    text = line[LABEL:]
    indent = " " * (LABEL + len(text) - len(text.lstrip()))
    return textwrap.fill(
        text.lstrip(), max(columns - 1, 2 * LABEL), initial_indent=line[:LABEL] + indent[LABEL:], subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
