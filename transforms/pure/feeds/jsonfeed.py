"""JSON Feed 1.0 and 1.1, read: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from transforms.feed_items import FeedItem, ParsedFeed
from transforms.pure.feeds.feed_authors import inherit_authors
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

_VERSION = "jsonfeed.org/version/1"


def read_json_feed(text: str, url: str, now: datetime, max_items: int) -> ParsedFeed | None:
    """Give the feed that a JSON document is, or None when it is JSON but no JSON Feed.

    Items that are malformed or name no web page are counted in `without_link`.
    Raises: ValueError for what is not JSON, or is nested too deeply.

    >>> text = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "/flood"}]}'
    >>> read_json_feed(text, "https://valley.example/feed.json", datetime(2026, 11, 24), 2000).items[0].link
    'https://valley.example/flood'
    """
    try:
        document = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(document, dict) or _VERSION not in str(document.get("version")):
        return None
    listed = document.get("items")
    rows = listed if isinstance(listed, list) else []
    language = _text(document, "language")
    items = [_item(row, url, now, language) if isinstance(row, dict) else None for row in rows[:max_items]]
    kept = [item for item in items if item is not None]
    title = _text(document, "title")
    return ParsedFeed(
        title=None if title is None else plain(title, is_html=False),
        language=language,
        items=inherit_authors(kept, distinct(_authors(document), MAX_NAMES), title),
        without_link=len(items) - len(kept),
        beyond_cap=max(0, len(rows) - max_items),
        older_url=first_web_link([_text(document, "next_url") or ""], url),
        hub=_hub(document, url),
        topic=first_web_link([_text(document, "feed_url") or ""], url),
    )


def _hub(document: dict[str, Any], url: str) -> str | None:
    listed = document.get("hubs")
    hubs = [hub for hub in listed if isinstance(hub, dict)] if isinstance(listed, list) else []
    return first_web_link(
        (_text(hub, "url") or "" for hub in hubs if (_text(hub, "type") or "").lower() == "websub"), url
    )


def _item(row: dict[str, Any], url: str, now: datetime, language: str | None) -> FeedItem | None:
    link = _link(row, url)
    if link is None:
        return None
    title, summary, content = _text(row, "title"), _text(row, "summary"), _content(row)
    return FeedItem(
        link=link,
        guid=_text(row, "id"),
        title=None if title is None else plain(title, is_html=False),
        # A summary is plain text by the specification; records hold HTML.
        summary=None if summary is None else cut_html(html.escape(summary, quote=False), MAX_SUMMARY_CHARACTERS),
        content=None if content is None else whole_html(content, MAX_CONTENT_CHARACTERS),
        authors=distinct(_authors(row), MAX_NAMES),
        categories=distinct(_tags(row), MAX_NAMES),
        published_at=_date(row, "date_published", now, language),
        updated_at=_date(row, "date_modified", now, language),
    )


def _link(row: dict[str, Any], url: str) -> str | None:
    """Give an item's link: `url` is its own page, `external_url` the page it talks about; an `id` is often the permalink."""
    identity = _text(row, "id")
    is_web = identity is not None and identity.startswith(("http://", "https://"))
    links = (_text(row, "url"), _text(row, "external_url"), identity if is_web else None)
    return first_web_link((link for link in links if link is not None), url)


def _content(row: dict[str, Any]) -> str | None:
    marked_up, text = _text(row, "content_html"), _text(row, "content_text")
    if marked_up is None and text is not None:
        return html.escape(text, quote=False)
    return marked_up


def _authors(row: dict[str, Any]) -> Iterator[str | None]:
    """Yield the authors' names: version 1.1 has a list of `authors`, 1.0 one `author`; some write a name alone."""
    listed = row.get("authors")
    for author in listed if isinstance(listed, list) else [row.get("author")]:
        name = _text(author, "name") if isinstance(author, dict) else author if isinstance(author, str) else None
        yield from () if name is None else split_authors(plain(name, is_html=False) or "")


def _tags(row: dict[str, Any]) -> Iterator[str | None]:
    listed = row.get("tags")
    for tag in listed if isinstance(listed, list) else []:
        yield plain(tag, is_html=False) if isinstance(tag, str) else None


def _date(row: dict[str, Any], name: str, now: datetime, language: str | None) -> datetime | None:
    text = _text(row, name)
    return None if text is None else parse_date(text, now, language)


def _text(row: dict[str, Any], name: str) -> str | None:
    """Give a string, scrubbed; numbers count, since feeds write `"id": 7`."""
    value = row.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    return scrub(value).strip() or None if isinstance(value, str) else None
