"""What is remembered of feeds goes when they have not been configured for long."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from one_shard import NOON
from small_dataset import SmallDataset

from transforms.state.documents import FeedDocument, save_feed
from transforms.state.retention import RetentionOptions, forget_feeds


def test_a_feed_is_forgotten_that_is_not_configured_and_was_not_polled_for_long(tmp_path: Path) -> None:
    dataset = SmallDataset(tmp_path.name, 2)
    for shard, feed_id, days in (
        (0, "configured", 99),
        (0, "old", 31),
        (1, "older", 99),
        (1, "recent", 29),
        (1, "never", None),
    ):
        document = FeedDocument(url=f"https://{feed_id}.example/feed")
        polled_at = None if days is None else NOON - timedelta(days=days)
        save_feed(
            dataset.state, shard, feed_id, replace(document, health=replace(document.health, last_polled_at=polled_at))
        )
    assert forget_feeds(dataset.state, 2, {"configured"}, NOON - timedelta(days=30)) == 3
    assert dataset.state.names("feeds/0") == ["configured.json"]
    assert dataset.state.names("feeds/1") == ["recent.json"]


@pytest.mark.parametrize("field", ["articles_days", "failures_days", "state_days"])
def test_less_than_two_days_are_refused(field: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=">= 2"):
        msgspec.convert({field: 1.5}, RetentionOptions)
