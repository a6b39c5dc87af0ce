"""Which sitemaps of an index to read at a poll, and which of them need not be asked for again.

An index may list thousands, most of them closed for years. What is new stands in the few that changed last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from transforms.pure.feeds.sitemaps import IndexedSitemap
from transforms.pure.feeds.window import KnownSitemap
from transforms.pure.net.urls import same_site, url_key

# A `lastmod` that is a day says nothing of what changed within it, wherever on Earth the day was.
DAY_IS_OVER: Final = timedelta(days=2)

_NEWS = re.compile(r"(?:^|[^a-z])(?:google-?)?news(?:[^a-z]|$)|latest|noticias|nachrichten|actualite", re.IGNORECASE)
_NO_ARTICLES = re.compile(
    r"image|video|categor|(?:^|[^a-z])tags?(?:[^a-z]|$)|post_tag|author|autor|taxonom|archive|gallery|(?:^|[^a-z])pages?-sitemap|static|topic",
    re.IGNORECASE,
)
_DATE_IN_NAME = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})[-_/.]?(0[1-9]|1[0-2])?(?:[-_/.]?(0[1-9]|[12][0-9]|3[01]))?(?![0-9])"
)


def choose_sitemaps(sitemaps: Sequence[IndexedSitemap], index_url: str, most: int) -> tuple[IndexedSitemap, ...]:
    """Give the sitemaps to read, at most so many: those of news where there are such, the last changed first.

    Only those of the index's own site are read (sitemaps.org, "Sitemap index"), and never the index itself. Where no
    `lastmod` is given, a date in the name counts; where there is none, both ends of the list come first, since some
    publishers add at the front, and some at the back.

    >>> names = ("/pages-sitemap.xml", "/2026-10.xml", "/2026-11.xml", "https://other.example/2026-12.xml")
    >>> listed = [IndexedSitemap(url=name if ":" in name else f"https://valley.example{name}") for name in names]
    >>> [one.url for one in choose_sitemaps(listed, "https://valley.example/sitemap.xml", 1)]
    ['https://valley.example/2026-11.xml']
    """
    own = list(_own(sitemaps, index_url))
    wanted = [one for one in own if is_news_sitemap(one.url)] or [
        one for one in own if not _NO_ARTICLES.search(_name(one))
    ]
    ordered = sorted(_from_both_ends(wanted or own), key=_age)
    return tuple(ordered[:most])


def is_news_sitemap(url: str) -> bool:
    """Tell whether a sitemap is one of news by its address.

    >>> is_news_sitemap("https://a.example/sitemap-news.xml"), is_news_sitemap("https://news.example/sitemap.xml")
    (True, False)
    """
    parts = urlsplit(url)
    return bool(_NEWS.search(f"{parts.path}?{parts.query}"))


def is_settled(sitemap: IndexedSitemap, known: KnownSitemap | None, now: datetime) -> bool:
    """Tell whether a sitemap is, by its `lastmod`, the one that was read: then it need not be asked for.

    >>> day = datetime(2026, 11, 20, tzinfo=UTC)
    >>> known = KnownSitemap(url="https://valley.example/a.xml", changed_at=day, body_hash="x")
    >>> is_settled(IndexedSitemap(url=known.url, changed_at=day), known, datetime(2026, 11, 20, 12, tzinfo=UTC))
    False
    """
    changed_at = sitemap.changed_at
    if known is None or known.body_hash is None or changed_at is None or changed_at != known.changed_at:
        return False
    is_a_day = (changed_at.hour, changed_at.minute, changed_at.second) == (0, 0, 0)
    return not is_a_day or now - changed_at > DAY_IS_OVER


def _own(sitemaps: Sequence[IndexedSitemap], index_url: str) -> Iterable[IndexedSitemap]:
    seen = {url_key(index_url)}
    for one in sitemaps:
        try:
            key, is_own = url_key(one.url), same_site(one.url, index_url)
        except ValueError:
            continue
        if is_own and key not in seen:
            seen.add(key)
            yield one


def _name(sitemap: IndexedSitemap) -> str:
    parts = urlsplit(sitemap.url)
    return f"{parts.path}?{parts.query}"


def _age(sitemap: IndexedSitemap) -> tuple[bool, float]:
    at = sitemap.changed_at or _date_in_name(_name(sitemap))
    return at is None, 0.0 if at is None else -at.timestamp()


def _date_in_name(name: str) -> datetime | None:
    dates = []
    for year, month, day in _DATE_IN_NAME.findall(name):
        try:
            dates.append(datetime(int(year), int(month or 12), int(day or 28), tzinfo=UTC))
        except ValueError:
            continue
    return max(dates, default=None)


def _from_both_ends(sitemaps: list[IndexedSitemap]) -> list[IndexedSitemap]:
    """Give first, last, second, last but one, and so on."""
    front = sitemaps[: (len(sitemaps) + 1) // 2]
    back = sitemaps[len(front) :][::-1]
    mixed = []
    for number, one in enumerate(front):
        mixed += [one, *back[number : number + 1]]
    return mixed
