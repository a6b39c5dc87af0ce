"""What a child process may do with a page or a feed's document, as its first word says: crash, hang, be slow, or work.

So may a function that follows extraction, as the first word of the article's title says.
"""

from __future__ import annotations

import os
import time
from datetime import datetime

from msgspec.structs import replace
from one_shard import article

from transforms.errors import ExtractError
from transforms.feed_items import ParsedFeed
from transforms.pure.article import ExtractedArticle
from transforms.pure.body.site_repeats import KnownRepeats
from transforms.pure.feeds.parse import parse_feed
from transforms.records import Article, Evidence, Page


def extract(page: Page, *, known: KnownRepeats | None) -> ExtractedArticle:
    """The article named by the page's id, unless the page's body says something else."""
    _misbehave(page.body)
    if page.body == b"refuse":
        raise ExtractError(page.fetched_url, "found no text", reason="no_text", evidence=Evidence(title=None))
    return ExtractedArticle(article(page.entry.id))


def titled_extract(page: Page, *, known: KnownRepeats | None) -> ExtractedArticle:
    """The article named by the page's id, whose title is the page's body."""
    return ExtractedArticle(replace(article(page.entry.id), title=page.body.decode()))


def misbehave_at_title(article: Article) -> Article:
    """The article, unless its title is a word of those, or `fail`."""
    title = article.title or ""
    _misbehave(title.encode())
    if title == "fail":
        raise RuntimeError("this step has a bug")
    return article


def tag_process(article: Article) -> Article:
    """The article with the number of the process that runs this behind its tags."""
    return replace(article, tags=(*article.tags, str(os.getpid())))


def count_tags(article: Article) -> Article:
    """The article with the number of its tags as its word count."""
    return replace(article, word_count=len(article.tags))


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
