"""What a feed holds, as far as one look at its document tells."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

from transforms.feed_items import FeedItem, ParsedFeed
from transforms.pure.feeds.full_text import MIN_FULL_CHARACTERS, reduce_content
from transforms.pure.feeds.sitemaps import sitemap_kind
from transforms.pure.feeds.window import item_date
from transforms.pure.text.languages import canonical_tag, choose_language, detect_language

Texts = Literal["full texts", "teasers", "titles only", "addresses only"]

_RATE_DAYS: Final = 7
_LOOKED_AT: Final = 20  # items whose texts are looked at
_FORMATS: Final = (
    (re.compile(r"<rdf:RDF\b", re.IGNORECASE), "RSS 1.0"),
    (re.compile(r"<(?:\w+:)?feed\b", re.IGNORECASE), "Atom"),
)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_RSS = re.compile(r"<rss\b[^>]{0,2000}?\bversion\s*=\s*[\"']\s*([0-9.]{1,5})", re.IGNORECASE)


class Holding(Struct, frozen=True, kw_only=True):
    """What a feed holds.

    `items_per_day` counts over the last days that the document spans; None where too few are dated. `languages` are those
    that the feed declares, or else those that its texts are in, the most frequent first. `links` are its items'
    addresses: two feeds with the same ones are copies.
    """

    format: str
    title: str | None
    items: int
    items_per_day: float | None
    languages: tuple[str, ...]
    texts: Texts
    last_item_at: datetime | None
    links: frozenset[str]

    @property
    def is_sitemap(self) -> bool:
        """Whether it is a sitemap, with titles or without."""
        return self.format in ("news sitemap", "sitemap")


def describe_feed(parsed: ParsedFeed, text: str, now: datetime) -> Holding:
    """Say what a feed holds; `text` is its document.

    >>> feed = ParsedFeed(items=(FeedItem(link="https://valley.example/flood", title="Flood"),))
    >>> describe_feed(feed, "<rss version='2.0'>", datetime.fromisoformat("2026-11-24T00:00:00Z")).texts
    'titles only'
    """
    dates = sorted(at for item in parsed.items if (at := item_date(item)) is not None and at <= now)
    return Holding(
        format=_format(text, parsed),
        title=parsed.title,
        items=len(parsed.items),
        items_per_day=items_per_day(dates, now),
        languages=_languages(parsed),
        texts=_texts(parsed.items[:_LOOKED_AT]),
        last_item_at=dates[-1] if dates else None,
        links=frozenset(item.link for item in parsed.items),
    )


def items_per_day(dates: list[datetime], now: datetime) -> float | None:
    """Give how many of the dated items (in order) come a day: over the last week, or over what the document spans if less.

    >>> days = [datetime.fromisoformat(f"2026-11-{day}T00:00:00Z") for day in (20, 21, 22, 23)]
    >>> items_per_day(days, datetime.fromisoformat("2026-11-24T00:00:00Z"))
    1.0
    """
    if len(dates) < 2:
        return None
    since = now - timedelta(days=_RATE_DAYS)
    if dates[0] <= since:
        return sum(at > since for at in dates) / _RATE_DAYS
    seconds = (now - dates[0]).total_seconds()
    return len(dates) / max(seconds / 86_400, 1 / 24)


def _format(text: str, parsed: ParsedFeed) -> str:
    head = text[:4096]
    if sitemap_kind(text) is not None:
        return "news sitemap" if any(item.title for item in parsed.items) else "sitemap"
    if head.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return "JSON Feed"
    found = _RSS.search(head)
    return f"RSS {found[1]}" if found else next((name for sign, name in _FORMATS if sign.search(head)), "RSS")


def _languages(parsed: ParsedFeed) -> tuple[str, ...]:
    items = Counter(tag for item in parsed.items if (tag := canonical_tag(item.language)))
    if items and parsed.language is None:
        return tuple(tag for tag, _ in items.most_common(3))
    lines = [f"{item.title or ''}. {_TAG.sub(' ', item.summary or '')}" for item in parsed.items[:_LOOKED_AT]]
    language, _ = choose_language(canonical_tag(parsed.language), detect_language(" ".join(lines)))
    return (language,) if language else ()


def _texts(items: tuple[FeedItem, ...]) -> Texts:
    """Say how much of each article most items hold."""
    if not any(item.title or item.summary or item.content for item in items):
        return "addresses only"
    full = sum(reduce_content(item.content or item.summary) is not None for item in items)
    long = sum(len(item.content or "") > MIN_FULL_CHARACTERS * 30 for item in items)
    if full + long > len(items) / 2:
        return "full texts"
    return "teasers" if sum(bool(item.summary or item.content) for item in items) > len(items) / 2 else "titles only"
