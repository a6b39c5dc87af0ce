"""What stands between quotation marks in a line, whatever their style: “…”, „…“, «…», »…«, ”…”, "…", ‘…’, ‚…‘, '…'."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

# What closes what each opens.
_CLOSERS = {
    "“": "”“\"", "„": "“”\"", "«": "»", "»": "«", "”": "”", '"': '"”', "‘": "’", "‚": "‘’", "'": "'", "‹": "›", "›": "‹",
}  # fmt: skip
_SINGLE = "‘’‚'‹›"
# Shorter words between single marks are rather what apostrophes stand round: rock 'n' roll.
MIN_SINGLE = 3
# So many marks that nothing closes in a line, and it is no line of quotes: for each the whole of it is looked through.
MOST_UNCLOSED = 20
_MARK = re.compile("[" + "".join(_CLOSERS) + "’]")
# What may stand before an opening mark, beside white space and the beginning of a line.
_BEFORE_OPENING = "([{—–-:/…'’*.,>"
_MARKS = '“„«»”"‘‚‹›'
_STRAIGHT_SINGLE = re.compile(r"(?:^|[\s([—–-])'")


class Span(NamedTuple):
    """Words between marks: where they begin and end, without white space; `goes_on` where the next paragraph continues them."""

    start: int
    end: int
    mark: str
    opened_at: int
    closed_at: int
    goes_on: bool = False


def marks_in(text: str) -> tuple[str, ...]:
    """Give the marks that may open a quote and that stand anywhere in a text, straight single ones apart.

    >>> marks_in("“It holds.” It doesn't.")
    ('“', '”')
    """
    return tuple(mark for mark in _MARKS if mark in text)


def has_marks(text: str, start: int, end: int, marks: tuple[str, ...]) -> bool:
    """Tell whether a part of a text has some of the marks that the text has; an apostrophe within a word is none.

    >>> has_marks("“It holds.”", 0, 11, ("“", "”")), has_marks("It doesn't.", 0, 11, ())
    (True, False)
    """
    for mark in marks:
        if text.find(mark, start, end) >= 0:
            return True
    return text.find("'", start, end) >= 0 and _STRAIGHT_SINGLE.search(text[start:end]) is not None


def spans_in(text: str, start: int, end: int, next_line: str) -> list[Span]:
    """Give what stands between marks in a line of a text; marks within marks belong to the outer words.

    A mark that nothing closes opens words up to the end of the line where the next line begins with the same mark.

    >>> line = "“We ‘know’ it,” said Ann."
    >>> [line[span.start : span.end] for span in spans_in(line, 0, len(line), "")]
    ['We ‘know’ it,']
    """
    spans: list[Span] = []
    at = start
    marks = [match.start() for match in _MARK.finditer(text, start, end)]
    last = {text[mark_at]: mark_at for mark_at in marks}
    unclosed = 0
    for number, opened in enumerate(marks, 1):
        mark = text[opened]
        if opened < at or unclosed > MOST_UNCLOSED or not _opens(text, opened, start, end, last):
            continue
        closed, is_sought_to_end = _closing(text, opened, marks, number, end)
        unclosed += is_sought_to_end
        if closed is not None:
            spans.append(_trimmed(text, opened + 1, closed, mark, opened, closed + 1, False))
            at = closed + 1
        elif next_line.startswith(mark) and mark not in _SINGLE and end - opened > 20:
            spans.append(_trimmed(text, opened + 1, end, mark, opened, end, True))
            at = end
    return [span for span in spans if span.end - span.start >= (MIN_SINGLE if span.mark in _SINGLE else 1)]


def _trimmed(text: str, start: int, end: int, mark: str, opened: int, closed: int, goes_on: bool) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end, mark, opened, closed, goes_on)


def _opens(text: str, at: int, start: int, end: int, last: Mapping[str, int]) -> bool:
    """Tell whether a mark opens words; `last` is where each mark stands last in the line."""
    mark = text[at]
    before, behind = text[at - 1] if at > start else " ", text[at + 1] if at + 1 < end else " "
    if mark == "’" or not (before.isspace() or before in _BEFORE_OPENING or before in _CLOSERS):
        return False
    if behind.isspace() and mark not in "«":
        return False
    if mark == "”":
        return before.isspace() and "“" not in last and "„" not in last
    if mark in "»›":
        return before.isspace() and last.get(_CLOSERS[mark], -1) > at
    return not (mark in "'‘" and (behind.isdigit() or before in "'’"))


def _closing(text: str, opened: int, marks: Sequence[int], number: int, end: int) -> tuple[int | None, bool]:
    """Give where the words that a mark opens are closed by one of the `marks` from a number on, None where they are not; and
    whether all of these were looked at.
    """
    mark = text[opened]
    closers = _CLOSERS[mark]
    depth = 1
    fallback = None
    for place in range(number, len(marks)):
        at = marks[place]
        sign = text[at]
        before, behind = text[at - 1], text[at + 1] if at + 1 < end else " "
        opens_again = before.isspace() and not behind.isspace()
        if sign in closers and not (opens_again and sign in "\"“'‘"):
            if mark in "‘‚'" and (behind.isalnum() or before.isspace()):
                continue
            if mark in "‘'" and before in "sS" and behind == " " and text[at + 2 : at + 3].islower():
                fallback = fallback if fallback is not None else at
                continue
            depth -= 1
            if depth == 0:
                return at, False
        elif sign == mark and opens_again:
            if sign in "\"'":
                return fallback, False
            depth += 1
    return fallback, True
