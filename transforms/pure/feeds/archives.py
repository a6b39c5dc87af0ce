"""Where older items of a feed stand, and reading back from there: what to ask for next, and when enough was read.

Three ways are known: the pages that a feed itself names (RFC 5005: `prev-archive`, `next`), the pages of WordPress
(`?paged=2`), and the sitemaps that a site's robots.txt names. A walk asks for documents by yielding their addresses, so that
whoever runs it decides how the web is asked, and how often.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from msgspec import Struct

from transforms.errors import FeedError
from transforms.feed_items import FeedItem, ParsedFeed
from transforms.pure.feeds.decoding import decode_feed
from transforms.pure.feeds.indexes import choose_sitemaps
from transforms.pure.feeds.sitemaps import IndexedSitemap, read_index, sitemap_kind
from transforms.pure.feeds.window import Window, item_date

ROBOTS: Final = "/robots.txt"
MAX_ITEMS: Final = 2000
# Sitemaps that are read at most, of a site and of an index.
MOST_SITEMAPS: Final = 4
# `lastmod` is when a page was changed last, which mostly is soon after it was published.
CHANGED_LATER: Final = timedelta(hours=6)

_WORDPRESS: Final = re.compile(r"wordpress", re.IGNORECASE)
_FEED_PATH: Final = re.compile(r"/feed/?$")
_SITEMAP_LINE: Final = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
_NUMBER: Final = re.compile(r"\d+")

Parse = Callable[[bytes, str, str | None, datetime, int], ParsedFeed]


class ArchiveDocument(Struct, frozen=True):
    """A document that was asked for: where it was found, its body and its media type."""

    url: str
    body: bytes
    content_type: str | None = None


# Sent in the place of a document that cannot be had now, but perhaps later: the walk ends, and is continued from there.
LATER: Final = ArchiveDocument("", b"")


class Sought(Struct, frozen=True, kw_only=True):
    """What is looked for: items of a time. `known` are links and guids from before it: where one stands, all was read.

    `shapes` are the shapes of the feed's links: of a sitemap that has no titles, other pages are left out.
    """

    since: datetime
    until: datetime
    now: datetime
    known: frozenset[str] = frozenset()
    shapes: frozenset[tuple[str, ...]] = frozenset()

    def takes(self, item: FeedItem) -> bool:
        """Tell whether an item is of this time; one without a date may be."""
        at = item_date(item)
        latest = self.until if item.published_at is not None else self.until + CHANGED_LATER
        return at is None or self.since <= at <= latest


class Archived(Struct, frozen=True, kw_only=True):
    """What a walk found. `reached`: all of the time was read. `next_url` is where to continue; None where there is no more."""

    items: tuple[FeedItem, ...] = ()
    reached: bool = False
    next_url: str | None = None
    asked: int = 0


Walk = Generator[str, ArchiveDocument | None, Archived]


def first_archive(url: str, parsed: ParsedFeed) -> str:
    """Give where a feed's older items may stand: its next page, or else the robots.txt that names the site's sitemaps.

    >>> first_archive("https://valley.example/feed/", ParsedFeed(generator="https://wordpress.org/?v=6.4"))
    'https://valley.example/feed/?paged=2'
    """
    if parsed.older_url is not None:
        return parsed.older_url
    if _WORDPRESS.search(parsed.generator or "") or _FEED_PATH.search(urlsplit(url).path):
        return _with_page(url, 2)
    return urljoin(url, ROBOTS)


def want(window: Window, since: datetime, until: datetime, now: datetime, before: Iterable[str] = ()) -> Sought:
    """Give what to look for in a time before which the feed was known.

    The search ends at what is named `before` it; without such names at what left the document, which is right only while
    nothing else has.

    >>> at = datetime.fromisoformat("2026-11-22T10:00:00Z")
    >>> want(Window(), at, at, at).known, want(Window(), at, at, at, ["/flood"]).known
    (frozenset(), frozenset({'/flood'}))
    """
    return Sought(
        since=since,
        until=until,
        now=now,
        known=frozenset(before) or frozenset(departed_names(window)),
        shapes=frozenset(shape(one.link) for one in window.seen),
    )


def departed_names(window: Window, most: int | None = None) -> tuple[str, ...]:
    """Give the links and guids of what left a feed's document lately, newest first; of so many items at most.

    >>> from transforms.pure.feeds.window import SeenItem
    >>> departed_names(Window(seen=(SeenItem("/new"), SeenItem("/a", guid="guid-a"), SeenItem("/b")), standing=1), most=1)
    ('/a', 'guid-a')
    """
    departed = window.seen[window.standing :][:most]
    return tuple(name for one in departed for name in (one.link, one.guid) if name is not None)


def tells_by_dates(items: Sequence[FeedItem]) -> bool:
    """Tell whether the dates of a document's items say how far back it reaches: half of them have one.

    >>> tells_by_dates([FeedItem(link="/flood")])
    False
    """
    dated = sum(item_date(one) is not None for one in items)
    return bool(dated) and dated >= len(items) / 2


def shape(link: str) -> tuple[str, ...]:
    """Give what a site's links to articles have in common: host, the first part of the path, how many parts it has.

    >>> shape("https://www.valley.example/news/2026/11/flood?x=1")
    ('valley.example', 'news', '4')
    """
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ()
    path = [part for part in parts.path.split("/") if part]
    first = path[0] if len(path) > 1 and not _NUMBER.fullmatch(path[0]) else ""
    return host, first, str(len(path))


def walk_back(start: str, sought: Sought, parse: Parse, most: int) -> Walk:
    """Read back from an address, page after page, with so many requests at most.

    It yields addresses, and is sent the document of each: None where there is none, `LATER` where it cannot be had now.
    """
    if urlsplit(start).path == ROBOTS:
        return (yield from _walk_sitemaps(start, sought, parse, most))
    found = yield from _walk_pages(start, sought, parse, most)
    if found.asked == 1 and found.next_url is None and not found.reached and most > 1:
        # No such pages after all: the site may have sitemaps.
        other = yield from _walk_sitemaps(urljoin(start, ROBOTS), sought, parse, most - 1)
        return Archived(items=other.items, reached=other.reached, next_url=other.next_url, asked=other.asked + 1)
    return found


def _walk_pages(start: str, sought: Sought, parse: Parse, most: int) -> Walk:
    items: dict[str, FeedItem] = {}
    read: set[str] = set()
    url: str | None = start
    for asked in range(1, most + 1):
        assert url is not None
        document = yield url
        if document is LATER:
            return Archived(items=tuple(items.values()), next_url=url, asked=asked)
        parsed = None if document is None else _parse(document, sought, parse)
        if document is None or parsed is None or not parsed.items or read.issuperset(one.link for one in parsed.items):
            # Behind the last page, or a site that gives the same page for each number.
            return Archived(items=tuple(items.values()), asked=asked)
        read.update(one.link for one in parsed.items)
        items |= {one.link: one for one in _before_known(parsed.items, sought) if sought.takes(one)}
        if _is_passed(parsed.items, sought):
            return Archived(items=tuple(items.values()), reached=True, asked=asked)
        url = parsed.older_url or _next_page(url)
        if url is None:
            return Archived(items=tuple(items.values()), asked=asked)
    return Archived(items=tuple(items.values()), next_url=url, asked=most)


def _walk_sitemaps(robots: str, sought: Sought, parse: Parse, most: int) -> Walk:
    document = yield robots
    if document is LATER:
        return Archived(next_url=robots, asked=1)
    named = [] if document is None else find_sitemaps(decode_feed(document.body), document.url)
    listed = [IndexedSitemap(url=url) for url in named or [urljoin(robots, "/sitemap.xml")]]
    queue = list(choose_sitemaps(listed, robots, MOST_SITEMAPS))
    items: dict[str, FeedItem] = {}
    asked, reached, seen = 1, False, {robots}
    while queue and asked < most:
        sitemap = queue.pop(0)
        if sitemap.url in seen:
            continue
        seen.add(sitemap.url)
        document, asked = (yield sitemap.url), asked + 1
        if document is LATER:
            return Archived(items=tuple(items.values()), next_url=robots, asked=asked)
        if document is None:
            continue
        text = decode_feed(document.body, document.content_type)
        if sitemap_kind(text) == "sitemapindex":
            queue = [*_wanted_of(text, document.url, sought), *queue]
            continue
        parsed = _parse(document, sought, parse)
        for one in parsed.items if parsed is not None else ():
            at = item_date(one)
            reached = reached or (at is not None and at < sought.since)
            if (
                at is not None
                and sought.takes(one)
                and (one.published_at is not None or shape(one.link) in sought.shapes)
            ):
                items.setdefault(one.link, one)
    return Archived(items=tuple(items.values()), reached=reached, asked=asked)


def find_sitemaps(robots: str, url: str) -> tuple[str, ...]:
    """Give the sitemaps that a robots.txt names, in its order.

    >>> find_sitemaps("User-agent: *\\nSitemap: https://valley.example/news.xml # ours", "https://valley.example/robots.txt")
    ('https://valley.example/news.xml',)
    """
    return tuple(dict.fromkeys(urljoin(url, found[1]) for found in _SITEMAP_LINE.finditer(robots)))


def _wanted_of(text: str, url: str, sought: Sought) -> Iterable[IndexedSitemap]:
    try:
        listed = read_index(text, url, sought.now).sitemaps
    except ValueError:
        return ()
    # A `lastmod` may be a day.
    lately = [one for one in listed if one.changed_at is None or one.changed_at >= sought.since - timedelta(days=1)]
    return choose_sitemaps(lately, url, MOST_SITEMAPS)


def _parse(document: ArchiveDocument, sought: Sought, parse: Parse) -> ParsedFeed | None:
    try:
        return parse(document.body, document.url, document.content_type, sought.now, MAX_ITEMS)
    except FeedError:  # a page of an archive that is none is its end
        return None


def _before_known(items: Sequence[FeedItem], sought: Sought) -> Iterator[FeedItem]:
    """Give the items of a page up to the first from before the time; with dates, those tell."""
    for one in items:
        if item_date(one) is None and _is_known(one, sought):
            return
        yield one


def _is_passed(items: Sequence[FeedItem], sought: Sought) -> bool:
    """Tell whether a page reaches back before the time: by its last date, or else by what is known from then."""
    if tells_by_dates(items):
        dates = [at for one in items if (at := item_date(one)) is not None]
        return dates[-1] < sought.since or max(dates) < sought.since
    return any(_is_known(one, sought) for one in items)


def _is_known(item: FeedItem, sought: Sought) -> bool:
    return item.link in sought.known or (item.guid is not None and item.guid in sought.known)


def _with_page(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", str(number))]), fragment=""))


def _next_page(url: str) -> str | None:
    """Give the page behind one of WordPress's; None for any other address."""
    number = dict(parse_qsl(urlsplit(url).query)).get("paged", "")
    return _with_page(url, int(number) + 1) if number.isdecimal() and len(number) < 6 else None
