"""Pages that hold no article though they answer as one: those that say that nothing is there, and lists of other articles."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Literal
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from transforms.pure.body.parsed_page import ParsedPage
from transforms.pure.metadata.hints import Hints
from transforms.pure.page.elements import text_within
from transforms.pure.page.jsonld import LISTING_TYPES
from transforms.pure.page.notes import Notes
from transforms.pure.text.normal import fold, is_unspaced
from transforms.pure.text.phrases import phrases_of_all

NonArticle = Literal["missing", "front", "list"]

# A page that says that nothing is there says little else; an article about one says more.
MAX_MISSING_CHARACTERS = 1500
MAX_TEASER_CHARACTERS = 600
# A longer paragraph describes a thing, as the entries of an article do that is a list.
MAX_TEASER_PARAGRAPH = 240
MIN_TEASER_CHARACTERS = 15
MIN_TEASERS = 4
# So much of the text in teasers, and the page is a list of them.
MIN_TEASER_SHARE = 0.7
MIN_HEADLINE_WORDS = 3
MAX_TEASER_PARTS = 60
MAX_PARAGRAPHS = 200
TEASER_KEY_CHARACTERS = 60

_HOLDERS = frozenset(("article", "li", "div", "section", "tr", "dl", "a"))


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
    if page.hints.updated or page.hints.authors:
        return None  # A list with a byline or a day is one that somebody wrote: its kind says what it is.
    looked_at = list(islice(paragraphs, MAX_PARAGRAPHS))
    is_list = _characters_in_teasers(page.notes, looked_at) >= MIN_TEASER_SHARE * sum(map(len, looked_at))
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


def _characters_in_teasers(page: Notes, paragraphs: Collection[str]) -> int:
    """Give how many characters of the paragraphs stand in teasers: elements of one kind, each with little text and with a
    link that is a line of its own.
    """
    known = {fold(paragraph[:TEASER_KEY_CHARACTERS]): len(paragraph) for paragraph in paragraphs}
    groups: dict[tuple[str, object], list[int]] = {}
    for at in _iterate_teasers(page):
        text = page.text(at) or ""
        if len(text) >= MIN_TEASER_CHARACTERS:
            folded = fold(text)
            kind = (page.tags[at], page.elements[at].get("class") or page.parents[at])
            # A text run together begins in a teaser, and is not in it.
            held = (
                length
                for key, length in known.items()
                if length <= min(len(text), MAX_TEASER_PARAGRAPH) and key in folded
            )
            groups.setdefault(kind, []).append(sum(held))
    return max((sum(group) for group in groups.values() if len(group) >= MIN_TEASERS), default=0)


def _iterate_teasers(page: Notes) -> Iterator[int]:
    """Yield the elements with little in them but a link that leads on, each once."""
    seen: set[int] = set()
    for link in page.inside(0, "a"):
        if not _leads_on(page, link):
            continue
        for at in (link, *page.outers(link)):
            is_large = page.ends[at] - at > MAX_TEASER_PARTS or page.size(at) > MAX_TEASER_CHARACTERS
            if at in seen or is_large:
                break
            seen.add(at)
            if page.tags[at] in _HOLDERS:
                yield at


def _leads_on(page: Notes, link: int) -> bool:
    """Tell whether a link has the words of a headline, leads to another page, and stands not in the midst of a sentence."""
    element = page.elements[link]
    if (element.get("href") or "#").startswith("#"):
        return False
    parent = element.getparent()
    around = f"{(parent.text if parent is not None else '') or ''}{element.tail or ''}"
    text = page.text(link, MAX_TEASER_CHARACTERS) or ""
    words = len(text) // 3 if is_unspaced(text) else len(text.split())
    return words >= MIN_HEADLINE_WORDS and not around.strip()
