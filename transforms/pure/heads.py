"""The standfirst of an article: the line under the title, apart from the running text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from transforms.pure.jsonld import Linked
from transforms.pure.metas import Metas
from transforms.pure.shorttexts import text_within
from transforms.pure.texts import fold

MAX_STANDFIRSTS = 300
MAX_STANDFIRST_CHARACTERS = 700
# Lines that begin otherwise are not looked at more closely.
FIRST_CHARACTERS = 12

_DESCRIPTION_METAS = ("og:description", "description", "twitter:description", "sailthru.description", "dc.description")
_DESCRIPTIONS = cast(Callable[[HtmlElement], list[HtmlElement]], etree.XPath("//*[@itemprop='description']"))
_STANDFIRST_CLASS = re.compile(
    r"standfirst|sub-?title|sub-?head|\bdek\b|\bdeck\b|summary|teaser|\blede?\b|intro|vorspann|chapo|entradilla|bajada"
    r"|ingress|sommario|description|excerpt|abstract"
)


def read_standfirst(tree: HtmlElement, linked: Linked, metas: Metas) -> str | None:
    """Gives the line under the title: shown apart from the running text, and announced as the page's description."""
    announced = [linked.description, *(value for name in _DESCRIPTION_METAS for value in metas.get(name, [])[:1])]
    announced += [text_within(element, 2 * MAX_STANDFIRST_CHARACTERS) for element in _DESCRIPTIONS(tree)[:2]]
    descriptions = {fold(text[:2000]) for text in announced if text and len(text) > 30}
    if not descriptions:
        return None
    beginnings = {description[:FIRST_CHARACTERS] for description in descriptions}
    for element, _ in zip(tree.iter("h2", "h3", "h4", "p", "div", "span"), range(MAX_STANDFIRSTS), strict=False):
        is_block = element.tag in ("div", "span")
        if len(element) > 4 or (is_block and not _STANDFIRST_CLASS.search(_labels(element))):
            continue
        text = text_within(element, 2 * MAX_STANDFIRST_CHARACTERS) or ""
        if not 30 <= len(text) <= MAX_STANDFIRST_CHARACTERS or fold(text[:60])[:FIRST_CHARACTERS] not in beginnings:
            continue
        if _announces(fold(text), descriptions) and _stands_apart(element):
            return text
    return None


def _announces(text: str, descriptions: set[str]) -> bool:
    return any(_is_cut_of(text, known) for known in descriptions)


def _labels(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('data-testid', '')}".lower()


def _stands_apart(element: HtmlElement) -> bool:
    parent = element.getparent()
    if _STANDFIRST_CLASS.search(_labels(element)) or element.tag in ("h2", "h3", "h4"):
        return True
    outer = (parent.get("class") or "").lower() if parent is not None else ""
    return bool(_STANDFIRST_CLASS.search(outer)) or next(element.iterancestors("header", "hgroup"), None) is not None


def _is_cut_of(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return longer.startswith(shorter) and len(shorter) > 0.7 * len(longer)
