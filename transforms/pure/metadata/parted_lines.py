"""The lines of a short element as its layout parts them: by blocks, and where two elements stand without a space between."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.text.normal import clean_line

_BLOCKS = frozenset(
    ("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "br", "td", "tr", "time", "button", "section")
)
_SILENT = frozenset(("script", "style", "svg"))


class _Edge(Struct, frozen=True):
    """The beginning or end of an element within another; `kind` is that of the text which it ends."""

    kind: str
    is_block: bool


def lines_of(element: HtmlElement) -> list[tuple[str, str]]:
    """Give the lines of an element, each with the tag and class of what holds its end.

    >>> from lxml.html import fromstring
    >>> lines_of(fromstring("<p>By<a>Ana <b>Sample</b></a><br>Reporter</p>"))
    [('By', 'p '), ('Ana Sample', 'b '), ('Reporter', 'p ')]
    """
    lines: list[tuple[str, str]] = []
    line, edge = "", None
    for piece in (*_walk(element), _Edge(_kind(element), is_block=True)):
        if isinstance(piece, str):
            if edge is not None and line[-1:].isalnum() and piece[:1].isalnum():
                lines.append((clean_line(line), edge.kind))
                line = ""
            line, edge = line + piece, None
            continue
        edge = edge or piece
        if piece.is_block:
            lines.append((clean_line(line), edge.kind))
            line, edge = "", None
    return [(text, kind) for text, kind in lines if text]


def _walk(element: HtmlElement) -> Iterator[str | _Edge]:
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _SILENT:
            is_block = child.tag in _BLOCKS
            yield _Edge(_kind(element), is_block)
            yield from _walk(child)
            yield _Edge(_kind(child), is_block)
        if child.tail:
            yield child.tail


def _kind(element: HtmlElement) -> str:
    return f"{element.tag} {element.get('class') or ''}"
