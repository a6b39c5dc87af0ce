"""Sitemaps, read as feeds: news sitemaps with titles and dates, plain ones with `lastmod`, and indexes of them.

Sources: https://www.sitemaps.org/protocol.html and Google's news sitemaps. The parser builds no tree, so that a document of
a million elements takes no more memory than its text; entities are never declared, so that none can grow or open a file.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from lxml import etree
from msgspec import Struct

from transforms.feed_items import FeedItem, ParsedFeed
from transforms.pure.feeds.markup import MAX_NAMES, distinct, first_web_link, plain
from transforms.pure.feeds.references import mend_references
from transforms.pure.feeds.window import item_date
from transforms.pure.text.characters import scrub
from transforms.pure.text.dates import parse_date

MAX_URLS: Final = 50_000  # the protocol's own limit, of a sitemap and of an index
MAX_FIELD_CHARACTERS: Final = 8_192
_STEP_CHARACTERS: Final = 65_536

# What may stand before the root element: how it begins, and how it ends.
_PROLOGUE: Final = (("<?", "?>"), ("<!--", "-->"), ("<!DOCTYPE", ">"))
_MAX_PROLOGUE: Final = 20  # declarations and comments
_DECLARATIONS = re.compile(r"<!DOCTYPE[^<>\[]{0,400}\[[^\]]{0,100000}\]")
_BLANKS: Final = "\ufeff \t\r\n"
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(urlset|sitemapindex)\b", re.ASCII | re.IGNORECASE)
_FIELDS = frozenset(
    (
        *("url/loc", "url/lastmod", "sitemap/loc", "sitemap/lastmod"),
        *(
            "news/title",
            "news/publication_date",
            "news/keywords",
            "publication/name",
            "publication/language",
            "image/loc",
        ),
    )
)
_REFERENCES = {"&amp;": "&#38;", "&lt;": "&#60;", "&gt;": "&#62;"}

SitemapKind = Literal["urlset", "sitemapindex"]
Fields = Mapping[str, str]


class IndexedSitemap(Struct, frozen=True, kw_only=True):
    """One sitemap of an index; `changed_at` is its `lastmod`."""

    url: str
    changed_at: datetime | None = None


class SitemapIndex(Struct, frozen=True, kw_only=True):
    """The sitemaps of an index, in its order; `beyond_cap` counts those beyond the protocol's 50,000."""

    sitemaps: tuple[IndexedSitemap, ...]
    beyond_cap: int = 0


def sitemap_kind(text: str) -> SitemapKind | None:
    """Tell whether a document is a sitemap or an index of them, by its root element; None where it is neither.

    >>> sitemap_kind("<?xml version='1.0'?><urlset><url>"), sitemap_kind("<rss>")
    ('urlset', None)
    """
    found = _ROOT.match(text, _root_position(text))
    if found is None:
        return None
    return "urlset" if found[1].lower() == "urlset" else "sitemapindex"


def _root_position(text: str) -> int:
    """Give where the root element begins: behind declarations, comments and a document type."""
    position = 0
    for _ in range(_MAX_PROLOGUE):
        position += len(text[position : position + 1000]) - len(text[position : position + 1000].lstrip(_BLANKS))
        ends = next((end for start, end in _PROLOGUE if text.startswith(start, position)), None)
        if ends == ">" and (inner := _DECLARATIONS.match(text, position)):
            position = inner.end()  # of entities, which are none to us
        end = text.find(ends, position) if ends else -1
        if ends is None or end < 0:
            return position
        position = end + len(ends)
    return position


def read_sitemap(text: str, url: str, now: datetime, max_items: int) -> ParsedFeed:
    """Give the feed that a sitemap is: its newest `max_items` URLs, the newest first, undated ones last in their order.

    `news:publication_date` is when an item was published, `lastmod` when it was changed. An item that says its language
    has it. Raises: ValueError with a sentence where there is more than `max_items`, and no date to choose by.

    >>> text = "<urlset><url><loc>/flood</loc><lastmod>2026-11-22</lastmod></url></urlset>"
    >>> read_sitemap(text, "https://valley.example/sitemap.xml", datetime.fromisoformat("2026-11-24T00:00:00Z"), 9).items[0].link
    'https://valley.example/flood'
    """
    found, is_broken, beyond = _read(text, "url")
    items = [item for fields in found if (item := _item(fields, url, now)) is not None]
    dated = [item for item in items if item_date(item) is not None]
    if not dated and len(items) > max_items:
        raise ValueError(
            f"a sitemap of {len(items):,} URLs without dates, so that nothing says which are new;"
            " give one with news:publication_date or lastmod"
        )
    newest = heapq.nlargest(max_items, dated, key=_moment)
    kept = (*newest, *(item for item in items if item_date(item) is None))[:max_items]
    languages = {item.language for item in kept}
    return ParsedFeed(
        title=_commonest(fields.get("publication/name") for fields in found),
        language=next(iter(languages)) if len(languages) == 1 else None,
        items=kept,
        without_link=len(found) - len(items),
        beyond_cap=len(items) - len(kept) + beyond,
        repaired=is_broken,
    )


def read_index(text: str, url: str, now: datetime) -> SitemapIndex:
    """Give the sitemaps that an index lists; those whose address is no web address are left out.

    >>> text = "<sitemapindex><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>"
    >>> read_index(text, "https://valley.example/sitemap.xml", datetime(2026, 11, 24)).sitemaps[0].url
    'https://valley.example/news.xml'
    """
    found, _, beyond = _read(text, "sitemap")
    sitemaps = []
    for fields in found:
        link = first_web_link([_address(fields.get("sitemap/loc", ""))], url)
        if link is not None:
            changed_at = parse_date(fields.get("sitemap/lastmod", ""), now)
            sitemaps.append(IndexedSitemap(url=link, changed_at=changed_at))
    return SitemapIndex(sitemaps=tuple(sitemaps), beyond_cap=beyond)


def merge_sitemaps(feeds: Sequence[ParsedFeed], max_items: int, *, partial: bool = False) -> ParsedFeed:
    """Give several sitemaps as one feed: the newest `max_items` of all, each address once, the newest first.

    >>> one = ParsedFeed(title="Valley", items=(FeedItem(link="https://valley.example/flood"),))
    >>> len(merge_sitemaps([one, one], 9).items)
    1
    """
    by_link: dict[str, FeedItem] = {}
    for item in (item for feed in feeds for item in feed.items):
        by_link.setdefault(item.link, item)
    items = sorted(by_link.values(), key=_moment, reverse=True)
    languages = {feed.language for feed in feeds if feed.items}
    return ParsedFeed(
        title=_commonest(feed.title for feed in feeds),
        language=next(iter(languages)) if len(languages) == 1 else None,
        items=tuple(items[:max_items]),
        without_link=sum(feed.without_link for feed in feeds),
        beyond_cap=sum(feed.beyond_cap for feed in feeds) + max(0, len(items) - max_items),
        repaired=any(feed.repaired for feed in feeds),
        is_index=True,
        partial=partial,
    )


def _item(fields: Fields, url: str, now: datetime) -> FeedItem | None:
    link = first_web_link([_address(fields.get("url/loc", ""))], url)
    if link is None:
        return None
    language = " ".join(scrub(fields.get("publication/language", "")).split()) or None
    keywords = fields.get("news/keywords", "").split(",")
    return FeedItem(
        link=link,
        title=plain(fields.get("news/title", ""), is_html=True),
        categories=distinct((plain(word, is_html=True) for word in keywords), MAX_NAMES),
        language=language,
        image=first_web_link([_address(fields.get("image/loc", ""))], url),
        published_at=parse_date(fields.get("news/publication_date", ""), now, language),
        updated_at=parse_date(fields.get("url/lastmod", ""), now, language),
    )


def _address(text: str) -> str:
    # In CDATA, references are no references; nobody means them literally in an address.
    return text.strip().replace("&#38;", "&").replace("&amp;", "&")


def _moment(item: FeedItem) -> float:
    at = item_date(item)
    return at.timestamp() if at is not None else 0.0


def _commonest(names: Iterable[str | None]) -> str | None:
    counted = Counter(name for text in names if text and (name := plain(text, is_html=True)))
    return counted.most_common(1)[0][0] if counted else None


class _Enough(Exception):
    """As many elements are read as a sitemap may have."""


class _Collector:
    """Collects the fields of each `url` or `sitemap` element, and nothing else."""

    def __init__(self, element: str) -> None:
        self.found: list[dict[str, str]] = []
        self._element = element
        self._fields: dict[str, str] | None = None
        self._path: list[str] = []
        self._wanted: str | None = None
        self._text: list[str] = []
        self._length = 0

    def start(self, tag: str, attributes: object) -> None:
        name = _local(tag)
        if name == self._element and self._fields is None:
            if len(self.found) >= MAX_URLS:
                raise _Enough
            self._fields = {}
            self.found.append(self._fields)
        field = f"{self._path[-1] if self._path else ''}/{name}"
        self._path.append(name)
        self._wanted = field if self._fields is not None and field in _FIELDS else None
        self._text, self._length = [], 0

    def data(self, text: str) -> None:
        if self._wanted is not None and self._length < MAX_FIELD_CHARACTERS:
            self._text.append(text)
            self._length += len(text)

    def end(self, tag: str) -> None:
        if self._wanted is not None and self._fields is not None:
            self._fields.setdefault(self._wanted, "".join(self._text)[:MAX_FIELD_CHARACTERS])
        self._wanted = None
        if self._path:
            self._path.pop()
        if self._fields is not None and self._element not in self._path:
            self._fields = None

    def close(self) -> None:
        """Do nothing: what was collected is in `found`."""


def _local(tag: str) -> str:
    """Give an element's name without its namespace, of which publishers write many, or its undeclared prefix."""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _read(text: str, element: str) -> tuple[list[dict[str, str]], bool, int]:
    """Give the fields of each element, whether the document is damaged, and how many elements lie beyond the limit."""
    mended, is_mended = mend_references(text.replace("<!ENTITY", "<!IGNORED"))
    for named, numbered in _REFERENCES.items():  # behind an error libxml2 knows no names any more
        mended = mended.replace(named, numbered)
    collector = _Collector(element)
    parser = etree.XMLParser(
        target=collector, recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8"
    )
    beyond = 0
    try:
        for start in range(0, len(mended), _STEP_CHARACTERS):
            parser.feed(mended[start : start + _STEP_CHARACTERS].encode("utf-8", "replace"))
        parser.close()
    except _Enough:
        beyond = len(re.findall(rf"<(?:[\w.-]{{1,40}}:)?{element}[\s>]", mended, re.ASCII)) - MAX_URLS
    except etree.LxmlError:
        pass  # what was read before it counts
    return collector.found, is_mended or len(parser.feed_error_log) > 0, max(0, beyond)
