"""Find an entry in a shard's inbox, without decoding the others."""

from __future__ import annotations

from collections.abc import Collection

from transforms.records import Entry
from transforms.state.inbox import read_box
from transforms.state.storage import Store, side_by_side


def find_parked(state: Store, shard: int, ids: Collection[str]) -> tuple[str, Entry] | None:
    """Give the entry of one of some ids that was parked last, and the inbox file in which it stands; None where there is none.

    It may be settled: a file stays until all in it is. Raises: StateError where such a file is damaged.
    """
    names = state.names(f"inbox/{shard}")
    needles = [id_.encode() for id_ in ids]
    found: tuple[str, Entry] | None = None
    for name, data in zip(
        names, side_by_side(state, lambda name: state.read(f"inbox/{shard}/{name}"), names), strict=True
    ):
        if data is not None and any(needle in data for needle in needles):
            entries = [entry for entry in read_box(state, shard, name) if entry.id in ids]
            found = (name, entries[-1]) if entries else found
    return found
