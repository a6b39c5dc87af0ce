"""Characters that no text should hold: controls and lone surrogates, and what they stand for."""

from __future__ import annotations

import re

_SUSPECT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def _control_repairs() -> dict[int, str | None]:
    """Give for each control character what it stands for: nothing, or in 0x80-0x9F what windows-1252 has there."""
    repairs: dict[int, str | None] = {code: None for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n\r"}
    for code in range(0x80, 0xA0):
        repairs[code] = bytes([code]).decode("windows-1252", "ignore") or None
    return repairs


_CONTROLS = _control_repairs()


def scrub(text: str) -> str:
    """Give the text without control characters and lone surrogates (U+FFFD stands for these; pairs are joined).

    >>> scrub("It\\x92s a \\x00 \\ud83d\\ude00 \\ud800")
    'It’s a  😀 \ufffd'
    """
    if not _SUSPECT.search(text):
        return text
    return join_surrogates(text).translate(_CONTROLS)


def join_surrogates(text: str) -> str:
    """Give the text with each pair of surrogates as the one character that it is, and U+FFFD for each that is alone.

    >>> join_surrogates("\\ud83d\\ude00 \\ud800")
    '😀 \ufffd'
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
