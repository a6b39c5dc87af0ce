"""Make entries owed that no poll brought, unless they are owed or settled already."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from transforms.pure.net.urls import shard_of
from transforms.records import Entry
from transforms.state.inbox import park
from transforms.state.ledger import read_ledger
from transforms.state.storage import Store


class Owing(Struct, frozen=True, kw_only=True):
    """What became of entries: those that are owed now, those that were before, those that are settled."""

    parked: tuple[Entry, ...] = ()
    owed: tuple[Entry, ...] = ()
    settled: tuple[Entry, ...] = ()


def make_owed(state: Store, output: Store, shards: int, entries: Iterable[Entry], *, dry_run: bool = False) -> Owing:
    """Park what is new, each in the shard of its link; only look, with `dry_run`. Others may be at work meanwhile.

    An entry that is parked twice is fetched once. Raises: StateError, StorageError.
    """
    by_shard: dict[int, dict[str, Entry]] = {}
    for entry in entries:
        by_shard.setdefault(shard_of(entry.url, shards), {}).setdefault(entry.id, entry)
    parked: list[Entry] = []
    owed: list[Entry] = []
    settled: list[Entry] = []
    for shard, found in sorted(by_shard.items()):
        ledger = read_ledger(state, output, shard)
        new: list[Entry] = []
        for entry in found.values():
            kind = settled if entry.id in ledger.memory.settled else owed if ledger.knows(entry.id) else new
            kind.append(entry)
        if not dry_run:
            park(state, shard, new)
        parked += new
    return Owing(parked=tuple(parked), owed=tuple(owed), settled=tuple(settled))
