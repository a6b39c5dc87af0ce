"""The lines of a page, broken where a browser would break them, each with what it is and the boxes that it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import Literal

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.page.boxes import is_box
from transforms.pure.page.breaks import QUESTION_MAX, asks, begins_quoted, find_partings, parts_sentences, text_length
from transforms.pure.page.elements import element_text, take_out, text_within
from transforms.pure.page.unseen import is_footnote_mark, is_hidden_note, is_shown_as_block, is_unseen
from transforms.pure.text.normal import clean_line
from transforms.pure.text.quotes import quotes_in

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
# Where a subhead is its own anchor; "#" alone is a script's button.
_IN_PAGE = re.compile(r"#\w")
# What no page calls an element.
_SPOKEN = "newsbeam-spoken"
_STRESSED = frozenset(("b", "strong", "i", "em", "u"))
_BREAK = "\n"
MAX_EMOJI_CHARACTERS = 8
# Of a page's text, what its style may hide for good; where it hides more, a script shows it.
MAX_HIDDEN_SHARE = 0.25
# What a button holds only where its end tag is missing.
_TEXTS = ("p", "article", "main", "h1", "h2")
_KINDS: dict[str, LineKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "summary"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    "tr": "row",
    "blockquote": "quote",
    **dict.fromkeys(("p", "pre"), "p"),
}


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
    """Give the lines of a page as `page_lines`, and the elements left out since no reader sees them.

    >>> from lxml.html import document_fromstring
    >>> lines, spoken = read_lines(document_fromstring("<p>The dam<i class='sr-only'> (opens a new window)</i></p>"))
    >>> [line.text for line in lines], [element.text for element in spoken]
    (['The dam'], [' (opens a new window)'])
    """
    body = tree.find("body")
    for shows_hidden in (False, True):
        reader = _Reader(quotes_in(tree.get("lang")), shows_hidden)
        reader.read(tree if body is None else body, "div", (), False)
        if reader.hidden <= MAX_HIDDEN_SHARE * sum(line.length for line in reader.lines):
            break
    return reader.lines, reader.spoken


def strip_spoken(tree: HtmlElement) -> list[Line]:
    """Take the text that no reader sees out of the tree, so that no reading finds it; give the lines.

    >>> from lxml.html import document_fromstring
    >>> page = document_fromstring("<p>The dam<i class='sr-only'> (opens a new window)</i></p>")
    >>> [line.text for line in strip_spoken(page)], page.text_content()
    (['The dam'], 'The dam')
    """
    lines, spoken = read_lines(tree)
    _strip(tree, spoken)
    return lines


def _strip(tree: HtmlElement, spoken: Sequence[HtmlElement]) -> None:
    """Take elements out of a tree at once: one by one, the text behind each would be written again with all ahead of it."""
    tags = [element.tag for element in spoken]
    for element in spoken:
        element.tag = _SPOKEN
    if spoken:
        take_out(tree, _SPOKEN)
    for element, tag in zip(spoken, tags, strict=True):
        element.tag = tag


class _Reader:
    """Walk the tree and break the text into lines where a browser would; `spoken` are the elements that it passes over."""

    def __init__(self, quotes: tuple[str, str], shows_hidden: bool) -> None:
        self.lines: list[Line] = []
        self.spoken: list[HtmlElement] = []
        self.hidden = 0
        self._quotes, self._shows_hidden = quotes, shows_hidden
        self._parts: list[str] = []
        self._linked = self._links = self._bold = self._boldness = 0
        # Where single breaks stand: how many parts, linked and bold characters and links are ahead.
        self._breaks: list[tuple[int, int, int, int]] = []
        self._abuts = False

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
                style = child.get("style")
                if style is None or not self._is_hidden(child, style):
                    inner = _inner_kind(tag, kind, element)
                    self.read(child, inner, (*boxes, child) if is_box(child) else boxes, linked)
            elif tag == "button" or (tag == "template" and child.get("shadowrootmode") is None):
                if tag == "button":
                    self._read_button(child, block, kind, boxes, linked)
            elif isinstance(tag, str) and tag not in _UNSEEN:
                self._read_inline(child, block, kind, boxes, linked)
            tail = child.tail
            if tail and (self._parts or not tail.isspace()):
                self._add(tail, linked)

    def _read_inline(
        self, child: HtmlElement, block: HtmlElement, kind: LineKind, boxes: tuple[HtmlElement, ...], linked: bool
    ) -> None:
        tag, style = child.tag, child.get("style")
        if is_unseen(child, style) or (tag in ("a", "sup") and is_footnote_mark(child)):
            self.spoken.append(child)
        elif tag == "img":
            self._add_picture(child.get("alt") or "", linked)
        elif (style is not None and is_shown_as_block(style)) or (
            "-" in tag and kind in ("div", "p") and _stands_alone(child)
        ):
            if self._parts:
                self._end_line(block, kind, boxes)
            self.read(child, "p" if kind == "div" else kind, boxes, linked)
        else:
            if tag in ("td", "th"):
                self._add(" ", linked)
            leads_away = tag == "a" and not (kind == "heading" and _IN_PAGE.match(child.get("href") or ""))
            self._links += leads_away
            is_bold = tag in _STRESSED or (style is not None and "bold" in style)
            is_quote = tag == "q" and not begins_quoted(child.text or "")
            self._boldness += is_bold
            if is_quote:
                self._add(self._quotes[0], linked)
            self._read_inside(child, block, kind, boxes, linked or leads_away)
            if is_quote:
                self._add(self._quotes[1], linked)
            self._boldness -= is_bold
            self._abuts = not child.tail

    def _is_hidden(self, block: HtmlElement, style: str) -> bool:
        """Tell whether a block is passed over, since its style hides it and nothing opens it."""
        if self._shows_hidden or not is_hidden_note(block, style):
            return False
        self.spoken.append(block)
        self.hidden += len(element_text(block))
        return True

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
        parts = self._parts
        if text.isspace():  # Most texts between elements are: they part words, and begin no line.
            if parts and parts[-1] != _BREAK:
                parts.append(" ")
            return
        if self._abuts:
            self._abuts = False
            if parts and parts_sentences(parts[-1], text):
                parts.append(" ")
        parts.append(text)
        if linked or self._boldness:
            length = len(text.strip())
            self._linked += length if linked else 0
            self._bold += length if self._boldness else 0

    def _add_picture(self, name: str, linked: bool) -> None:
        """Say a picture that stands for a character, as sites set emoji."""
        if 0 < len(name) <= MAX_EMOJI_CHARACTERS and not name.isascii() and not any(map(str.isalnum, name)):
            self._add(name, linked)

    def _break(self, block: HtmlElement, kind: LineKind, boxes: tuple[HtmlElement, ...]) -> None:
        """End the line at the second of two breaks: what one parts is found at the end of the line."""
        if self._parts and self._parts[-1] == _BREAK:
            self._end_line(block, kind, boxes)
        elif self._parts:
            self._parts.append(_BREAK)
            self._breaks.append((len(self._parts), self._linked, self._links, self._bold))

    def _end_line(self, element: HtmlElement, kind: LineKind, boxes: tuple[HtmlElement, ...]) -> None:
        ahead = linked = links = 0
        for end, linked_here, links_here in self._ends(kind):
            text = clean_line("".join(self._parts[ahead:end]))
            if any(map(str.isalnum, text)) and len(self.lines) < MAX_LINES:
                most = min(linked_here - linked, len(text))
                own = "heading" if kind == "div" and links_here == links and asks(text) else kind
                self.lines.append(Line(text, text_length(text), most, links_here - links, own, element, boxes))
            ahead, linked, links = end, linked_here, links_here
        self._parts.clear()
        self._breaks.clear()
        self._abuts = False
        self._linked = self._links = self._bold = 0

    def _ends(self, kind: LineKind) -> list[tuple[int, int, int]]:
        """Give where lines end among the parts, and the linked characters and links up to there."""
        end = (len(self._parts), self._linked, self._links)
        if not self._breaks or kind not in ("p", "div", "quote") or 2 * self._linked > sum(map(len, self._parts)):
            return [end]
        marks = [(0, 0, 0, 0), *self._breaks, (*end, self._bold)]
        texts = [clean_line("".join(self._parts[one[0] : other[0]])) for one, other in pairwise(marks)]
        bold = [0 < len(text) <= other[3] - one[3] for text, (one, other) in zip(texts, pairwise(marks), strict=True)]
        partings = find_partings(texts, bold)
        return [*(mark[:3] for mark, parts in zip(self._breaks, partings, strict=True) if parts), end]


def _opens_text(button: HtmlElement) -> bool:
    """Tell whether a button is a question whose answer it shows."""
    return asks(text_within(button, QUESTION_MAX) or "")


def _inner_kind(tag: str, kind: LineKind, element: HtmlElement) -> LineKind:
    """Give what a block's lines are in an element whose lines are of a kind."""
    inner = _KINDS.get(tag, "div")
    if inner not in ("p", "div") or kind not in ("heading", "quote", "row"):
        return inner
    return inner if kind != "heading" and _lays_out(element) else kind


def _lays_out(cell: HtmlElement) -> bool:
    """Tell whether a cell of a table holds paragraphs, as on old pages whose columns are cells."""
    return cell.tag in ("td", "th") and next(islice(cell.iterchildren("p"), 1, None), None) is not None


def _stands_alone(element: HtmlElement) -> bool:
    """Tell whether an element of the page's own stands between others, with no text beside it: as a paragraph does."""
    before, outer = element.getprevious(), element.getparent()
    text = outer.text if before is None else before.tail
    return outer.tag != "p" and not (text or "").strip() and not (element.tail or "").strip()
