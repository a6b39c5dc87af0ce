"""Make entries owed again that failed: once for each failure, whoever else is at work on the state.

A commit reopens them (they are settled no more, see `Commit.reopened`), and then they are parked. What a kill between the two
left behind is parked by whoever runs it again. The rules, and why each is needed, stand in docs/protocol.md.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from transforms.clock import Clock
from transforms.errors import StateError
from transforms.pure.net.urls import shard_of
from transforms.state.divisions import in_force
from transforms.state.documents import load_advice
from transforms.state.failures import FailedEntry
from transforms.state.files import CommitFiles
from transforms.state.inbox import park, read_inbox
from transforms.state.log import ShardLog
from transforms.state.memory import FOREVER, RETRY_DAYS, Memory
from transforms.state.observing import read_memory
from transforms.state.owner import Owner, open_shard
from transforms.state.storage import TRIES, Store

# So many entries are reopened by a commit, and parked by a file of the inbox.
AT_ONCE = 500

# What is to be done about an entry's failure. `failed`: reopen and park it. `unparked`: park it, for somebody has reopened it and
# came no further. Nothing else: it is `owed` already; it has `ended` since in another way; it was `taken_down`; it is `too_old`.
Fate = Literal["failed", "unparked", "owed", "ended", "taken_down", "too_old"]
_RETRIED: tuple[Fate, ...] = ("failed", "unparked")


class Retried(Struct, frozen=True, kw_only=True):
    """What became of the failures that were to be retried: `parked` again, or left as they are, and why."""

    parked: list[FailedEntry] = field(default_factory=list)
    left: list[tuple[FailedEntry, Fate]] = field(default_factory=list)


def judge(failed: FailedEntry, memory: Memory, parked_at: datetime | None, now: datetime) -> Fate:
    """Decide what is to be done about a failure, by what its shard knows.

    `parked_at` is when the entry was parked last, if it stands in the inbox.
    """
    id_, at = failed.entry.id, failed.failed_at
    if at < now - timedelta(days=RETRY_DAYS):
        return "too_old"
    day, reopened_at = memory.settled.get(id_), memory.reopened.get(id_)
    if day is None:
        # What was parked before it failed may stand there for others' sake, unseen.
        return "owed" if parked_at is not None and parked_at > at else "unparked"
    if day == FOREVER:
        return "taken_down"
    return "failed" if reopened_at is None or reopened_at < at else "ended"


class Retrying:
    """Retries on one state: `state` is that of the division in force, and has so many shards."""

    def __init__(self, state: Store, output: Store, shards: int, clock: Clock, at_once: int = AT_ONCE) -> None:
        """`at_once` is how many entries a commit reopens at most, and an inbox file holds."""
        self._state, self._output, self._shards, self._clock = state, output, shards, clock
        self._at_once = at_once

    def look(self, failures: Iterable[FailedEntry]) -> Retried:
        """Tell what `run` would do; change nothing."""
        done = Retried()
        for shard, some in self._by_shard(failures).items():
            inbox = self._parked_at(shard)
            memory = read_memory(self._state, self._output, shard)
            for failed in some:
                fate = self._judge(failed, memory, inbox.get(failed.entry.id))
                if fate in _RETRIED:
                    done.parked.append(failed)
                else:
                    done.left.append((failed, fate))
        return done

    def run(self, failures: Iterable[FailedEntry]) -> Retried:
        """Park again what failed. Raises: StateError where somebody else is at work; what is parked by then stays parked."""
        done = Retried()
        for shard, some in self._by_shard(failures).items():
            self._run_shard(shard, some, done)
        if in_force(self._state, self._shards)[0] is not self._state:
            raise StateError(
                f"{self._state.root}: the state was divided again meanwhile; set the new number of shards, and run this again"
            )
        return done

    def _by_shard(self, failures: Iterable[FailedEntry]) -> dict[int, list[FailedEntry]]:
        found: dict[int, list[FailedEntry]] = {}
        for failed in sorted(failures, key=lambda failed: (failed.failed_at, failed.entry.id)):
            found.setdefault(shard_of(failed.entry.url, self._shards), []).append(failed)
        return dict(sorted(found.items()))

    def _parked_at(self, shard: int) -> Mapping[str, datetime]:
        return {entry.id: entry.parked_at for entry in read_inbox(self._state, shard)}

    def _judge(self, failed: FailedEntry, memory: Memory, parked_at: datetime | None) -> Fate:
        return judge(failed, memory, parked_at, self._clock())

    def _run_shard(self, shard: int, failures: list[FailedEntry], done: Retried) -> None:
        for _ in range(TRIES):
            failures = self._as_owner(self._open(shard), failures, done)
            if not failures:
                return
        raise StateError(
            f"{self._state.root}: another process commits to shard {shard} all the time, so {len(failures)} entries were not"
            " parked; run the command again"
        )

    def _open(self, shard: int) -> Owner:
        attempt, now = uuid.uuid4().hex, self._clock()
        return open_shard(
            ShardLog(self._state, shard),
            CommitFiles(self._output),
            pass_id=f"retry-{attempt[:8]}",
            attempt=attempt,
            opened_at=now,
            clock=self._clock,
            due=load_advice(self._state, shard),
        )

    def _as_owner(self, owner: Owner, failures: list[FailedEntry], done: Retried) -> list[FailedEntry]:
        """Retry as a shard's owner, until all is done or the shard is lost; give what is left to be done."""
        inbox, todo = self._parked_at(owner.shard), list[FailedEntry]()
        for failed in failures:
            fate = self._judge(failed, owner.memory, inbox.get(failed.entry.id))
            if fate in _RETRIED:
                todo.append(failed)
            else:
                done.left.append((failed, fate))
        for at in range(0, len(todo), self._at_once):
            batch = todo[at : at + self._at_once]
            if not self._park(owner, batch):
                return todo[at:]
            done.parked.extend(batch)
        return []

    def _park(self, owner: Owner, batch: list[FailedEntry]) -> bool:
        """Reopen what is settled, and then park all; give False where the shard is lost before."""
        settled = {failed.entry.id: failed.failed_at for failed in batch if failed.entry.id in owner.memory.settled}
        if settled and not owner.reopen(settled):
            return False
        now = self._clock()
        # The URLs that it came by stay with it: a redirect back to one of them would end without a record, as that is settled.
        park(self._state, owner.shard, [replace(failed.entry, parked_at=now) for failed in batch], owner.memory.number)
        return True
