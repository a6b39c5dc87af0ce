"""HTML elements: a page parsed once, and the text of an element as a reader sees it."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from transforms.pure.text.normal import clean_line

HEAD_CHARACTERS = 100_000
MANY_CHARACTERS = 500_000
# Of an element's classes and other names; longer ones are lists of styles.
MAX_LABEL_CHARACTERS = 500
# A tag with more of both, on a page of many characters, is read without attributes.
MAX_TAG_CHARACTERS, MAX_ATTRIBUTES = 50_000, 5_000

# Without huge_tree libxml2 stops at a depth of 256, so that nothing behind it, recursive or not, can exhaust the stack.
_PARSER = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
# lxml.html asks a Python function for the class of every element that is touched, for the sake of forms: 7 % of a page.
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|div|p|meta|title|article|main|section|h[1-6]|table)\b", re.IGNORECASE
)
_HUGE_TAG = re.compile(rf"<([a-z][a-z0-9]*)\s[^<>]{{{MAX_TAG_CHARACTERS},}}>?", re.IGNORECASE)
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
# What parts words, besides white space.
BREAKING = frozenset(
    ("br", "p", "div", "li", "h1", "h2", "h3", "h4", "tr", "td", "th", "figcaption", "lb", "item", "row", "cell")
)


def parse_html(text: str, utf8: bytes | None = None) -> HtmlElement | None:
    """Give the tree of a page; None where there is no HTML element near its beginning. `utf8` is the text, where it is at hand.

    >>> parse_html("<h1>Dam opens</h1>").findtext(".//h1"), parse_html("%PDF-1.7 ...")
    ('Dam opens', None)
    """
    if not _HTML.search(text, 0, HEAD_CHARACTERS):
        return None
    if len(text) > MANY_CHARACTERS and _may_hold_huge_tag(text):
        text, utf8 = _HUGE_TAG.sub(_bare_tag, text), None
    return _parse(text.encode("utf-8", "replace") if utf8 is None else utf8)


def _may_hold_huge_tag(text: str) -> bool:
    """Tell whether somewhere as much stands between two signs of tags as the half of a huge one: to look for one takes longer."""
    step = MAX_TAG_CHARACTERS // 2
    return any(
        text.find("<", at, at + step) < 0 and text.find(">", at, at + step) < 0 for at in range(0, len(text), step)
    )


def _bare_tag(tag: re.Match[str]) -> str:
    """Give a huge tag without its attributes, if they are many: libxml2 compares each with all before it."""
    return f"<{tag[1]}>" if len(_QUOTED.sub("", tag[0]).split()) > MAX_ATTRIBUTES else tag[0]


def parse_fragment(text: str) -> HtmlElement | None:
    """Give the tree of a text that may hold markup; None where nothing is in it.

    >>> parse_fragment("A dam & a <b>gate</b>").text_content()
    'A dam & a gate'
    """
    return _parse(text.encode("utf-8", "replace"))


def _parse(utf8: bytes) -> HtmlElement | None:
    try:
        tree = document_fromstring(utf8.replace(b"\x00", b"") if b"\x00" in utf8 else utf8, parser=_PARSER)
    except etree.LxmlError:
        return None
    if next(tree.iter("ruby"), None) is not None:
        _spell_out_ruby(tree)
    return tree


def _spell_out_ruby(tree: HtmlElement) -> None:
    """Make readings above characters what a browser without ruby shows: in brackets where the page has them, else gone."""
    for reading in list(tree.iter("rt")):
        before = reading.getprevious()
        if before is None or before.tag != "rp":
            reading.text = None
            etree.strip_elements(reading, "*")
    etree.strip_tags(tree, "ruby", "rb", "rt", "rp", "rtc")


def element_text(element: HtmlElement) -> str:
    """Give the text of an element on one line, cleaned; line breaks and inner blocks part words, inline markup does not.

    >>> element_text(parse_html("<p>The d<b>am</b><br>opens</p>"))
    'The dam opens'
    """
    parts: list[str] = []
    _collect(element, parts)
    return clean_line("".join(parts))


def text_within(element: HtmlElement, most: int) -> str | None:
    """Give the text of an element as `element_text`, or None where it has more than `most` characters, markup aside: an element
    may hold a whole page, and nesting must not multiply the work.

    >>> text_within(parse_html("<p>The dam</p>"), 10), text_within(parse_html("<p>The dam opens</p>"), 10)
    ('The dam', None)
    """
    if not len(element) and isinstance(element.tag, str):  # Most have no markup in them.
        text = element.text or ""
        return clean_line(text) if len(text) <= most or text.isspace() else None
    return None if has_more(element, most) else element_text(element)


def has_more(element: HtmlElement, most: int) -> bool:
    """Tell whether an element has more than `most` characters of text, markup aside; white space between tags counts as one.

    >>> has_more(parse_html("<p>The dam</p>"), 10), has_more(parse_html("<p>The dam opens</p>"), 10)
    (False, True)
    """
    characters = 0
    for piece in element.itertext():
        characters += len(piece) if piece.strip() else 1
        if characters > most:
            return True
    return False


def _collect(element: HtmlElement, parts: list[str]) -> None:
    if element.text and isinstance(element.tag, str):
        parts.append(element.text)
    for child in element:
        breaking = child.tag in BREAKING
        if breaking:
            parts.append(" ")
        if child.tag not in ("script", "style"):
            _collect(child, parts)
        if breaking:
            parts.append(" ")
        if child.tail:
            parts.append(child.tail)
