"""Texts and links of feeds: plain titles, HTML cut to bounds, web links, nothing that breaks JSON or its readers."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache

from transforms.pure.net.urls import resolve
from transforms.pure.text.characters import scrub

MAX_SUMMARY_CHARACTERS = 4_000
MAX_CONTENT_CHARACTERS = 262_144
MAX_LINE_CHARACTERS = 4_000
MAX_NAMES = 64  # authors or categories of an item

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"<!--[^<>]*-->|</?[A-Za-z][^<>]*>")
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|del|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>", re.I
)


def plain(text: str, *, is_html: bool) -> str | None:
    """Give one line of plain text, tags stripped and entities decoded if it is HTML; None when nothing is left.

    No more than the first 4,000 characters are read.

    >>> plain("Rain &amp; <b>wind</b>\\n until Monday<br/>", is_html=True)
    'Rain & wind until Monday'
    """
    text = text[:MAX_LINE_CHARACTERS]
    if is_html:
        text = _TAG.sub(" ", _INLINE_TAG.sub("", text))
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return " ".join(scrub(text).split()) or None


def cut_html(text: str, max_characters: int) -> str | None:
    """Give HTML of at most `max_characters`, not cut within a tag; None when it is blank.

    >>> cut_html("<p>Rain</p>", 9)
    '<p>Rain'
    """
    text = scrub(text).strip()
    if len(text) > max_characters:
        text = text[:max_characters]
        if text.rfind("<") > text.rfind(">"):
            text = text[: text.rfind("<")]
    return text.rstrip() or None


def whole_html(text: str, max_characters: int) -> str | None:
    """Give HTML, scrubbed; None when it is blank, or longer than `max_characters`: half a text would pass for a whole one.

    >>> whole_html(" <p>Rain</p> ", 11), whole_html("<p>Rain</p>", 10)
    ('<p>Rain</p>', None)
    """
    text = scrub(text).strip()
    return text if 0 < len(text) <= max_characters else None


def distinct(texts: Iterable[str | None], most: int) -> tuple[str, ...]:
    """Give the texts without None and repeats (case aside), in order, at most `most`.

    >>> distinct(["Rivers", None, "rivers", "Dams"], 8)
    ('Rivers', 'Dams')
    """
    kept: dict[str, str] = {}
    for text in texts:
        if text is not None and len(kept) < most:
            kept.setdefault(text.casefold(), text)
    return tuple(kept.values())


def first_web_link(links: Iterable[str], feed_url: str) -> str | None:
    """Give the first link that leads to a page, absolute; None when there is none.

    Neither `mailto:` nor the feed itself is a page: an empty `href` means the feed.

    >>> first_web_link(["", "tag:valley.example,2026:7", "../flood"], "https://valley.example/rss/all.xml")
    'https://valley.example/flood'
    """
    for link in links:
        try:
            absolute = resolve(feed_url, link)
        except ValueError:
            continue
        if absolute.partition("#")[0] != _normal(feed_url):
            return absolute
    return None


@lru_cache(maxsize=64)
def _normal(feed_url: str) -> str:
    return resolve(feed_url, "")
