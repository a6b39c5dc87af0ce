"""Addresses at which a page's feeds may be: what the page declares, links to, or is known for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.net.urls import resolve, same_site, url_key
from transforms.pure.page.elements import element_text, has_more, parse_html
from transforms.pure.page.links import page_base

MAX_DECLARED: Final = 200  # links of one page that are looked at
MAX_TITLE_CHARACTERS: Final = 120
MAX_WORDS_CHARACTERS: Final = (
    60  # of a link that says "RSS": longer ones are headlines, and there is a party of that name
)

_FEED_TYPES: Final = frozenset(
    (
        *("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"),
        *("application/x.atom+xml", "application/x-atom+xml", "text/rss", "application/rss", "application/atom"),
    )
)
# Types that feeds share with much else: the address has to look like one.
_VAGUE_TYPES: Final = frozenset(("application/xml", "text/xml", "application/json"))
_NO_FEED = re.compile(r"wp-json|oembed|/api/|opensearch|\.xsl\b|manifest", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"""/(?:rss|feeds?|atom|rdf|xml/rss|rss-?feeds?)(?:[./_-]|$)   # /rss, /feed/, /feeds/news.xml, /rss-all
      |[./_-](?:rss2?|atom|rdf|feed)(?:\.xml|\.php|\.aspx|/?$)     # news.rss, news_rss.xml, site.atom
      |(?:^|[?&])(?:format|output|outputtype|type|f)=(?:rss|atom|feed|xml) # ?format=rss
      |[?&]feed=(?:rss2?|atom|rdf)""",
    re.IGNORECASE | re.VERBOSE,
)
_FEED_SCHEME = re.compile(r"feed:(//(?=[^/]))?", re.IGNORECASE)  # feed:https://..., or feed://... for http
_FEED_WORD = re.compile(r"\b(?:rss|atom|web ?feed|news ?feed|flux rss|canal rss|rss[- ]feeds?)\b", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|commentaire|comentario|reacties|コメント", re.IGNORECASE)
# Hosts of readers and of sharing: their links name a feed as a parameter, and are none.
_READERS = re.compile(
    r"(?:^|\.)(?:feedly|inoreader|netvibes|newsblur|facebook|twitter|x|t|apple|spotify|google|yahoo|bloglovin)\.com?$"
)
# Hosts that serve the feeds of others for them.
_FEED_HOSTS = re.compile(r"(?:^|\.)(?:feedburner\.com|feedpress\.me|feedblitz\.com|rss\.app)$")

Source = Literal["given", "declared", "linked", "platform", "usual place", "robots.txt"]


class Lead(Struct, frozen=True, kw_only=True):
    """An address that may be a feed's, how it was come by, and the title that the page gives it.

    `is_foreign`: it is linked and not declared, and of another site: pages link to friends' feeds.
    """

    url: str
    source: Source
    title: str | None = None
    is_foreign: bool = False

    @property
    def is_comments(self) -> bool:
        """Whether it seems to be a feed of what readers write."""
        return bool(_COMMENTS.search(self.title or "") or _COMMENTS.search(urlsplit(self.url).path))


def declared_leads(text: str, url: str) -> tuple[Lead, ...]:
    """Give the feeds that a page declares by `link rel=alternate`, in its order, comments last.

    >>> page = "<html><link rel=alternate type=application/rss+xml title=News href=/rss>"
    >>> declared_leads(page, "https://valley.example/")[0].url
    'https://valley.example/rss'
    """
    tree = parse_html(text)
    return () if tree is None else declared_in(tree, url)


def declared_in(tree: HtmlElement, url: str) -> tuple[Lead, ...]:
    """Give what `declared_leads` gives, of a page that is parsed."""
    base, found = page_base(tree.iter("base"), url), []
    for link in _first(tree.iter("link"), MAX_DECLARED):
        rels = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        href = (link.get("href") or "").strip()
        if not href or not {"alternate", "feed", "service.feed"} & set(rels) or "stylesheet" in rels:
            continue
        is_feed = kind in _FEED_TYPES or (kind in _VAGUE_TYPES and _FEED_PATH.search(href)) or "feed" in rels
        if is_feed and not _NO_FEED.search(href) and (address := _resolved(base, href)):
            found.append(Lead(url=address, source="declared", title=_short(link.get("title"))))
    return _comments_last(distinct_leads(found, url))


def linked_leads(tree: HtmlElement, url: str) -> tuple[Lead, ...]:
    """Give the links of a page that look like feeds by their address or text, those of the page's own site first.

    >>> tree = parse_html("<body><a href='/about'>About</a><a href='/news.rss'>News</a>")
    >>> [lead.url for lead in linked_leads(tree, "https://valley.example/")]
    ['https://valley.example/news.rss']
    """
    base, found = page_base(tree.iter("base"), url), []
    for link in tree.iter("a"):
        href = (link.get("href") or "").strip()
        if not href or len(href) > 2000:
            continue
        text = "" if has_more(link, MAX_WORDS_CHARACTERS) else element_text(link)
        if not (_FEED_PATH.search(href) or _FEED_SCHEME.match(href) or _FEED_WORD.search(text)) or _NO_FEED.search(
            href
        ):
            continue
        address = _resolved(base, _FEED_SCHEME.sub(lambda match: "https://" if match[1] else "", href))
        if address is not None and not _is_reader(address):
            is_foreign = not same_site(address, url) and not _FEED_HOSTS.search(urlsplit(address).hostname or "")
            found.append(Lead(url=address, source="linked", title=_short(text), is_foreign=is_foreign))
        if len(found) >= MAX_DECLARED:
            break
    return _comments_last(distinct_leads(sorted(found, key=lambda lead: lead.is_foreign), url))


def distinct_leads(leads: Iterable[Lead], *known: str) -> tuple[Lead, ...]:
    """Give the leads without those whose address came before, or is among the known ones.

    >>> lead = Lead(url="https://valley.example/rss", source="declared")
    >>> len(distinct_leads([lead, lead])), distinct_leads([lead], "https://valley.example/rss")
    (1, ())
    """
    seen, kept = {url_key(url) for url in known}, []
    for lead in leads:
        key = url_key(lead.url)
        if key not in seen:
            seen.add(key)
            kept.append(lead)
    return tuple(kept)


def _comments_last(leads: tuple[Lead, ...]) -> tuple[Lead, ...]:
    return tuple(sorted(leads, key=lambda lead: lead.is_comments))


def _is_reader(address: str) -> bool:
    return bool(_READERS.search(urlsplit(address).hostname or ""))


def _resolved(base: str, href: str) -> str | None:
    try:
        address = resolve(base, href).partition("#")[0]
        url_key(address)
    except ValueError:
        return None
    return address


def _short(text: str | None) -> str | None:
    return " ".join((text or "").split())[:MAX_TITLE_CHARACTERS] or None


def _first(elements: Iterable[HtmlElement], most: int) -> Iterator[HtmlElement]:
    for _, element in zip(range(most), elements, strict=False):
        yield element
