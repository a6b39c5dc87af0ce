"""`newsbeam.read_feed`: any feed document from its bytes alone."""

from datetime import UTC, datetime

import pytest
from sample_run import ROOT

import newsbeam

URL = "https://valley.example/feeds/all"
DATA = ROOT / "tests" / "data" / "feeds"


@pytest.mark.parametrize(
    ("name", "links"),
    [("rss20.xml", 2), ("atom_base.xml", 2), ("jsonfeed.json", 3), ("rss10.xml", 1), ("malformed.xml", 1)],
)
def test_each_kind_of_feed(name: str, links: int) -> None:
    feed = newsbeam.read_feed((DATA / name).read_bytes(), url=URL)
    assert len(feed.items) == links
    assert all(item.link.startswith("http") for item in feed.items)


def test_the_charset_of_the_header_counts() -> None:
    rss = "<rss version='2.0'><channel><title>Zürich</title></channel></rss>".encode("latin-1")
    assert newsbeam.read_feed(rss, url=URL, content_type="text/xml; charset=iso-8859-1").title == "Zürich"


def test_a_date_is_judged_by_the_moment_of_reading() -> None:
    rss = b"<rss version='2.0'><channel><item><link>/a</link>"
    rss += b"<pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"
    at = datetime(2026, 11, 22, tzinfo=UTC)
    (item,) = newsbeam.read_feed(rss, url=URL, read_at=at).items
    assert item.published_at == datetime(2026, 11, 21, 10, tzinfo=UTC)


def test_items_beyond_the_most_are_counted() -> None:
    feed = newsbeam.read_feed((DATA / "jsonfeed.json").read_bytes(), url=URL, max_items=1)
    assert (len(feed.items), feed.beyond_cap) == (1, 5)


def test_what_is_no_feed_says_so() -> None:
    with pytest.raises(newsbeam.FeedError) as caught:
        newsbeam.read_feed(b"<!doctype html><title>Valley</title>", url=URL, content_type="text/html")
    assert str(caught.value) == f"{URL}: expected RSS, Atom or JSON Feed, got an HTML page (text/html, 36 bytes)"
