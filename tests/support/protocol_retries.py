"""Retries in the simulation: pages are mended, what failed is owed again; the real code, and the rules that it may lack."""

from __future__ import annotations

import gzip
from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace
from protocol_world import World, url_id

from transforms.counters import count
from transforms.errors import StateError
from transforms.records import Entry, Failure
from transforms.state.failures import FailedEntry, Wanted, read_failures
from transforms.state.files import inspect_file
from transforms.state.inbox import park
from transforms.state.ledger import ShardLedger, find_unparked, read_ledger
from transforms.state.log import Commit
from transforms.state.memory import FOREVER, RETRY_DAYS, Memory, add_up
from transforms.state.owner import Owner
from transforms.state.reshard import Resharding
from transforms.state.retries import Fate, Retrying

if TYPE_CHECKING:
    from protocol_outcome import Outcome

# Another way to an article is retried while its id is surely remembered, also if it then is owed for `expire_days`.
RETRIED_ALIAS_DAYS = 60
# A slow process lets others take so many steps before its next one.
SLOW_STEPS = 30

RETRY_RULES: Final = {
    "retry_first": "a commit reopens an entry that failed, then it is parked",
    "retry_once": "each failure is undone once: what was reopened is remembered with the moment of its failure",
    "retry_kept": "snapshots hold what was reopened, too",
    "retry_divided": "where shards' memories are put together, of an id only those count that know of its last reopening",
    "retry_again": "what was reopened, and is not in the inbox, is parked by the next retry",
    "retry_known": "who finds an inbox file of entries that a commit reopened which it does not know has lost the shard",
    "retry_waits": "what was reopened, and is not in the inbox yet, is not missing",
}


def retry(world: World, me: int, ids: frozenset[str] = frozenset()) -> None:
    """Somebody mends pages, and retries what failed, or some of it; with `ids` those alone."""
    rng = world.rng
    for url in sorted(world.fails) if not ids else ():
        if rng.random() < 0.3:
            world.fails.discard(url)
            world.retries.mended.add(url)
    found = read_failures(world.output, Wanted(ids=ids)).wanted
    some = [failed for failed in found.values() if ids or (rng.random() < 0.8 and not _leads_far_back(world, failed))]
    retrying = _RETRYING.get(world.without, _Retrying)(world)
    try:
        done = retrying.run(some)
    except StateError as error:
        if "all the time" not in str(error):
            raise
        world.met["retry gave way"] += 1
        return
    world.met["retried"] += len(done.parked)
    world.retries.done.update({failed.entry.id: failed.failed_at for failed in done.parked})


def _leads_far_back(world: World, failed: FailedEntry) -> bool:
    """Whether an entry is another way to an article that may soon be forgotten: it would be written again (protocol.md)."""
    url = failed.entry.url
    final = world.final(url)
    if final == url or world.now - world.born[final] < timedelta(days=RETRIED_ALIAS_DAYS):
        return False
    world.met["too late to retry"] += 1
    return True


def retry_again(world: World, me: int) -> None:
    """Somebody runs a retry again that was cut short."""
    left = cut_short(world)
    if left:
        retry(world, me, left)


class _Retrying(Retrying):
    """The real retrying; a few entries at once."""

    def __init__(self, world: World) -> None:
        super().__init__(world.state, world.output, world.shards, world.clock, at_once=2)
        self._world = world

    def _judge(self, failed: FailedEntry, memory: Memory, parked_at: datetime | None) -> Fate:
        fate = super()._judge(failed, memory, parked_at)
        self._world.met["retry cut short"] += fate == "unparked"
        return fate


class _ParksFirst(_Retrying):
    def _park(self, owner: Owner, batch: list[FailedEntry]) -> bool:
        parked = [replace(failed.entry, parked_at=self._clock()) for failed in batch]
        park(self._state, owner.shard, parked, owner.memory.number)
        for _ in range(SLOW_STEPS):
            self._world.give_way()
        return owner.reopen({failed.entry.id: failed.failed_at for failed in batch})


class _AlwaysAgain(_Retrying):
    def _judge(self, failed: FailedEntry, memory: Memory, parked_at: datetime | None) -> Fate:
        fate = super()._judge(failed, memory, parked_at)
        return "failed" if fate == "ended" else fate


class _NotAgain(_Retrying):
    def _judge(self, failed: FailedEntry, memory: Memory, parked_at: datetime | None) -> Fate:
        fate = super()._judge(failed, memory, parked_at)
        return "owed" if fate == "unparked" else fate


_RETRYING: Final[dict[str | None, type[_Retrying]]] = {
    "retry_first": _ParksFirst,
    "retry_once": _AlwaysAgain,
    "retry_again": _NotAgain,
}


class _Owner(Owner):
    """The real owner, with an eye on what happens."""

    def _is_overtaken(self, names: Iterable[str]) -> bool:
        overtaken = super()._is_overtaken(names)
        count("retry", "overtaken", overtaken)
        return overtaken


class _KnowsAll(Owner):
    def _is_overtaken(self, names: Iterable[str]) -> bool:
        return self.lost


class _WaitsForNothing(Owner):
    def _missing(self, gone: set[str]) -> list[str]:
        gone = gone - self.memory.settled.keys()
        memory = add_up(self._log.read(), partial(inspect_file, self._files.output)) if gone else self.memory
        return sorted(gone - memory.settled.keys())


_OWNERS: Final[dict[str | None, type[Owner]]] = {"retry_known": _KnowsAll, "retry_waits": _WaitsForNothing}


def owner_without(rule: str | None, owner: Owner) -> Owner:
    """The owner that lacks a rule."""
    owner.__class__ = _OWNERS.get(rule, _Owner)
    return owner


class _BelievesAll(Resharding):
    def _copy_memory(self, parked: Mapping[str, Entry], now: datetime) -> None:
        for owner in self._owners:
            owner.memory.reopened = {}
        super()._copy_memory(parked, now)


DIVIDING: Final[dict[str | None, type[Resharding]]] = {"retry_divided": _BelievesAll}


def without_reopened(commit: Commit) -> Commit:
    """A commit whose snapshot holds nothing of what was reopened."""
    return commit if commit.snapshot is None else replace(commit, snapshot=replace(commit.snapshot, reopened={}))


def cut_short(world: World) -> frozenset[str]:
    """The ids that a retry reopened that was killed before it parked them; those that it said are parked are not among them.

    Raises: StateError.
    """
    ledgers = _ledgers(world)
    left, last = _unparked(ledgers), _reopened(ledgers)
    return frozenset(id_ for id_ in left if world.retries.done.get(id_) != last[id_])


def _ledgers(world: World) -> list[ShardLedger]:
    return [read_ledger(world.state, world.output, shard) for shard in range(world.shards)]


def _unparked(ledgers: list[ShardLedger]) -> frozenset[str]:
    return find_unparked(ledger.reopened() for ledger in ledgers)


def _reopened(ledgers: list[ShardLedger]) -> dict[str, datetime]:
    """The last failure of each entry that was undone; a commit that came late, at a number that was freed, counts for nothing."""
    found: dict[str, datetime] = {}
    for ledger in ledgers:
        found |= {id_: max(at, found.get(id_, at)) for id_, at in ledger.memory.reopened.items()}
    return found


def judge_retries(world: World, ledgers: list[ShardLedger], written: Container[str], found: Outcome) -> None:
    """Add what retries lost: entries that are owed to nobody, or that ended without a row; and failures beyond those undone."""
    failures = _failures(world)
    found.unbalanced += len(_unparked(ledgers))
    urls = {url_id(url): url for url in world.leads_to}
    for id_, undone in _reopened(ledgers).items():
        final = url_id(world.final(urls[id_]))
        # Another way to its page may have failed on its own account: then the page is known, and this way to it ends there.
        ways = {url_id(url) for url in world.hops(urls[id_])} - {id_}
        again = [at for at in failures.get(id_, ()) if at >= undone]
        ended = final in written or len(again) > 1 or ways & failures.keys() or {id_, *ways} & world.let_go
        is_gone = any(ledger.memory.settled.get(one) == FOREVER for ledger in ledgers for one in (id_, final))
        # What was cut short, and is not run again before the failure is too old, is not promised.
        left = undone < world.now - timedelta(days=RETRY_DAYS) and world.retries.done.get(id_) != undone
        found.lost += not (ended or is_gone or left)
    found.doubled += sum(max(0, len(ats) - 1 - len(world.retries.undone.get(id_, ()))) for id_, ats in failures.items())


def _failures(world: World) -> dict[str, list[datetime]]:
    """When each entry failed, as the rows say."""
    failures: dict[str, list[datetime]] = {}
    for path, data in world.output.objects.items():
        for line in gzip.decompress(data).splitlines() if path.startswith("failures/") else ():
            row = msgspec.json.decode(line, type=Failure)
            if row.id is not None:
                failures.setdefault(row.id, []).append(row.failed_at)
    return failures
