"""The owner of a shard: opens it, takes up what it owes, commits, and leaves, by the protocol of docs/protocol.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from transforms.clock import Clock
from transforms.reasons import Reason
from transforms.rechecks import Recheck
from transforms.records import Entry
from transforms.state.changes import Forgotten, Replaced
from transforms.state.days import BEGINNING, TO_EXPIRE, believed, without_leap
from transforms.state.documents import Advice, Due
from transforms.state.files import CommitFiles, Planned
from transforms.state.inbox import Inbox, parked_after
from transforms.state.log import NO_TERMS, Commit, Deferral, ShardLog, Terms
from transforms.state.manifests import read_covered
from transforms.state.memory import add_commit, is_commit_due, next_commit
from transforms.state.observing import read_memory
from transforms.state.remembering import remember
from transforms.state.twins import make_twins
from transforms.state.warm import WarmShard

# Every so many commits, one is also a snapshot, below which the log can go.
SNAPSHOT_EVERY = 32


class Remainder(Struct, frozen=True, kw_only=True):
    """What remains in a shard's inbox when its owner leaves: the files, and the ids in them that are owed.

    `missing` are ids that were owed, and that are now neither settled nor in the inbox. `boxes` are the files with what is owed
    in each, and those that are gone with what is missing: the next turn can tell what it lacks.
    """

    names: list[str]
    owed: set[str]
    missing: list[str]
    boxes: dict[str, list[str]]


def open_shard(
    log: ShardLog,
    files: CommitFiles,
    *,
    pass_id: str,
    attempt: str,
    opened_at: datetime,
    clock: Clock,
    snapshot_every: int = SNAPSHOT_EVERY,
    warm: WarmShard | None = None,
    listed: list[str] | None = None,
    due: Advice | None = None,
) -> Owner:
    """Open a shard: read its log, and decide what is in doubt.

    `attempt` is unlike that of any other owner. `opened_at` may lie before the reading. `warm` is what this process remembers
    of the shard: of the log that is read which follows, if it still proves right. `listed` are the inbox files, where they were
    listed just before; None lists them later. `due` is the shard's advice, where that was read. Raises: StateError where
    the state was divided again, a file is not what the log says, or the log lacks what it had; StorageError.
    """
    warm = warm or WarmShard()
    due = due or Advice()
    read_at = remember(log, files, warm, clock, due.commit)
    return Owner(
        log,
        files,
        warm,
        pass_id=pass_id,
        attempt=attempt,
        opened_at=opened_at,
        read_at=read_at,
        clock=clock,
        snapshot_every=snapshot_every,
        listed=listed,
        noted=due.boxes,
    )


class Owner:
    """One owner of a shard, from its opening (`open_shard`) to the end of a turn.

    `lost` is True once another owner may have the shard: from then on nothing is committed, and nothing is lost by it.
    Rows belong in days from `read_at` on: an earlier day may have been called complete by somebody who saw a commit that was
    made before the log was read. `commits` counts those of this owner.
    """

    def __init__(
        self,
        log: ShardLog,
        files: CommitFiles,
        warm: WarmShard,
        *,
        pass_id: str,
        attempt: str,
        opened_at: datetime,
        read_at: datetime,
        clock: Clock,
        snapshot_every: int,
        listed: list[str] | None,
        noted: Mapping[str, list[str]],
    ) -> None:
        """`warm` holds the shard's memory, and what else the next turn need not read again; `noted` are as in `Inbox`."""
        assert warm.memory is not None
        self.state, self.shard, self.memory, self.warm = log.state, log.shard, warm.memory, warm
        self.inbox = Inbox(log.state, log.shard, warm.boxes, listed, noted)
        self.attempt, self.opened_at, self.read_at = attempt, opened_at, read_at
        self.lost, self.commits = False, 0
        self._asked_again: set[str] = set()
        self._log, self._files, self._pass_id = log, files, pass_id
        self._clock, self._snapshot_every = clock, snapshot_every

    def take_up(self, at_most: int, terms: Terms = NO_TERMS) -> list[Entry]:
        """Take up entries that are owed, until `at_most` of them need not wait (see `Inbox.take_up`)."""
        return self.inbox.take_up(self.memory, at_most, self.opened_at, terms)

    def take_up_parked(self, name: str, entries: Iterable[Entry]) -> list[Entry]:
        """Take up the entries that were parked in this turn, in the inbox file `name` of this shard (see `park`).

        Give those that are owed and were not taken up before, each once; those deferred are among them.
        """
        return self.inbox.take_up_parked(name, entries, self.memory)

    def take_rechecks(self, now: datetime, at_most: int) -> list[Recheck]:
        """Take articles that are to be asked for again now, the longest overdue first: each once a turn.

        What came of it counts only while `memory.rechecks` still holds what is given here.
        """
        found = self.memory.rechecks.due(now, at_most, without=self._asked_again)
        self._asked_again.update(recheck.id for recheck in found)
        return found

    def aged_at(self, now: datetime) -> datetime:
        """Give the moment that counts for what expires: a clock that is ahead for a run makes nothing expire.

        Before there are enough days of work, nothing does.
        """
        return believed(self.memory.days, now, TO_EXPIRE) or BEGINNING

    def judged_at(self, now: datetime) -> datetime:
        """Give the moment that says whether what is kept from us has waited long enough: not one that the clock leapt to."""
        return without_leap(self.memory.days, now)

    def is_commit_due(self) -> bool:
        """Tell whether a commit is due even where nothing is to be settled."""
        return is_commit_due(self.memory, self.inbox.sighted(), self.opened_at, self._clock())

    def commit(
        self,
        files: Mapping[str, tuple[Planned, bytes]],
        dropped: Mapping[Reason, list[str]],
        deferred: Mapping[str, Deferral],
        aliases: Mapping[str, str] | None = None,
        *,
        replaces: Iterable[Replaced] = (),
        forgotten: Iterable[Forgotten] = (),
        rechecked: Mapping[str, Recheck | None] | None = None,
    ) -> bool:
        """Settle what the files hold and what is dropped; give False where the shard is lost.

        `aliases` map entries to the articles that they led to, where those have ids of their own. `replaces`, `forgotten` and
        `rechecked` are as in `Commit`; `memory.decisions` tells afterwards which files are kept.
        Raises: StateError, StorageError; what is in doubt then is decided by the next owner.
        """
        draft = replace(
            self._draft(),
            files={path: planned for path, (planned, _) in files.items()},
            dropped=dict(dropped),
            deferred=dict(deferred),
            aliases=dict(aliases or {}),
            replaces=list(replaces),
            forgotten=list(forgotten),
            rechecked=dict(rechecked or {}),
        )
        commit = next_commit(self.memory, draft, self.inbox.sighted(), self._snapshot_every)
        if not self._settle(commit, files):
            return False
        self.inbox.sweep(self.memory.settled)
        if commit.snapshot is not None:
            self._log.compact(self.memory.number, read_covered(self.state, self.shard))
        return True

    def reopen(self, failed: Mapping[str, datetime]) -> bool:
        """Make entries owed again that failed; give False where the shard is lost.

        Each comes with the moment of the failure that is undone. Somebody must park them then (see `transforms.state.retries`).
        """
        draft = replace(self._draft(), reopened=dict(failed))
        return self._settle(next_commit(self.memory, draft, self.inbox.sighted(), self._snapshot_every), {})

    def close(self, division: str) -> bool:
        """Close the log for a new division of the state; give False where the shard is lost."""
        commit = next_commit(self.memory, self._draft(), self.inbox.sighted(), self._snapshot_every)
        return self._settle(replace(commit, closes=division), {})

    def leave(self) -> Remainder | None:
        """End the turn: delete the inbox files that are settled in full, and give what remains; None where the shard is lost."""
        if self._is_overtaken(self.inbox.taken_up):
            return None
        self.inbox.sweep(self.memory.settled)
        # One listing for all: what is parked meanwhile then shows as a change.
        names = self.inbox.names_left()
        if self._is_overtaken(names):
            return None
        gone = self.inbox.gone(frozenset(names))
        boxes = self.inbox.owed_by_file(names, self.memory.settled)
        owed = {id_ for ids in boxes.values() for id_ in ids}
        missing = self._missing({id_ for ids in gone.values() for id_ in ids if id_ not in owed})
        lost = {name: [id_ for id_ in ids if id_ in missing] for name, ids in gone.items()}
        boxes |= {name: ids for name, ids in lost.items() if ids}
        return Remainder(names=names, owed=owed, missing=missing, boxes=boxes)

    def _is_overtaken(self, names: Iterable[str]) -> bool:
        """Tell whether inbox files hold what a commit reopened that is newer than all that is known: the shard is lost then.

        To this owner it is settled. Without such a commit in the log, a copy of the state was brought back.
        """
        known = self.memory.number
        if max(map(parked_after, names), default=0) > known:
            self.lost = self._log.newest() > known
        return self.lost

    def stay_warm(self, due: Due) -> None:
        """Keep what is remembered for the next turn of this process, with the advice as it was saved: the turn is over.

        Do nothing where the shard is lost: what is remembered of it may be wrong by now.
        """
        if not self.lost:
            self.warm.due = due
            self.warm.put_back(self.warm)

    def _draft(self) -> Commit:
        return Commit(attempt=self.attempt, pass_id=self._pass_id, opened_at=self.opened_at, committed_at=self._clock())

    def _settle(self, commit: Commit, files: Mapping[str, tuple[Planned, bytes]]) -> bool:
        """Put a commit at the log's end, publish its files and remember both; give False where the shard is lost."""
        number = self.memory.number + 1
        if self.lost or not self._log.append(number, commit):
            self.lost = True
            return False
        self.commits += 1
        decisions = self._files.publish_all(files)
        # Before the next commit, which may be all that the next owner looks at.
        make_twins(self._files.output, commit.files, decisions, {path: data for path, (_, data) in files.items()})
        add_commit(self.memory, number, commit, decisions)
        return True

    def _missing(self, gone: set[str]) -> list[str]:
        """Give, of ids that vanished from the inbox, those that nobody has settled."""
        if gone <= self.memory.settled.keys():
            return []
        # Another owner may have had the shard meanwhile, without our notice if we committed nothing since.
        memory = read_memory(self.state, self._files.output, self.shard)
        if memory.newest is not None and memory.newest.closes is not None:
            return []  # The state is divided again: what was owed here is owed there.
        # What was reopened stands in no inbox file for a moment.
        return sorted(gone - memory.settled.keys() - memory.reopened.keys())
