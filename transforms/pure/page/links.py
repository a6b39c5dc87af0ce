"""Links of a page: resolved against the address that the page names, and their texts."""

from __future__ import annotations

from collections.abc import Iterable

from lxml.html import HtmlElement

from transforms.pure.net.urls import resolve
from transforms.pure.page.notes import Notes

MIN_LINK_CHARACTERS, MAX_LINK_CHARACTERS = 8, 220
# With the white space between its elements; what is longer is not looked at in whole.
MAX_RAW_CHARACTERS = 4000
_PARTS = ("p", "h2", "h3", "h4", "h5", "span", "strong", "div")


def absolute(url: str | None, base_url: str) -> str | None:
    """Give an image's address resolved against the page's, or None for what is no web address (`data:`).

    >>> absolute("/dam.jpg", "https://valley.example/a/1"), absolute("data:image/gif;base64,R0", "https://valley.example/")
    ('https://valley.example/dam.jpg', None)
    """
    try:
        return resolve(base_url, url) if url and url.strip() else None
    except ValueError:
        return None  # A broken image is no reason to lose the article.


def page_base(bases: Iterable[HtmlElement], address: str) -> str:
    """Give what a page resolves its links against: the address in the first of its base elements that has one, else its own.

    >>> from lxml.html import document_fromstring
    >>> page_base(document_fromstring("<base href='/news/'><p>Dam</p>").iter("base"), "https://valley.example/a/1")
    'https://valley.example/news/'
    """
    base = next((base for base in bases if base.get("href") is not None), None)
    return (absolute(base.get("href"), address) if base is not None else None) or address


def link_texts(page: Notes) -> frozenset[str]:
    """Give the texts of a page's links, and of the parts of links that hold more than a line, in lower case."""
    found: set[str] = set()
    end = 0
    for at in page.all("a"):
        _add_text(page, at, found)
        # Broken markup nests links, hundreds deep: the outermost has the text of all.
        if at >= end:
            end = page.ends[at]
            for part in page.inside(at, *_PARTS) if end > at + 1 else ():
                if (page.firsts[part], page.lasts[part]) != (page.firsts[at], page.lasts[at]):
                    _add_text(page, part, found)
    return frozenset(found)


def _add_text(page: Notes, at: int, found: set[str]) -> None:
    if MIN_LINK_CHARACTERS <= page.size(at) <= MAX_RAW_CHARACTERS:
        text = " ".join("".join(page.pieces[page.firsts[at] : page.lasts[at]]).split())
        if MIN_LINK_CHARACTERS <= len(text) <= MAX_LINK_CHARACTERS:
            found.add(text.casefold())
