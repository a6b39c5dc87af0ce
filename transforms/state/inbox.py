"""A shard's inbox: the entries that polls and hand-overs parked, and which of them are still owed.

<state>/inbox/<shard>/<unique>.json   entries parked by one poll; immutable; deleted once all its entries are settled
"""

from __future__ import annotations

import uuid
from collections.abc import Container, Iterable, Iterator
from datetime import datetime

import msgspec

from transforms.errors import AlreadyExists, Unclear
from transforms.records import Entry
from transforms.state.decoding import read_document
from transforms.state.memory import Memory
from transforms.state.storage import TRIES, Store, side_by_side

_BOX_LOST = (
    "restore it from a copy, or delete it: the entries in it are then lost, but for those that still stand in their feeds after"
    " a month"
)


def park(state: Store, shard: int, entries: Iterable[Entry]) -> str | None:
    """Make entries owed by a shard; give the name of the inbox file that holds them, None where there are none.

    Raises: StorageError where the store does not take them.
    """
    parked = list(entries)
    if not parked:
        return None
    stamp = max(entry.parked_at for entry in parked).strftime("%Y%m%dT%H%M%S%f")
    data = msgspec.json.encode(parked)
    unclear = 0
    while True:
        name = f"{stamp}-{uuid.uuid4().hex}.json"
        try:
            state.create(f"inbox/{shard}/{name}", data)
            return name
        except AlreadyExists:
            return name  # The name is ours alone: an answer was lost, and a retry below us found our own file.
        except Unclear:
            unclear += 1
            if unclear == TRIES:
                raise


def read_box(state: Store, shard: int, name: str) -> tuple[Entry, ...]:
    """Read the entries of an inbox file; none where it is gone, since then all of them are settled.

    Raises: StateError where it is damaged.
    """
    return read_document(state, f"inbox/{shard}/{name}", tuple[Entry, ...], _BOX_LOST) or ()


def read_inbox(state: Store, shard: int) -> Iterator[Entry]:
    """Read all entries that stand in a shard's inbox, settled or not, those parked first at the head."""
    for box in side_by_side(state, lambda name: read_box(state, shard, name), state.names(f"inbox/{shard}")):
        yield from box


class Inbox:
    """The inbox of one shard, as its owner reads it.

    `taken_up` holds the ids of each file that the owner took up, as long as it is there.
    """

    def __init__(self, state: Store, shard: int) -> None:
        self._state, self._shard = state, shard
        self.taken_up: dict[str, tuple[str, ...]] = {}
        # The ids of all entries that were given to the owner: each is given once.
        self._given: set[str] = set()

    def names(self) -> list[str]:
        """List the inbox files as they are now."""
        return self._state.names(f"inbox/{self._shard}")

    def sighted(self) -> set[str]:
        """Give all ids of the files that are taken up, settled or not."""
        return {id_ for ids in self.taken_up.values() for id_ in ids}

    def take_up(self, memory: Memory, at_most: int, now: datetime) -> list[Entry]:
        """Read entries that are owed, each once, those parked first at the head; those deferred are among them.

        Files are read until `at_most` entries are found that need not wait; the rest stays for the next turn.
        """
        self.taken_up, self._given = {}, set()
        entries: list[Entry] = []
        ready = 0
        names = self.names()
        boxes = side_by_side(self._state, lambda name: read_box(self._state, self._shard, name), names)
        for name, box in zip(names, boxes, strict=False):
            new = self.take_up_parked(name, box, memory)
            entries += new
            ready += sum(1 for entry in new if not _waits(memory, entry.id, now))
            if ready >= at_most:
                break
        return entries

    def take_up_parked(self, name: str, entries: Iterable[Entry], memory: Memory) -> list[Entry]:
        """Take up a file of which the entries are known, as those that this owner has parked: it is not read.

        Give the entries that are owed and were not given before, each once.
        """
        parked = {entry.id: entry for entry in entries}
        self.taken_up[name] = tuple(parked)
        new = [entry for id_, entry in parked.items() if id_ not in memory.settled and id_ not in self._given]
        self._given.update(entry.id for entry in new)
        return new

    def still_owed(self, names: Iterable[str], settled: Container[str]) -> set[str]:
        """Give the ids in some files that are not settled, those of files not yet taken up among them."""
        ids: set[str] = set()
        for name in names:
            taken_up = self.taken_up.get(name)
            ids.update(taken_up or (entry.id for entry in read_box(self._state, self._shard, name)))
        return {id_ for id_ in ids if id_ not in settled}

    def vanished(self, names: Container[str]) -> set[str]:
        """Give the ids of the files that were taken up and are not among `names`, the files that there are now."""
        return {id_ for name, ids in self.taken_up.items() if name not in names for id_ in ids}

    def sweep(self, settled: Container[str]) -> None:
        """Delete the files that were taken up and are settled in full."""
        done = [name for name, ids in self.taken_up.items() if all(id_ in settled for id_ in ids)]
        deleted = side_by_side(self._state, lambda name: self._state.delete(f"inbox/{self._shard}/{name}"), done)
        for name, _ in zip(done, deleted, strict=True):
            del self.taken_up[name]


def _waits(memory: Memory, id_: str, now: datetime) -> bool:
    deferral = memory.deferred.get(id_)
    return deferral is not None and deferral.not_before > now
