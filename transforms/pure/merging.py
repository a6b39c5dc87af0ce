"""Bodies that a page splits over several elements of one kind, of which an extractor that looks for one took a part."""

from __future__ import annotations

import re

from lxml.html import HtmlElement
from msgspec import Struct

MIN_PARAGRAPH_CHARACTERS = 60
MIN_PART_CHARACTERS = 120
MIN_PARTS, MAX_PARTS = 2, 60
# Of the page's paragraphs, by length: less than this is no body.
MIN_SHARE = 0.5
MAX_LINKED_SHARE = 0.3
# Of the parts, by length: with more of it found there was no split that mattered.
MAX_FOUND_SHARE = 0.9
# Enough of a paragraph's beginning to know it again.
KEY_CHARACTERS = 50

_PARTS = ("div", "section", "article")
_NOT_BODY = re.compile(
    r"comment|reply|teaser|card|related|recommend|promo|newsletter|footer|sidebar|widget", re.IGNORECASE
)


class _Part(Struct):
    """An element with running text of its own: its length, and the length of what was found of it."""

    element: HtmlElement
    length: int = 0
    found: int = 0


def merge_split_body(tree: HtmlElement, text: str) -> bool:
    """Moves the later parts of a body into its first part, where `text` holds some of them only; tells whether it did.

    Parts are elements of one name and class, none within another, each with running text of its own, all in one article,
    that together hold most of the page's running text.
    """
    parts = _parts(tree, " ".join(text.split()).casefold())
    total = sum(part.length for part in parts)
    groups: dict[tuple[str, str, HtmlElement | None], list[_Part]] = {}
    for part in parts:
        label = " ".join((part.element.get("class") or part.element.get("itemprop") or "").split())
        if label and part.length >= MIN_PART_CHARACTERS and part.element.tag in _PARTS and not _NOT_BODY.search(label):
            article = next(part.element.iterancestors("article"), None)
            groups.setdefault((part.element.tag, label, article), []).append(part)
    for group in groups.values():
        whole, found = sum(part.length for part in group), sum(part.found for part in group)
        is_split = MIN_PARTS <= len(group) <= MAX_PARTS and whole >= MIN_SHARE * total
        if is_split and 0 < found <= MAX_FOUND_SHARE * whole and _are_one_article([part.element for part in group]):
            for part in group[1:]:
                group[0].element.extend(list(part.element))
            return True
    return False


def _parts(tree: HtmlElement, text: str) -> list[_Part]:
    parts: dict[HtmlElement, _Part] = {}
    for paragraph in tree.iter("p"):
        own = " ".join("".join(paragraph.itertext()).split())
        parent = paragraph.getparent()
        if parent is None or len(own) < MIN_PARAGRAPH_CHARACTERS:
            continue
        linked = sum(len("".join(link.itertext())) for link in paragraph.iter("a"))
        if linked <= MAX_LINKED_SHARE * len(own):
            part = parts.setdefault(parent, _Part(parent))
            part.length += len(own)
            part.found += len(own) if own[:KEY_CHARACTERS].casefold() in text else 0
    return list(parts.values())


def _are_one_article(parts: list[HtmlElement]) -> bool:
    if sum(part.find(".//h1") is not None for part in parts) > 1:
        return False
    known = set(parts)
    return not any(ancestor in known for part in parts for ancestor in part.iterancestors())
