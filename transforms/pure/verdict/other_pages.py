"""Pages that are no articles though they have a text: forums, products, lists of things, documentation, front pages.

They are known by what they declare, by how they are built, and by what an article has and they lack: a byline and a day.
A page that declares an article is taken at its word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from transforms.pure.body.parsed_page import ParsedPage
from transforms.pure.metadata.hints import Hints
from transforms.pure.page.jsonld import LISTING_TYPES
from transforms.pure.text.wordlists import any_of, read_data
from transforms.records import PageKind

# A longer text beside a basket is read for its own sake.
MAX_PRODUCT_CHARACTERS = 2500
MIN_PRICES = 6
MAX_ELEMENTS = 6000
MAX_LABEL_CHARACTERS = 40

_FORUM_TYPES = frozenset(("discussionforumposting", "qapage"))
_POST_TYPES = frozenset(("blogposting", "article", "newsarticle", "techarticle"))
_PRODUCT_TYPES = frozenset(("product", "productgroup"))
_LIST_TYPES = frozenset(("itemlist", "offercatalog", *LISTING_TYPES))
_OFFER_TYPES = frozenset(("service", "localbusiness", "professionalservice", "softwareapplication", "webapplication"))
_OG_PRODUCT = re.compile(r"(?:^|[.:])product(?:$|[.:])")
_GENERATOR = re.compile(
    r"sphinx|docusaurus|mkdocs|rustdoc|mediawiki|mintlify|vitepress|starlight|javadoc|doxygen|gitbook|docutils|jsdoc|typedoc"
    r"|asciidoc|antora|dokuwiki",
    re.IGNORECASE,
)
_DOCS = re.compile(r"(?:docs?|documentation|developers?|manual|reference|wiki|userguide|usersguide|apidocs?)")
_FORUM = re.compile(r"(?:forums?|foros?|foren|threads?|viewtopic\.php|showthread\.php|viewthread\.php)")
_AMOUNT = r"\d[\d.,\s]*"
_CURRENCY = r"(?:US\$|R\$|[$€£¥₹₽₺₴]|USD|EUR|GBP|CHF|INR|kr\.?|zł|Kč|lei|Ft|лв|руб\.?)"
_PRICE = re.compile(
    rf"(?:[^\W\d]{{1,8}}\s){{0,2}}(?:{_CURRENCY}\s?{_AMOUNT}|{_AMOUNT}{_CURRENCY})(?:\s?/?\s?\w{{1,6}})?", re.IGNORECASE
)
_BASKET = re.compile(r"add-?to-?(?:cart|bag|basket)|addtocart", re.IGNORECASE)


def other_kind(page: ParsedPage, paragraphs: Collection[str]) -> PageKind | None:
    """Tell what a page is that is no article, None for an article and where nothing says that it is none."""
    hints = page.hints
    if hints.linked.page_types & _FORUM_TYPES or _marks(page.tree, _FORUM_TYPES):
        return None if _is_declared(hints) else "forum"
    if _is_declared(hints):
        return None
    if _OG_PRODUCT.search((hints.og_type or "").lower()):
        return "product"
    split = urlsplit(hints.canonical.value if hints.canonical else page.address)
    places = [split.netloc.partition(".")[0].lower(), *split.path.lower().strip("/").split("/")[:-1]]
    if any(map(_FORUM.fullmatch, [*places, split.path.lower().rpartition("/")[2]])):
        return "forum"
    if not hints.authors and any(map(_DOCS.fullmatch, places)):
        return "manual"
    is_front = split.path in ("", "/") and not split.query and "." in split.netloc
    return None if hints.published else _undated_kind(page, paragraphs, is_front)


def _is_declared(hints: Hints) -> bool:
    """Tell whether a page declares an article that is none of a forum's."""
    return bool(hints.linked.types - LISTING_TYPES - _FORUM_TYPES)


def _undated_kind(page: ParsedPage, paragraphs: Collection[str], is_front: bool) -> PageKind | None:
    hints = page.hints
    types = hints.linked.page_types
    if types & _PRODUCT_TYPES:
        return "listing" if types & _LIST_TYPES else "product"
    if hints.generator and _GENERATOR.search(hints.generator) and not _marks(page.tree, _POST_TYPES):
        return "manual"
    if hints.authors or hints.updated or (hints.og_type or "").lower().startswith("article"):
        return None
    if is_front:
        return "page"
    prices, sells = _count_prices(page.tree)
    characters = sum(map(len, paragraphs))
    if characters <= MAX_PRODUCT_CHARACTERS and (sells or prices >= MIN_PRICES):
        return "listing" if prices >= MIN_PRICES else "product"
    if types & _LIST_TYPES:
        return "listing"
    return "page" if types & _OFFER_TYPES else None


def _marks(tree: HtmlElement, types: frozenset[str]) -> bool:
    found = (
        element.get("itemtype")
        for element in islice(tree.iter("div", "main", "section", "article", "body", "html"), MAX_ELEMENTS)
    )
    return any((kind or "").rstrip("/").rpartition("/")[2].lower() in types for kind in found)


def _count_prices(tree: HtmlElement) -> tuple[int, bool]:
    """Give how many prices stand alone in an element, and whether something is put into a basket there."""
    prices = 0
    sells = False
    for element in _short_elements(tree):
        text = (element.text or "").strip()
        if text and len(text) <= MAX_LABEL_CHARACTERS:
            prices += _PRICE.fullmatch(text) is not None
            sells = sells or (
                element.tag in ("button", "a", "span") and _basket_words().search(text.casefold()) is not None
            )
        if not sells and element.tag in ("button", "form", "input"):
            labels = (element.get(name) or "" for name in ("class", "id", "name", "action", "value"))
            sells = any(map(_BASKET.search, labels))
    return prices, sells


def _short_elements(tree: HtmlElement) -> Iterator[HtmlElement]:
    elements = tree.iter("span", "div", "p", "td", "strong", "b", "button", "a", "form", "input", "bdi", "ins", "li")
    return islice((element for element in elements if len(element) <= 3 or element.tag == "form"), MAX_ELEMENTS)


@lru_cache(maxsize=1)
def _basket_words() -> re.Pattern[str]:
    return re.compile(any_of(line.casefold() for line in read_data("basket_words.txt").splitlines()))
