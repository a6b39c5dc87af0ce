"""What is read of each feed's document, again and again: after the first time, only of the feeds that were polled since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from transforms.records import Feed
from transforms.state.documents import Advice, FeedDocument, load_feed
from transforms.state.roster import Roster
from transforms.state.storage import Store

T = TypeVar("T")


class FollowedFeeds(Generic[T]):
    """Remembers what `digest` makes of each feed's document, by shard and id."""

    def __init__(self, digest: Callable[[Feed, FeedDocument, datetime], T]) -> None:
        self._digest = digest
        self._known: dict[tuple[int, str], T] = {}
        self._passes: dict[int, str] = {}

    def read(self, roster: Roster, state: Store, advices: Sequence[Advice], now: datetime) -> dict[tuple[int, str], T]:
        """Give it for each feed of the roster. `advices` are those of the shards, in order. Raises: StateError, StorageError."""
        found: dict[tuple[int, str], T] = {}
        for shard, advice in enumerate(advices):
            polled = set(advice.polled) if advice.pass_id != self._passes.get(shard) else set[str]()
            for feed_id, feed in roster.of(shard, state).by_id.items():
                key = (shard, feed_id)
                if key in self._known and feed_id not in polled:
                    found[key] = self._known[key]
                else:
                    found[key] = self._digest(feed, load_feed(state, shard, feed_id, feed.url), now)
        self._passes = {shard: advice.pass_id for shard, advice in enumerate(advices)}
        self._known = found
        return found
