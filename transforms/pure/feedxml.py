"""Feed documents, read: RSS 0.9x, 1.0 and 2.0 and Atom by feedparser, JSON Feed by `jsonfeed`.

feedparser reads what no strict parser does, and pays with surprises that are met here: it can raise on hostile input, opens
the file that bytes happen to name, lets a charset header overrule valid UTF-8, and takes an id for a relative link.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import feedparser
from feedparser.api import LooseFeedParser, StrictFeedParser

from transforms.errors import FeedError
from transforms.pure.dates import parse_date
from transforms.pure.feedtext import (
    MAX_CONTENT_CHARACTERS,
    MAX_NAMES,
    MAX_SUMMARY_CHARACTERS,
    cut_html,
    distinct,
    first_web_link,
    plain,
    scrub,
)
from transforms.pure.jsonfeed import read_json_feed
from transforms.records import FeedItem, ParsedFeed

# An id is a name: resolved like a link, `84211` would change whenever the feed's URL does.
for _parser in (StrictFeedParser, LooseFeedParser):
    _parser.can_be_relative_uri = _parser.can_be_relative_uri - {"id"}

_Parsed = dict[str, Any]  # an element as feedparser read it

_PERIOD_SECONDS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
_DAYS = (b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun")
_MAX_SKIP_BYTES = 4096
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BOMS = b"\xef\xbb\xbf\xff\xfe"
_HTML_START = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_SURROGATES = re.compile(
    rb"(?:&#(?:[xX]0{0,4}[dD][89a-fA-F][0-9a-fA-F]{2}|0{0,4}5(?:5(?:29[6-9]|[3-9]\d\d)|6\d{3}|7(?:[0-2]\d\d|3[0-3]\d|34[0-3])));)+"
)
_ROOT = re.compile(rb"<([A-Za-z][\w:.-]{0,60})")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x00\x00\x01\x00")


def parse_feed(body: bytes, url: str, content_type: str | None, now: datetime, max_items: int = 2000) -> ParsedFeed:
    """Gives the feed that a body holds; `url` is where it was found after redirects, against which links are resolved.

    A feed without items is one. `repaired` tells that the XML was malformed. Strings hold no control characters and no
    lone surrogates. Raises FeedError (`not_a_feed`, `empty_feed_document`, `malformed_feed`), never anything else.
    """
    start = body[:2048].lstrip(_BOMS).lstrip()
    if not start and not body.lstrip(_BOMS).strip():
        raise _error(body, url, content_type, "an empty document", "empty_feed_document")
    if _HTML_START.match(start):
        raise _error(body, url, content_type, "an HTML page", "not_a_feed")
    if start[:1] in (b"{", b"["):
        return _parse_json(body, url, content_type, now, max_items)
    return _parse_xml(body, url, content_type, now, max_items)


def _parse_json(body: bytes, url: str, content_type: str | None, now: datetime, max_items: int) -> ParsedFeed:
    try:
        feed = read_json_feed(body, url, now, max_items)
    except ValueError as error:
        raise _error(body, url, content_type, f"JSON that cannot be read ({error})", "malformed_feed") from error
    if feed is None:
        raise _error(body, url, content_type, "JSON that is no feed", "not_a_feed")
    return feed


def _parse_xml(body: bytes, url: str, content_type: str | None, now: datetime, max_items: int) -> ParsedFeed:
    headers = {"content-location": url, "content-type": _media_type(body, content_type)}
    mended = _SURROGATES.sub(_mend_surrogates, body)
    try:
        # A stream, since feedparser opens the file that bytes name (a body `/etc/passwd`).
        stream = io.BytesIO(mended)
        result = feedparser.parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        # The boundary round a foreign parser: it is known to raise TypeError, KeyError, ValueError and more.
        problem = f"a document that breaks the parser ({type(error).__name__}: {scrub(str(error))[:200]})"
        raise _error(body, url, content_type, problem, "malformed_feed") from error
    # Plain dicts: feedparser's own answer "updated" with "published" where there is none, and are slow.
    channel, entries, broken = dict(result["feed"]), result["entries"], bool(result.get("bozo"))
    version = result.get("version") or ""
    if not version and not entries:
        raise _error(body, url, content_type, _describe(body), "not_a_feed")
    if broken and not entries and "title" not in channel:
        raise _error(
            body, url, content_type, "a feed that is cut off or broken before its first item", "malformed_feed"
        )
    items = [_item(dict(entry), url, now, is_atom=version.startswith("atom")) for entry in entries[:max_items]]
    kept = tuple(item for item in items if item is not None)
    return ParsedFeed(
        title=_title(channel, is_atom=version.startswith("atom")),
        language=_language(channel),
        items=kept,
        ttl_seconds=_minutes(channel.get("ttl")),
        update_seconds=_update_seconds(channel),
        skip_hours=_skip_hours(body) if "skiphours" in channel else (),
        skip_days=_skip_days(body) if "skipdays" in channel else (),
        without_link=len(items) - len(kept),
        beyond_cap=max(0, len(entries) - max_items),
        repaired=mended is not body or (broken and _is_malformed(result.get("bozo_exception"))),
    )


def _mend_surrogates(match: re.Match[bytes]) -> bytes:
    """Gives `&#x1F600;` for `&#xD83D;&#xDE00;`, as some systems write it; one such reference makes feedparser raise."""
    numbers = re.findall(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));", match[0])
    units = [int(hexadecimal, 16) if hexadecimal else int(decimal) for hexadecimal, decimal in numbers]
    text = b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", "replace")
    return b"".join(b"&#%d;" % ord(character) for character in text)


def _media_type(body: bytes, content_type: str | None) -> str:
    """Gives a content type that leads feedparser to the right charset.

    Valid UTF-8 wins over any declaration: other encodings do not look like it by chance. Else the header's charset, then
    the document's own; feedparser would read `text/xml` without a charset as ASCII (RFC 3023).
    """
    if not body.isascii() and _is_utf8(body):
        return "application/xml; charset=utf-8"
    charset = _CHARSET.search(content_type or "")
    return f"application/xml; charset={charset[1]}" if charset else "application/xml"


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_malformed(problem: object) -> bool:
    """Another charset than the declared one is no damage to the XML."""
    return not isinstance(problem, (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType))


def _item(entry: _Parsed, url: str, now: datetime, *, is_atom: bool) -> FeedItem | None:
    link = first_web_link(_links(entry), url)
    if link is None:
        return None
    summary, content = _bodies(entry, is_atom=is_atom)
    published, updated = _date(entry, "published", now), _date(entry, "updated", now)
    if published is None and not is_atom:
        published, updated = updated, None  # feedparser files dc:date, RSS 1.0's date of publication, under "updated"
    return FeedItem(
        link=link,
        guid=_string(entry, "id"),
        title=_title(entry, is_atom=is_atom),
        summary=summary,
        content=content,
        authors=distinct(_authors(entry), MAX_NAMES),
        categories=distinct((_category(tag) for tag in entry.get("tags") or ()), MAX_NAMES),
        published_at=published or _date(entry, "created", now),
        updated_at=updated,
    )


def _links(entry: _Parsed) -> Iterator[str]:
    """Gives an item's links, best first: before FeedBurner's counter, to the page, the page's id."""
    links = [link for link in entry.get("links") or () if link.get("rel") == "alternate" and link.get("href")]
    pages = [link["href"] for link in links if "html" in (link.get("type") or "html")]
    permalink = entry.get("link")
    # An empty <link/> makes feedparser forget that the guid is a permalink; only then is a guid taken at its word.
    guid = entry.get("id") if entry.get("guidislink") or permalink == "" else None
    yield from (link for link in (entry.get("feedburner_origlink"), *pages, permalink, guid) if link)


def _title(thing: _Parsed, *, is_atom: bool) -> str | None:
    """RSS never said whether a title is HTML, so readers take it for that; Atom's says what it is."""
    kind = (thing.get("title_detail") or {}).get("type")
    return plain(thing.get("title") or "", is_html=not (is_atom and kind == "text/plain"))


def _bodies(entry: _Parsed, *, is_atom: bool) -> tuple[str | None, str | None]:
    """Gives summary and content; one of them alone where they are equal, no summary that only repeats the title."""
    detail = entry.get("summary_detail") or {}
    summary = _html_of({"value": entry.get("summary"), "type": detail.get("type")}, is_atom=is_atom)
    contents = [_html_of(content, is_atom=is_atom) for content in entry.get("content") or ()]
    content = max(contents, key=len, default="")
    if content == summary:
        content, summary = ("", summary) if len(summary) <= MAX_SUMMARY_CHARACTERS else (content, "")
    if len(summary) <= MAX_SUMMARY_CHARACTERS and plain(summary, is_html=True) == _title(entry, is_atom=is_atom):
        summary = ""
    return cut_html(summary, MAX_SUMMARY_CHARACTERS), cut_html(content, MAX_CONTENT_CHARACTERS)


def _html_of(part: _Parsed, *, is_atom: bool) -> str:
    value = part.get("value") or ""
    return html.escape(value, quote=False) if is_atom and part.get("type") == "text/plain" else value


def _authors(entry: _Parsed) -> Iterator[str | None]:
    """Gives the names; feedparser splits `desk@valley.example (Ann)` in the wrong place, so its last author is read anew."""
    named = [author.get("name") for author in entry.get("authors") or ()]
    for name in (*named[:-1], entry.get("author")):
        yield _name(plain(name or "", is_html=True) or "")


def _name(author: str) -> str | None:
    """Gives the name in `desk@valley.example (Ann)` and `Ann (desk@valley.example)`; None for an address alone."""
    outside, _, inside = author.removesuffix(")").partition("(")
    name = (inside if "@" in outside else outside) if "@" in author else author
    return None if "@" in name else name.strip() or None


def _category(tag: _Parsed) -> str | None:
    return plain(tag.get("label") or tag.get("term") or "", is_html=True)


def _date(entry: _Parsed, name: str, now: datetime) -> datetime | None:
    text = entry.get(name)
    return parse_date(text, now) if isinstance(text, str) else None


def _language(channel: _Parsed) -> str | None:
    title = channel.get("title_detail") or {}
    return _string(channel, "language") or _string(title, "language")


def _string(thing: _Parsed, name: str) -> str | None:
    return " ".join(scrub(thing.get(name) or "").split()) or None


def _minutes(text: str | None) -> float | None:
    plain_number = re.fullmatch(r"\s*([0-9]{1,6})\s*", text or "")
    return float(plain_number[1]) * 60 or None if plain_number else None


def _update_seconds(channel: _Parsed) -> float | None:
    """RSS 1.0's syndication module: a period (daily where only a frequency stands) divided by a frequency (once)."""
    period, frequency = channel.get("sy_updateperiod"), channel.get("sy_updatefrequency")
    if not period and not frequency:
        return None
    seconds = _PERIOD_SECONDS.get((period or "daily").strip().lower())
    times = re.fullmatch(r"\s*0*([1-9][0-9]{0,3})\s*", frequency or "1")
    return None if seconds is None else seconds / int(times[1] if times else 1)


def _skip_hours(body: bytes) -> tuple[int, ...]:
    # RSS 0.91 counted from 1 to 24, 2.0 from 0 to 23.
    hours = {int(hour) for hour in re.findall(rb"<hour>\s*([0-9]{1,2})\s*</hour>", _skipped(body, b"hours"))}
    return tuple(sorted({hour % 24 for hour in hours if hour <= 24}))


def _skip_days(body: bytes) -> tuple[int, ...]:
    names = re.findall(rb"<day>\s*([A-Za-z]{3})[a-z]*\s*</day>", _skipped(body, b"days"))
    return tuple(sorted({_DAYS.index(name.lower()) for name in names if name.lower() in _DAYS}))


def _skipped(body: bytes, what: bytes) -> bytes:
    """Gives the bytes of <skipHours> or <skipDays>: feedparser keeps only the last of their children."""
    start = re.search(rb"<skip" + what + rb"\b", body, re.IGNORECASE)
    return body[start.end() : start.end() + _MAX_SKIP_BYTES].partition(b"</skip")[0] if start else b""


def _describe(body: bytes) -> str:
    if body.startswith(_IMAGES):
        return "an image"
    start = body[:4096].lstrip(_BOMS).lstrip()
    root = _ROOT.search(start) if start.startswith(b"<") else None
    return f"XML with the root element <{root[1].decode('ascii', 'replace')}>" if root else "text or binary data"


def _error(body: bytes, url: str, content_type: str | None, got: str, reason: str) -> FeedError:
    kind = (content_type or "").partition(";")[0].strip() or "no content type"
    return FeedError(
        url,
        f"expected RSS, Atom or JSON Feed, got {got} ({kind}, {len(body):,} bytes)",
        reason=reason,
        retry=True,
        evidence={
            "content_type": content_type,
            "bytes": len(body),
            "first_characters": scrub(body[:200].decode("utf-8", "replace")),
        },
    )
