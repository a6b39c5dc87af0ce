"""What owners of this process remember of shards between their turns, so that a turn reads only what is new.

Nothing depends on it: what is not remembered, or can no longer be proved, is read from the store. A shard's part is taken out
for a turn and put back at its end, so that no two turns ever share it, and one that fails leaves nothing behind.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cache, partial

import msgspec
from msgspec import Struct, field

from transforms.records import Entry
from transforms.state.documents import Due, FeedDocument, SitesDocument, load_due_again, load_sites
from transforms.state.memory import Memory
from transforms.state.storage import Store
from transforms.warc.asides import Asides

# What remembering takes, measured with CPython 3.11: a deferral, an entry that was reopened, an article that is to be asked for
# again, an entry beside its texts, a feed's line in the advice, a feed's document beside its bytes.
_DEFERRAL_BYTES = 500
_REOPENED_BYTES = 200
_RECHECK_BYTES = 3_000
_ENTRY_BYTES = 1_000
_LINE_BYTES = 200
_DOCUMENT_BYTES = 200
# The documents of a shard's feeds may take so much of all room.
_FEEDS_SHARE = 0.25

Place = tuple[str, int]


class Box(Struct, frozen=True):
    """The entries of an inbox file, which never changes, and about how many bytes of memory they take."""

    entries: tuple[Entry, ...]
    size: int


def make_box(entries: tuple[Entry, ...]) -> Box:
    """Note the entries of an inbox file, with their size."""
    return Box(entries, len(msgspec.json.encode(entries)) + _ENTRY_BYTES * len(entries))


def _forget(shard: WarmShard) -> None:
    """Remember nothing: this shard was not taken from anywhere."""


class WarmShard(Struct, kw_only=True):
    """What is remembered of a shard: its log added up, the inbox files that were read, and the advice on what is due.

    None where that was not kept. It belongs to the turn that took it out, until it is put back. `feeds` are documents of its
    feeds as they were saved, `room` how many bytes those may take; `sites` is what was saved last of its sites. `is_last` tells
    that the turn that left all this is the last that has ended at the shard (see `resume`): then the state is no older copy.
    `asides` wait for a commit: nothing else in this process holds them.
    """

    memory: Memory | None = None
    boxes: dict[str, Box] = field(default_factory=dict)
    due: Due | None = None
    sites: bytes | None = None
    feeds: dict[str, bytes] = field(default_factory=dict)
    room: float = 0.0
    is_last: bool = False
    asides: Asides = field(default_factory=Asides)
    _feeds_size: int = 0
    put_back: Callable[[WarmShard], None] = _forget

    def resume(self, state: Store, shard: int, due: Due | None = None) -> Due:
        """Give the shard's advice, `due` where it was read a moment ago.

        Unless this process has saved it, another turn has ended since: then what is remembered of feeds and sites is forgotten.
        """
        due = due or load_due_again(state, shard, self.due)
        self.is_last = due is self.due
        if not self.is_last:
            self.forget_feeds()
            self.sites = None
        return due

    def load_sites(self, state: Store, shard: int) -> SitesDocument:
        """Give what is remembered of the shard's sites; it is read where this process does not remember it."""
        if self.sites is None:
            return load_sites(state, shard)
        return msgspec.json.decode(self.sites, type=SitesDocument)

    def feed(self, feed_id: str) -> FeedDocument | None:
        """Give a feed's document as it was saved last by this process; None where it is not remembered."""
        data = self.feeds.get(feed_id)
        return None if data is None else msgspec.json.decode(data, type=FeedDocument)

    def keep_feed(self, feed_id: str, data: bytes) -> None:
        """Remember a feed's document as it is saved now, if there is room."""
        self._feeds_size -= _document_size(self.feeds.pop(feed_id, None))
        size = _document_size(data)
        if self._feeds_size + size <= self.room:
            self.feeds[feed_id] = data
            self._feeds_size += size

    def forget_feeds(self) -> None:
        """Remember no feed's document."""
        self.feeds, self._feeds_size = {}, 0

    def size(self) -> int:
        """Estimate how many bytes of memory it takes."""
        memory = self.memory or Memory()
        ids = memory.settled.size + memory.aliases.size
        lines = 0 if self.due is None else len(self.due.polls) + sum(map(len, self.due.boxes.values()))
        boxes = sum(box.size for box in self.boxes.values())
        documents = self._feeds_size + len(self.sites or b"") + self.asides.size
        deferrals = len(memory.deferred) * _DEFERRAL_BYTES + len(memory.reopened) * _REOPENED_BYTES
        deferrals += len(memory.rechecks) * _RECHECK_BYTES
        return ids + deferrals + lines * _LINE_BYTES + boxes + documents


def _document_size(data: bytes | None) -> int:
    return 0 if data is None else len(data) + _DOCUMENT_BYTES


class WarmShards:
    """What is remembered of all shards, by the root of their state and their number: `memory_mb` at most, 0 for nothing.

    What was used least recently is forgotten first: of all shards the documents of feeds, each of which is a short read, then
    whole shards.
    """

    def __init__(self, memory_mb: float) -> None:
        self._at_most = memory_mb * 1_000_000
        self._lock = threading.Lock()
        self._shards: OrderedDict[Place, tuple[WarmShard, int]] = OrderedDict()
        self._size = 0

    def take(self, root: str, shard: int) -> WarmShard:
        """Take out what is remembered of a shard; nothing is remembered of it until `put_back`."""
        with self._lock:
            kept = self._remove((root, shard)) or WarmShard(put_back=partial(self.put_back, root, shard))
        kept.room, kept.is_last = self._at_most * _FEEDS_SHARE, False
        return kept

    def put_back(self, root: str, shard: int, kept: WarmShard) -> None:
        """Remember a shard, as far as there is room: where its inbox files and feeds are too many, without them."""
        size = kept.size()
        if size > self._at_most:
            kept.boxes, kept.sites = {}, None
            kept.forget_feeds()
            size = kept.size()
        with self._lock:
            self._remove((root, shard))
            if size > self._at_most:
                return
            self._shards[root, shard] = kept, size
            self._size += size
            while self._size > self._at_most:
                self._forget_some()

    def advice(self, root: str, shard: int) -> Due | None:
        """Look at the advice that is remembered of a shard; it is not to be changed. None where there is none."""
        with self._lock:
            if (root, shard) not in self._shards:
                return None
            self._shards.move_to_end((root, shard))
            return self._shards[root, shard][0].due

    def _forget_some(self) -> None:
        for place, (kept, size) in self._shards.items():
            if kept.feeds:
                kept.forget_feeds()
                self._shards[place] = kept, kept.size()
                self._size += kept.size() - size
                return
        self._remove(next(iter(self._shards)))

    def _remove(self, place: Place) -> WarmShard | None:
        kept, size = self._shards.pop(place, (None, 0))
        self._size -= size
        return kept


@cache
def shared_warm(memory_mb: float) -> WarmShards:
    """Give what this process remembers of shards, the same for all who ask with the same limit."""
    return WarmShards(memory_mb)
