"""What a follower has to hand on, in order, and how far it has come with each: no store, no clock.

Rows come in the order of the manifests. What was taken down, and days that were dropped, come first: none of the rows that follow
is of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from transforms.errors import OutputError


class PartDone(Struct, frozen=True):
    """How far a manifest is delivered: the files before this one, and so many rows of it, counted as it was published."""

    path: str
    rows: int


class Point(Struct, frozen=True, omit_defaults=True):
    """How far an output is delivered: all manifests up to `position`, and a part of the one behind it."""

    position: int = 0
    part: PartDone | None = None


class RowEvent(Struct, frozen=True):
    """A row as it stands in its file, without its line's end; `after` is the point that is reached with it."""

    id: str
    version: int
    line: bytes
    after: Point

    @property
    def size(self) -> int:
        """Give about how many bytes it takes."""
        return len(self.line) + 1


class TakedownEvent(Struct, frozen=True):
    """An id that was taken down, and the reason that was given."""

    id: str
    reason: str | None
    after: Point
    size: int = 200


class DroppedDay(Struct, frozen=True):
    """A UTC day of which the output has no row any more, since it is older than `retention`."""

    day: str
    after: Point
    size: int = 200


Event = RowEvent | TakedownEvent | DroppedDay


class Reached(Struct, frozen=True):
    """Nothing to deliver: a manifest ends here."""

    after: Point


class EventBatch(Struct, frozen=True):
    """Events to be delivered together, no id twice among them, and the point that is reached then. It may have none."""

    events: tuple[Event, ...]
    after: Point


def cut_batches(found: Iterable[Event | Reached], most: int, most_bytes: int) -> Iterator[EventBatch]:
    """Cut what is to be delivered into batches: of so many events and bytes at most, unless a single one is larger.

    An id comes once in a batch, so that its events stay in their order where some of them have to be tried again. What was found
    before an error comes ahead of it. Raises: what `found` raises.

    >>> rows = [RowEvent(id, 1, b"{}", Point(0, PartDone("a", n + 1))) for n, id in enumerate("xyx")]
    >>> [[event.id for event in batch.events] for batch in cut_batches([*rows, Reached(Point(1))], 10, 1000)]
    [['x', 'y'], ['x']]
    """
    events: list[Event] = []
    ids: set[str] = set()
    size, after = 0, None
    source = iter(found)
    while True:
        try:
            one = next(source, None)
        except OutputError:
            if after is not None:
                yield EventBatch(tuple(events), after)
            raise
        if one is None:
            break
        if not isinstance(one, Reached):
            key = one.day if isinstance(one, DroppedDay) else one.id
            if events and after is not None and (len(events) == most or size + one.size > most_bytes or key in ids):
                yield EventBatch(tuple(events), after)
                events, ids, size = [], set(), 0
            events.append(one)
            ids.add(key)
            size += one.size
        after = one.after
    if after is not None:
        yield EventBatch(tuple(events), after)


def halves(events: tuple[Event, ...]) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Give a batch in two, of which a sink may take one.

    >>> [len(half) for half in halves(tuple(TakedownEvent(id, None, Point()) for id in "abc"))]
    [1, 2]
    """
    middle = len(events) // 2
    return events[:middle], events[middle:]
