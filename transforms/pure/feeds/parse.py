"""Feed documents, read: RSS 0.9x, 1.0 and 2.0 and Atom by feedparser, JSON Feed by `jsonfeed`, sitemaps by `sitemaps`.

feedparser reads what no strict parser does, and pays with surprises that are met here: it can raise on hostile input, opens
the file that bytes happen to name, and takes an id for a relative link. It is given UTF-8: what a document is in is decided
by `decode_feed`.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

import feedparser
from feedparser.api import LooseFeedParser, StrictFeedParser

from transforms import reasons
from transforms.errors import FeedError
from transforms.feed_items import ParsedFeed
from transforms.pure.feeds.decoding import decode_feed
from transforms.pure.feeds.feed_authors import inherit_authors
from transforms.pure.feeds.feed_rights import add_feed_rights
from transforms.pure.feeds.jsonfeed import read_json_feed
from transforms.pure.feeds.parser_bounds import bound_parser
from transforms.pure.feeds.references import mend_references
from transforms.pure.feeds.rss_atom import (
    authors_of,
    generator_of,
    hub_of,
    language_of,
    older_url,
    read_item,
    title_of,
    topic_of,
    ttl_seconds,
    update_seconds,
)
from transforms.pure.feeds.sitemaps import read_sitemap, sitemap_kind
from transforms.pure.text.characters import scrub
from transforms.reasons import Reason
from transforms.records import Evidence

# An id is a name: resolved like a link, `84211` would change whenever the feed's URL does.
for _parser in (StrictFeedParser, LooseFeedParser):
    _parser.can_be_relative_uri = _parser.can_be_relative_uri - {"id"}
    bound_parser(_parser)

_DAYS = (b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun")
_CUT_OFF = "a feed that is cut off or broken before its first item"
_MAX_SKIP_BYTES = 4096
_HTML_START = re.compile(
    r"(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_ROOT = re.compile(r"<([A-Za-z][\w:.-]{0,60})", re.ASCII)
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x00\x00\x01\x00")


def parse_feed(body: bytes, url: str, content_type: str | None, now: datetime, max_items: int = 2000) -> ParsedFeed:
    """Give the feed that a body holds; `url` is where it was found after redirects, against which links are resolved.

    A feed without items is one. `repaired` tells that the XML was malformed. Strings hold no control characters and no
    lone surrogates. Raises: FeedError (`not_a_feed`, `empty_feed_document`, `malformed_feed`), never anything else.

    >>> rss = b"<rss version='2.0'><channel><item><title>Flood</title><link>/flood</link></item></channel></rss>"
    >>> parse_feed(rss, "https://valley.example/rss", "text/xml", datetime(2026, 11, 24)).items[0].link
    'https://valley.example/flood'
    """
    text = decode_feed(body, content_type)
    start = text[:2048].lstrip()
    if not start and not text.strip():
        raise _error(body, url, content_type, "an empty document", reasons.EMPTY_FEED_DOCUMENT)
    if _HTML_START.match(start):
        raise _error(body, url, content_type, "an HTML page", reasons.NOT_A_FEED)
    if start[:1] in ("{", "["):
        return _parse_json(body, text, url, content_type, now, max_items)
    kind = sitemap_kind(text)
    if kind == "urlset":
        return _parse_sitemap(body, text, url, content_type, now, max_items)
    if kind == "sitemapindex":
        raise _error(body, url, content_type, "an index of sitemaps, which has no items itself", reasons.NOT_A_FEED)
    return _parse_xml(body, text, url, content_type, now, max_items)


def _parse_json(
    body: bytes, text: str, url: str, content_type: str | None, now: datetime, max_items: int
) -> ParsedFeed:
    try:
        feed = read_json_feed(text, url, now, max_items)
    except ValueError as error:
        raise _error(body, url, content_type, f"JSON that cannot be read ({error})", reasons.MALFORMED_FEED) from error
    if feed is None:
        raise _error(body, url, content_type, "JSON that is no feed", reasons.NOT_A_FEED)
    return feed


def _parse_sitemap(
    body: bytes, text: str, url: str, content_type: str | None, now: datetime, max_items: int
) -> ParsedFeed:
    try:
        return read_sitemap(text, url, now, max_items)
    except ValueError as error:
        raise _error(body, url, content_type, str(error), reasons.NOT_A_FEED) from error


def _breaks_the_parser(error: Exception) -> str:
    return f"a document that breaks the parser ({type(error).__name__}: {scrub(str(error))[:200]})"


def _parse_xml(body: bytes, text: str, url: str, content_type: str | None, now: datetime, max_items: int) -> ParsedFeed:
    mended, mends = mend_references(text)
    document = mended.encode()
    try:
        result = _run_feedparser(document, url)
    except MemoryError:
        raise
    except Exception as error:
        # The boundary round a foreign parser: it is known to raise TypeError, KeyError, ValueError and more.
        raise _error(body, url, content_type, _breaks_the_parser(error), reasons.MALFORMED_FEED) from error
    # Plain dicts: feedparser's own answer "updated" with "published" where there is none, and are slow.
    channel, entries, broken = dict(result["feed"]), result["entries"], bool(result.get("bozo"))
    version = result.get("version") or ""
    if not version and not entries:
        raise _error(body, url, content_type, _describe(body, text), reasons.NOT_A_FEED)
    if broken and not entries and "title" not in channel:
        raise _error(body, url, content_type, _CUT_OFF, reasons.MALFORMED_FEED)
    is_atom = version.startswith("atom")
    language = language_of(channel)
    items = [read_item(dict(entry), url, now, is_atom=is_atom, language=language) for entry in entries[:max_items]]
    kept = add_feed_rights([item for item in items if item is not None], document, url)
    title = title_of(channel, is_atom=is_atom)
    return ParsedFeed(
        title=title,
        language=language,
        items=inherit_authors(kept, authors_of(channel), title) if is_atom else kept,
        ttl_seconds=ttl_seconds(channel),
        update_seconds=update_seconds(channel),
        skip_hours=_skip_hours(document) if "skiphours" in channel else (),
        skip_days=_skip_days(document) if "skipdays" in channel else (),
        without_link=len(items) - len(kept),
        beyond_cap=max(0, len(entries) - max_items),
        repaired=mends > 0 or (broken and _is_malformed(result.get("bozo_exception"))),
        older_url=older_url(channel, url),
        generator=generator_of(channel),
        hub=hub_of(channel, url),
        topic=topic_of(channel, url),
    )


def _run_feedparser(document: bytes, url: str) -> Any:
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    # A stream, since feedparser opens the file that bytes name (a body `/etc/passwd`).
    stream = io.BytesIO(document)
    return feedparser.parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)


def _is_malformed(problem: object) -> bool:
    """Tell whether the XML is damaged: another charset than the declared one, which was decided before, is no damage."""
    return not isinstance(problem, (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType))


def _skip_hours(body: bytes) -> tuple[int, ...]:
    # RSS 0.91 counted from 1 to 24, 2.0 from 0 to 23.
    hours = {int(hour) for hour in re.findall(rb"<hour>\s*([0-9]{1,2})\s*</hour>", _skipped(body, b"hours"))}
    return tuple(sorted({hour % 24 for hour in hours if hour <= 24}))


def _skip_days(body: bytes) -> tuple[int, ...]:
    names = re.findall(rb"<day>\s*([A-Za-z]{3})[a-z]*\s*</day>", _skipped(body, b"days"))
    return tuple(sorted({_DAYS.index(name.lower()) for name in names if name.lower() in _DAYS}))


def _skipped(body: bytes, what: bytes) -> bytes:
    """Give the bytes of <skipHours> or <skipDays>: feedparser keeps only the last of their children."""
    start = re.search(rb"<skip" + what + rb"\b", body, re.IGNORECASE)
    return body[start.end() : start.end() + _MAX_SKIP_BYTES].partition(b"</skip")[0] if start else b""


def _describe(body: bytes, text: str) -> str:
    if body.startswith(_IMAGES):
        return "an image"
    start = text[:4096].lstrip()
    root = _ROOT.search(start) if start.startswith("<") else None
    return f"XML with the root element <{root[1]}>" if root else "text or binary data"


def _error(body: bytes, url: str, content_type: str | None, got: str, reason: Reason) -> FeedError:
    kind = (content_type or "").partition(";")[0].strip() or "no content type"
    return FeedError(
        url,
        f"expected RSS, Atom or JSON Feed, got {got} ({kind}, {len(body):,} bytes)",
        reason=reason,
        retry=True,
        evidence=Evidence(
            content_type=content_type,
            bytes=len(body),
            first_characters=scrub(body[:200].decode("utf-8", "replace")) or None,
        ),
    )
