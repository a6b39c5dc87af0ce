"""HTML elements: a page parsed once, and the text of an element as a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from transforms.pure.text.normal import clean_line

HEAD_CHARACTERS = 100_000
# Of an element's classes and other names; longer ones are lists of styles.
MAX_LABEL_CHARACTERS = 500
# A tag with more of both is read without attributes.
MAX_TAG_CHARACTERS, MAX_ATTRIBUTES = 4_000, 300

# Without huge_tree libxml2 stops at a depth of 256, so that nothing behind it, recursive or not, can exhaust the stack.
_PARSER = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
# lxml.html asks a Python function for the class of every element that is touched, for the sake of forms: 7 % of a page.
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|div|p|meta|title|article|main|section|h[1-6]|table)\b", re.IGNORECASE
)
_TAG_NAME = re.compile(r"<[a-z][a-z0-9]*(?=\s)", re.IGNORECASE)
# What lxml takes the old text away for, and then refuses to write.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
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
    plain = _without_many_attributes(text)
    if plain is not text:
        text, utf8 = plain, None
    return _parse(text.encode("utf-8", "replace") if utf8 is None else utf8)


def _huge_tags(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each huge tag begins and ends: where there is neither sign of a tag for long, and a "<" ahead of that."""
    step = MAX_TAG_CHARACTERS // 2
    at = behind = 0
    while at < len(text):
        if text.find("<", at, at + step) >= 0 or text.find(">", at, at + step) >= 0:
            at += step
            continue
        start = max(text.rfind("<", behind, at), text.rfind(">", behind, at))
        end = _next_sign(text, at)
        if start >= 0 and text[start] == "<" and end - start > MAX_TAG_CHARACTERS:
            yield start, end
        at = behind = end


def _next_sign(text: str, at: int) -> int:
    """Give where the next sign of a tag stands, or the end of the text."""
    closes = text.find(">", at)
    opens = text.find("<", at, closes if closes >= 0 else len(text))
    return opens if opens >= 0 else closes if closes >= 0 else len(text)


def _without_many_attributes(text: str) -> str:
    """Give the text of a page, its huge tags bare where they have many attributes: libxml2 compares each with all before it."""
    parts: list[str] = []
    done = 0
    for start, end in _huge_tags(text):
        name = _TAG_NAME.match(text, start)
        if name is not None and len(_QUOTED.sub("", text[start:end]).split()) > MAX_ATTRIBUTES:
            parts += (text[done : name.end()], ">" if text[end : end + 1] != ">" else "")
            done = end
    return "".join((*parts, text[done:])) if parts else text


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
    everything = list(tree.iter())
    _join_texts(everything, everything)


def take_out(tree: HtmlElement, *tags: str) -> None:
    """Take all elements of some tags out of a tree, and leave the texts round them as one each.

    >>> page = parse_html("<p>The <i>old</i>dam <i>wall</i>opens")
    >>> take_out(page, "i")
    >>> page.xpath("//text()")
    ['The dam opens']
    """
    holders: dict[HtmlElement, None] = {}
    outer: dict[HtmlElement, None] = {}
    for element in tree.iter(*tags):
        before = element.getprevious()
        if before is None:
            outer[element.getparent()] = None
        elif before.tag not in tags:
            holders[before] = None
    etree.strip_elements(tree, *tags, with_tail=False)
    _join_texts(outer, holders)


def _join_texts(outer: Iterable[HtmlElement], ahead: Iterable[HtmlElement]) -> None:
    """Make one text of the texts that elements begin with (`outer`), and of those behind elements (`ahead`).

    What is taken out of a tree leaves a text on either side. To ask for one of thousands in a row gives all behind it.
    """
    for element in outer:
        if element is not None and (text := element.text):
            element.text = _NO_XML.sub("", text)
    for element in ahead:
        if text := element.tail:
            element.tail = _NO_XML.sub("", text)


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
