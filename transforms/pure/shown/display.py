r"""Texts from outside as they may be shown: no character that moves a cursor, colours, rings, or turns the reading order.

Terminals obey C0 and C1 controls (ECMA-48: ESC, and its 8-bit form U+009B), and show what stands between the overrides and
isolates of bidirectional text (UAX 9) in another order than it is read. A line that comes from outside stays one line.
"""

from __future__ import annotations

import re
from typing import Final

# C0 but for tab and line feed, DEL, C1; marks, embeddings, overrides and isolates of direction; separators of lines.
_CONTROLS: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029"
_UNSHOWN: Final = re.compile(f"[{_CONTROLS}]")
_NO_LINE: Final = re.compile(f"[{_CONTROLS}\t\n]")
_ESCAPED: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


def shown(text: str) -> str:
    r"""Give a text of lines as it may be shown.

    >>> shown("Owed  1\nhttps://valley.example/\x1b[2J\u202e")
    'Owed  1\nhttps://valley.example/[2J'
    """
    return _UNSHOWN.sub("", text)


def one_line(text: str) -> str:
    r"""Give a text from outside as it may stand in one line; breaks and tabs are spaces.

    >>> one_line("text/html\r\nERROR all is\tlost\x9b2J")
    'text/html ERROR all is lost2J'
    """
    if not _NO_LINE.search(text):
        return text
    return _UNSHOWN.sub("", re.sub("[\r\n\t\x85\u2028\u2029]+", " ", text))


def escaped_controls(json: str) -> str:
    r"""Give JSON that means the same, with escapes for what a terminal would obey.

    >>> print(escaped_controls('"caf\u00e9 \u202e\x9b"'))
    "café \u202e\u009b"
    """
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json)
