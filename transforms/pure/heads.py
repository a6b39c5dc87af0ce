"""The head of an article page: its title, its standfirst and its authors, from metadata and from what readers see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from transforms.pure.elements import element_text
from transforms.pure.jsonld import Linked
from transforms.pure.metas import Metas, Sourced, first_sourced, value_of
from transforms.pure.texts import clean_or_none, distinct_lines, fold

MAX_HEADINGS = 8
MAX_AUTHORS = 16
MAX_STANDFIRSTS = 300

_TITLE_METAS = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title")
_DESCRIPTION_METAS = ("og:description", "description", "twitter:description", "sailthru.description", "dc.description")
_AUTHOR_METAS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
)

_TITLE_SEPARATOR = re.compile(r"\s+[|·–—»-]\s+|\s*\|\s*")
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|af|autor(?:in)?|text|автор)\s*:?\s+(?=\S)", re.IGNORECASE)
_AND = re.compile(r"\s*[;,|]\s*|\s+(?:and|und|et|y|e|en|og|och|&)\s+")
_NO_NAME = re.compile(r"https?:|www\.|@|\d{3}|[<>{}():]")
_BYLINE_CLASS = re.compile(r"\b(?:author-?name|byline-?name|author__name|byline__name|article-author)\b", re.IGNORECASE)
_BYLINES = etree.XPath(
    "//*[@itemprop='author' or @rel='author' or contains(@class, 'author') or contains(@class, 'byline')]"
)
_STANDFIRST_CLASS = re.compile(
    r"standfirst|sub-?title|sub-?head|\bdek\b|\bdeck\b|summary|teaser|\blede?\b|intro|vorspann|chapo|entradilla|bajada"
    r"|ingress|sommario|description|excerpt|abstract",
    re.IGNORECASE,
)


def read_titles(
    tree: HtmlElement, linked: Linked, metas: Metas, site_name: str | None, entry_title: str | None
) -> tuple[tuple[str, ...], Sourced | None]:
    """Gives all titles of the page, and the best: an h1 that a second witness confirms, since pages have others, too."""
    headings = [
        text
        for element, _ in zip(tree.iter("h1"), range(MAX_HEADINGS), strict=False)
        if (text := element_text(element))
    ]
    node = next((element for element in tree.iter("title") if next(element.iterancestors("svg"), None) is None), None)
    document = without_site(element_text(node), site_name) if node is not None else ""
    announced = [
        ("jsonld", linked.headline),
        *(("opengraph", without_site(value, site_name)) for value in metas.get("og:title", [])[:1]),
        ("meta", value_of(metas, *_TITLE_METAS[1:])),
        ("feed", clean_or_none(entry_title)),
        ("title", document),
    ]
    witnesses = [fold(text) for _, text in announced if text]
    confirmed = next((text for text in headings if any(_agree(fold(text), witness) for witness in witnesses)), None)
    only = headings[0] if len(headings) == 1 else None
    order = [("h1", confirmed), *announced[:3], ("h1", only), *announced[3:]]
    heads = [confirmed, *(text for _, text in announced)] if confirmed else [text for _, text in announced] + [only]
    return distinct_lines(heads), first_sourced(order)


def _agree(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return bool(shorter) and (a == b or (len(shorter) >= 12 and longer.startswith(shorter)))


def split_authors(text: str) -> list[str]:
    """Gives the names in a byline; what is an address, a handle or a sentence is left out.

    >>> split_authors("By Ana Sample and Ben Sample, Valley News")
    ['Ana Sample', 'Ben Sample', 'Valley News']
    """
    names = [_BY.sub("", part).strip(" .,:") for part in _AND.split(_BY.sub("", text.strip()))]
    return [name for name in names if name and len(name) <= 80 and len(name.split()) <= 6 and not _NO_NAME.search(name)]


def without_site(title: str, site_name: str | None) -> str:
    """Gives a title without the site's name behind (or before) it.

    >>> without_site("Dam opens early | Valley News", "Valley News"), without_site("A - B", None)
    ('Dam opens early', 'A - B')
    """
    site = fold(site_name or "")
    parts = list(_TITLE_SEPARATOR.finditer(title))
    if site and parts and fold(title[parts[-1].end() :]) == site:
        return title[: parts[-1].start()].strip()
    if site and parts and fold(title[: parts[0].start()]) == site:
        return title[parts[0].end() :].strip()
    return title


def read_authors(
    tree: HtmlElement, linked: Linked, metas: Metas, site_name: str | None
) -> tuple[tuple[str, ...], str | None]:
    """Gives the authors and where they come from: JSON-LD, meta elements, bylines; () and None where none is named.

    The publisher as author gives way to any person that a later source names.
    """
    house = {fold(name) for name in (site_name, linked.publisher) if name}
    only_house: tuple[tuple[str, ...], str | None] = ((), None)
    readers: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
        ("jsonld", lambda: linked.authors),
        ("meta", lambda: _author_metas(metas)),
        ("byline", lambda: _bylines(tree)),
    )
    for source, read in readers:
        names = distinct_lines((name for text in read() for name in split_authors(text)), MAX_AUTHORS)
        people = tuple(name for name in names if fold(name) not in house)
        if people:
            return people, source
        if names and not only_house[0]:
            only_house = names, source
    return only_house


def _author_metas(metas: Metas) -> list[str]:
    return next((metas[name] for name in _AUTHOR_METAS if any(map(split_authors, metas.get(name, [])))), [])


def _bylines(tree: HtmlElement) -> Iterator[str]:
    """The first byline and those beside it: pages list other articles with their authors, too."""
    place: HtmlElement | None = None
    for element in cast(list[HtmlElement], _BYLINES(tree)):
        named = element.get("itemprop") == "author" or "author" in (element.get("rel") or "").split()
        if not named and not _BYLINE_CLASS.search(element.get("class") or ""):
            continue
        parent = element.getparent()
        outer = parent.getparent() if parent is not None else None
        if place is not None and place is not parent and place is not outer:
            return
        text = element_text(element)
        if 0 < len(text) <= 120:
            place = parent if place is None else place
            yield text


def read_standfirst(tree: HtmlElement, linked: Linked, metas: Metas) -> str | None:
    """Gives the line under the title: shown apart from the running text, and announced as the page's description."""
    announced = [linked.description, *(value for name in _DESCRIPTION_METAS for value in metas.get(name, [])[:1])]
    descriptions = {fold(text) for text in announced if text and len(text) > 30}
    if not descriptions:
        return None
    for element, _ in zip(tree.iter("h2", "h3", "h4", "p", "div", "span"), range(MAX_STANDFIRSTS), strict=False):
        is_block = element.tag in ("div", "span")
        if len(element) > 4 or (is_block and not _STANDFIRST_CLASS.search(_labels(element))):
            continue
        text = element_text(element)
        if 30 <= len(text) <= 700 and _announces(fold(text), descriptions) and _stands_apart(element):
            return text
    return None


def _announces(text: str, descriptions: set[str]) -> bool:
    return any(_is_cut_of(text, known) for known in descriptions)


def _labels(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('data-testid', '')}"


def _stands_apart(element: HtmlElement) -> bool:
    parent = element.getparent()
    if _STANDFIRST_CLASS.search(_labels(element)) or element.tag in ("h2", "h3", "h4"):
        return True
    outer = parent.get("class") or "" if parent is not None else ""
    return bool(_STANDFIRST_CLASS.search(outer)) or next(element.iterancestors("header", "hgroup"), None) is not None


def _is_cut_of(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return longer.startswith(shorter) and len(shorter) > 0.7 * len(longer)
