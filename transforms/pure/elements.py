"""HTML elements: a page parsed once, and the text of an element as a reader sees it."""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from transforms.pure.texts import clean_line

# Without huge_tree libxml2 stops at a depth of 256, so that nothing behind it, recursive or not, can exhaust the stack.
_PARSER = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False)
_BREAKING = frozenset(
    ("br", "p", "div", "li", "h1", "h2", "h3", "h4", "tr", "td", "th", "figcaption", "lb", "item", "row", "cell")
)


def parse_html(text: str) -> HtmlElement | None:
    """Gives the tree of a page; None where there is no element in it.

    >>> parse_html("<h1>Dam opens</h1>").findtext(".//h1")
    'Dam opens'
    """
    try:
        return document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser=_PARSER)
    except etree.LxmlError:
        return None


def element_text(element: HtmlElement) -> str:
    """Gives the text of an element on one line, cleaned; line breaks and inner blocks part words, inline markup does not.

    >>> element_text(parse_html("<p>The d<b>am</b><br>opens</p>"))
    'The dam opens'
    """
    parts: list[str] = []
    _collect(element, parts)
    return clean_line("".join(parts))


def _collect(element: HtmlElement, parts: list[str]) -> None:
    if element.text and isinstance(element.tag, str):
        parts.append(element.text)
    for child in element:
        breaking = child.tag in _BREAKING
        if breaking:
            parts.append(" ")
        if child.tag not in ("script", "style"):
            _collect(child, parts)
        parts.append((" " if breaking else "") + (child.tail or ""))
