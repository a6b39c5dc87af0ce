"""OPML, read: the outlines that feed readers export (OPML 2.0, http://opml.org/spec2.opml), and what they make of it.

A strict parser without a tree reads it: it resolves nothing, and an outline takes no memory beyond its own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from xml.parsers import expat

from transforms.pure.feeds.references import mend_references
from transforms.pure.lists.listed import (
    FeedList,
    Findings,
    ListedFeed,
    ListError,
    clean_address,
    clean_language,
    clean_name,
    distinct_tags,
    is_language,
    split_tags,
)
from transforms.pure.lists.outlines import mend_outlines
from transforms.pure.text.characters import scrub

# Attributes of ours, in a namespace as the specification wants it.
NAMESPACE = "urn:newsbeam:opml"
PREFIX = "newsbeam"

_MAX_DEPTH = 100
_MAX_AMPERSANDS = 1_000_000
_ADDRESSES = ("xmlurl", "xml_url", "feedurl", "feed_url", "rssurl")
_NO_FOLDERS = frozenset(("uncategorized", "uncategorised"))
# What FreshRSS makes feeds of by itself: there is none at the address.
_SCRAPED = re.compile(r"xpath|dotnotation", re.IGNORECASE)
_FEED_TYPES = frozenset(("rss", "rss1", "rss2", "atom", "pie", "jsonfeed", "feed"))
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_ROOT = re.compile(r"<([A-Za-z][\w:.-]{0,60})", re.ASCII)
_OTHERS = {
    "rss": "this is a feed itself, not a list of feeds; add its address instead",
    "feed": "this is a feed itself, not a list of feeds; add its address instead",
    "rdf:rdf": "this is a feed itself, not a list of feeds; add its address instead",
    "html": "this is an HTML page, not OPML",
    "urlset": "this is a sitemap, not a list of feeds; add its address instead",
    "sitemapindex": "this is a sitemap, not a list of feeds; add its address instead",
}


def read_opml(text: str) -> FeedList:
    """Read the feeds of OPML; folders become tags, and a feed in several folders is one with all their tags.

    Bare ampersands, HTML's entities, and outlines that were written without escapes are mended. Raises: ListError for what
    is not OPML, is malformed, declares entities, or is nested too deeply.

    >>> feeds = read_opml('<opml><body><outline text="Sea"><outline text="A" xmlUrl="https://a.example/?a=1&b"/></outline></body></opml>')
    >>> [(feed.name, feed.url, feed.tags) for feed in feeds.feeds]
    [('A', 'https://a.example/?a=1&b', ('Sea',))]
    """
    if "<!ENTITY" in text:
        raise ListError("the OPML declares entities, which no list of feeds needs; remove its DOCTYPE")
    if text.count("&") > _MAX_AMPERSANDS:
        raise ListError(f"the OPML holds more than {_MAX_AMPERSANDS:,} ampersands; this is no list of feeds")
    mended, _ = mend_references(scrub(text).lstrip())
    try:
        return _parse(mended)
    except expat.ExpatError as error:
        refused = _refused(mended, error)
    try:
        return _parse(mend_outlines(mended))
    except expat.ExpatError:
        raise refused from None


def _parse(text: str) -> FeedList:
    reader = _Reader()
    reader.parser.Parse(text.encode(), True)
    return reader.findings.result(merged=True)


def _refused(text: str, error: expat.ExpatError) -> ListError:
    root = _ROOT.search(text)
    if root is None or root[1].lower() != "opml":
        return ListError('expected OPML, which begins with <opml version="2.0">')
    said = expat.errors.messages.get(error.code, "it is malformed")
    return ListError(f"line {error.lineno}: this is not well-formed XML: {said}")


class _Reader:
    """Takes the elements as the parser meets them."""

    def __init__(self) -> None:
        self.findings = Findings()
        self.has_root = False
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._refuse_entity
        self._open: list[
            tuple[str | None, bool]
        ] = []  # of each open element: the folder that it is, and whether it is a comment

    def _refuse_entity(self, *_: object) -> None:
        raise ListError("the OPML declares entities, which no list of feeds needs; remove its DOCTYPE")

    def _start(self, element: str, attributes: Mapping[str, str]) -> None:
        name = element.lower()
        if not self.has_root:
            self.has_root = True
            if name != "opml":
                raise ListError(_OTHERS.get(name, f"expected OPML, got XML that begins with <{element[:60]}>"))
        if len(self._open) >= _MAX_DEPTH:
            raise ListError(f"line {self.parser.CurrentLineNumber}: outlines are nested more than {_MAX_DEPTH} deep")
        folder, commented = None, bool(self._open) and self._open[-1][1]
        if name == "outline":
            given = {key.lower(): value for key, value in attributes.items()}
            commented = commented or given.get("iscomment", "").lower() == "true"
            folder = self._outline(given, commented=commented)
        self._open.append((folder, commented))

    def _end(self, element: str) -> None:
        self._open.pop()

    def _outline(self, given: Mapping[str, str], *, commented: bool) -> str | None:
        """Note the feed that an outline is; give the folder's name if it may be one."""
        line, kind = self.parser.CurrentLineNumber, given.get("type", "").lower()
        name = _name(given)
        url = next((clean_address(given[key]) for key in _ADDRESSES if given.get(key, "").strip()), "")
        if not url and kind in _FEED_TYPES:
            url = clean_address(given.get("url", ""))
        if url and _SCRAPED.search(kind):
            self.findings.skip(line, f"{_shown(name or url)} is a page that a reader makes a feed of, not a feed")
        elif url:
            self.findings.add(self._feed(line, url, name, given, commented=commented))
        elif kind in _FEED_TYPES:
            site = given.get("htmlurl", "").strip()
            cure = f"; `newsbeam feeds add {site[:200]}` looks for one" if site else ""
            self.findings.fault(line, f"{_shown(name or 'an outline')} is a feed without an address (xmlUrl){cure}")
        elif kind in ("include", "link"):
            self.findings.skip(
                line, f"{_shown(name or 'an outline')} is a link to another document, which is not followed"
            )
        else:
            return None if name is None or name.lower() in _NO_FOLDERS else name
        return None

    def _feed(self, line: int, url: str, name: str | None, given: Mapping[str, str], *, commented: bool) -> ListedFeed:
        language = clean_language(given.get("language"))
        folders = [folder for folder, _ in self._open if folder]
        return ListedFeed(
            line=line,
            url=url,
            name=None if name in (url, _name({"text": url})) else name,  # the address itself, as it looks as a name
            language=language if is_language(language) else None,  # `unknown`, as some readers write
            section=clean_name(given.get(f"{PREFIX}:section")),
            tags=distinct_tags([*folders, *split_tags(given.get("category"), paths=True)]),
            interval=given.get(f"{PREFIX}:interval", "").strip() or None,
            enabled="false" if commented else given.get(f"{PREFIX}:enabled", "").strip() or None,
        )


def _name(given: Mapping[str, str]) -> str | None:
    """Give the name of an outline; the specification lets it hold HTML, so what is escaped twice is read twice."""
    for key in ("title", "text"):
        written = given.get(key, "")[:2000]
        if name := clean_name(html.unescape(written) if _ESCAPED.search(written) else written):
            return name
    return None


def _shown(name: str) -> str:
    return f'"{name if len(name) <= 60 else name[:60] + "..."}"'
