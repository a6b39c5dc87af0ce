"""What a page says outside its running text, in the form in which blocks are compared with it."""

from __future__ import annotations

from collections.abc import Collection

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.phrases import Matcher, phrases_for
from transforms.pure.texts import fold, is_unspaced

MIN_LINK_CHARACTERS, MAX_LINK_CHARACTERS = 8, 220
# With the white space between its elements; what is longer is not looked at in whole.
MAX_RAW_CHARACTERS = 4000


class PageFacts(Struct, frozen=True, kw_only=True):
    """What the page says outside its running text, folded: what a block may repeat or consist of."""

    titles: tuple[str, ...] = ()
    standfirst: str = ""
    captions: frozenset[str] = frozenset()
    authors: tuple[str, ...] = ()
    links: frozenset[str] = frozenset()
    phrases: dict[str, Matcher] = {}


def page_facts(
    tree: HtmlElement,
    titles: Collection[str],
    standfirst: str | None,
    captions: Collection[str],
    authors: Collection[str],
    language: str | None,
) -> PageFacts:
    """Gives the facts for cleaning the blocks of a page."""
    return PageFacts(
        titles=tuple(dict.fromkeys(filter(None, map(fold, titles)))),
        standfirst=fold(standfirst or ""),
        captions=frozenset(filter(None, map(fold, captions))),
        authors=tuple(name for name in map(fold, authors) if " " in name or is_unspaced(name)),
        links=link_texts(tree),
        phrases=phrases_for(language),
    )


def link_texts(tree: HtmlElement) -> frozenset[str]:
    """Gives the texts of the page's links, and of the parts of links that hold more than a line, in lower case."""
    found: set[str] = set()
    for link in tree.iter("a"):
        _add_text(link, found)
        # Broken markup nests links, hundreds deep: the outermost tells of all that is in it.
        if len(link) and next(link.iterancestors("a"), None) is None:
            for part in link.iter("p", "h2", "h3", "h4", "h5", "span", "strong", "div"):
                _add_text(part, found)
    return frozenset(found)


def _add_text(element: HtmlElement, found: set[str]) -> None:
    parts, length = [], 0
    for part in element.itertext():
        parts.append(part)
        length += len(part)
        if length > MAX_RAW_CHARACTERS:
            return
    text = " ".join("".join(parts).split())
    if MIN_LINK_CHARACTERS <= len(text) <= MAX_LINK_CHARACTERS:
        found.add(text.casefold())
