"""Show something again and again, in place on a terminal and one below the other elsewhere, until Ctrl-C."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import TextIO

import msgspec

from pipelines.output import print_json, print_text
from transforms.clock import Clock, utc_now
from transforms.errors import StorageError

_CLEAR = "\x1b[H\x1b[J"
# Of the rows of a terminal, those that the head takes and the cursor's own.
HEAD_ROWS = 3

Look = Callable[[], tuple[int, str]]


def watched(
    look: Look,
    seconds: float,
    *,
    as_json: bool = False,
    stream: TextIO | None = None,
    wait: Callable[[float], None] = time.sleep,
    clock: Clock = utc_now,
) -> int:
    """Show what `look` gives every so many seconds; give the exit code that it gave last.

    A store that does not answer is told, and asked again. JSON is written one object a line.
    """
    stream, code = stream or sys.stdout, 0
    in_place = stream.isatty() and not as_json
    try:
        while True:
            try:
                code, text = look()
            except StorageError as error:
                code, text = 2, msgspec.json.encode({"error": str(error)}).decode() if as_json else str(error)
            _show(text, clock(), seconds, stream, in_place=in_place, as_json=as_json)
            wait(seconds)
    except KeyboardInterrupt:
        return code


def _show(text: str, now: datetime, seconds: float, stream: TextIO, *, in_place: bool, as_json: bool) -> None:
    if as_json:
        print_json(msgspec.json.format(text, indent=-1))
        return
    head = f"{now:%Y-%m-%d %H:%M:%S} UTC, again every {seconds:g} s; Ctrl-C ends"
    if in_place:
        stream.write(_CLEAR)
        stream.flush()
        text = fitting(text, *shutil.get_terminal_size())
    print_text(f"{head}\n\n{text}" if in_place else f"{head}\n{text}\n")


def fitting(text: str, columns: int, rows: int) -> str:
    """Give the lines that fit below a head of two lines, and say how many are left out; long lines take several rows.

    >>> fitting("a\\nb\\nc\\nd\\ne", 80, 6)
    'a\\nb\\n... and 3 more lines'
    """
    lines, room = text.splitlines(), rows - HEAD_ROWS
    heights = [max(1, -(-len(line) // columns)) for line in lines]
    if sum(heights) <= room:
        return text
    kept = 0
    while kept < len(lines) and sum(heights[: kept + 1]) < room:
        kept += 1
    return "\n".join([*lines[:kept], f"... and {len(lines) - kept} more lines"])
