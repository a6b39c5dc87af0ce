"""Which feeds remember an entry."""

from __future__ import annotations

from datetime import date

from small_dataset import SmallDataset, address

from pipelines.config.config import Config
from pipelines.histories import feed_memories
from pipelines.histories.feed_memories import find_standings
from transforms.pure.feeds.window import SeenItem, Window
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Feed
from transforms.state.documents import FeedDocument, save_feed

URL = address("valley/flood")
ID = url_id(URL)
DAY = date(2026, 11, 22)


def remember(dataset: SmallDataset, feed_url: str, *seen: SeenItem, standing: int = 1) -> None:
    document = FeedDocument(url=feed_url, window=Window(seen=seen, polled=True, standing=standing))
    save_feed(dataset.state, shard_of(feed_url, dataset.shards), url_id(feed_url), document)


def test_a_feed_of_the_site_is_found_with_what_became_of_its_item() -> None:
    dataset, feed = SmallDataset("memories", 3), "https://valley.example/rss"
    config = Config(output="x", shards=3, feeds=(Feed(url=feed),))
    remember(dataset, feed, SeenItem("/other", "x"), SeenItem("/flood", ID, DAY), standing=1)
    (found,) = find_standings(dataset.state, config, [ID], URL, [])
    assert (found.feed_url, found.link, found.parked_on, found.stands, found.is_listed) == (
        feed,
        "/flood",
        DAY,
        False,
        True,
    )
    remember(dataset, feed, SeenItem("/flood", ID), standing=1)
    (found,) = find_standings(dataset.state, config, [ID], URL, [])
    assert (found.parked_on, found.stands) == (None, True)


def test_any_other_feed_is_looked_at_where_they_are_not_too_many() -> None:
    dataset, feed = SmallDataset("memories_other", 3), "https://coast.example/rss"
    config = Config(output="x", shards=3)
    remember(dataset, feed, SeenItem("/flood", ID, DAY))
    (found,) = find_standings(dataset.state, config, [ID], URL, [])
    assert (found.feed_url, found.is_listed) == (feed, False)
    assert find_standings(dataset.state, config, ["unknown"], None, []) == []
    before, feed_memories.MOST_FEEDS = feed_memories.MOST_FEEDS, 0
    try:
        assert find_standings(dataset.state, config, [ID], URL, []) == []
        assert find_standings(dataset.state, config, [ID], URL, [feed]) == [found]  # one that is named is always read
    finally:
        feed_memories.MOST_FEEDS = before


def test_a_damaged_document_is_left_out() -> None:
    dataset, feed = SmallDataset("memories_damaged"), "https://valley.example/rss"
    dataset.state.put(f"feeds/0/{url_id(feed)}.json", f'{{"x": "{ID}"'.encode())
    assert find_standings(dataset.state, Config(output="x"), [ID], URL, [feed]) == []
