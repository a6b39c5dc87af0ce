"""One owner's hold of a shard: open it, commit to it, by the protocol of docs/protocol.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from transforms import reasons
from transforms.errors import AlreadyExists, StateError, StorageError, Unclear
from transforms.reasons import Reason
from transforms.records import Entry
from transforms.state.divisions import refuse_closed
from transforms.state.log import (
    TRIES,
    VOID,
    Commit,
    Deferral,
    Planned,
    Snapshot,
    Verdict,
    add,
    add_up,
    covered,
    look,
    read_box,
    read_log,
)
from transforms.state.storage import Store, side_by_side

MEMORY_DAYS = 120
# Sightings younger than this need not be written down again.
RENEW_DAYS = 20


class Hold:
    """One owner's hold of a shard, from its opening to the end of a turn.

    `lost` is True once another owner may have the shard: from then on nothing is committed, and nothing is lost by it.
    Every `snapshot_every`-th commit is also a snapshot, below which the log can go.
    """

    snapshot_every = 32

    def __init__(
        self,
        state: Store,
        output: Store,
        shard: int,
        *,
        pass_id: str,
        attempt: str,
        opened_at: datetime,
        clock: Callable[[], datetime],
    ) -> None:
        """Open the shard: what is in doubt is decided.

        `opened_at` may lie before that. Rows belong in days from `read_at` on: an earlier day may have been called
        complete by somebody who saw a commit that was made before the log was read.
        """
        self.state, self.output, self.shard = state, output, shard
        self.pass_id, self.attempt, self.opened_at, self.clock = pass_id, attempt, opened_at, clock
        self.lost = False
        self.commits = 0
        self.boxes: dict[str, tuple[str, ...]] = {}
        log = read_log(state, shard)
        self.read_at = clock()
        if log and log[-1][1].closes is not None:
            self.see_closed(log[-1][1].closes)
        told = bool(log) and covered(state, shard) >= log[-1][0]
        self.memory = add_up(log, self.look_again if told else self.decide)

    def see_closed(self, division: str) -> None:
        """Go on where the reshard that closed the log was given up. Raises: StateError where it was not."""
        refuse_closed(self.state, division)

    def look_again(self, path: str, planned: Planned) -> Verdict:
        """The verdict on a file that a manifest tells of, or that it knows to be void: there is no doubt to end.

        Raises: StateError when it is gone; to void it now would take from the dataset what its readers were told of.
        """
        found = look(self.output, path, planned)
        if found is None:
            raise StateError(
                f"{self.output.root}/{path}: this file was there when the last manifest was written, and is gone; bring it"
                " back, or choose a new state and a new output to fetch everything anew"
            )
        return found

    def decide(self, path: str, planned: Planned) -> Verdict:
        """End the doubt about a file: void it, unless it is there with rows."""
        for _ in range(TRIES):
            try:
                self.output.create(path, VOID)
                return "void"
            except AlreadyExists:
                found = look(self.output, path, planned)
                if found is not None:
                    return found
            except Unclear:
                continue
        raise StorageError(f"{self.output.root}/{path}: the store did not answer {TRIES} times; try again later")

    def owed(self, at_most: int) -> list[Entry]:
        """Entries that are owed, each once, those parked first at the head; those deferred are among them.

        Inbox files are read until `at_most` entries are found that need not wait; the rest stays for the next turn.
        """
        self.boxes = {}
        entries: dict[str, Entry] = {}
        ready = 0
        names = self.inbox_names()
        boxes = side_by_side(self.state, lambda name: read_box(self.state, self.shard, name), names)
        for name, box in zip(names, boxes, strict=False):
            self.boxes[name] = tuple(entry.id for entry in box)
            new = {entry.id: entry for entry in box if entry.id not in self.memory.settled and entry.id not in entries}
            entries |= new
            ready += sum(1 for id_ in new if not self._waits(id_))
            if ready >= at_most:
                break
        return list(entries.values())

    def _waits(self, id_: str) -> bool:
        deferral = self.memory.deferred.get(id_)
        return deferral is not None and deferral.not_before > self.opened_at

    def inbox_names(self) -> list[str]:
        """The inbox files as they are now."""
        return self.state.names(f"inbox/{self.shard}")

    def still_owed(self, names: list[str]) -> set[str]:
        """The ids that are owed of these inbox files, those of files not yet taken up among them."""
        ids: set[str] = set()
        for name in names:
            taken_up = self.boxes.get(name)
            ids.update(taken_up or (entry.id for entry in read_box(self.state, self.shard, name)))
        return {id_ for id_ in ids if id_ not in self.memory.settled}

    def vanished(self, names: list[str]) -> list[str]:
        """The ids taken up from inbox files that are not among `names` any more, and that nobody has settled."""
        gone = {id_ for name, ids in self.boxes.items() if name not in names for id_ in ids}
        if gone <= self.memory.settled.keys():
            return []
        # Another owner may have had the shard meanwhile, without our notice if we committed nothing since.
        log = read_log(self.state, self.shard)
        if log and log[-1][1].closes is not None:
            return []  # The state is divided anew: what was owed here is owed there.
        settled = add_up(log, lambda path, planned: look(self.output, path, planned)).settled
        return sorted(gone - settled.keys())

    def seen_again(self) -> list[str]:
        """Settled ids that were parked again, and whose last sighting is old enough to be renewed."""
        return self._old_ones(self._taken_up())

    def _articles_seen_again(self, ways: Mapping[str, str]) -> list[str]:
        """The same of the articles that they led to, which have ids of their own."""
        ways = {**self.memory.ways, **ways}
        return self._old_ones({ways[id_] for id_ in self._taken_up() if id_ in ways})

    def is_old(self, id_: str) -> bool:
        """Whether an id is settled, and its last sighting old enough to be renewed."""
        return bool(self._old_ones([id_]))

    def _taken_up(self) -> set[str]:
        return {id_ for box in self.boxes.values() for id_ in box}

    def _old_ones(self, ids: Iterable[str]) -> list[str]:
        old = (self.clock() - timedelta(days=RENEW_DAYS)).strftime("%Y-%m-%d")
        return sorted(id_ for id_ in ids if self.memory.settled.get(id_, "~") < old)

    def commit(
        self,
        files: Mapping[str, tuple[Planned, bytes]],
        dropped: Mapping[Reason, list[str]],
        deferred: Mapping[str, Deferral],
        ways: Mapping[str, str] | None = None,
    ) -> bool:
        """Settle what the files hold and what is dropped; False when the shard is lost.

        `ways` maps entries to the articles that they led to, where those have ids of their own. Raises: StateError,
        StorageError; what is in doubt then is decided by the next owner.
        """
        commit = self._next(files, dropped, deferred, ways)
        if not self._settle(commit, files):
            return False
        self.sweep_inbox()
        if commit.snapshot is not None:
            self.compact()
        return True

    def close(self, division: str) -> bool:
        """Close the log for a new division of the state; False when the shard is lost."""
        return self._settle(replace(self._next({}, {}, {}), closes=division), {})

    def _settle(self, commit: Commit, files: Mapping[str, tuple[Planned, bytes]]) -> bool:
        """Put a commit at the log's end, publish its files and remember both; False when the shard is lost."""
        if self.lost or not self._append(commit):
            self.lost = True
            return False
        self.commits += 1
        self.memory.number += 1
        self.memory.newest = commit
        self.memory.verdict = {path: self.publish(path, planned, data) for path, (planned, data) in files.items()}
        add(self.memory, commit)
        return True

    def _next(
        self,
        files: Mapping[str, tuple[Planned, bytes]],
        dropped: Mapping[Reason, list[str]],
        deferred: Mapping[str, Deferral],
        ways: Mapping[str, str] | None = None,
    ) -> Commit:
        memory = self.memory
        # With each commit, for what is swept after it is not there to be seen at the turn's end.
        dropped = {**dropped, reasons.SEEN_AGAIN: self.seen_again()}
        return Commit(
            attempt=self.attempt,
            pass_id=self.pass_id,
            opened_at=self.opened_at,
            committed_at=self.clock(),
            verdict=dict(memory.verdict),
            files={path: planned for path, (planned, _) in files.items()},
            dropped={reason: list(ids) for reason, ids in dropped.items() if ids},
            deferred=dict(deferred),
            ways=dict(ways or {}),
            renewed=self._articles_seen_again(ways or {}),
            totals=dict(memory.totals),
            snapshot=self._snapshot() if (memory.number + 1) % self.snapshot_every == 0 else None,
        )

    def _snapshot(self) -> Snapshot:
        oldest = (self.clock() - timedelta(days=MEMORY_DAYS)).strftime("%Y-%m-%d")
        days: dict[str, list[str]] = {}
        for id_, day in self.memory.settled.items():
            if day >= oldest:
                days.setdefault(day, []).append(id_)
        return Snapshot(
            settled={day: sorted(ids) for day, ids in days.items()},
            deferred=self.memory.deferred,
            ways={id_: to for id_, to in self.memory.ways.items() if self.memory.settled.get(id_, "") >= oldest},
        )

    def _append(self, commit: Commit) -> bool:
        """Whether the commit is surely ours and the newest; an unclear answer is a no, which the next owner decides."""
        name = f"{self.memory.number + 1:010d}.json"
        try:
            self.state.create(f"log/{self.shard}/{name}", msgspec.json.encode(commit))
        except (AlreadyExists, Unclear):
            return False
        return self.is_newest(name)

    def is_newest(self, name: str) -> bool:
        """Whether no later commit stands in the log: a compaction may have freed the number that we just took."""
        return self.state.names(f"log/{self.shard}")[-1] == name

    def publish(self, path: str, planned: Planned, data: bytes) -> Verdict:
        """Make a file of the commit visible; an unclear answer is decided as the next owner would."""
        try:
            self.output.create(path, data)
            return "kept"
        except (AlreadyExists, Unclear):
            return self.decide(path, planned)

    def sweep_inbox(self) -> None:
        """Delete the inbox files that are settled in full."""
        settled = [name for name, ids in self.boxes.items() if all(id_ in self.memory.settled for id_ in ids)]
        deleted = side_by_side(self.state, lambda name: self.state.delete(f"inbox/{self.shard}/{name}"), settled)
        for name, _ in zip(settled, deleted, strict=True):
            del self.boxes[name]

    def compact(self) -> None:
        """Delete the commits below the newest one, a snapshot, that every follower of the manifests has passed."""
        below = min(self.memory.number, covered(self.state, self.shard) + 1)
        for name in self.state.names(f"log/{self.shard}"):
            if int(name.removesuffix(".json")) < below:
                self.state.delete(f"log/{self.shard}/{name}")
