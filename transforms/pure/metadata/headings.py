"""The headings of a page that may be its article's: not those of its site, its menus or other articles."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.page.elements import element_text, text_within
from transforms.pure.page.links import absolute
from transforms.pure.text.normal import folded_words, is_unspaced

MAX_HEADINGS = 8
MAX_TITLE_CHARACTERS = 500
# What two titles of one article have in common: of the longer words of the shorter one.
SHARED_WORDS = 1 / 3
MIN_WORD_CHARACTERS = 4

_ELSEWHERE = frozenset(("nav", "aside", "footer", "li", "dialog"))


class Heading(Struct, frozen=True):
    """A heading's text, and whether it stands in the header of the page, above all that is the article's."""

    text: str
    is_above: bool


def read_headings(tree: HtmlElement, address: str | None) -> list[Heading]:
    """Give the first h1 elements that may head the page's article, in order.

    Those in menus, lists, asides and footers head something else, and so do those that lead to another page.
    """
    own = [element for element in _first(tree, "h1") if not _is_elsewhere(element, address)]
    return [
        Heading(text, _is_above(element)) for element in own if (text := element_text(element)[:MAX_TITLE_CHARACTERS])
    ]


def read_subheads(tree: HtmlElement) -> list[str]:
    """Give the texts of the first h2 elements of the page: some templates write the title in one."""
    return [text for element in _first(tree, "h2") if (text := text_within(element, MAX_TITLE_CHARACTERS))]


def _first(tree: HtmlElement, tag: str) -> list[HtmlElement]:
    return [element for element, _ in zip(tree.iter(tag), range(MAX_HEADINGS), strict=False)]


def _is_above(heading: HtmlElement) -> bool:
    tags = {ancestor.tag for ancestor in heading.iterancestors()}
    return "header" in tags and tags.isdisjoint(("main", "article"))


def _is_elsewhere(heading: HtmlElement, address: str | None) -> bool:
    if any(ancestor.tag in _ELSEWHERE for ancestor in heading.iterancestors()):
        return True
    inner = heading.find(".//a[@href]")
    link = inner if inner is not None else next(heading.iterancestors("a"), None)
    return link is not None and _leads_away(link, address)


def _leads_away(link: HtmlElement, address: str | None) -> bool:
    href = (link.get("href") or "").strip()
    if not href or href.startswith(("#", "javascript:")):
        return False
    target = absolute(href, address or "http://page.invalid/article")
    return target is not None and _path(target) != _path(address or "http://page.invalid/article")


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.rstrip("/")
    except ValueError:
        return address


def is_about_same(title: str, others: Iterable[str]) -> bool:
    """Tell whether a title shares a third of its longer words with one of the others, or those of the other with it.

    >>> is_about_same("How the dam was opened", ["Dam opened early | Valley"]), is_about_same("Good morning", ["Dam opens"])
    (True, False)
    """
    own = _long_words(title)
    return any(_share(own, _long_words(other)) for other in others)


def _share(own: frozenset[str], other: frozenset[str]) -> bool:
    least = min(len(own), len(other))
    return least > 0 and len(own & other) >= SHARED_WORDS * least


def _long_words(text: str) -> frozenset[str]:
    words = folded_words(text)
    if is_unspaced(text):
        joined = "".join(words)
        return frozenset(joined[at : at + 2] for at in range(len(joined) - 1))
    return frozenset(word for word in words if len(word) >= MIN_WORD_CHARACTERS or word.isdigit())
