"""One feed document, read as the pipeline reads it."""

from __future__ import annotations

from datetime import UTC, datetime

from transforms.feed_items import ParsedFeed


def read_feed(
    body: bytes, *, url: str, content_type: str | None = None, read_at: datetime | None = None, max_items: int = 2000
) -> ParsedFeed:
    """Read an RSS, Atom or JSON Feed document, or a sitemap, also one that is malformed.

    `url` is where it was found, after redirects: links are resolved against it. `content_type` is the HTTP header, whose
    charset counts where the bytes are not UTF-8. `read_at` (aware; default: now) is the moment that dates are judged by.
    Items beyond `max_items` are counted in `beyond_cap`.

    Raises: FeedError where the document is no feed or cannot be read.

    >>> rss = b"<rss version='2.0'><channel><title>Valley</title><item><link>/flood</link></item></channel></rss>"
    >>> feed = read_feed(rss, url="https://valley.example/rss")
    >>> feed.title, feed.items[0].link
    ('Valley', 'https://valley.example/flood')
    """
    from transforms.pure.feeds.parse import parse_feed

    return parse_feed(body, url, content_type, read_at or datetime.now(UTC), max_items)
