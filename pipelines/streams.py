"""The standard streams of a command, wherever they lead: what cannot be printed ends in no traceback, and is told."""

from __future__ import annotations

import errno
import os
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import Any

_lost: list[str] = []


class _Steady(FileIO):
    """A standard stream into which writing never fails: a disk may be full, a terminal or a reader gone."""

    def write(self, data: Any) -> int:
        try:
            return super().write(data) or 0
        except OSError as error:
            if error.errno != errno.EPIPE and self.fileno() == 1:
                _lost.append(error.strerror or str(error))
            return memoryview(data).nbytes


def steady_streams() -> None:
    """Let no write to the standard streams fail. A closed one leads nowhere from here on.

    Else the next file that is opened would take its number, and what is printed would be written into that.
    """
    _lost.clear()
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            if (nothing := os.open(os.devnull, os.O_RDWR)) != number:
                os.dup2(nothing, number)
                os.close(nothing)
    for name, number in (("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(number, "w", closefd=False))
        elif type(stream) is TextIOWrapper and stream.fileno() == number:
            setattr(sys, name, _steadied(stream, number))


def _steadied(stream: TextIOWrapper, number: int) -> TextIOWrapper:
    raw = _Steady(number, "w", closefd=False)
    return TextIOWrapper(
        BufferedWriter(raw),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering or number == 2,
    )


def lost_output() -> str | None:
    """Say why the standard output could not be written; None where it could, or where its reader had enough."""
    return _lost[0] if _lost else None
