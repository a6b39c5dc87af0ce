"""Print under whatever encoding the standard output has: what it cannot hold is escaped, and never ends in a traceback."""

from __future__ import annotations

import codecs
import os
import sys
from io import TextIOWrapper

_HANDLER = "newsbeam_escape"


def escape_what_has_no_place() -> None:
    r"""Have both output streams write `\u51ac` for a character that their encoding does not have.

    So it is under a locale that is not UTF-8, and everywhere for the bytes of a file name that is none.
    """
    codecs.register_error(_HANDLER, _escape)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, TextIOWrapper
        ):  # whoever uses the command within a program may have put something else there
            stream.reconfigure(errors=_HANDLER)


def print_text(text: str) -> None:
    """Print for a reader who may have enough before the end, such as `head`."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(text: str) -> None:
    """Print JSON so that it is JSON: in UTF-8, or with all that is not ASCII escaped (RFC 8259, 7 and 8.1)."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print_text(text if codecs.lookup(encoding).name == "utf-8" else escaped(text))


def escaped(text: str) -> str:
    r"""Give a text in ASCII alone, with the escapes of JSON.

    >>> print(escaped("Zürich 🚢"))
    Z\u00fcrich \ud83d\udea2
    """
    if text.isascii():
        return text
    return "".join(character if character.isascii() else _units(character) for character in text)


def _units(character: str) -> str:
    data = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{data[n]:02x}{data[n + 1]:02x}" for n in range(0, len(data), 2))


def _escape(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(_units, error.object[error.start : error.end])), error.end
