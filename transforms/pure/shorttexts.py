"""Texts of elements that may hold a whole page: read only where they are short, so that nesting cannot multiply the work."""

from __future__ import annotations

from lxml.html import HtmlElement

from transforms.pure.elements import element_text


def text_within(element: HtmlElement, most: int) -> str | None:
    """Gives the text of an element as `element_text`, or None where it has more than `most` characters, markup aside.

    >>> from transforms.pure.elements import parse_html
    >>> text_within(parse_html("<p>The dam</p>"), 10), text_within(parse_html("<p>The dam opens</p>"), 10)
    ('The dam', None)
    """
    characters = 0
    for piece in element.itertext():
        characters += len(piece) if piece.strip() else 1
        if characters > most:
            return None
    return element_text(element)
