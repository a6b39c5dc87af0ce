"""Lines that fit the columns of a terminal: texts cut with their length, and folded between words."""

from __future__ import annotations

import unicodedata

from transforms.pure.text.normal import clean_line


def width_of(text: str) -> int:
    """Count the columns that a text takes.

    >>> width_of("dam"), width_of("ダム")
    (3, 4)
    """
    return len(text) if text.isascii() else sum(map(_width, text))


def padded(text: str, columns: int) -> str:
    """Give the text with spaces up to so many columns."""
    return text + " " * (columns - width_of(text))


def fold_line(text: str, columns: int, most_lines: int | None = None) -> list[str]:
    """Fold a text into lines of at most so many columns, broken between words; cut what has more lines, and give its length.

    Wide characters count as two columns, marks as none. Control characters are removed.

    >>> fold_line("The river rose by two metres.", 24), fold_line("The river rose by two metres.", 24, most_lines=1)
    (['The river rose by two', 'metres.'], ['The riv… (29 characters)'])
    """
    whole = clean_line(text)
    lines: list[str] = []
    for word in whole.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer) <= columns:
            lines[-1] = longer
        else:
            lines.append(word)
    if most_lines is None or (len(lines) <= most_lines and _fit(lines, columns)):
        return lines
    kept = lines[: most_lines - 1] if _fit(lines[: most_lines - 1], columns) else []
    rest = whole[len(" ".join(kept)) :].strip()
    length = f"… ({len(whole):,} characters)"
    return [*kept, _head(rest, columns - width_of(length)).rstrip() + length]


def _fit(lines: list[str], columns: int) -> bool:
    return all(width_of(line) <= columns for line in lines)


def _head(line: str, columns: int) -> str:
    used = 0
    for at, character in enumerate(line):
        used += _width(character)
        if used > columns:
            return line[:at]
    return line


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
