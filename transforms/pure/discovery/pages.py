"""A page where a feed was expected: the feeds that it declares, as part of the sentence that says what is wrong."""

from __future__ import annotations

import re
from typing import Final

from transforms import reasons
from transforms.errors import FeedError
from transforms.pure.discovery.leads import declared_leads
from transforms.pure.feeds.decoding import decode_feed

# Feeds are declared at a page's beginning.
HEAD_BYTES: Final = 300_000
MOST_NAMED: Final = 3
_DECLARES: Final = "; the page declares "
_MORE = re.compile(r" and [0-9]+ more$")


def name_feeds(error: FeedError, body: bytes, url: str, content_type: str | None) -> FeedError:
    """Give the error of a document that is no feed with the feeds that it declares where it is a page; else as it is.

    `url` is where the page was found after redirects.

    >>> error = FeedError("https://valley.example/", "expected a feed, got an HTML page", reason=reasons.NOT_A_FEED)
    >>> page = b"<!doctype html><link rel=alternate type='application/rss+xml' href='/rss'>"
    >>> print(name_feeds(error, page, "https://valley.example/", "text/html"))
    https://valley.example/: expected a feed, got an HTML page; the page declares https://valley.example/rss
    """
    if error.reason != reasons.NOT_A_FEED:
        return error
    leads = declared_leads(decode_feed(body[:HEAD_BYTES], content_type), url)
    wanted = [lead.url for lead in leads if not lead.is_comments] or [lead.url for lead in leads]
    if not wanted:
        return error
    more = f" and {len(wanted) - MOST_NAMED} more" if len(wanted) > MOST_NAMED else ""
    problem = f"{error.problem}{_DECLARES}{', '.join(wanted[:MOST_NAMED])}{more}"
    return FeedError(error.subject, problem, reason=error.reason, retry=error.retry, evidence=error.evidence)


def named_feeds(message: str) -> tuple[str, ...]:
    """Give the addresses that `name_feeds` put into a sentence; none where it put none.

    >>> named_feeds("got an HTML page; the page declares https://a.example/rss, https://a.example/atom and 2 more")
    ('https://a.example/rss', 'https://a.example/atom')
    """
    named = _MORE.sub("", message.partition(_DECLARES)[2])
    return tuple(named.split(", ")) if named else ()
