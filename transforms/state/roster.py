"""The feeds that are polled, by shard and id: hashed once a configuration, and read by the workers from the state.

<state>/roster/<shard>/<made at>-<name>.json   a shard's feeds, without their secret headers; immutable
<state>/roster/jobs/<job>                      which of them a job polls by now: see `transforms.state.job_roster`

A job's graph holds a roster's name alone, however many feeds there are: runners copy graphs often, and refuse large ones.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from weakref import WeakValueDictionary

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from transforms.errors import StateError
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Feed
from transforms.state.decoding import read_document
from transforms.state.documents import listing_hash
from transforms.state.storage import Store, side_by_side

# Jobs that run with an earlier configuration may have to read theirs again: so many stay.
KEPT = 8
_MADE_AGAIN = "delete the folder roster of this state, and start the job again: it is made again from the configuration"

Headers = Mapping[str, Mapping[str, str]]

_lock = threading.Lock()
_at_hand: WeakValueDictionary[str, Roster] = WeakValueDictionary()


class RosterGone(StateError):
    """A roster is neither in this process nor in the state any more."""


class ShardFeeds(Struct, frozen=True):
    """A shard's feeds by id, in the order of the configuration; `hash` changes when feeds are added or removed."""

    by_id: dict[str, Feed]
    hash: str


class Roster:
    """All feeds that are polled.

    Unpickled where it is at hand, as in the process that made it, it is the one that is there: nothing is read or made
    again. Elsewhere a shard's feeds are read when they are first asked for.
    """

    def __init__(self, shards: int, by_shard: dict[int, ShardFeeds], headers: Headers, name: str | None = None) -> None:
        """`by_shard` holds the feeds of shards, as far as they are in this process; `headers` by feed; see `make_roster`."""
        self.shards, self._by_shard, self._headers = shards, by_shard, headers
        if name is not None:
            self.name = name

    def of(self, shard: int, state: Store) -> ShardFeeds:
        """Give a shard's feeds. Raises: RosterGone where they are not in this process, and no longer in the state."""
        feeds = self._by_shard.get(shard)
        if feeds is None:
            feeds = self._by_shard[shard] = self._read(shard, state)
        return feeds

    def holds(self, url: str, state: Store) -> bool:
        """Tell whether a feed is polled."""
        return url_id(url) in self.of(shard_of(url, self.shards), state).by_id

    def with_headers(self, url: str, state: Store) -> Feed | None:
        """Give a feed that is polled with headers of its own; None for any other."""
        if not self._headers or url_id(url) not in self._headers:
            return None
        return self.of(shard_of(url, self.shards), state).by_id.get(url_id(url))

    @cached_property
    def name(self) -> str:
        """Give a name that is the same for the same feeds, in every process."""
        feeds = [self._by_shard[shard].by_id for shard in range(self.shards)]
        return hashlib.blake2b(msgspec.json.encode(feeds), digest_size=16).hexdigest()

    def later(self, name: str | None) -> Roster:
        """Give the roster that a job of this one polls by now, by its name; None is this one.

        Its feeds are sent the headers of this one: a later list cannot bring others to a worker, since they are secret.
        """
        return self if name is None or name == self.name else _at_hand_or_new(name, self.shards, self._headers)

    def share(self, state: Store, now: datetime) -> None:
        """Put it where the workers of a job find it; it stays there until KEPT others have come."""
        if any(name.endswith(f"-{self.name}.json") for name in state.names("roster/0")):
            return
        path = f"{now:%Y%m%dT%H%M%S}-{self.name}.json"
        for shards in (range(1, self.shards), [0]):  # Where the first stands, all do.
            for _ in side_by_side(state, lambda shard: self._write(shard, state, path), shards):
                continue

    def _write(self, shard: int, state: Store, path: str) -> None:
        feeds = {id_: replace(feed, headers={}) for id_, feed in self._by_shard[shard].by_id.items()}
        state.put(f"roster/{shard}/{path}", msgspec.json.encode(feeds))
        for old in state.names(f"roster/{shard}")[:-KEPT]:
            state.delete(f"roster/{shard}/{old}")

    def _read(self, shard: int, state: Store) -> ShardFeeds:
        names = (name for name in state.names(f"roster/{shard}") if name.endswith(f"-{self.name}.json"))
        name = next(names, None)
        feeds = None if name is None else read_document(state, f"roster/{shard}/{name}", dict[str, Feed], _MADE_AGAIN)
        if feeds is None:
            raise RosterGone(
                f"{state.root}/roster/{shard}: the feeds that this job was started with are gone; start it again with the"
                " configuration as it is now"
            )
        for id_ in feeds.keys() & self._headers.keys():
            feeds[id_] = replace(feeds[id_], headers=dict(self._headers[id_]))
        return ShardFeeds(feeds, listing_hash(feeds))

    def __reduce__(self) -> tuple[Any, ...]:
        with _lock:
            _at_hand[self.name] = self  # An equal one that nobody uses any more may be gone before this is unpickled.
        return _at_hand_or_new, (self.name, self.shards, self._headers)


def make_roster(feeds: Iterable[Feed], shards: int) -> Roster:
    """Make the roster of feeds, for a state of so many shards."""
    by_shard: dict[int, dict[str, Feed]] = {shard: {} for shard in range(shards)}
    headers: dict[str, dict[str, str]] = {}
    for feed in feeds:
        id_ = url_id(feed.url)
        by_shard[shard_of(feed.url, shards)][id_] = feed
        if feed.headers:
            headers[id_] = feed.headers
    return Roster(
        shards, {shard: ShardFeeds(listed, listing_hash(listed)) for shard, listed in by_shard.items()}, headers
    )


def _at_hand_or_new(name: str, shards: int, headers: Headers) -> Roster:
    with _lock:
        return _at_hand.setdefault(name, Roster(shards, {}, headers, name))
