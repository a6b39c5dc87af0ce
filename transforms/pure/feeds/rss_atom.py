"""What feedparser found in a feed, as items and as the publisher's hints."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from transforms.feed_items import FeedItem
from transforms.pure.feeds.feed_authors import people_of
from transforms.pure.feeds.markup import (
    MAX_CONTENT_CHARACTERS,
    MAX_NAMES,
    MAX_SUMMARY_CHARACTERS,
    cut_html,
    distinct,
    first_web_link,
    plain,
    whole_html,
)
from transforms.pure.text.characters import scrub
from transforms.pure.text.dates import parse_date
from transforms.pure.text.names import split_authors

Parsed = dict[str, Any]  # an element as feedparser read it

_OLDER = ("prev-archive", "next")
_PERIOD_SECONDS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}


def read_item(entry: Parsed, url: str, now: datetime, *, is_atom: bool, language: str | None = None) -> FeedItem | None:
    """Give an item, or None when it names no page of the web; links are resolved against `url`.

    `language` is the feed's, and decides on dates that mean several instants.

    >>> entry = {"link": "/flood", "title": "Rain &amp; wind"}
    >>> read_item(entry, "https://valley.example/", datetime(2026, 11, 24), is_atom=False).title
    'Rain & wind'
    """
    link = first_web_link(_links(entry), url)
    if link is None:
        return None
    summary, content = _bodies(entry, is_atom=is_atom)
    published, updated, created = (
        parse_date(_text(entry, name), now, language) for name in ("published", "updated", "created")
    )
    if published is None and not is_atom:
        published, updated = updated, None  # feedparser files dc:date, RSS 1.0's date of publication, under "updated"
    return FeedItem(
        link=link,
        guid=_string(entry, "id"),
        title=title_of(entry, is_atom=is_atom),
        summary=summary,
        content=content,
        authors=authors_of(entry) or (_authors_of_source(entry) if is_atom else ()),
        categories=distinct((_category(tag) for tag in _parts(entry, "tags")), MAX_NAMES),
        published_at=published or created,
        updated_at=updated,
    )


def _links(entry: Parsed) -> Iterator[str]:
    """Give an item's links, best first: before FeedBurner's counter, to the page, the page's id."""
    links = [link for link in _parts(entry, "links") if link.get("rel") == "alternate"]
    pages = [_text(link, "href") for link in links if "html" in (_text(link, "type") or "html")]
    # An empty <link/> makes feedparser forget that the guid is a permalink; only then is a guid taken at its word.
    guid = _text(entry, "id") if entry.get("guidislink") or entry.get("link") == "" else ""
    found = (_text(entry, "feedburner_origlink"), *pages, _text(entry, "link"), guid)
    # feedparser leaves `&amp;` in some elements of a document that is no XML.
    yield from (link.replace("&amp;", "&") for link in found if link)


def title_of(thing: Parsed, *, is_atom: bool) -> str | None:
    """Give the title as plain text. RSS never said whether it is HTML, so readers take it for that; Atom says.

    >>> title_of({"title": "Q&amp;A", "title_detail": {"type": "text/plain"}}, is_atom=True)
    'Q&amp;A'
    """
    kind = _text(_part(thing, "title_detail"), "type")
    return plain(_text(thing, "title"), is_html=not (is_atom and kind == "text/plain"))


def _bodies(entry: Parsed, *, is_atom: bool) -> tuple[str | None, str | None]:
    """Give summary and content; no content that is the summary, no summary that only repeats the title."""
    kind = _text(_part(entry, "summary_detail"), "type")
    summary = _html_of({"value": _text(entry, "summary"), "type": kind}, is_atom=is_atom)
    contents = [_html_of(content, is_atom=is_atom) for content in _parts(entry, "content")]
    content = max(contents, key=len, default="")
    if len(summary) > MAX_SUMMARY_CHARACTERS:  # Many feeds have the whole text there, and no other.
        content = content or summary
    elif content == summary:
        content = ""
    if len(summary) <= MAX_SUMMARY_CHARACTERS and plain(summary, is_html=True) == title_of(entry, is_atom=is_atom):
        summary = ""
    return cut_html(summary, MAX_SUMMARY_CHARACTERS), whole_html(content, MAX_CONTENT_CHARACTERS)


def _html_of(part: Parsed, *, is_atom: bool) -> str:
    value = _text(part, "value")
    return html.escape(value, quote=False) if is_atom and part.get("type") == "text/plain" else value


def authors_of(thing: Parsed) -> tuple[str, ...]:
    """Give the names of the authors of an item or of a whole feed.

    >>> authors_of({"authors": [{"name": "desk@valley.example"}], "author": "desk@valley.example (Ann Lee)"})
    ('Ann Lee',)
    """
    return distinct(_authors(thing), MAX_NAMES)


def _authors_of_source(entry: Parsed) -> tuple[str, ...]:
    """Give the people that wrote the feed from which an item was taken."""
    source = _part(entry, "source")
    return people_of(authors_of(source), title_of(source, is_atom=True))


def _authors(entry: Parsed) -> Iterator[str | None]:
    """Give the names; feedparser splits `desk@valley.example (Ann)` in the wrong place, so its last author is read again."""
    named = [_text(author, "name") for author in _parts(entry, "authors")]
    for name in (*named[:-1], _text(entry, "author")):
        yield from split_authors(_name(plain(name, is_html=True) or "") or "")


def _name(author: str) -> str | None:
    """Give the name in `desk@valley.example (Ann)` and `Ann (desk@valley.example)`; None where both are addresses."""
    if "(" not in author:
        return author  # `split_authors` takes off the address beside a name, and finds no author in one alone
    outside, _, inside = author.removesuffix(")").partition("(")
    name = (inside if "@" in outside else outside) if "@" in author else author
    return None if "@" in name else name.strip() or None


def _category(tag: Parsed) -> str | None:
    return plain(_text(tag, "label") or _text(tag, "term"), is_html=True)


def language_of(channel: Parsed) -> str | None:
    """Give the declared language as the feed spells it; `xml:lang` where it has no element for it.

    >>> language_of({"language": "en-GB"})
    'en-GB'
    """
    return _string(channel, "language") or _string(_part(channel, "title_detail"), "language")


def older_url(channel: Parsed, url: str) -> str | None:
    """Give where a feed continues with older items, by RFC 5005: its previous archive, or its next page; None if it does not say.

    >>> older_url({"links": [{"rel": "next", "href": "/feed?page=2"}]}, "https://valley.example/feed")
    'https://valley.example/feed?page=2'
    """
    links = _parts(channel, "links")
    found = (_text(link, "href") for rel in _OLDER for link in links if _text(link, "rel").lower() == rel)
    return first_web_link((link.replace("&amp;", "&") for link in found if link), url)


def hub_of(channel: Parsed, url: str) -> str | None:
    """Give the hub that a feed names (WebSub), the first that speaks TLS if there is one; None if it names none.

    >>> hub_of({"links": [{"rel": "hub", "href": "https://hub.example/"}]}, "https://valley.example/feed")
    'https://hub.example/'
    """
    hubs = [link for link in (first_web_link([href], url) for href in _hrefs(channel, "hub")) if link]
    return next((hub for hub in hubs if hub.startswith("https:")), hubs[0] if hubs else None)


def topic_of(channel: Parsed, url: str) -> str | None:
    """Give the address that a feed gives as its own; None if it gives none."""
    return first_web_link(_hrefs(channel, "self"), url)


def _hrefs(channel: Parsed, rel: str) -> list[str]:
    links = [link for link in _parts(channel, "links") if _text(link, "rel").lower() == rel]
    return [href.replace("&amp;", "&") for href in (_text(link, "href") for link in links) if href]


def generator_of(channel: Parsed) -> str | None:
    """Give the program that made a feed, with the address that it names, as one text.

    >>> generator_of({"generator": "https://wordpress.org/?v=6.4"})
    'https://wordpress.org/?v=6.4'
    """
    detail = _part(channel, "generator_detail")
    return " ".join(filter(None, (_string(channel, "generator"), _string(detail, "href")))) or None


def ttl_seconds(channel: Parsed) -> float | None:
    """Give RSS 2.0's time to live, which it states in minutes.

    >>> ttl_seconds({"ttl": "15"})
    900.0
    """
    minutes = re.fullmatch(r"\s*([0-9]{1,6})\s*", _text(channel, "ttl"))
    return float(minutes[1]) * 60 or None if minutes else None


def update_seconds(channel: Parsed) -> float | None:
    """Give RSS 1.0's syndication module as an interval: a period (daily by default) divided by a frequency (once).

    >>> update_seconds({"sy_updateperiod": "hourly", "sy_updatefrequency": "4"})
    900.0
    """
    period, frequency = _text(channel, "sy_updateperiod"), _text(channel, "sy_updatefrequency")
    if not period and not frequency:
        return None
    seconds = _PERIOD_SECONDS.get((period or "daily").strip().lower())
    times = re.fullmatch(r"\s*0*([1-9][0-9]{0,3})\s*", frequency or "1")
    return None if seconds is None else seconds / int(times[1] if times else 1)


def _string(thing: Parsed, name: str) -> str | None:
    return " ".join(scrub(_text(thing, name)).split()) or None


# A document can put anything anywhere: `<links/>` becomes a string where links are, `<ttl x="">` a dict.
def _text(thing: Parsed, name: str) -> str:
    value = thing.get(name)
    return value if isinstance(value, str) else ""


def _part(thing: Parsed, name: str) -> Parsed:
    value = thing.get(name)
    return value if isinstance(value, dict) else {}


def _parts(thing: Parsed, name: str) -> list[Parsed]:
    value = thing.get(name)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
