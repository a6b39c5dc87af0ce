"""Sentences that several commands say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def plural(n: int, one: str, many: str) -> str:
    """A number with its noun.

    >>> plural(1, "tick", "ticks"), plural(2, "tick", "ticks")
    ('1 tick', '2 ticks')
    """
    return f"{n} {one if n == 1 else many}"


def unbalanced(missing: Mapping[int, Sequence[str]]) -> str:
    """The sentence on entries that are missing, by shard."""
    ids = [id_ for of_shard in missing.values() for id_ in of_shard]
    return (
        f"The ledger does not balance: {len(ids)} entries were parked and are neither settled nor owed (for instance {ids[0]})."
        " Please report this; the next poll of their feeds brings back those that still stand there."
    )
