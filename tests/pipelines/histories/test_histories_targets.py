"""An id, a page's address, or a feed by its address, name or id."""

from __future__ import annotations

import pytest
from small_dataset import SmallDataset

from pipelines.config.config import Config
from pipelines.histories.targets import is_remembered_feed, read_target
from pipelines.run.errors import Refused
from transforms.pure.net.urls import url_id
from transforms.records import Feed
from transforms.state.documents import FeedDocument, save_feed

FEED = Feed(url="https://valley.example/rss", name="Valley")
CONFIG = Config(output="memory://targets/out", feeds=(FEED, Feed(url="https://coast.example/rss", enabled=False)))


@pytest.mark.parametrize("asked", [FEED.url, "Valley", url_id(FEED.url), "http://www.valley.example/rss/#x"])
def test_a_feed_is_known_by_all_its_names(asked: str) -> None:
    target = read_target(asked, CONFIG)
    assert (target.is_feed, target.feed, target.url) == (True, FEED, FEED.url)


def test_a_page_is_known_by_its_cleaned_address_or_its_id() -> None:
    page = read_target(" HTTPS://Valley.example/flood?utm_source=rss ", CONFIG)
    assert (page.url, page.id, page.is_feed) == (
        "https://valley.example/flood",
        url_id("https://valley.example/flood"),
        False,
    )
    assert read_target(page.id, CONFIG).url is None


@pytest.mark.parametrize("asked", ["", "flood", "ftp://valley.example/x", "mailto:a@valley.example", "https://"])
def test_anything_else_is_refused_with_a_cure(asked: str) -> None:
    with pytest.raises(Refused, match="copy `id` or `url` from a row"):
        read_target(asked, CONFIG)


def test_a_feed_that_is_only_remembered_is_one() -> None:
    dataset = SmallDataset("targets", shards=2)
    url = "https://coast.example/old"
    from transforms.pure.net.urls import shard_of

    save_feed(dataset.state, shard_of(url, 2), url_id(url), FeedDocument(url=url))
    for asked in (url, url_id(url)):
        assert is_remembered_feed(dataset.state, 2, read_target(asked, CONFIG))
    assert not is_remembered_feed(dataset.state, 2, read_target("https://coast.example/1", CONFIG))
