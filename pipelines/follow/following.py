"""Follow an output: batch after batch to the sink, and after each the cursor.

What was delivered before the cursor could be moved comes again after a kill, with the same ids: at least once, never less.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pipelines.follow.choice import FollowChoice
from pipelines.follow.cursors import Cursor, Mark, advance
from pipelines.follow.delivering import Deliverer, RefusedEvent, Stopped
from pipelines.follow.events import Event, EventBatch, Point, RowEvent, TakedownEvent, cut_batches
from pipelines.follow.keeping import CursorKeeper, Overtaken
from pipelines.follow.source import FollowedOutput, settle
from pipelines.run.errors import Refused
from pipelines.wording import plural
from transforms.clock import Clock, utc_now
from transforms.errors import StorageError
from transforms.stopping import stop_requested, wait_for_stop

Say = Callable[[str], None]
# A store that fails is asked again after so long, at the least.
STORE_WAIT_SECONDS: Final = 30.0


class Followed(Struct, kw_only=True):
    """What one run has done. `position` is that of its cursor, `newest` that of the output, as they were seen last.

    `refused_in` are the files in which stands what the sink refused.
    """

    rows: int = 0
    takedowns: int = 0
    dropped_days: int = 0
    refused: int = 0
    refused_in: list[str] = msgspec.field(default_factory=list)
    position: int = 0
    newest: int = 0

    def count(self, events: tuple[Event, ...], refused: list[RefusedEvent]) -> None:
        """Add a batch that is over."""
        self.refused += len(refused)
        lost = {id(one.event) for one in refused}
        for event in events:
            if id(event) in lost:
                continue
            if isinstance(event, RowEvent):
                self.rows += 1
            elif isinstance(event, TakedownEvent):
                self.takedowns += 1
            else:
                self.dropped_days += 1


class Following:
    """One run of a follower. `done` says at any time what it has done."""

    def __init__(
        self,
        choice: FollowChoice,
        source: FollowedOutput,
        deliverer: Deliverer,
        keeper: CursorKeeper | None,
        *,
        say: Say = lambda line: None,
        clock: Clock = utc_now,
        wait: Callable[[float], bool] = wait_for_stop,
    ) -> None:
        self._choice, self._source, self._deliverer, self._keeper = choice, source, deliverer, keeper
        self._say, self._clock, self._wait = say, clock, wait
        self._attempt = uuid.uuid4().hex[:8]
        self._cursor: Cursor | None = None
        self.done = Followed()

    def run(self) -> Followed:
        """Deliver what is there, and continue until the process is asked to stop; with `once`, end then.

        Raises: GaveUp, Overtaken, Refused; OutputError, StateError, StorageError.
        """
        while not stop_requested():
            try:
                before = self.done.rows + self.done.takedowns + self.done.dropped_days
                self._pass()
                self._tell(before)
            except Stopped:
                break
            except StorageError as error:
                if self._choice.once or self._cursor is None:
                    raise
                self._say(f"{error}; looked at again in {STORE_WAIT_SECONDS:g} s")
                self._wait(STORE_WAIT_SECONDS)
                continue
            if self._choice.once or self._wait(self._choice.interval_seconds):
                break
        return self.done

    def describe(self) -> str:
        """Say what it has done."""
        return describe(self.done, self._deliverer.sink.target, self._choice.name)

    def close(self) -> None:
        """Let go of the sink."""
        self._deliverer.sink.close()

    def _tell(self, before: int) -> None:
        """Say what a pass has brought, where more of them are to come."""
        brought = self.done.rows + self.done.takedowns + self.done.dropped_days - before
        if brought and not self._choice.once:
            self._say(
                f"Delivered {plural(brought, 'row', 'rows')}, up to manifest {self.done.position} of {self.done.newest}"
            )

    def _pass(self) -> None:
        """Deliver what is there now."""
        self._deliverer.sink.check()
        marks = self._cursor.marks if self._cursor is not None else ()
        found = self._source.look(marks[-1] if marks else None)
        cursor = self._begin(found) if self._cursor is None else self._cursor
        point, brought_back = settle(cursor.point, cursor.marks, found, self._choice.output)
        if brought_back is not None:
            self._say(
                f"{self._choice.output}: an older copy of the output was brought back; continuing behind manifest {brought_back}:"
                " rows may come again, with the same ids"
            )
            cursor = replace(
                cursor, point=point, marks=tuple(one for one in cursor.marks if one.number <= brought_back)
            )
        self._cursor = cursor
        self.done.position, self.done.newest = cursor.point.position, max(found, default=0)
        if self.done.newest == point.position:
            return
        self._check()
        most = self._choice.most or self._deliverer.sink.most
        for batch in cut_batches(self._source.events(point, found), most, self._deliverer.sink.most_bytes):
            self._deliver(batch, found)
            if stop_requested():
                return

    def _begin(self, found: dict[int, str]) -> Cursor:
        """Take up the cursor, or make the first one; from here on whoever had the name before finds that it was overtaken."""
        known = self._keeper.load() if self._keeper is not None else None
        cursor = self._first(found) if known is None else self._taken_up(known)
        if self._keeper is not None:
            self._keeper.save(cursor)
        return cursor

    def _first(self, found: dict[int, str]) -> Cursor:
        position = self._source.begin(self._choice.since, found)
        sink = self._deliverer.sink
        return advance(
            Cursor(
                name=self._choice.name or "",
                sink=sink.kind,
                target=sink.target,
                digest=sink.digest,
                kind=self._choice.kind,
                attempt=self._attempt,
                saved_at=self._clock(),
                marks=(Mark(position, found[position]),) if position in found else (),
            ),
            Point(position),
            {},
            self._clock(),
        )

    def _taken_up(self, cursor: Cursor) -> Cursor:
        """Take up a cursor of an earlier run. Raises: Refused where it is that of something else."""
        sink, choice = self._deliverer.sink, self._choice
        place = self._keeper.place if self._keeper is not None else ""
        if (cursor.sink, cursor.kind) != (sink.kind, choice.kind):
            raise Refused(
                f"{place}: this cursor is for {cursor.kind} to {cursor.sink} ({cursor.target}), not for {choice.kind} to"
                f" {sink.kind}; give yours another --name"
            )
        if cursor.digest != sink.digest and not choice.is_moved:
            raise Refused(
                f"{place}: this cursor is for another address or index ({cursor.target}, not {sink.target}); give yours another"
                " --name, or say with --moved that it is the same sink at a new place"
            )
        if choice.since is not None:
            self._say(f"--since is for a new cursor: {cursor.name!r} continues behind manifest {cursor.point.position}")
        return replace(cursor, attempt=self._attempt, target=sink.target, digest=sink.digest, saved_at=self._clock())

    def _check(self) -> None:
        if self._keeper is not None:
            self._keeper.check()

    def _deliver(self, batch: EventBatch, found: dict[int, str]) -> None:
        """Deliver a batch, keep what was refused, and move the cursor. Raises: Overtaken, with nothing brought back."""
        assert self._cursor is not None
        refused = self._deliverer.deliver(batch.events)
        delivered = len(batch.events) - len(refused)
        cursor = advance(self._cursor, batch.after, found, self._clock(), delivered=delivered, refused=len(refused))
        if self._keeper is not None:
            self._keep_refused(refused)
            try:
                self._keeper.save(cursor)
            except Overtaken:
                self._take_back(batch, self._cursor.point.position)
                raise
        self._cursor = cursor
        self.done.position = cursor.point.position
        self.done.count(batch.events, refused)

    def _keep_refused(self, refused: list[RefusedEvent]) -> None:
        if refused and self._keeper is not None:
            lines = [letter(one, self._clock()) for one in refused]
            path = self._keeper.save_refused(lines, self._attempt)
            self.done.refused_in.append(f"{self._keeper.place.removesuffix('/' + self._keeper.name)}/{path}")
            self._say(f"{self._deliverer.sink.target}: {len(refused)} refused for good, see {self.done.refused_in[-1]}")

    def _take_back(self, batch: EventBatch, position: int) -> None:
        """Take down once more what was taken down meanwhile: whoever continued may have done it before our rows came."""
        forgotten = self._source.forgotten_since(position)
        again = tuple(
            TakedownEvent(event.id, forgotten[event.id], event.after)
            for event in batch.events
            if isinstance(event, RowEvent) and event.id in forgotten
        )
        self._deliverer.deliver(again)


def letter(one: RefusedEvent, at: datetime) -> bytes:
    """Give a line for what was refused: why, and the row itself, or what was taken down."""
    event = one.event
    head = {"reason": one.reason, "at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
    if isinstance(event, RowEvent):
        told = msgspec.json.encode({"id": event.id, "version": event.version, **head})
        return told[:-1] + b',"row":' + event.line + b"}"
    named = {"forgotten": event.id} if isinstance(event, TakedownEvent) else {"dropped_day": event.day}
    return msgspec.json.encode({**named, **head})


def describe(done: Followed, target: str, name: str | None) -> str:
    """Say what a run has done."""
    brought = [plural(done.rows, "row", "rows")]
    if done.takedowns:
        brought.append(plural(done.takedowns, "takedown", "takedowns"))
    if done.dropped_days:
        brought.append(plural(done.dropped_days, "dropped day", "dropped days"))
    behind = done.newest - done.position
    where = "up to date" if behind <= 0 else f"{plural(behind, 'manifest', 'manifests')} behind"
    lines = [f"Delivered {', '.join(brought)} to {target}; {where} (manifest {done.position} of {done.newest})"]
    if name is not None:
        lines[0] += f", cursor {name}"
    if done.refused:
        files = ", ".join(done.refused_in[:3]) + (" ..." if len(done.refused_in) > 3 else "")
        lines.append(
            f"Refused {plural(done.refused, 'row', 'rows')} for good, with the reasons in {files}"
            if files
            else f"Refused {plural(done.refused, 'row', 'rows')} for good"
        )
    return "\n".join(lines)
