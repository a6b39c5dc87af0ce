"""What the state knows of feeds and of what is owed to them."""

from datetime import UTC, datetime

from hostile_server import reply
from small_newsroom import FEED, Newsroom

from pipelines.health.known import read_known
from pipelines.run.passes import ingest


def test_what_waits_is_known_by_feed_and_reason(newsroom: Newsroom) -> None:
    newsroom.publish("/a", "/b")
    newsroom.server.answers["/b"] = reply(403)
    ingest(newsroom.config())
    found = read_known(newsroom.config(), datetime.now(UTC))
    known = found.feeds[FEED]
    assert (known.health, known.name, known.is_configured) == ("healthy", "The Paper", True)
    assert known.owed == {"http_403": 1} and found.waiting == {"http_403": "http://paper.example/b"}
    assert found.oldest_owed_at is not None


def test_a_feed_that_was_removed_is_told_while_something_is_owed(newsroom: Newsroom) -> None:
    newsroom.publish("/a")
    newsroom.server.answers["/a"] = reply(403)
    ingest(newsroom.config())
    found = read_known(newsroom.config(feeds=["http://paper.example/other.xml"]), datetime.now(UTC))
    assert found.feeds[FEED].health == "removed" and not found.feeds[FEED].is_configured


def test_how_the_site_was_asked(newsroom: Newsroom) -> None:
    newsroom.publish("/a")
    ingest(newsroom.config())
    (asked,) = read_known(newsroom.config(), datetime.now(UTC)).asked["paper.example"].values()
    assert asked.requests == len(newsroom.server.log) == 4  # robots.txt, the feed, tdmrep.json, the page
    assert asked.bytes > 100 and asked.smallest_gap_seconds is not None
