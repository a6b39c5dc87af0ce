"""What an output has that a follower has not delivered yet, as events in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from pipelines.follow.choice import FollowChoice, Since
from pipelines.follow.cursors import Mark, find_common
from pipelines.follow.events import DroppedDay, Event, PartDone, Point, Reached, RowEvent, TakedownEvent
from pipelines.run.errors import Refused
from transforms.state.files import glance, list_paths
from transforms.state.following import Follower
from transforms.state.manifests import KeptFile, list_published
from transforms.state.storage import Store
from transforms.written import line_as_written

# So many listings of the newest days alone, then one of all: a clock that went back makes a manifest of an earlier day.
LOOKS_AT_NEW_DAYS = 60


class _Head(Struct):
    """What of a row a sink is told beside it."""

    id: str
    version: int = 1


class FollowedOutput:
    """An output that is followed from point to point."""

    def __init__(self, store: Store, choice: FollowChoice) -> None:
        self._store, self._kind = store, choice.kind
        self._looks = 0

    def look(self, newest: Mark | None) -> dict[int, str]:
        """List the manifests that are there, by number: all, or those from the day on of the newest one that was passed."""
        self._looks += 1
        if newest is not None and self._looks % LOOKS_AT_NEW_DAYS != 1:
            found = list_published(self._store, newest.path.split("/")[1])
            if found.get(newest.number) == newest.path and _has_no_gap(found, newest.number):
                return found
        return list_published(self._store)

    def begin(self, since: Since, found: dict[int, str]) -> int:
        """Give the position at which a new cursor begins. Raises: OutputError where `since` is beyond the end."""
        if since == "now":
            return max(found, default=0)
        return Follower(self._store, since, found).position

    def events(self, point: Point, found: dict[int, str]) -> Iterator[Event | Reached]:
        """Give what is to be delivered behind a point. Raises: OutputError where a manifest or file is gone or damaged."""
        follower = Follower(self._store, point.position, found)
        for id_, one in follower.forgotten.items():
            yield TakedownEvent(id_, one.reason, point)
        for day in self._dropped_days(follower):
            yield DroppedDay(day, point)
        for number, files in follower.files(self._kind):
            yield from self._rows(follower, number, files, point.part if number == point.position + 1 else None)
            yield Reached(Point(number))

    def forgotten_since(self, position: int) -> dict[str, str | None]:
        """Give the ids that were taken down behind a position, with their reasons."""
        return {id_: one.reason for id_, one in Follower(self._store, position).forgotten.items()}

    def _rows(
        self, follower: Follower, number: int, files: tuple[KeptFile, ...], part: PartDone | None
    ) -> Iterator[Event | Reached]:
        paths = [file.path for file in files]
        begin = paths.index(part.path) if part is not None and part.path in paths else 0
        for file in files[begin:]:
            done = part.rows if part is not None and file.path == part.path else 0
            for at, line in follower.numbered_lines(file):
                if at < done:
                    continue
                head = msgspec.json.decode(line, type=_Head)
                # A takedown that is under way has said so, and has not come to all files.
                if head.id not in follower.forgotten:
                    after = Point(number - 1, PartDone(file.path, at + 1))
                    yield RowEvent(head.id, head.version, line_as_written(self._kind, line), after)

    def _dropped_days(self, follower: Follower) -> list[str]:
        """Give the days of which rows were dropped, and no row is left."""
        paths = [change.path for change in follower.replaced if change.by is None]
        days = sorted({path.split("/")[1] for path in paths if path.startswith(f"{self._kind}/date=")})
        return [day.removeprefix("date=") for day in days if not self._has_rows(day)]

    def _has_rows(self, day: str) -> bool:
        return any(glance(self._store, path) == "kept" for path in list_paths(self._store, f"{self._kind}/{day}"))


def settle(point: Point, marks: tuple[Mark, ...], found: dict[int, str], output: str) -> tuple[Point, int | None]:
    """Give the point to continue from, and the number up to which an output was brought back, None where it was not.

    An older copy of an output lacks manifests that were passed, or has others in their place. What it has beside them may come
    again, with the same ids. Raises: Refused where none of the manifests that were passed is there.
    """
    newest = marks[-1] if marks else None
    is_whole = point.position <= max(found, default=0) and (
        newest is None or found.get(newest.number, newest.path) == newest.path
    )
    if is_whole:
        return point, None
    common = find_common(marks, found)
    if common is None:
        raise Refused(
            f"{output}: none of the manifests that this cursor has passed is here ({point.position} of them): it belongs to"
            " another output, or this one was emptied; begin again with another --name"
        )
    return Point(common.number), common.number


def _has_no_gap(found: dict[int, str], first: int) -> bool:
    return all(number in found for number in range(first, max(found, default=first) + 1))


def hide_cure(error: Exception) -> str:
    """Give what an error of the output says, with the flag of a follower in place of the argument of `newsbeam.read`.

    >>> hide_cure(ValueError("begin behind its end, read(..., since=1), and expect what it lacks"))
    'begin behind its end, --since 1 and a new --name, and expect what it lacks'
    """
    return re.sub(r"read\(\.\.\., since=([^()]{0,40})\)", r"--since \1 and a new --name", str(error))
