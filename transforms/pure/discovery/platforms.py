"""Where the systems that run news sites put their feeds, and where feeds usually are.

Each rule knows its system by the address or by what stands in the page, and names addresses relative to the site or the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

from transforms.pure.discovery.leads import Lead, Source, distinct_leads
from transforms.pure.net.urls import resolve

HEAD_CHARACTERS: Final = 300_000

# By what stands in the page: the system's name, its sign, and its feeds, the likeliest first.
_SIGNS: Final = (
    ("WordPress", r"/wp-(?:content|includes|json)/|content=[\"']WordPress", ("/feed/",)),
    ("Ghost", r"content=[\"']Ghost |ghost-(?:sdk|portal)|/ghost/api/", ("/rss/",)),
    ("Substack", r"substackcdn\.com|content=[\"']Substack", ("/feed",)),
    ("Blogger", r"content=[\"']blogger[\"']|blogger\.com/(?:static|feeds)", ("/feeds/posts/default",)),
    ("Medium", r"cdn-client\.medium\.com|com\.medium\.reader", ("/feed",)),
    (
        "Arc XP",
        r"/pf/resources/|arc-cdn|Fusion\.(?:arcSite|contextPath)|fusion-engine",
        ("/arc/outboundfeeds/rss/?outputType=xml", "/arc/outboundfeeds/news-sitemap/?outputType=xml"),
    ),
    (
        "BLOX",
        r"tncms|bloximages|townnews",
        ("/search/?f=rss&t=article&l=50&s=start_time&sd=desc", "/tncms/sitemap/news.xml"),
    ),
    ("Drupal", r"content=[\"']Drupal|drupal-settings-json|/sites/default/files/", ("/rss.xml",)),
    ("Joomla", r"content=[\"']Joomla", ("/?format=feed&type=rss",)),
    ("Squarespace", r"static1\.squarespace\.com|content=[\"']Squarespace", ("?format=rss",)),
    ("Wix", r"static\.wixstatic\.com|content=[\"']Wix", ("/blog-feed.xml",)),
    ("Hugo", r"content=[\"']Hugo ", ("/index.xml",)),
    ("Jekyll", r"content=[\"']Jekyll|jekyll-seo-tag", ("/feed.xml",)),
    ("Tumblr", r"assets\.tumblr\.com|content=[\"']tumblr", ("/rss",)),
    ("Gatsby", r"content=[\"']Gatsby", ("/rss.xml",)),
    ("TYPO3", r"content=[\"']TYPO3", ("/rss.xml", "/feed-rss.xml", "/?type=9818")),
    ("Discourse", r"content=[\"']Discourse ", ("/latest.rss",)),
    ("Mastodon", r"content=[\"']Mastodon|/packs/js/.{0,80}mastodon", (".rss",)),
    ("Shopify", r"cdn\.shopify\.com", ("/blogs/news.atom",)),
)
_COMPILED: Final = tuple((name, re.compile(sign, re.IGNORECASE), paths) for name, sign, paths in _SIGNS)

# Where feeds usually are, the most frequent first.
USUAL_PLACES: Final = (
    *("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/", "/index.rss", "/feed.json"),
    *("/rss/all.xml", "/rss/news.xml", "/rss/feed.xml", "/news/rss", "/feed.atom", "/feeds/news.xml", "/rss.php"),
)
USUAL_SITEMAPS: Final = (
    *("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/google-news-sitemap.xml", "/sitemap/news.xml"),
    *("/sitemaps/news.xml", "/news/sitemap_news.xml", "/googlenewssitemap.xml", "/sitemap.xml"),
)
_CHANNEL = re.compile(r"/channel/(UC[\w-]{20,30})")
_CHANNEL_IN_PAGE = re.compile(r'(?:"(?:externalId|channelId|browseId)":"|channel_id=)(UC[\w-]{20,30})')


class Platform(Struct, frozen=True):
    """The system that a site runs on, and where it has its feeds."""

    name: str
    leads: tuple[Lead, ...]


def find_platforms(url: str, text: str) -> tuple[Platform, ...]:
    """Give the systems whose signs an address and its page show, the address's first.

    >>> find_platforms("https://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa", "")[0].leads[0].url
    'https://www.youtube.com/feeds/videos.xml?channel_id=UCaaaaaaaaaaaaaaaaaaaaaa'
    """
    by_address = [Platform(name, _leads(url, paths, "platform")) for name, paths in _by_address(url, text)]
    if by_address:
        return tuple(by_address)
    head = text[:HEAD_CHARACTERS]
    return tuple(
        Platform(name, _leads(url, _placed(name, url, paths), "platform"))
        for name, sign, paths in _COMPILED
        if sign.search(head)
    )


def usual_leads(url: str) -> tuple[Lead, ...]:
    """Give where feeds usually are: below the site's root, and below the page itself where it is a section's (`/en/`).

    >>> [lead.url for lead in usual_leads("https://valley.example/en/")][:3]
    ['https://valley.example/feed/', 'https://valley.example/en/feed/', 'https://valley.example/rss']
    """
    path = urlsplit(url).path
    folder = path.rstrip("/") if path.endswith("/") else ""
    paths = []
    for place in USUAL_PLACES:
        paths += [place, folder + place] if folder else [place]
    return _leads(url, paths, "usual place")


def usual_sitemaps(url: str) -> tuple[Lead, ...]:
    """Give where news sitemaps usually are.

    >>> usual_sitemaps("https://valley.example/")[0].url
    'https://valley.example/news-sitemap.xml'
    """
    return _leads(url, USUAL_SITEMAPS, "usual place")


def _by_address(url: str, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the platform that an address itself belongs to, with its feeds' addresses."""
    parts = urlsplit(url)
    host, path = (parts.hostname or "").removeprefix("www."), parts.path
    first = path.strip("/").split("/")
    if host in ("youtube.com", "m.youtube.com"):
        yield "YouTube", tuple(_youtube(parts.path, parts.query, text))
    elif host == "medium.com" and first[0]:
        yield "Medium", (f"https://medium.com/feed/{first[0]}",)
    elif host.endswith(".medium.com"):
        yield "Medium", ("/feed",)
    elif host.endswith(".substack.com"):
        yield "Substack", ("/feed",)
    elif host.endswith((".blogspot.com", ".blogger.com")):
        yield "Blogger", ("/feeds/posts/default",)
    elif host.endswith(".tumblr.com"):
        yield "Tumblr", ("/rss",)
    elif host.endswith((".wordpress.com",)):
        yield "WordPress", ("/feed/",)
    elif host in ("reddit.com", "old.reddit.com"):
        yield "Reddit", (f"{path.rstrip('/')}/.rss",)
    elif host == "github.com" and len(first) >= 2:
        yield "GitHub", (f"/{first[0]}/{first[1]}/releases.atom",)
    elif host == "bsky.app" and first[0] == "profile" and len(first) > 1:
        yield "Bluesky", (f"/profile/{first[1]}/rss",)


def _youtube(path: str, query: str, text: str) -> Iterator[str]:
    feeds = "https://www.youtube.com/feeds/videos.xml"
    for playlist in parse_qs(query).get("list", [])[:1]:
        yield f"{feeds}?playlist_id={playlist}"
    channel = _CHANNEL.search(path) or _CHANNEL_IN_PAGE.search(text)
    if channel:
        yield f"{feeds}?channel_id={channel[1]}"


def _placed(name: str, url: str, paths: tuple[str, ...]) -> Iterable[str]:
    """Give a system's paths for this page: one that begins with neither slash nor scheme is added to the page's own."""
    parts = urlsplit(url)
    for path in paths:
        if path.startswith("/"):
            yield path
            # A section, a category or an author has a feed of its own there.
            if name == "WordPress" and parts.path.strip("/"):
                yield parts.path.rstrip("/") + path
        else:
            yield (parts.path.rstrip("/") or "/") + path


def _leads(url: str, paths: Iterable[str], source: Source) -> tuple[Lead, ...]:
    return distinct_leads(Lead(url=resolve(url, path), source=source) for path in paths)
