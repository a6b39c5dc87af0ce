"""Allow turns in this process: never two at once for a shard, and one for a burst of late ticks.

This saves work and is not needed for safety: two owners of one shard do no harm, in whatever processes they are.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from transforms.counters import count

_lock = threading.Lock()
_begun: dict[tuple[str, str], datetime] = {}
_under_way: set[tuple[str, str]] = set()
_passes: dict[str, tuple[str, int]] = {}  # by the root of a state: its last pass, and the turns of it that have begun


@contextmanager
def turn_before(next_tick: datetime | None, root: str, key: str, now: datetime) -> Iterator[bool]:
    """Tell whether a key of a state may have the turn that comes before a tick; until the block ends it has no other.

    It may not while another is under way (counted as `busy`), nor where one has begun since that tick (`late`). After a
    downtime many ticks come at once: the first gets its turn, and those whose time ended before it began get none. The age
    of a tick alone says nothing: runners deliver ticks up to an interval late, and a worker may have more shards than a tick
    has time for. None is for a bounded job, which has one turn for each key, whatever came before.
    """
    if next_tick is None:
        yield True
        return
    refused = _refuse_or_begin((root, key), next_tick, now)
    if refused is not None:
        count("tick", refused)
        yield False
        return
    try:
        yield True
    finally:
        with _lock:
            _under_way.discard((root, key))


def _refuse_or_begin(owned: tuple[str, str], next_tick: datetime, now: datetime) -> str | None:
    with _lock:
        if owned in _under_way:
            return "busy"
        begun = _begun.get(owned)
        # One that began in the future was begun by a clock that has come back: it refuses no tick.
        if begun is not None and next_tick <= begun <= now:
            return "late"
        _begun[owned] = now
        _under_way.add(owned)
        return None


def begin_turn_of(pass_id: str, root: str) -> int:
    """Count a turn of a pass as begun in this process; give how many of its turns had begun before."""
    with _lock:
        known, begun = _passes.get(root, (pass_id, 0))
        before = begun if known == pass_id else 0
        _passes[root] = pass_id, before + 1
        return before


def turns_under_way(root: str) -> int:
    """Count the turns at the keys of a state that have not ended yet in this process."""
    with _lock:
        return sum(1 for owner, _ in _under_way if owner == root)
