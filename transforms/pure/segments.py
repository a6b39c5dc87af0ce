"""The running text of a page by its layout: a page is a row of lines, and an article the stretch of it that is mostly prose.

Lines in boxes that by their name or kind hold something else (menus, teasers, forms, captions) count against a stretch,
unless so much of the page's prose stands in the box that it can only be the article's wrapper.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.blocks import Block, BlockKind
from transforms.pure.texts import clean_line

MAX_LINES = 30_000
# In letters; an ideograph counts as two.
MIN_PROSE_LENGTH = 60
MAX_COUNTED_LENGTH = 500
MAX_LINKED_SHARE = 0.4
# A box with more than this of the page's prose wraps the article, whatever its name.
MAX_BOX_SHARE = 0.3
# Prose outside the elements that hold most of it counts for less.
ELSEWHERE = 0.35
# What a run of links may cost a stretch: lists of other articles stand in the midst of many.
MAX_RUN_COST = 150.0

LineKind = Literal["p", "div", "item", "row", "quote", "heading"]

_UNSEEN = frozenset(
    (
        "script", "style", "svg", "noscript", "button", "select", "iframe", "template", "head",
        "audio", "video", "object", "canvas", "textarea", "option", "map",
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
_BOX_TAGS = frozenset(("nav", "footer", "aside", "form", "figure", "figcaption", "dialog", "address"))
_NEVER_BODY = frozenset(("nav", "footer", "figcaption"))
_BOX_NAME = re.compile(
    r"(?:^|[\s_-])(?:comments?|related|recommend\w*|recirc\w*|promo\w*|newsletters?|sign-?up|subscri\w*|share|sharing|social"
    r"|side-?bar|breadcrumbs?|tags?|topics|byline|bio|captions?|credits?|advert\w*|ads?|banner|cookies?|consent|popup|modal"
    r"|footer|nav|menu|pagination|popular|trending|teasers?|widget|read-?more|also|print|toolbar|hidden|screen-reader\w*"
    r"|sr-only|donat\w*)(?=$|[\s_-])",
    re.IGNORECASE,
)
_KINDS: dict[str, LineKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    "tr": "row",
    "blockquote": "quote",
    "p": "p",
}
_BLOCK_KINDS: dict[LineKind, BlockKind] = {"heading": "heading", "item": "item", "row": "row", "quote": "quote"}
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SENTENCE_END = re.compile(r"[.!?…。！？।؟]['\"”’»)\]]?$")


class Line(Struct):
    """A line of the page: how much of it is linked, the element that it stands in, and the boxes round that."""

    text: str
    length: int
    linked: int
    kind: LineKind
    element: HtmlElement
    boxes: tuple[HtmlElement, ...]
    is_prose: bool = False
    is_boxed: bool = False

    @property
    def holder(self) -> HtmlElement:
        """The element that holds this line and its neighbours."""
        parent = self.element.getparent() if self.kind in ("p", "heading", "item") else None
        return self.element if parent is None else parent


def find_stretch(tree: HtmlElement) -> list[Block]:
    """Gives the blocks of the stretch of a page that is its running text; [] where there is no prose."""
    lines = page_lines(tree)
    _mark(lines)
    start, end = _best_stretch(lines)
    return [
        Block(line.text, _BLOCK_KINDS.get(line.kind, "paragraph"))
        for line in lines[start:end]
        if not line.is_boxed and (line.is_prose or line.linked <= 0.7 * len(line.text) or line.kind == "p")
    ]


def page_lines(tree: HtmlElement) -> list[Line]:
    """Gives the lines of a page in order, those of its boxes included, what is never seen left out."""
    body = tree.find("body")
    reader = _Reader()
    reader.read(tree if body is None else body, "div", (), False)
    return reader.lines


class _Reader:
    """Walks the tree and breaks the text into lines where a browser would."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._parts: list[str] = []
        self._linked = 0

    def read(self, element: HtmlElement, kind: LineKind, boxes: tuple[HtmlElement, ...], linked: bool) -> None:
        self._read_inside(element, element, kind, boxes, linked)
        self._end_line(element, kind, boxes)

    def _read_inside(
        self, element: HtmlElement, block: HtmlElement, kind: LineKind, boxes: tuple[HtmlElement, ...], linked: bool
    ) -> None:
        self._add(element.text, linked)
        for child in element:
            tag = child.tag
            if tag == "br":
                self._add(" ", linked)
            elif tag in _BLOCKS:
                self._end_line(block, kind, boxes)
                inner = _KINDS.get(tag, "div")
                if kind in ("quote", "row") and inner in ("p", "div"):
                    inner = kind
                self.read(child, inner, (*boxes, child) if _is_box(child) else boxes, linked)
            elif isinstance(tag, str) and tag not in _UNSEEN:
                if tag in ("td", "th"):
                    self._add(" ", linked)
                self._read_inside(child, block, kind, boxes, linked or tag == "a")
            self._add(child.tail, linked)

    def _add(self, text: str | None, linked: bool) -> None:
        if not text:
            return
        if text.isspace():  # Most texts between elements are: they part words, and begin no line.
            if self._parts:
                self._parts.append(" ")
            return
        self._parts.append(text)
        self._linked += len(text.strip()) if linked else 0

    def _end_line(self, element: HtmlElement, kind: LineKind, boxes: tuple[HtmlElement, ...]) -> None:
        if not self._parts:
            return
        text = clean_line("".join(self._parts))
        if any(map(str.isalnum, text)) and len(self.lines) < MAX_LINES:
            length = len(text) if text.isascii() else len(text) + len(_IDEOGRAPH.findall(text))
            self.lines.append(Line(text, length, min(self._linked, len(text)), kind, element, boxes))
        self._parts.clear()
        self._linked = 0


def _is_box(element: HtmlElement) -> bool:
    if element.tag in _BOX_TAGS or element.get("hidden") is not None:
        return True
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(name) > 1 and _BOX_NAME.search(name) is not None


def _mark(lines: list[Line]) -> None:
    """Marks the lines that are prose, and those that stand in a box that is not the article's."""
    # By name and class, not by element: the parts of a split body are one wrapper.
    held: dict[tuple[str, str], int] = {}
    total = 0
    for line in lines:
        line.is_prose = (
            line.kind in ("p", "div", "quote")
            and line.length >= MIN_PROSE_LENGTH
            and line.linked <= MAX_LINKED_SHARE * len(line.text)
        )
        if line.is_prose:
            counted = min(line.length, MAX_COUNTED_LENGTH)
            total += counted
            for label in set(map(_label, line.boxes)):
                held[label] = held.get(label, 0) + counted
    for line in lines:
        line.is_boxed = any(
            box.tag in _NEVER_BODY or held.get(_label(box), 0) < MAX_BOX_SHARE * total for box in line.boxes
        )
        line.is_prose = line.is_prose and not line.is_boxed
    for before, line in pairwise(lines):
        if line.is_prose and _is_teaser(before, line):
            line.is_prose, line.is_boxed = False, True


def _is_teaser(before: Line, line: Line) -> bool:
    """A linked heading and the text below it, in one element, tell of another article."""
    linked = before.kind == "heading" and before.linked >= 0.9 * len(before.text)
    return linked and line.holder in (before.holder, before.holder.getparent())


def _best_stretch(lines: list[Line]) -> tuple[int, int]:
    """Gives the bounds of the stretch with the greatest sum of weights."""
    main, alike = _main_holder(lines)
    best = total = cost = 0.0
    start = 0
    bounds = (0, 0)
    for at, line in enumerate(lines):
        weight = _weight(line, main, alike)
        if weight < 0:
            weight = -min(-weight, max(0.0, MAX_RUN_COST - cost))
            cost -= weight
        elif line.is_prose:
            cost = 0.0
        if total <= 0:
            total, start = 0.0, at
        total += weight
        if total > best:
            best, bounds = total, (start, at + 1)
    return _widened(lines, bounds, main, alike)


def _widened(
    lines: list[Line], bounds: tuple[int, int], main: HtmlElement | None, alike: set[tuple[str, str]]
) -> tuple[int, int]:
    """Takes in the short paragraphs before and behind a stretch that stand in the same element as its prose."""
    start, end = bounds
    while start and _is_beside(lines[start - 1], main, alike):
        start -= 1
    while end < len(lines) and _is_beside(lines[end], main, alike):
        end += 1
    return start, end


def _is_beside(line: Line, main: HtmlElement | None, alike: set[tuple[str, str]]) -> bool:
    is_main = line.holder is main or _label(line.holder) in alike
    return is_main and line.kind in ("p", "div", "item") and not line.is_boxed and line.linked <= 0.5 * len(line.text)


def _main_holder(lines: list[Line]) -> tuple[HtmlElement | None, set[tuple[str, str]]]:
    """Gives the element that holds most prose, and the names and classes of elements like it and like its paragraphs."""
    held: dict[HtmlElement, int] = {}
    for line in lines:
        if line.is_prose:
            held[line.holder] = held.get(line.holder, 0) + min(line.length, MAX_COUNTED_LENGTH)
    main = max(held, key=held.__getitem__, default=None)
    if main is None:
        return None, set()
    inside = (line.element for line in lines if line.is_prose and line.holder is main)
    return main, {label for label in (_label(main), *map(_label, inside)) if label[1]}


def _weight(line: Line, main: HtmlElement | None, alike: set[tuple[str, str]]) -> float:
    if line.is_boxed:
        return -10.0 - (0.4 * min(line.length, 200) if line.linked <= 0.5 * len(line.text) else 40.0)
    if line.is_prose:
        holder = line.holder
        is_main = holder is main or _label(holder) in alike or _label(line.element) in alike
        return min(line.length, MAX_COUNTED_LENGTH) * (1.0 if is_main else ELSEWHERE)
    if line.linked > 0.5 * len(line.text):
        return -40.0
    if line.kind == "heading":
        return -5.0
    if line.kind in ("item", "row"):
        return min(line.length, 150) * 0.15 - 5.0
    return 5.0 if line.kind == "p" and (line.length >= 25 and _SENTENCE_END.search(line.text)) else -8.0


def _label(element: HtmlElement) -> tuple[str, str]:
    return str(element.tag), " ".join((element.get("class") or "").split())
