"""Lists as a forge reads them, written as Python-Markdown needs them.

A forge (CommonMark) takes what stands below the first letter of an item as the item's own, and lets a list begin right after a
line of text. Python-Markdown wants four spaces a level, and an empty line ahead of a list.
"""

from __future__ import annotations

import re

_ITEM = re.compile(r"(?P<indent> *)(?P<mark>[-*+]|\d{1,9}[.)])(?P<gap> {1,4})(?=\S)")
# What begins a list right after a line of text: of ordered lists those that begin at one.
INTERRUPTING = ("-", "*", "+", "1.", "1)")
_FENCE = re.compile(r" *(```+|~~~+)")


def by_four(text: str) -> str:
    """Give a page with what belongs to an item of a list set in by four spaces a level.

    >>> print(by_four("Two:\\n1. one\\n   - of it\\n\\n   more"))
    Two:
    <BLANKLINE>
    1. one
        - of it
    <BLANKLINE>
        more
    """
    lines: list[str] = []
    columns: list[int] = []  # where the text of each open item begins
    fence = ""
    is_first = False  # whether the first paragraph of an item is not over: a list in it needs no empty line
    for line in text.split("\n"):
        if fence:
            lines.append(_set_in(line, columns))
            fence = "" if line.strip() == fence else fence
            continue
        if not line.strip():
            lines.append("")
            is_first = False
            continue
        item = _ITEM.match(line)
        before = lines[-1] if lines else ""
        if item and before and not columns and item["mark"] not in INTERRUPTING:
            item = None
        indent = len(line) - len(line.lstrip(" "))
        # A line that continues a paragraph, however far it is set in.
        if before and not item and not _FENCE.match(line):
            lines.append(_set_in(line, columns[: _depth(columns, indent)] or columns))
            continue
        columns = columns[: _depth(columns, indent)]
        if item and len(item["indent"]) - (columns[-1] if columns else 0) < 4:
            if before and not is_first:
                lines.append("")
            is_first = True
            lines.append(_set_in(line, columns, mark_only=True))
            columns.append(item.end())
        else:
            lines.append(_set_in(line, columns))
            fence = found[1] if (found := _FENCE.match(line)) else ""
    return "\n".join(lines)


def _depth(columns: list[int], indent: int) -> int:
    return sum(1 for column in columns if column <= indent)


def _set_in(line: str, columns: list[int], *, mark_only: bool = False) -> str:
    """Give a line with the indentation that its open items ask for, in fours."""
    indent = len(line) - len(line.lstrip(" "))
    rest = max(0, indent - (columns[-1] if columns else 0))
    return " " * (4 * len(columns) + (0 if mark_only else rest)) + line.lstrip(" ")
