"""What is read of a feed: its document, and what is owed to it in any shard."""

from __future__ import annotations

from datetime import timedelta

from one_shard import NOON
from small_dataset import SmallDataset, address

from pipelines.config.config import Config
from pipelines.histories.feeds import read_feed
from pipelines.histories.targets import read_target
from transforms import reasons
from transforms.pure.feeds.health import Health
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Feed
from transforms.state.documents import FeedDocument, save_feed
from transforms.state.log import Deferral

FEED = "https://valley.example/feed"  # the one that brings the entries of small datasets


def config(dataset: SmallDataset, *feeds: Feed) -> Config:
    return Config(output=dataset.output.root, state=dataset.state.root, shards=dataset.shards, feeds=feeds)


def test_what_is_owed_in_all_shards_is_counted() -> None:
    dataset = SmallDataset("histories_feeds", shards=3)
    names = [f"{site}/1" for site in ("valley", "coast", "ridge", "harbour")]
    assert len({dataset.shard(name) for name in names}) > 1
    dataset.park(*names)
    later = Deferral(attempts=1, not_before=NOON, reason=reasons.TIMEOUT)
    assert dataset.open(dataset.shard("coast/1")).commit({}, {}, {url_id(address("coast/1")): later}, {})
    assert dataset.open(dataset.shard("ridge/1")).commit({}, {reasons.DUPLICATE: [url_id(address("ridge/1"))]}, {}, {})
    mine = config(dataset, Feed(url=FEED, name="Valley"))
    found = read_feed(mine, read_target("Valley", mine), NOON, "c.yaml")
    assert (found.owed, found.deferred, found.oldest_owed_at) == (3, {"timeout": 1}, NOON)
    assert (found.health, found.is_listed, found.is_enabled) == ("new", True, True)
    assert found.outlook == ("It is due: the next ingest polls it, or the next tick of a stream.",)


def test_a_feed_that_is_only_remembered_is_read_by_its_id() -> None:
    dataset = SmallDataset("histories_feeds_old", shards=3)
    health = Health(last_polled_at=NOON - timedelta(hours=1), next_poll_at=NOON + timedelta(hours=1))
    save_feed(dataset.state, shard_of(FEED, 3), url_id(FEED), FeedDocument(url=FEED, health=health))
    mine = config(dataset)
    found = read_feed(mine, read_target(url_id(FEED), mine), NOON, "c.yaml")
    assert (found.url, found.is_listed, found.health) == (FEED, False, "healthy")
    assert found.outlook == ("It is not polled: it is not in the configuration.",)
    listed = config(dataset, Feed(url=FEED))
    planned = read_feed(listed, read_target(FEED, listed), NOON, "c.yaml")
    assert planned.outlook == (
        "It is polled from 2026-11-22 13:00 UTC on (in 1 h); `newsbeam ingest c.yaml --now` polls it now.",
    )
