"""Pages that hold no article though they answer as one: those that say that nothing is there, and lists of other articles."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from typing import Literal
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from transforms.pure.body.parsed_page import ParsedPage
from transforms.pure.metadata.hints import Hints
from transforms.pure.page.elements import text_within
from transforms.pure.page.jsonld import LISTING_TYPES
from transforms.pure.text.normal import fold, is_unspaced
from transforms.pure.text.phrases import phrases_of_all

NonArticle = Literal["missing", "front", "list"]

# A page that says that nothing is there says little else; an article about one says more.
MAX_MISSING_CHARACTERS = 1500
MAX_TEASER_CHARACTERS = 600
MIN_TEASER_CHARACTERS = 15
MIN_TEASERS = 4
# So much of the text in teasers, and the page is a list of them.
MIN_TEASER_SHARE = 0.7
MIN_HEADLINE_WORDS = 3
MAX_TEASER_PARTS = 60
MAX_HOLDERS = 5000
MAX_PARAGRAPHS = 200
TEASER_KEY_CHARACTERS = 60

_HOLDERS = ("article", "li", "div", "section", "tr", "dl", "a")


def find_non_article(page: ParsedPage, paragraphs: Collection[str]) -> NonArticle | None:
    """Tell what a page without an article is, None for a page with one; a page that declares an article is taken at its word."""
    if declares_article(page.hints):
        return None
    found = sum(map(len, paragraphs))
    missing = phrases_of_all("not found")
    if found <= MAX_MISSING_CHARACTERS and any(
        missing.matches(fold(title)) for title in _headings(page.tree, page.hints)
    ):
        return "missing"
    split = urlsplit(page.address)
    if split.path in ("", "/") and not split.query:
        return "front"
    if page.hints.linked.types & LISTING_TYPES:
        return "list"
    looked_at = list(islice(paragraphs, MAX_PARAGRAPHS))
    is_list = _characters_in_teasers(page.tree, looked_at) >= MIN_TEASER_SHARE * sum(map(len, looked_at))
    return "list" if paragraphs and is_list else None


def declares_article(hints: Hints) -> bool:
    """Tell whether a page declares an article, or a date of publication, in its metadata."""
    if hints.linked.types - LISTING_TYPES or (hints.og_type or "").lower().startswith(
        ("article", "video", "newsarticle")
    ):
        return True
    return any(date.source in ("jsonld", "meta", "microdata") for date in hints.published)


def _headings(tree: HtmlElement, hints: Hints) -> list[str]:
    """Give all that may head the page, its large headings among them."""
    shown = (text_within(heading, 200) for heading in islice(tree.iter("h1", "h2"), 3))
    return [*hints.titles, *(text for text in shown if text)]


def _characters_in_teasers(tree: HtmlElement, paragraphs: Collection[str]) -> int:
    """Give how many characters of the paragraphs stand in teasers: elements of one kind, each with little text and with a
    link that is a line of its own.
    """
    known = {fold(paragraph[:TEASER_KEY_CHARACTERS]): len(paragraph) for paragraph in paragraphs}
    groups: dict[tuple[str, object], list[int]] = {}
    for element in islice(tree.iter(*_HOLDERS), MAX_HOLDERS):
        parts = list(islice(element.iter(), MAX_TEASER_PARTS + 1))
        text = text_within(element, MAX_TEASER_CHARACTERS) if len(parts) <= MAX_TEASER_PARTS else None
        if text and len(text) >= MIN_TEASER_CHARACTERS and any(map(_leads_on, parts)):
            folded = fold(text)
            kind = (str(element.tag), element.get("class") or element.getparent())
            groups.setdefault(kind, []).append(sum(length for key, length in known.items() if key in folded))
    return max((sum(group) for group in groups.values() if len(group) >= MIN_TEASERS), default=0)


def _leads_on(element: HtmlElement) -> bool:
    """Tell whether an element is a link with the words of a headline, to another page, and not in the midst of a sentence."""
    if element.tag != "a" or (element.get("href") or "#").startswith("#"):
        return False
    parent = element.getparent()
    around = f"{(parent.text if parent is not None else '') or ''}{element.tail or ''}"
    text = text_within(element, MAX_TEASER_CHARACTERS) or ""
    words = len(text) // 3 if is_unspaced(text) else len(text.split())
    return words >= MIN_HEADLINE_WORDS and not around.strip()
