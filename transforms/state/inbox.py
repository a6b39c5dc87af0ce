"""A shard's inbox: the entries that polls and hand-overs parked, and which of them are still owed.

<state>/inbox/<shard>/<unique>.json            entries parked by one poll; immutable; deleted once all its entries are settled
<state>/inbox/<shard>/<unique>-<number>.json   entries that were reopened, by the commit of that number or an earlier one
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec

from transforms.errors import AlreadyExists, Unclear
from transforms.records import Entry
from transforms.state.days import AHEAD
from transforms.state.decoding import checksum, decode, refuse_changed
from transforms.state.log import NO_TERMS, Terms, may_try
from transforms.state.memory import Memory, still_owed
from transforms.state.storage import TRIES, Store, side_by_side
from transforms.state.store_calls import give_up_on_silence
from transforms.state.warm import Box, make_box

# A file that was parked so long ago is sighted in every turn, however long the backlog: ids that nobody sights are forgotten
# after `memory.MEMORY_DAYS`, and those that are settled must not be owed again.
SIGHT_AFTER_DAYS = 30
_STAMP = "%Y%m%dT%H%M%S%f"
# A list has no place for a checksum: it stands at the end of its name's unique part, which was shorter before.
_CHECKSUM, _UNIQUE = 8, 40

_BOX_LOST = (
    "restore it from a copy, or run `newsbeam verify --repair`, after which the entries in it that still stand in their feeds"
    " are parked again"
)


def park(state: Store, shard: int, entries: Iterable[Entry], after: int | None = None) -> str | None:
    """Make entries owed by a shard; give the name of the inbox file that holds them, None where there are none.

    `after` is the number of a commit, if some of them were settled before it: who does not know it has no say in them.
    Raises: StorageError where the store does not take them.
    """
    parked = list(entries)
    if not parked:
        return None
    stamp = max(entry.parked_at for entry in parked).strftime(_STAMP)
    data = msgspec.json.encode(parked)
    unclear = 0
    while True:
        name = f"{stamp}-{uuid.uuid4().hex}{checksum(data)}{'' if after is None else f'-{after}'}.json"
        try:
            state.create(f"inbox/{shard}/{name}", data)
            return name
        except AlreadyExists:
            return name  # The name is ours alone: an answer was lost, and a retry below us found our own file.
        except Unclear as error:
            give_up_on_silence(error)
            unclear += 1
            if unclear == TRIES:
                raise


def parked_after(name: str) -> int:
    """Give the number of the commit that whoever judges the entries of an inbox file has to know; 0 for any.

    >>> parked_after("20261122T120000000000-3f2a.json"), parked_after("20261122T120000000000-3f2a-17.json")
    (0, 17)
    """
    parts = name.removesuffix(".json").split("-")
    return int(parts[2]) if len(parts) > 2 else 0


def parked_at(name: str) -> datetime | None:
    """Give when the newest entry of an inbox file was parked, by the file's name; None where it says nothing.

    >>> parked_at("20261122T120000000000-3f2a.json").isoformat()
    '2026-11-22T12:00:00+00:00'
    """
    try:
        return datetime.strptime(name.partition("-")[0], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def read_box(state: Store, shard: int, name: str) -> tuple[Entry, ...]:
    """Read the entries of an inbox file; none where it is gone, since then all of them are settled.

    Raises: StateError where it is damaged.
    """
    path = f"inbox/{shard}/{name}"
    data = state.read(path)
    if data is None:
        return ()
    unique = name.removesuffix(".json").split("-")[1:2]
    if unique and len(unique[0]) == _UNIQUE and unique[0][-_CHECKSUM:] != checksum(data):
        raise refuse_changed(state, path, data, _BOX_LOST)
    return decode(state, path, data, tuple[Entry, ...], _BOX_LOST)


def read_inbox(state: Store, shard: int) -> Iterator[Entry]:
    """Read all entries that stand in a shard's inbox, settled or not, those parked first at the head."""
    for box in side_by_side(state, lambda name: read_box(state, shard, name), state.names(f"inbox/{shard}")):
        yield from box


class Inbox:
    """The inbox of one shard, as its owner reads it.

    `taken_up` holds the ids of each file that the owner took up or sighted, as long as it is there. `boxes` are the files
    that were read before: they never change, and are not read again. `listed` are its files as they were listed before the
    log was read: the first `take_up` uses them, and nobody else. `noted` are the files that an earlier turn left, with the ids
    in each that were owed.
    """

    def __init__(
        self,
        state: Store,
        shard: int,
        boxes: dict[str, Box] | None = None,
        listed: list[str] | None = None,
        noted: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self._state, self._shard, self._boxes, self._listed = state, shard, {} if boxes is None else boxes, listed
        # Whether `take_up` left none of the files that it saw.
        self._took_all = False
        self.taken_up: dict[str, tuple[str, ...]] = {}
        self._noted: dict[str, Iterable[str]] = dict(noted or {})
        # The ids of all entries that were given to the owner: each is given once.
        self._given: set[str] = set()

    def names(self) -> list[str]:
        """List the inbox files as they are now."""
        return self._only(self._state.names(f"inbox/{self._shard}"))

    def names_left(self) -> list[str]:
        """List the inbox files that a turn leaves.

        Where it took up all that stood there, and has swept that and all that it parked, nothing is asked: what others have
        parked meanwhile is then a change for whoever lists next.
        """
        return [] if self._took_all and not self.taken_up else self.names()

    def _only(self, names: list[str]) -> list[str]:
        """Forget the files that are gone: all but those with these names."""
        for gone in self._boxes.keys() - set(names):
            del self._boxes[gone]
        return names

    def sighted(self) -> set[str]:
        """Give all ids of the files that are taken up or old, settled or not."""
        return {id_ for ids in self.taken_up.values() for id_ in ids}

    def all_ids(self) -> frozenset[str]:
        """Read the ids of all entries that stand in it, settled or not."""
        boxes = side_by_side(self._state, self._box, self.names())
        return frozenset(entry.id for box in boxes for entry in box.entries)

    def take_up(self, memory: Memory, at_most: int, now: datetime, terms: Terms = NO_TERMS) -> list[Entry]:
        """Read entries that are owed, each once, those parked first at the head; those deferred are among them.

        Files are read until `at_most` entries are found that need not wait: for half of them those parked last, so that a
        backlog hides nothing fresh, and then those parked first. The rest stays for the next turn; of files that were parked
        long ago (`SIGHT_AFTER_DAYS`) the ids are sighted all the same. An entry that waits long need not wait any more where the
        configuration has changed on its reason (`terms`).
        """
        self.taken_up = {}
        listed, self._listed = self._listed, None
        names = self.names() if listed is None else self._only(listed)
        is_ready = partial(_is_ready, memory, now, terms)
        ready: set[str] = set()
        chosen: set[str] = set()
        for order, wanted in ((reversed(names), at_most // 2), (names, at_most)):
            chosen.update(self._read_until(wanted, [name for name in order if name not in chosen], ready, is_ready))
        self._took_all = len(chosen) == len(names)
        self._sight([name for name in names if name not in chosen], now)
        owed = [entry for name in names if name in chosen for entry in self._take_up(name, self._box(name), memory)]
        # One that was reopened may also stand in the file of its first parking, after which it would soon expire.
        latest = (
            {entry.id: entry for name in names if name in chosen for entry in self._box(name).entries}
            if memory.reopened
            else {}
        )
        return [latest[entry.id] if entry.id in memory.reopened else entry for entry in owed]

    def _read_until(
        self, wanted: int, names: list[str], ready: set[str], is_ready: Callable[[str], bool]
    ) -> Iterator[str]:
        """Read files until `ready` holds so many ids of entries that need not wait, and give their names."""
        if len(ready) >= wanted:
            return
        for name, box in zip(names, side_by_side(self._state, self._box, names), strict=False):
            yield name
            ready.update(entry.id for entry in box.entries if is_ready(entry.id))
            if len(ready) >= wanted:
                return

    def _sight(self, names: list[str], now: datetime) -> None:
        """Note the ids of those files that were parked long ago, or in the future: then nobody knows how long ago."""
        before, after = (now - timedelta(days=SIGHT_AFTER_DAYS)).strftime(_STAMP), (now + AHEAD).strftime(_STAMP)
        old = [name for name in names if not before <= name < after]
        for name, box in zip(old, side_by_side(self._state, self._box, old), strict=True):
            self.taken_up[name] = tuple(entry.id for entry in box.entries)

    def _box(self, name: str) -> Box:
        box = self._boxes.get(name)
        if box is None:
            box = make_box(read_box(self._state, self._shard, name))
            if box.entries:  # One without is gone: what is not there is not known never to change.
                self._boxes[name] = box
        return box

    def take_up_parked(self, name: str, entries: Iterable[Entry], memory: Memory) -> list[Entry]:
        """Take up a file of which the entries are known, as those that this owner has parked: it is not read.

        Give the entries that are owed and were not given before, each once.
        """
        self._boxes[name] = box = make_box(tuple(entries))
        return self._take_up(name, box, memory)

    def _take_up(self, name: str, box: Box, memory: Memory) -> list[Entry]:
        parked = {entry.id: entry for entry in box.entries}
        self.taken_up[name] = tuple(parked)
        new = [entry for id_, entry in parked.items() if still_owed(memory, id_) and id_ not in self._given]
        self._given.update(entry.id for entry in new)
        return new

    def still_owed(self, names: Iterable[str], settled: Container[str]) -> set[str]:
        """Give the ids in some files that are not settled, those of files not yet taken up among them."""
        return {id_ for ids in self.owed_by_file(names, settled).values() for id_ in ids}

    def owed_by_file(self, names: Iterable[str], settled: Container[str]) -> dict[str, list[str]]:
        """Give the ids that `still_owed` gives, by file."""
        ids = {name: self.taken_up.get(name) or [entry.id for entry in self._box(name).entries] for name in names}
        return {name: [id_ for id_ in some if id_ not in settled] for name, some in ids.items()}

    def vanished(self, names: Container[str]) -> set[str]:
        """Give the ids of the files that are `gone`."""
        return {id_ for ids in self.gone(names).values() for id_ in ids}

    def gone(self, names: Container[str]) -> dict[str, Iterable[str]]:
        """Give the files that were taken up, or left by an earlier turn, and are not among `names`, those that there are now."""
        return {name: ids for name, ids in (self._noted | self.taken_up).items() if name not in names}

    def sweep(self, settled: Container[str]) -> None:
        """Delete the files that were taken up and are settled in full."""
        done = [name for name, ids in self.taken_up.items() if all(id_ in settled for id_ in ids)]
        deleted = side_by_side(self._state, lambda name: self._state.delete(f"inbox/{self._shard}/{name}"), done)
        for name, _ in zip(done, deleted, strict=True):
            del self.taken_up[name]
            self._boxes.pop(name, None)


def _is_ready(memory: Memory, now: datetime, terms: Terms, id_: str) -> bool:
    """Tell whether an entry is owed, and need not wait."""
    return still_owed(memory, id_) and may_try(memory.deferred.get(id_), terms, now)
