"""The lines of a page, broken where a browser would break them, each with what it is and the boxes that it stands in."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Literal

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.page.boxes import is_box
from transforms.pure.page.elements import MAX_LABEL_CHARACTERS, text_within
from transforms.pure.text.normal import clean_line

MAX_LINES = 30_000

LineKind = Literal["p", "div", "item", "row", "quote", "heading"]

_UNSEEN = frozenset(
    (
        "script", "style", "svg", "noscript", "select", "iframe", "head",
        "audio", "video", "object", "canvas", "textarea", "option", "map", "annotation", "annotation-xml",
    )
)  # fmt: skip
_BLOCKS = frozenset(
    (
        "p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
        "li", "dl", "dt", "dd", "table", "tr", "thead", "tbody", "tfoot", "blockquote", "pre",
        "figure", "header", "body", "html", "center", "address", "hr", "details", "summary",
        "fieldset", "hgroup", "nav", "footer", "aside", "form", "figcaption", "dialog",
    )
)  # fmt: skip
# How pages hide a text from all but screen readers: by style, or by a class of one of these names.
_CLIPPED = re.compile(r"clip:\s*rect\(\s*[01]|clip-path:\s*inset\((?:50|100)%", re.IGNORECASE)
_SPOKEN_NAME = re.compile(r"(?:^|[\s_-])(?:visually-?hidden|screen-?reader\w*|sr-only)(?=$|[\s_-])", re.IGNORECASE)
# Where a subhead is its own anchor; "#" alone is a script's button.
_IN_PAGE = re.compile(r"#\w")
_BREAK = "\n"
# What a button holds only where its end tag is missing.
_TEXTS = ("p", "article", "main", "h1", "h2")
_QUESTION_MARKS = ("?", "？", "؟", ";")
MAX_QUESTION_CHARACTERS = 200
_KINDS: dict[str, LineKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "summary"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    "tr": "row",
    "blockquote": "quote",
    "p": "p",
}
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Line(Struct, frozen=True):
    """A line of the page: how much of it is linked and by how many links, the element it stands in, the boxes round that."""

    text: str
    length: int
    linked: int
    links: int
    kind: LineKind
    element: HtmlElement
    boxes: tuple[HtmlElement, ...]

    @property
    def holder(self) -> HtmlElement:
        """Give the element that holds this line and its neighbours."""
        parent = self.element.getparent() if self.kind in ("p", "heading", "item") else None
        return self.element if parent is None else parent


def page_lines(tree: HtmlElement) -> list[Line]:
    """Give the lines of a page in order, those in its boxes too, without what no browser shows.

    >>> from lxml.html import document_fromstring
    >>> [line.text for line in page_lines(document_fromstring("<p>The dam<br><br>opens <b>on</b> Monday</p><h2>Gates</h2>"))]
    ['The dam', 'opens on Monday', 'Gates']
    """
    return read_lines(tree)[0]


def read_lines(tree: HtmlElement) -> tuple[list[Line], list[HtmlElement]]:
    """Give the lines of a page as `page_lines`, and the inline elements left out since only screen readers speak them.

    >>> from lxml.html import document_fromstring
    >>> lines, spoken = read_lines(document_fromstring("<p>The dam<i class='sr-only'> (opens a new window)</i></p>"))
    >>> [line.text for line in lines], [element.text for element in spoken]
    (['The dam'], [' (opens a new window)'])
    """
    body = tree.find("body")
    reader = _Reader()
    reader.read(tree if body is None else body, "div", (), False)
    return reader.lines, reader.spoken


def strip_spoken(tree: HtmlElement) -> list[Line]:
    """Take the inline text that only screen readers speak out of the tree, so that no reading finds it; give the lines.

    >>> from lxml.html import document_fromstring
    >>> page = document_fromstring("<p>The dam<i class='sr-only'> (opens a new window)</i></p>")
    >>> [line.text for line in strip_spoken(page)], page.text_content()
    (['The dam'], 'The dam')
    """
    lines, spoken = read_lines(tree)
    for element in spoken:
        element.drop_tree()
    return lines


class _Reader:
    """Walk the tree and break the text into lines where a browser would."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.spoken: list[HtmlElement] = []
        self._parts: list[str] = []
        self._linked = self._links = 0

    def read(self, element: HtmlElement, kind: LineKind, boxes: tuple[HtmlElement, ...], linked: bool) -> None:
        self._read_inside(element, element, kind, boxes, linked)
        if self._parts:
            self._end_line(element, kind, boxes)

    def _read_inside(
        self, element: HtmlElement, block: HtmlElement, kind: LineKind, boxes: tuple[HtmlElement, ...], linked: bool
    ) -> None:
        if element.text:
            self._add(element.text, linked)
        for child in element:
            tag = child.tag
            if tag == "br":
                self._break(block, kind, boxes)
            elif tag in _BLOCKS:
                if self._parts:
                    self._end_line(block, kind, boxes)
                inner = _inner_kind(tag, kind, element)
                self.read(child, inner, (*boxes, child) if is_box(child) else boxes, linked)
            elif tag == "button" or (tag == "template" and child.get("shadowrootmode") is None):
                if tag == "button":
                    self._read_button(child, block, kind, boxes, linked)
            elif _is_spoken(child):
                self.spoken.append(child)
            elif isinstance(tag, str) and tag not in _UNSEEN:
                if tag in ("td", "th"):
                    self._add(" ", linked)
                leads_away = tag == "a" and not (kind == "heading" and _IN_PAGE.match(child.get("href") or ""))
                self._links += leads_away
                self._read_inside(child, block, kind, boxes, linked or leads_away)
            tail = child.tail
            if tail and (self._parts or not tail.isspace()):
                self._add(tail, linked)

    def _read_button(
        self, button: HtmlElement, block: HtmlElement, kind: LineKind, boxes: tuple[HtmlElement, ...], linked: bool
    ) -> None:
        """Read a question that opens its answer, and what a button holds that was never closed; labels are no text."""
        if kind == "heading":
            self._read_inside(button, block, kind, boxes, linked)
        elif kind != "p" and (_opens_text(button) or next(button.iter(*_TEXTS), None) is not None):
            if self._parts:
                self._end_line(block, kind, boxes)
            self.read(button, "heading" if _opens_text(button) else "div", boxes, linked)

    def _add(self, text: str, linked: bool) -> None:
        if text.isspace():  # Most texts between elements are: they part words, and begin no line.
            if self._parts and self._parts[-1] != _BREAK:
                self._parts.append(" ")
            return
        self._parts.append(text)
        self._linked += len(text.strip()) if linked else 0

    def _break(self, block: HtmlElement, kind: LineKind, boxes: tuple[HtmlElement, ...]) -> None:
        """End the line at the second of two breaks: one parts the words of a poem or an address, two part paragraphs."""
        if self._parts and self._parts[-1] == _BREAK:
            self._end_line(block, kind, boxes)
        elif self._parts:
            self._parts.append(_BREAK)

    def _end_line(self, element: HtmlElement, kind: LineKind, boxes: tuple[HtmlElement, ...]) -> None:
        text = clean_line("".join(self._parts))
        if any(map(str.isalnum, text)) and len(self.lines) < MAX_LINES:
            length = len(text) if text.isascii() else len(text) + len(_IDEOGRAPH.findall(text))
            self.lines.append(Line(text, length, min(self._linked, len(text)), self._links, kind, element, boxes))
        self._parts.clear()
        self._linked = self._links = 0


def _opens_text(button: HtmlElement) -> bool:
    """Tell whether a button is a question whose answer it shows."""
    text = text_within(button, MAX_QUESTION_CHARACTERS) or ""
    return text.endswith(_QUESTION_MARKS)


def _inner_kind(tag: str, kind: LineKind, element: HtmlElement) -> LineKind:
    """Give what a block's lines are in an element whose lines are of a kind."""
    inner = _KINDS.get(tag, "div")
    if inner not in ("p", "div") or kind not in ("heading", "quote", "row"):
        return inner
    return inner if kind != "heading" and _lays_out(element) else kind


def _lays_out(cell: HtmlElement) -> bool:
    """Tell whether a cell of a table holds paragraphs, as on old pages whose columns are cells."""
    return cell.tag in ("td", "th") and next(islice(cell.iterchildren("p"), 1, None), None) is not None


def _is_spoken(element: HtmlElement) -> bool:
    """Tell whether an inline element is for screen readers alone ("opens in a new window")."""
    style = element.get("style")
    if style is not None and _CLIPPED.search(style) is not None:
        return True
    name = element.get("class")
    return name is not None and _names_spoken(name[:MAX_LABEL_CHARACTERS])


# A page, and all pages of a site, have few names for many elements.
@lru_cache(maxsize=4096)
def _names_spoken(name: str) -> bool:
    return _SPOKEN_NAME.search(name) is not None
