"""The rules of the commit protocol that the simulation can leave out, one by one, to show that each is needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec.structs import replace
from protocol_world import World, shard_of

from transforms.batch import Batch, Row
from transforms.errors import AlreadyExists, Unclear
from transforms.poll import park_and_save
from transforms.poll_results import FeedJob, PollResult
from transforms.records import Entry
from transforms.state.documents import save_feed
from transforms.state.log import VOID, Commit, Planned, Verdict, look, park
from transforms.state.owner import Hold
from transforms.state.storage import Store
from transforms.write import Writer

RULES: Final = {
    "fence": "a file in doubt is created empty, so that its stalled owner is refused when it publishes later",
    "look": "a refused fence means kept only where the file holds rows",
    "newest": "after a commit is created, the log is listed: it must be the newest, for a compaction may free old numbers",
    "unique": "file names are of one attempt, so that no two owners ever mean the same file",
    "decide": "an unclear answer to a publish is decided as the next owner would",
    "verdict": "a commit says of the files of the one before it what was found, not what was meant",
    "tombstone": "void files stay for ever",
    "park_first": "an entry that moved is parked where it belongs, then settled where it was",
    "poll_park_first": "a poll's entries are parked, then the feed's document is saved",
    "under_file": "another way to a row of this very commit is settled with the row's file, not at once",
    "covered": "the log is compacted only below what a manifest tells of",
    "closed": "who finds a log closed for a new division of the state ends that try, or is refused",
    "chain_look": "after a manifest is created, the chain is listed: it must be the newest, for old numbers are freed",
}


class SimHold(Hold):
    """The real hold, with snapshots often enough to be met, and with an eye on what happens."""

    snapshot_every = 4

    def __init__(self, world: World, shard: int, pass_id: str, attempt: str, opened_at: datetime) -> None:
        self.met = world.met
        super().__init__(
            world.state,
            world.output,
            shard,
            pass_id=pass_id,
            attempt=attempt,
            opened_at=opened_at,
            clock=world.clock,
        )

    def decide(self, path: str, planned: Planned) -> Verdict:
        verdict = super().decide(path, planned)
        self.met[f"found {verdict}"] += 1
        return verdict

    def _append(self, commit: Commit) -> bool:
        done = super()._append(commit)
        self.met["refused commit"] += not done
        self.met["snapshot"] += done and commit.snapshot is not None
        return done


class _NoFence(SimHold):
    def decide(self, path: str, planned: Planned) -> Verdict:
        return look(self.output, path, planned) or "void"


class _NoLook(SimHold):
    def decide(self, path: str, planned: Planned) -> Verdict:
        try:
            self.output.create(path, VOID)
            return "void"
        except Unclear:
            return self.decide(path, planned)
        except AlreadyExists:
            return "kept"


class _NoNewest(SimHold):
    def is_newest(self, name: str) -> bool:
        return True


class _NoDecide(SimHold):
    def publish(self, path: str, planned: Planned, data: bytes) -> Verdict:
        try:
            self.output.create(path, data)
            return "kept"
        except (AlreadyExists, Unclear):
            return "void"


class _NoVerdict(SimHold):
    def publish(self, path: str, planned: Planned, data: bytes) -> Verdict:
        super().publish(path, planned, data)
        return "kept"


class _NoCovered(SimHold):
    def compact(self) -> None:
        for name in self.state.names(f"log/{self.shard}"):
            if int(name.removesuffix(".json")) < self.memory.number:
                self.state.delete(f"log/{self.shard}/{name}")


class _NoClosed(SimHold):
    def see_closed(self, division: str) -> None:
        self.met["closed log"] += 1


_HOLDS: Final[dict[str | None, type[SimHold]]] = {
    "fence": _NoFence,
    "look": _NoLook,
    "newest": _NoNewest,
    "decide": _NoDecide,
    "verdict": _NoVerdict,
    "covered": _NoCovered,
    "closed": _NoClosed,
}


class _AtOnceBatch(Batch):
    def _join(self, row: Row, entry_id: str) -> str:
        return self.drop(entry_id, "duplicate")


class _AtOnceWriter(Writer):
    batch_class = _AtOnceBatch


class _Unlooked:
    """A store that is not asked whether a manifest is the newest: it says so itself."""

    def __init__(self, store: Store) -> None:
        self.root, self._store = store.root, store
        self.read, self.put, self.delete, self.below = store.read, store.put, store.delete, store.below
        self._created: list[str] = []

    def create(self, path: str, data: bytes) -> None:
        self._store.create(path, data)
        self._created = [path.removeprefix("manifests/")]

    def names(self, folder: str) -> list[str]:
        answer, self._created = self._created, []
        return answer or self._store.names(folder)


def hold_without(rule: str | None) -> type[SimHold]:
    """The hold that lacks a rule; the whole one where the rule is none of its own."""
    return _HOLDS.get(rule, SimHold)


def writer_without(rule: str | None) -> type[Writer]:
    """The writer that lacks a rule."""
    return _AtOnceWriter if rule == "under_file" else Writer


def chain_without(rule: str | None, state: Store) -> Store:
    """The state as the publisher of manifests sees it."""
    return _Unlooked(state) if rule == "chain_look" else state


def save_without(rule: str | None) -> Callable[[World, int, FeedJob, PollResult, list[str]], None]:
    """What makes a poll's news owed and saves the feed's document; from the saving on, its links count as shown."""
    return _save_then_park if rule == "poll_park_first" else _park_then_save


def _park_then_save(world: World, shard: int, job: FeedJob, result: PollResult, links: list[str]) -> None:
    park_and_save(world.state, shard, world.shards, job, result)
    world.show(links)


def _save_then_park(world: World, shard: int, job: FeedJob, result: PollResult, links: list[str]) -> None:
    parked: dict[int, list[Entry]] = {}
    for entry in result.entries:
        parked.setdefault(shard_of(entry.url, world.shards), []).append(entry)
    ids = {str(target): [entry.id for entry in entries] for target, entries in parked.items()}
    save_feed(world.state, shard, job.id, replace(result.document, parked=ids))
    world.show(links)
    for target, entries in parked.items():
        park(world.state, target, entries)
