"""Feed documents made up of a channel and its items, and what is read of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import msgspec

from transforms.errors import FeedError
from transforms.feed_items import FeedItem, ParsedFeed
from transforms.pure.feeds.parse import parse_feed

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
URL = "https://www.valley.example/rss/all.xml"


def rss(items: str, channel: str = "<title>Valley</title>") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{channel}{items}</channel></rss>'.encode()
    )


def item(inner: str) -> FeedItem:
    feed = parse_feed(rss(f"<item><link>/a</link>{inner}</item>"), URL, None, NOW)
    return feed.items[0]


# Tab, line feed and carriage return have escapes of their own; `\\u0000` is the text of an escape, not a character.
CONTROL = re.compile(rb"(?<!\\)(?:\\\\)*\\u00[01]")


def outcome(body: bytes, content_type: str | None = None) -> ParsedFeed | FeedError:
    try:
        return parse_feed(body, URL, content_type, NOW)
    except FeedError as error:
        return error


def assert_sound(got: ParsedFeed | FeedError) -> None:
    """What came out can be written: msgspec refuses lone surrogates, and readers choke on control characters."""
    if isinstance(got, FeedError):
        assert got.reason in {"not_a_feed", "empty_feed_document", "malformed_feed"}
        written = msgspec.json.encode([got.problem, got.evidence])
    else:
        written = msgspec.json.encode(got)
        assert all(one.link.startswith(("http://", "https://")) for one in got.items)
    assert not CONTROL.search(written)
