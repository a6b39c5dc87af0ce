"""Fold lines for a terminal, between words."""

from __future__ import annotations

import shutil
import sys
import textwrap

# Where the text of a line begins.
LABEL = 10
# So far commands are indented that are to be copied.
COPIED = 4


def fold(line: str, columns: int | None) -> str:
    """Give a line as several where it is longer than a terminal has columns; None: it is no terminal.

    What comes below it begins where its text does: behind its label, or at its own beginning where it has none. What is to be
    copied, which is indented by four, stays as it is.

    >>> print(fold("Owed      one entry for later, and two others", 32))
    Owed      one entry for later,
              and two others
    """
    is_copied = line.startswith(" " * COPIED) and not line.startswith(" " * (COPIED + 1))
    if columns is None or len(line) < columns or is_copied:
        return line
    label = line[:LABEL] if line[LABEL - 1 : LABEL] == " " else ""
    text = line[len(label) :]
    indent = " " * (len(line) - len(text.lstrip()))
    return textwrap.fill(
        text.lstrip(), max(columns - 1, 2 * LABEL), initial_indent=label + indent[len(label) :], subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def fold_all(text: str, columns: int | None) -> str:
    """Give a text of several lines with each of them folded."""
    return "\n".join(fold(line, columns) for line in text.splitlines())


def output_columns() -> int | None:
    """Give how wide the terminal is to which the standard output goes; None where it goes elsewhere."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else None
