"""How long what is written and what is remembered is kept."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from transforms.state.documents import load_feed
from transforms.state.storage import Store, side_by_side

Days = Annotated[float, Meta(ge=2)]


class RetentionOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long what is written is kept, counted in UTC days; None for ever. `newsbeam compact` drops what is older.

    articles_days: the rows of articles, of their later versions, and of retractions, each from its own day on.
    failures_days: the rows of failures; one that is younger than 100 days can be retried as long as its row is there.
    pages_days: pages and other answers as they came.
    state_days: what is remembered of a feed that is not configured any more, from its last poll on.
    """

    articles_days: Days | None = None
    failures_days: Days | None = None
    pages_days: Days | None = None
    state_days: Days | None = None


def forget_feeds(state: Store, shards: int, known: Container[str], before: datetime) -> int:
    """Delete what is remembered of feeds whose ids are not among the known ones, polled last before a moment; give how many."""
    places = [(shard, name) for shard in range(shards) for name in state.names(f"feeds/{shard}")]
    unknown = [(shard, name) for shard, name in places if name.removesuffix(".json") not in known]
    old = [
        f"feeds/{shard}/{name}"
        for shard, name in unknown
        for polled_at in [load_feed(state, shard, name.removesuffix(".json"), "").health.last_polled_at]
        if polled_at is None or polled_at < before
    ]
    for _ in side_by_side(state, state.delete, old):
        continue
    return len(old)
