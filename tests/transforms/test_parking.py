"""What is new is parked before a feed's document remembers it."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import msgspec
import pytest
from msgspec.structs import replace
from ordered_store import OrderedStore

from transforms.errors import StorageError
from transforms.feed_items import FeedItem, ParsedFeed
from transforms.parking import park_and_save
from transforms.poll_results import FeedJob, PollOptions, PollResult, interpret_poll
from transforms.pure.feeds.completeness import Completeness, DayTally
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Entry, Feed
from transforms.state.documents import FeedDocument, load_feed, save_feed
from transforms.web.response import Response

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FEED = Feed(url="http://paper.example/feed.xml")
BEFORE = FeedDocument(url=FEED.url, etag='"before"')
LINKS = [f"http://{host}/1" for host in ("paper.example", "other.example", "third.example", "fourth.example")]


def news() -> tuple[FeedJob, PollResult]:
    job = FeedJob(id="f1", feed=FEED, document=BEFORE, unconditional=False)
    parsed = ParsedFeed(items=tuple(FeedItem(link=link) for link in LINKS))
    answer = Response(
        url=FEED.url, final_url=FEED.url, status=200, headers={"etag": '"after"'}, body=b"x", fetched_at=NOON,
        seconds=0.1, wire_bytes=1,
    )  # fmt: skip
    return job, interpret_poll(job, answer, parsed, PollOptions(), "p1", NOON, random.Random(1))


def urls_in(store: OrderedStore, box: str) -> list[str]:
    return [entry.url for entry in msgspec.json.decode(store.kept[box], type=list[Entry])]


def test_a_pass_that_polls_a_feed_twice_remembers_what_it_parked_each_time() -> None:
    store = OrderedStore()
    job, result = news()
    first = park_and_save(store, 0, 1, job, replace(result, entries=result.entries[:1]))
    second = park_and_save(
        store, 0, 1, replace(job, document=first.document), replace(result, entries=result.entries[1:])
    )
    assert second.document.parked == {"0": [entry.id for entry in result.entries]}
    other = replace(result, document=replace(result.document, pass_id="p2"), entries=())
    assert park_and_save(store, 0, 1, replace(job, document=second.document), other).document.parked == {}


def test_news_is_parked_in_the_shards_of_its_links_before_the_feed_is_saved() -> None:
    store = OrderedStore()
    job, result = news()
    parked = park_and_save(store, 3, 8, job, result)
    document = parked.document
    *boxes, last = store.kept
    assert last == "feeds/3/f1.json"
    found = {
        entry.url: int(box.split("/")[1])
        for box in boxes
        for entry in msgspec.json.decode(store.kept[box], type=list[Entry])
    }
    assert found == {link: shard_of(link, 8) for link in LINKS}
    files = {shard: (name, [entry.url for entry in entries]) for shard, (name, entries) in parked.files.items()}
    assert files == {int(box.split("/")[1]): (box.split("/")[2], urls_in(store, box)) for box in boxes}
    assert len(set(found.values())) > 1, "the links of this test lie in one shard"
    assert document.etag == '"after"' and load_feed(store, 3, "f1", FEED.url) == document
    assert sorted(id_ for ids in document.parked.values() for id_ in ids) == sorted(map(url_id, LINKS))


def test_a_store_that_does_not_take_the_news_leaves_the_feed_as_it_was() -> None:
    store = OrderedStore(refuse="inbox/")
    save_feed(store, 0, "f1", BEFORE)
    with pytest.raises(StorageError, match="the store is full"):
        park_and_save(store, 0, 1, *news())
    assert load_feed(store, 0, "f1", FEED.url) == BEFORE


def test_parked_twice_is_better_than_not_at_all() -> None:
    store = OrderedStore(refuse="feeds/")
    with pytest.raises(StorageError):
        park_and_save(store, 0, 1, *news())
    assert len(store.names("inbox/0")) == 1


def test_what_a_poll_adds_to_what_was_seen_is_told() -> None:
    job, result = news()
    days = (DayTally(NOON.date(), 5), DayTally(NOON.date(), 9, 1.0, 1))
    before = replace(BEFORE, completeness=Completeness(days=days[:1]))
    after = replace(result, document=replace(result.document, completeness=Completeness(days=days[1:])))
    parked = park_and_save(OrderedStore(), 0, 1, replace(job, document=before), after)
    assert parked.days == (DayTally(NOON.date(), 4, 1.0, 1),)
