"""What a child process may do with a page or a feed's document, as its first word says: crash, hang, be slow, or work."""

from __future__ import annotations

import os
import time
from datetime import datetime

from one_shard import article

from transforms.errors import ExtractError
from transforms.pure.article import ExtractedArticle
from transforms.pure.body.site_repeats import KnownRepeats
from transforms.pure.feeds.parse import parse_feed
from transforms.records import Page, ParsedFeed


def extract(page: Page, *, known: KnownRepeats | None) -> ExtractedArticle:
    """The article named by the page's id, unless the page's body says something else."""
    _misbehave(page.body)
    if page.body == b"refuse":
        raise ExtractError(page.fetched_url, "found no text", reason="no_text", evidence={"title": None})
    return ExtractedArticle(article(page.entry.id))


def read_feed(body: bytes, url: str, content_type: str | None, now: datetime, max_items: int) -> ParsedFeed:
    """What `parse_feed` reads, unless the document begins with one of those words."""
    _misbehave(body.split(maxsplit=1)[0])
    return parse_feed(body, url, content_type, now, max_items)


def _misbehave(order: bytes) -> None:
    if order == b"crash":
        os._exit(7)
    if order == b"hang":
        time.sleep(600)
    if order == b"slow":
        time.sleep(0.2)
