"""The headings of a page that may be its article's: not those of its site, its menus or other articles."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.page.links import absolute
from transforms.pure.page.notes import Notes
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


def read_headings(page: Notes, address: str | None) -> list[Heading]:
    """Give the first h1 elements that may head the page's article, in order.

    Those in menus, lists, asides and footers head something else, and so do those that lead to another page.
    """
    found: list[Heading] = []
    for at in page.all("h1")[:MAX_HEADINGS]:
        outer_tags = {page.tags[outer] for outer in page.outers(at)}
        if not outer_tags.isdisjoint(_ELSEWHERE) or _leads_elsewhere(page, at, address):
            continue
        text = page.beginning(at, MAX_TITLE_CHARACTERS)
        if text:
            found.append(Heading(text, "header" in outer_tags and outer_tags.isdisjoint(("main", "article"))))
    return found


def read_subheads(page: Notes) -> list[str]:
    """Give the texts of the first h2 elements of the page: some templates write the title in one."""
    return [text for at in page.all("h2")[:MAX_HEADINGS] if (text := page.text(at, MAX_TITLE_CHARACTERS))]


def _leads_elsewhere(page: Notes, heading: int, address: str | None) -> bool:
    """Tell whether a heading holds a link to another page, or stands in one."""
    links = [page.elements[at] for at in page.inside(heading, "a")]
    link = next((link for link in links if link.get("href") is not None), None)
    outer = page.outer(heading, "a") if link is None else None
    link = link if outer is None else page.elements[outer]
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
