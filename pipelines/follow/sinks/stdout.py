"""Write rows to the standard output as JSON Lines, for another program to read."""

from __future__ import annotations

import os
import select
from collections.abc import Callable

import msgspec

from pipelines.follow.answers import TAKEN, SinkAnswer
from pipelines.follow.events import Event, RowEvent, TakedownEvent


class StdoutSink:
    """The standard output: `write` takes all of the bytes, or raises OSError."""

    kind = "stdout"
    target, digest = "the standard output", "stdout"
    most, most_bytes = 500, 5_000_000

    def __init__(self, write: Callable[[bytes], None] | None = None) -> None:
        self._write = write or write_whole

    def deliver(self, events: tuple[Event, ...]) -> list[SinkAnswer]:
        """Write a line an event. Raises: OSError where nobody takes it."""
        self._write(b"".join(line_of(event) + b"\n" for event in events))
        return [TAKEN] * len(events)

    def check(self) -> None:
        """See that a pipe still has a reader. Raises: BrokenPipeError."""
        look = select.poll()
        look.register(1, 0)
        if any(event & select.POLLERR for _, event in look.poll(0)):
            raise BrokenPipeError

    def close(self) -> None:
        """Leave the standard output open."""


def line_of(event: Event) -> bytes:
    """Give an event as a line: a row as it stands in its file; what was taken down, or dropped, says so in a key of its own.

    >>> from pipelines.follow.events import Point
    >>> line_of(TakedownEvent("a1", "a court's order", Point()))
    b'{"forgotten":{"id":"a1","reason":"a court\\'s order"}}'
    """
    if isinstance(event, RowEvent):
        return event.line
    if isinstance(event, TakedownEvent):
        return msgspec.json.encode({"forgotten": {"id": event.id, "reason": event.reason}})
    return msgspec.json.encode({"dropped_day": event.day})


def write_whole(data: bytes) -> None:
    """Write all of it to the standard output, past the stream of Python, which is made so that it never fails."""
    left = memoryview(data)
    while left:
        left = left[os.write(1, left) :]
