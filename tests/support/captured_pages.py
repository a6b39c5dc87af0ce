"""Pages as a fetch brings them, with what is kept of their requests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from transforms.captures import Capture
from transforms.pure.net.urls import clean, url_id
from transforms.records import Entry, Page

NOON = datetime(2026, 11, 22, 12, 0, 0, 250_000, tzinfo=UTC)
SENT = (("Host", "valley.example"), ("User-Agent", "newsbeam/1"), ("Accept", "text/html"))
BODY = "<html><h1>Höhe</h1><p>The river rose.</p></html>".encode()


def capture_of(url: str, status: int = 200, body: bytes = b"", **changes: Any) -> Capture:
    got = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", "17"))
    return Capture(
        **{"url": url, "asked_at": NOON, "status": status, "phrase": "OK", "sent": SENT, "got": got, "body": body}
        | changes
    )


def page_of_capture(url: str, body: bytes = BODY, *hops: Capture, **changes: Any) -> Page:
    link = hops[0].url if hops else url
    entry = Entry(
        id=url_id(clean(link)), url=clean(link), link=link, feed_url="https://valley.example/rss", parked_at=NOON
    )
    fields = {"entry": entry, "fetched_url": url, "status": 200, "body": body, "fetched_at": NOON, "size": len(body)}
    return Page(**fields | {"charset": "utf-8", "captures": (*hops, capture_of(url))} | changes)
