"""What the listener and the polls of one process tell each other: which feeds have news, and which hubs the feeds name.

It is in memory alone. What is lost with the process is a hint: the feed is polled all the same, as its schedule says.
"""

from __future__ import annotations

import math
import threading
from datetime import datetime

from msgspec import Struct

from transforms.pure.websub.hubs import Hub

# A feed is polled for a push no sooner after its last poll.
FLOOR_SECONDS = 30.0


class Live(Struct, frozen=True):
    """A hub is to deliver `until` a moment: meanwhile polls are `stretch` times as far apart, `cap_seconds` at most."""

    until: datetime
    stretch: float
    cap_seconds: float


class Pushes:
    """The pushes for the feeds of one state, from any thread. `is_watched`: somebody listens for hubs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[int, dict[str, float]] = {}
        self._live: dict[str, Live] = {}
        self._hubs: dict[str, Hub | None] = {}
        self.is_watched = False

    def note(self, shard: int, feed_id: str, at: float = 0.0) -> None:
        """Note that a feed has news, and is to be polled from a moment on (epoch seconds)."""
        with self._lock:
            waiting = self._waiting.setdefault(shard, {})
            waiting[feed_id] = min(at, waiting.get(feed_id, at))

    def next_at(self, shard: int) -> float:
        """Give when the next feed of a shard is to be polled for a push (epoch seconds); infinite where none is."""
        if not self._waiting:
            return math.inf
        with self._lock:
            return min(self._waiting.get(shard, {}).values(), default=math.inf)

    def take(self, shard: int, now: datetime) -> list[str]:
        """Take the feeds of a shard that are to be polled by now."""
        if not self._waiting:
            return []
        with self._lock:
            waiting = self._waiting.get(shard, {})
            due = [feed_id for feed_id, at in waiting.items() if at <= now.timestamp()]
            for feed_id in due:
                del waiting[feed_id]
            return due

    def live(self, feed_id: str) -> Live | None:
        """Give what holds while a feed's hub is to deliver; None where none is."""
        return self._live.get(feed_id)

    def set_live(self, feed_id: str, live: Live | None) -> None:
        """Set what holds for a feed from now on."""
        with self._lock:
            if live is None:
                self._live.pop(feed_id, None)
            else:
                self._live[feed_id] = live

    def note_hub(self, feed_id: str, hub: Hub | None) -> None:
        """Note which hub a feed has named; nothing where nobody listens."""
        if self.is_watched:
            with self._lock:
                self._hubs[feed_id] = hub

    def take_hubs(self) -> dict[str, Hub | None]:
        """Take which hubs feeds have named since this was last asked."""
        with self._lock:
            found, self._hubs = self._hubs, {}
            return found


_all: dict[str, Pushes] = {}
_all_lock = threading.Lock()


def pushes_of(root: str) -> Pushes:
    """Give the pushes for the feeds of a state (by its root), the same to all in this process."""
    with _all_lock:
        return _all.setdefault(root, Pushes())
