"""The feeds that are polled, by shard and id: hashed once a configuration, and handed on to the steps as they are."""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from weakref import WeakValueDictionary

import msgspec

from transforms.pure.urls import shard_of, url_id
from transforms.records import Feed

_Feeds = Mapping[int, Mapping[str, Feed]]

_lock = threading.Lock()
_at_hand: WeakValueDictionary[str, Roster] = WeakValueDictionary()


class Roster:
    """All feeds that are polled; `url in roster` tells whether one is among them.

    It is pickled in packed form, once. Unpickled where it is at hand, as in the process that made it, it is the one that is
    there: nothing is read or made again.
    """

    def __init__(self, feeds: _Feeds) -> None:
        """`feeds` by shard and id; see `make_roster`."""
        self._feeds = feeds

    def of(self, shard: int) -> Mapping[str, Feed]:
        """A shard's feeds by id, in the order of the configuration."""
        return self._feeds.get(shard, {})

    def __contains__(self, url: object) -> bool:
        return url in self._urls

    @cached_property
    def _urls(self) -> frozenset[str]:
        return frozenset(feed.url for feeds in self._feeds.values() for feed in feeds.values())

    @cached_property
    def _packed(self) -> tuple[str, bytes]:
        """Its name, which is that of every roster of the same feeds, and its bytes."""
        data = zlib.compress(msgspec.json.encode(self._feeds))
        name = hashlib.blake2b(data, digest_size=16).hexdigest()
        with _lock:
            _at_hand.setdefault(name, self)
        return name, data

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpacked, self._packed


def make_roster(feeds: Iterable[Feed], shards: int) -> Roster:
    """The roster of feeds whose state has so many shards.

    >>> make_roster([Feed(url="https://paper.example/rss")], shards=1).of(0).keys() == {url_id("https://paper.example/rss")}
    True
    """
    by_shard: dict[int, dict[str, Feed]] = {}
    for feed in feeds:
        by_shard.setdefault(shard_of(feed.url, shards), {})[url_id(feed.url)] = feed
    return Roster(by_shard)


def _unpacked(name: str, data: bytes) -> Roster:
    with _lock:
        roster = _at_hand.get(name)
        if roster is None:
            roster = Roster(msgspec.json.decode(zlib.decompress(data), type=dict[int, dict[str, Feed]]))
            _at_hand[name] = roster
        return roster
