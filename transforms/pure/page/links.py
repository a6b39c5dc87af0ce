"""Links of a page: resolved against the address that the page names, and their texts."""

from __future__ import annotations

from collections.abc import Iterable

from lxml.html import HtmlElement

from transforms.pure.net.urls import resolve

MIN_LINK_CHARACTERS, MAX_LINK_CHARACTERS = 8, 220
# With the white space between its elements; what is longer is not looked at in whole.
MAX_RAW_CHARACTERS = 4000


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


def link_texts(tree: HtmlElement) -> frozenset[str]:
    """Give the texts of the page's links, and of the parts of links that hold more than a line, in lower case."""
    found: set[str] = set()
    for link in tree.iter("a"):
        _add_text(link, found)
        # Broken markup nests links, hundreds deep: the outermost has the text of all.
        if len(link) and next(link.iterancestors("a"), None) is None:
            for part in link.iter("p", "h2", "h3", "h4", "h5", "span", "strong", "div"):
                _add_text(part, found)
    return frozenset(found)


def _add_text(element: HtmlElement, found: set[str]) -> None:
    raw = _raw_text(element)
    if raw is None or len(raw) < MIN_LINK_CHARACTERS:
        return
    text = " ".join(raw.split())
    if MIN_LINK_CHARACTERS <= len(text) <= MAX_LINK_CHARACTERS:
        found.add(text.casefold())


def _raw_text(element: HtmlElement) -> str | None:
    """Give the text of an element as it stands in the page; None where it is too long to look at."""
    if not len(element):
        text = element.text or ""
        return text if len(text) <= MAX_RAW_CHARACTERS else None
    parts, length = [], 0
    for part in element.itertext():
        parts.append(part)
        length += len(part)
        if length > MAX_RAW_CHARACTERS:
            return None
    return "".join(parts)
