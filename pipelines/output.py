"""All that the command prints: no control character and no secret of an address, whatever came from outside.

What the encoding of an output stream cannot hold is escaped, and never ends in a traceback. Nothing else writes to these
streams but the live view (`pipelines.live`), which shows counts, and names of sites as `for_line` gives them.
"""

from __future__ import annotations

import codecs
import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any, Literal

from transforms.pure.shown.display import escaped_controls, one_line, shown
from transforms.pure.shown.url_secrets import hide_secrets

# How lines for logs are written: for people, or one JSON object each (`--log-format`).
LogFormat = Literal["text", "json"]
LOG_FORMATS: tuple[LogFormat, ...] = ("text", "json")

_HANDLER = "newsbeam_escape"
# What every record of a log has; all else was given with it, as `extra`.
_COMMON = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_format: LogFormat = "text"
# Writes a text above the live view, while one is at the foot of the terminal.
_above: Callable[[str], None] | None = None


@contextmanager
def writing_above(write: Callable[[str], None]) -> Iterator[None]:
    """Have all that goes to the terminal written by a function until the block ends, so that it does not tear a view."""
    global _above
    _above = write
    try:
        yield
    finally:
        _above = None


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


def print_event(message: str, logger: str, fields: Mapping[str, Any] | None = None) -> None:
    """Print what a command that runs says of its work: as `print_text`, or as a line for machines with fields beside it."""
    if _format == "json":
        print_data(json_line(message, logger=logger, fields=fields))
    else:
        print_text(message)


def print_data(text: str) -> None:
    """Print what another program is to read, in which addresses stay whole: a list of feeds."""
    if _above is not None and sys.stdout.isatty():
        _above(shown(text))
        return
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
    print_line(_error_line(str(said)))


def _error_line(text: str) -> str:
    return json_line(text, level="ERROR") if _format == "json" else shown(hide_secrets(text))


def print_note(message: str, logger: str) -> None:
    """Print to the error stream what a command says of its work, where the standard output is for something else."""
    text = json_line(message, logger=logger) if _format == "json" else shown(hide_secrets(message))
    print_line(timed(text))


def log_line(message: str, *, logger: str = "newsbeam", fields: Mapping[str, Any] | None = None) -> str:
    """Give a line that belongs in a log, as `--log-format` says: the sentence itself, or a JSON object with fields beside it."""
    return json_line(message, logger=logger, fields=fields) if _format == "json" else message


def timed(line: str) -> str:
    """Give a line for the error stream with its time ahead; as it is on a terminal, whose reader knows, and in JSON."""
    return line if _format == "json" or sys.stderr.isatty() else f"{_moment(time.time())} {line}"


def json_line(
    message: str,
    *,
    level: str = "INFO",
    logger: str = "newsbeam",
    at: float | None = None,
    fields: Mapping[str, Any] | None = None,
) -> str:
    r"""Give a line of a log for machines: a JSON object in ASCII, without secrets of addresses. `at` is in epoch seconds.

    >>> json_line("Zürich\n", at=0.0)
    '{"time": "1970-01-01T00:00:00.000Z", "level": "INFO", "logger": "newsbeam", "message": "Z\\u00fcrich\\n", "fields": {}}'
    """
    line = {
        "time": _moment(time.time() if at is None else at),
        "level": level,
        "logger": logger,
        "message": shown(hide_secrets(message)),
        "fields": {name: _plain(value) for name, value in (fields or {}).items()},
    }
    return json.dumps(line)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return shown(hide_secrets(str(value)))


def _moment(at: float) -> str:
    """Give a moment as RFC 3339 in UTC, with three digits of a second."""
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(at))}.{int(at % 1 * 1000):03}Z"


def print_line(text: str) -> None:
    """Print a line that is fit to be shown to the error stream, above the live view where there is one."""
    if _above is not None:
        _above(text)
    else:
        print(text, file=sys.stderr, flush=True)


def say(sentence: str) -> None:
    """Print a sentence for people. It may be called by the handler of a signal."""
    # The rest of the line may hold the ^C that a terminal prints.
    print_line(log_line(sentence) + ("\x1b[K" if sys.stderr.isatty() else ""))


def say_last(sentence: str, *, is_error: bool = False) -> None:
    """Print a sentence below all else, whatever locks this thread or another holds: the process ends next."""
    ahead = "" if not sys.stderr.isatty() else "\r\n" if _above is not None else "\r\x1b[J"
    os.write(sys.stderr.fileno(), f"{ahead}{_error_line(sentence) if is_error else log_line(sentence)}\n".encode())


def writes_json() -> bool:
    """Tell whether lines for logs are written for machines."""
    return _format == "json"


def print_traceback(error: BaseException) -> None:
    """Print an exception that nobody expected, with its way."""
    print_error("".join(traceback.format_exception(error)).rstrip())


def for_line(text: str) -> str:
    """Give a text from outside for one line of a terminal.

    >>> for_line("Asking https://valley.example/rss?token=8f\\n\\x1b[2J")
    'Asking https://valley.example/rss [2J'
    """
    return hide_secrets(one_line(text))


def log_to_stderr(form: LogFormat = "text") -> None:
    """Log warnings to the error stream, and what our steps say; as JSON, what the command itself says there, too.

    A line has its time ahead, unless a person reads it on a terminal as it comes.
    """
    global _format
    _format = form
    handler = _Handler()
    at = "" if sys.stderr.isatty() else "%(asctime)s "
    plain = LogFormatter(f"{at}%(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if form == "json" else plain)
    # By force, since a process that imported Beam before has a handler of Beam's, with a format of its own.
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(form == "json")
    logging.getLogger("transforms").setLevel(logging.INFO)
    logging.getLogger("gcsfs").setLevel(logging.CRITICAL)  # It logs what it raises, with a traceback; we say it once.


class _Handler(logging.StreamHandler[Any]):
    """Writes the log to the error stream, above the live view where there is one."""

    def emit(self, record: logging.LogRecord) -> None:
        if _above is None:
            super().emit(record)
        else:
            _above(self.format(record))


class LogFormatter(logging.Formatter):
    """Formats a record of a log: its message in one line, and both it and a traceback without what must not be shown."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """Give the time of a record, in UTC."""
        return _moment(record.created)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """Give the line of a record."""
        record.message = for_line(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: logging._SysExcInfoType) -> str:  # noqa: N802
        """Give a traceback."""
        return shown(hide_secrets(super().formatException(ei)))


class JsonFormatter(logging.Formatter):
    """Formats a record of a log as `json_line` does, with what was given as `extra`, and a traceback, as fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line of a record."""
        fields = {name: value for name, value in vars(record).items() if name not in _COMMON}
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json_line(
            record.getMessage(), level=record.levelname, logger=record.name, at=record.created, fields=fields
        )


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
