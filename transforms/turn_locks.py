"""Whose turn it is in this process: a shard never has two turns at once, and a burst of late ticks makes one.

What is remembered here matters to nobody else: two owners of a shard are safe wherever they are, only wasteful.
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


@contextmanager
def turn_before(next_tick: datetime | None, root: str, key: str, now: datetime) -> Iterator[bool]:
    """Whether a key of a state may have the turn that comes before a tick; until the block ends it has no other.

    It may not while one is under way (counted as `busy`), nor where one has begun since that tick (`late`). After a downtime
    the first of a burst has its turn, and those none whose time was over before it began. Age alone says nothing: runners
    give ticks out up to an interval late, and a worker may have more shards than a tick has time for. None is for a bounded
    job, which has one turn a key whatever came before.
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
        if begun is not None and next_tick <= begun:
            return "late"
        _begun[owned] = now
        _under_way.add(owned)
        return None


def turns_under_way(root: str) -> int:
    """How many turns at the keys of a state this process has not ended yet."""
    with _lock:
        return sum(1 for owner, _ in _under_way if owner == root)
