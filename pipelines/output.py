"""All that the command prints: no control character and no secret of an address, whatever came from outside.

What the encoding of an output stream cannot hold is escaped, and never ends in a traceback. Nothing else writes to these
streams but the bars of `show.progress` and `show.live`, which show counts, and names of sites as `for_line` gives them.
"""

from __future__ import annotations

import codecs
import logging
import os
import sys
import traceback
from io import TextIOWrapper

from transforms.pure.shown.display import escaped_controls, one_line, shown
from transforms.pure.shown.url_secrets import hide_secrets

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
    print_data(hide_secrets(text))


def print_data(text: str) -> None:
    """Print what another program is to read, in which addresses stay whole: a list of feeds."""
    try:
        print(shown(text), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(text: str) -> None:
    """Print JSON so that it is JSON: in UTF-8, or with all that is not ASCII escaped (RFC 8259, 7 and 8.1)."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print_data(escaped_controls(text) if codecs.lookup(encoding).name == "utf-8" else escaped(escaped_controls(text)))


def print_error(said: object) -> None:
    """Print to the error stream: a sentence, or an exception of our own."""
    print(shown(hide_secrets(str(said))), file=sys.stderr, flush=True)


def print_traceback(error: BaseException) -> None:
    """Print an exception that nobody expected, with its way."""
    print_error("".join(traceback.format_exception(error)).rstrip())


def for_line(text: str) -> str:
    """Give a text from outside for one line of a terminal.

    >>> for_line("Asking https://valley.example/rss?token=8f\\n\\x1b[2J")
    'Asking https://valley.example/rss [2J'
    """
    return hide_secrets(one_line(text))


def log_to_stderr() -> None:
    """Log warnings to the error stream, and what our steps say."""
    handler = logging.StreamHandler()
    handler.setFormatter(LogFormatter("%(levelname)s %(name)s: %(message)s"))
    # By force, since a process that imported Beam before has a handler of Beam's, with a format of its own.
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("transforms").setLevel(logging.INFO)
    logging.getLogger("gcsfs").setLevel(logging.CRITICAL)  # It logs what it raises, with a traceback; we say it once.


class LogFormatter(logging.Formatter):
    """Formats a record of a log: its message in one line, and both it and a traceback without what must not be shown."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """Give the line of a record."""
        record.message = for_line(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: logging._SysExcInfoType) -> str:  # noqa: N802
        """Give a traceback."""
        return shown(hide_secrets(super().formatException(ei)))


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
