"""A page that no feed led to: one file, or one address that somebody names."""

from __future__ import annotations

from datetime import datetime

from transforms.pure.net.urls import clean, url_id
from transforms.pure.shown.url_secrets import without_user
from transforms.records import Entry, Page

# A record names the feed that led to it, and here none did.
NO_FEED = "about:blank"


def single_entry(url: str, now: datetime) -> Entry:
    """Give the entry of an address. Raises: ValueError, with a sentence, where it is no http(s) address.

    >>> from datetime import UTC
    >>> single_entry("https://valley.example/dam?utm_source=x", datetime(2026, 11, 24, tzinfo=UTC)).url
    'https://valley.example/dam'
    """
    cleaned = clean(url)
    return Entry(id=url_id(cleaned), url=cleaned, link=without_user(url), feed_url=NO_FEED, parked_at=now)


def single_page(body: bytes, url: str, now: datetime, charset: str | None = None) -> Page:
    """Give the page of a file's bytes, as if `url` had answered with them. Raises: ValueError, as `single_entry`."""
    entry = single_entry(url, now)
    return Page(
        entry=entry, fetched_url=entry.url, status=200, body=body, fetched_at=now, size=len(body), charset=charset
    )
