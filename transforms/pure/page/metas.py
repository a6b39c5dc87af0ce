"""Meta elements of a page, and values with the place where they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from lxml import etree
from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.text.normal import clean_or_none

# Lower-case names, each with its contents in order.
Metas = dict[str, list[str]]
# Names of properties (itemprop), each with its elements in order.
Microdata = dict[str, list[HtmlElement]]

_NAMES = ("property", "name", "itemprop", "http-equiv")
_PROPERTIES = cast(Callable[[HtmlElement], list[HtmlElement]], etree.XPath("descendant-or-self::*[@itemprop]"))


class Sourced(Struct, frozen=True):
    """A value, and the name that `provenance` gives to where it came from."""

    value: str
    source: str


def read_metas(elements: Iterable[HtmlElement]) -> Metas:
    """Give the contents of a page's meta elements by property, name, itemprop and http-equiv."""
    found: Metas = {}
    for element in elements:
        named = dict(element.items())
        content = clean_or_none(named.get("content"))
        for attribute in _NAMES:
            if content and (name := named.get(attribute)):
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def read_microdata(tree: HtmlElement) -> Microdata:
    """Give the elements of the page that microdata mark, by property.

    >>> from lxml.html import fromstring
    >>> [e.text for e in read_microdata(fromstring("<p><b itemprop='name headline'>Dam</b></p>"))["headline"]]
    ['Dam']
    """
    found: Microdata = {}
    for element in _PROPERTIES(tree):
        for name in (element.get("itemprop") or "").split():
            found.setdefault(name, []).append(element)
    return found


def value_of(metas: Metas, *names: str) -> str | None:
    """Give the first content of the first of the names that the page has, or None.

    >>> value_of({"og:title": ["Dam opens"]}, "twitter:title", "og:title")
    'Dam opens'
    """
    return next((metas[name][0] for name in names if name in metas), None)


def first_sourced(candidates: Iterable[tuple[str, str | None]]) -> Sourced | None:
    """Give the first of (source, value) pairs that has a value, or None.

    >>> first_sourced([("jsonld", None), ("meta", "World")])
    Sourced(value='World', source='meta')
    """
    return next((Sourced(value, source) for source, value in candidates if value), None)
