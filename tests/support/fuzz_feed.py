"""Made-up bytes as a feed."""

from __future__ import annotations

from fuzz_checks import NOW, URL, check_date, check_line, check_record, check_same, is_asked_again

from transforms.errors import FeedError
from transforms.feed_items import FeedItem
from transforms.pure.feeds.decoding import decode_feed
from transforms.pure.feeds.markup import (
    MAX_CONTENT_CHARACTERS,
    MAX_LINE_CHARACTERS,
    MAX_NAMES,
    MAX_SUMMARY_CHARACTERS,
)
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.feeds.references import mend_references
from transforms.pure.net.urls import resolve

_MOST_ITEMS = 20


def run(data: bytes) -> None:
    """A feed is read within its bounds, or refused by a FeedError that says in one line what it got."""
    kind = ("text/xml", "application/json", None, "text/xml; charset=iso-8859-1")[len(data) % 4]
    mended, was_mended = mend_references(decode_feed(data, kind))
    mended.encode()
    assert mend_references(mended) == (mended, False) or was_mended
    try:
        feed = parse_feed(data, URL, kind, NOW, _MOST_ITEMS)
    except FeedError as error:
        check_line(str(error))
        assert str(error).startswith(URL)
        check_record(error.evidence)
        return
    if is_asked_again(data):
        check_same(feed, parse_feed(data, URL, kind, NOW, _MOST_ITEMS))
    check_record(feed)
    assert len(feed.items) <= _MOST_ITEMS and feed.without_link >= 0 and feed.beyond_cap >= 0
    for wish in (feed.ttl_seconds, feed.update_seconds):
        assert wish is None or 0 < wish < float("inf")
    assert set(feed.skip_hours) <= set(range(24)) and set(feed.skip_days) <= set(range(7))
    for link in (feed.older_url, feed.hub, feed.topic):
        assert link is None or resolve(URL, link) == link
    for item in feed.items:
        _check(item)


def _check(item: FeedItem) -> None:
    assert resolve(URL, item.link) == item.link and item.link.startswith(("http://", "https://"))
    for line in (item.title, *item.authors, *item.categories):
        assert line is None or (line == " ".join(line.split()) and len(line) <= MAX_LINE_CHARACTERS)
    assert len(item.summary or "") <= MAX_SUMMARY_CHARACTERS and len(item.content or "") <= MAX_CONTENT_CHARACTERS
    assert len(item.authors) <= MAX_NAMES and len(item.categories) <= MAX_NAMES
    check_date(item.published_at)
    check_date(item.updated_at)
