"""The rules of the commit protocol that the simulation can leave out, one by one, to show that each is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace
from protocol_inboxes import inbox_without
from protocol_pages import publish_side_by_side
from protocol_retries import RETRY_RULES, owner_without, without_reopened
from protocol_revisions import REVISION_RULES
from protocol_twins import TwinsThere
from protocol_world import World, shard_of

from transforms.batch import Batch
from transforms.errors import AlreadyExists, Unclear
from transforms.parking import park_and_save
from transforms.pending_rows import PendingRow
from transforms.poll_results import FeedJob, PollResult
from transforms.recheck_batch import RecheckBatch
from transforms.rechecks import Recheck
from transforms.records import Entry
from transforms.row_files import VOID
from transforms.state.documents import save_feed
from transforms.state.files import CommitFiles, Decision, Planned, inspect_file
from transforms.state.inbox import park
from transforms.state.log import Commit, Log, ShardLog, read_attempt
from transforms.state.numbering import numbered
from transforms.state.owner import Owner, open_shard
from transforms.state.storage import Store
from transforms.state.warm import WarmShard
from transforms.turns import Deferred, Dropped, Extracted, Failed
from transforms.write import Writer

# Often enough that snapshots are met.
SNAPSHOT_EVERY = 4

RULES: Final = {
    "fence": "a file in doubt is created empty, so that its stalled owner is refused when it publishes later",
    "inspect": "a refused fence means kept only where the file holds rows",
    "newest": "after a commit is created, the log is listed: it must be the newest, for a compaction may free old numbers",
    "unique": "file names are of one attempt, so that no two owners ever mean the same file",
    "decide": "an unclear answer to a publish is decided as the next owner would",
    "found": "a commit says of the files of the one before it what was found, not what was meant",
    "tombstone": "void files stay for ever",
    "park_first": "an entry that moved is parked where it belongs, then settled where it was",
    "poll_park_first": "a poll's entries are parked, then the feed's document is saved",
    "under_file": "another way to a row of this very commit is settled with the row's file, not at once",
    "covered": "the log is compacted only below what a manifest covers",
    "closed": "who finds a log closed for a new division of the state ends that try, or is refused",
    "warm_number": "a memory from an earlier turn counts only where the log is listed and still holds its newest commit",
    "warm_attempt": "and where that commit is of the same attempt",
    "warm_files": "and where that commit's files are as they are remembered",
    "warm_last": "these two need no proof only where the last turn to save the advice left the memory",
    "warm_feeds": "a feed's document from an earlier turn counts only where that turn was the last to save the advice",
    "warm_sites": "and so does what that turn knew of the sites",
    "warm_alone": "a memory that a turn uses is nobody else's",
    "carried_owed": "what an earlier turn asked for is used only where it is still owed; what is settled fails no more",
    "listed_once": "the inbox, listed before the log is read, is listed again to say what the turn leaves",
    "left_listed": "that can be left out only where the turn took up all that stood there, and has swept all that it took up",
    "left_counted": "what the turn leaves is counted from the very files that its advice names",
    "once": "an entry is taken up once a turn, in whichever files it stands",
    "listed": "files are replaced only where manifests list all that the log says",
    "pages_first": "pages as they came are published ahead of the rows that name them; where they are void, so are those",
    "twin_opened": "who opens a shard makes the twins of the newest commit that are missing",
    "twin_listed": "who lists a file makes its twin first",
    "for_ever": "what is taken down is settled for ever",
    "chain_newest": "after a manifest is created, the chain is listed: it must be the newest, for old numbers are freed",
    **RETRY_RULES,
    **REVISION_RULES,
}


class SimLog(ShardLog):
    """The real log, with an eye on what happens."""

    def __init__(self, state: Store, shard: int, met: Counter[str]) -> None:
        super().__init__(state, shard)
        self.met = met

    def append(self, number: int, commit: Commit) -> bool:
        done = super().append(number, commit)
        self.met["refused commit"] += not done
        self.met["snapshot"] += done and commit.snapshot is not None
        return done


class _NoNumber(SimLog):
    def read_newer(self, number: int, attempt: str | None) -> Log | None:
        return []


class _NoAttempt(SimLog):
    def read_newer(self, number: int, attempt: str | None) -> Log | None:
        found = read_attempt(self.state, self.shard, numbered(number))
        return None if found is None else super().read_newer(number, found)


class SimFiles(CommitFiles):
    """The real files, with an eye on what happens."""

    def __init__(self, output: Store, met: Counter[str]) -> None:
        super().__init__(output)
        self.met = met

    def decide(self, path: str, planned: Planned) -> Decision:
        decision = super().decide(path, planned)
        self.met[f"found {decision}"] += 1
        return decision


class _NoFence(SimFiles):
    def decide(self, path: str, planned: Planned) -> Decision:
        return inspect_file(self.output, path, planned) or "void"


class _NoInspection(SimFiles):
    def decide(self, path: str, planned: Planned) -> Decision:
        try:
            self.output.create(path, VOID)
            return "void"
        except Unclear:
            return self.decide(path, planned)
        except AlreadyExists:
            return "kept"


class _NoDecision(SimFiles):
    def publish(self, path: str, planned: Planned, data: bytes) -> Decision:
        try:
            self.output.create(path, data)
            return "kept"
        except (AlreadyExists, Unclear):
            return "void"


class _AsMeant(SimFiles):
    def publish(self, path: str, planned: Planned, data: bytes) -> Decision:
        super().publish(path, planned, data)
        return "kept"


class _SideBySide(SimFiles):
    def publish_all(self, files: Mapping[str, tuple[Planned, bytes]]) -> dict[str, Decision]:
        return publish_side_by_side(self.publish, files)


class _NotCovered(SimLog):
    def compact(self, snapshot: int, covered: int) -> None:
        super().compact(snapshot, snapshot)


class _KeepsNotReopened(SimLog):
    def append(self, number: int, commit: Commit) -> bool:
        return super().append(number, without_reopened(commit))


class _Reread(SimLog):
    """A log whose commits are read otherwise than they are."""

    def read(self) -> Log:
        return [(number, self.seen(commit)) for number, commit in super().read()]

    def read_newer(self, number: int, attempt: str | None) -> Log | None:
        log = super().read_newer(number, attempt)
        return None if log is None else [(number, self.seen(commit)) for number, commit in log]

    def seen(self, commit: Commit) -> Commit:
        """What somebody sees of a commit."""
        raise NotImplementedError


class _StillAskedFor(_Reread):
    def seen(self, commit: Commit) -> Commit:
        ids = [one.id for one in commit.forgotten]
        return replace(commit, forgotten=[], renewed=[*commit.renewed, *ids])


class _NotMoved(_Reread):
    def seen(self, commit: Commit) -> Commit:
        return replace(commit, replaces=[])


class _CountsVoid(SimLog):
    def append(self, number: int, commit: Commit) -> bool:
        counted = {id_: one for planned in commit.files.values() for id_, one in planned.rechecks.items()}
        return super().append(number, replace(commit, rechecked=commit.rechecked | counted))


_LOGS: Final[dict[str | None, type[SimLog]]] = {
    "covered": _NotCovered,
    "retry_kept": _KeepsNotReopened,
    "recheck_forgotten": _StillAskedFor,
    "recheck_kept": _CountsVoid,
    "recheck_moved": _NotMoved,
    "warm_number": _NoNumber,
    "warm_attempt": _NoAttempt,
}


class _NoGlance(SimFiles):
    def still_there(self, decisions: Mapping[str, Decision]) -> bool:
        return True


_FILES: Final[dict[str | None, type[SimFiles]]] = {
    "fence": _NoFence,
    "inspect": _NoInspection,
    "decide": _NoDecision,
    "found": _AsMeant,
    "warm_files": _NoGlance,
    "pages_first": _SideBySide,
}


class _Through:
    """A store, as somebody sees it who leaves a rule out."""

    at_once = 1

    def __init__(self, store: Store) -> None:
        self.root, self._store = store.root, store
        self.read, self.head, self.put = store.read, store.head, store.put
        self.delete, self.below = store.delete, store.below

    def create(self, path: str, data: bytes) -> None:
        self._store.create(path, data)

    def names(self, folder: str) -> list[str]:
        return self._store.names(folder)


class _NotListing(_Through):
    """A store that is not asked whether what was just created in a folder is the newest: it says so itself."""

    def __init__(self, store: Store, folder: str) -> None:
        super().__init__(store)
        self._folder, self._created = folder, list[str]()

    def create(self, path: str, data: bytes) -> None:
        self._store.create(path, data)
        folder, _, name = path.rpartition("/")
        self._created = [name] if folder == self._folder else self._created

    def names(self, folder: str) -> list[str]:
        if folder != self._folder:
            return self._store.names(folder)
        answer, self._created = self._created, []
        return answer or self._store.names(folder)


class _StillOpen(_Through):
    """A state in which no try to divide it again is ended by an owner."""

    def __init__(self, store: Store, met: Counter[str]) -> None:
        super().__init__(store)
        self._met = met

    def create(self, path: str, data: bytes) -> None:
        if path.startswith("next/"):
            self._met["closed log"] += 1
        else:
            self._store.create(path, data)


class _AtOnceBatch(Batch):
    def _join(self, row: PendingRow, entry_id: str) -> str:
        return self.drop(entry_id, "duplicate")


class _AtOnceWriter(Writer):
    batch_class = _AtOnceBatch


class _FailsAgainBatch(Batch):
    def add(self, element: Extracted | Failed | Dropped | Deferred) -> str:
        return self._add_failure(element) if isinstance(element, Failed) else super().add(element)


class _FailsAgainWriter(Writer):
    batch_class = _FailsAgainBatch


class _AnyResults(RecheckBatch):
    def _is_overtaken(self, before: Recheck) -> bool:
        return before.id in self._taken


class _AnyResultsBatch(Batch):
    results_class = _AnyResults


class _AnyResultsWriter(Writer):
    batch_class = _AnyResultsBatch


_WRITERS: Final[dict[str | None, type[Writer]]] = {
    "under_file": _AtOnceWriter,
    "carried_owed": _FailsAgainWriter,
    "recheck_known": _AnyResultsWriter,
}


def open_without(
    rule: str | None,
    world: World,
    shard: int,
    pass_id: str,
    attempt: str,
    opened_at: datetime,
    warm: WarmShard,
    listed: list[str],
) -> Owner:
    """An owner who leaves a rule out; one who keeps all where the rule is none of an owner's."""
    state: Store = world.state
    if rule == "newest":
        state = _NotListing(state, f"log/{shard}")
    elif rule == "closed":
        state = _StillOpen(state, world.met)
    log = _LOGS.get(rule, SimLog)(state, shard, world.met)
    output: Store = TwinsThere(world.output) if rule == "twin_opened" else world.output
    files = _FILES.get(rule, SimFiles)(output, world.met)
    owner = open_shard(
        log,
        files,
        pass_id=pass_id,
        attempt=attempt,
        opened_at=opened_at,
        clock=world.clock,
        snapshot_every=SNAPSHOT_EVERY,
        warm=warm,
        listed=listed,
    )
    owner = owner_without(rule, owner)
    owner.inbox = inbox_without(rule, state, shard, warm, listed)
    return owner


def writer_without(rule: str | None) -> type[Writer]:
    """The writer that lacks a rule."""
    return _WRITERS.get(rule, Writer)


def chain_without(rule: str | None, state: Store) -> Store:
    """The state as the publisher of manifests sees it."""
    return _NotListing(state, "manifests") if rule == "chain_newest" else state


# The inbox files that a poll made in its own shard, with their entries.
Parked = list[tuple[str, list[Entry]]]


def save_without(rule: str | None) -> Callable[[World, int, FeedJob, PollResult, list[str]], tuple[Parked, bytes]]:
    """What makes a poll's news owed and saves the feed's document; from the saving on, its links count as shown."""
    return _save_then_park if rule == "poll_park_first" else _park_then_save


class _NotesInbox(_Through):
    """A state that notes what is surely parked in a shard."""

    def __init__(self, store: Store, shard: int) -> None:
        super().__init__(store)
        self._folder = f"inbox/{shard}"
        self.parked: Parked = []

    def create(self, path: str, data: bytes) -> None:
        try:
            self._store.create(path, data)
        except Unclear:
            raise
        except AlreadyExists:
            self._note(path, data)
            raise
        self._note(path, data)

    def _note(self, path: str, data: bytes) -> None:
        folder, _, name = path.rpartition("/")
        if folder == self._folder:
            self.parked.append((name, msgspec.json.decode(data, type=list[Entry])))


def _park_then_save(
    world: World, shard: int, job: FeedJob, result: PollResult, links: list[str]
) -> tuple[Parked, bytes]:
    state = _NotesInbox(world.state, shard)
    stored = park_and_save(state, shard, world.shards, job, result).stored
    world.show(links)
    return state.parked, stored


def _save_then_park(
    world: World, shard: int, job: FeedJob, result: PollResult, links: list[str]
) -> tuple[Parked, bytes]:
    parked: dict[int, list[Entry]] = {}
    for entry in result.entries:
        parked.setdefault(shard_of(entry.url, world.shards), []).append(entry)
    ids = {str(target): [entry.id for entry in entries] for target, entries in parked.items()}
    stored = save_feed(world.state, shard, job.id, replace(result.document, parked=ids))
    world.show(links)
    for target, entries in parked.items():
        park(world.state, target, entries)
    return [], stored
