"""The running text of a page by its layout: a page is a row of lines, and an article the stretch of it that is mostly prose.

Lines in boxes that by their name or kind hold something else (menus, teasers, forms, captions) count against a stretch,
unless so much of the page's prose stands in the box that it can only be the article's wrapper.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lxml.html import HtmlElement

from transforms.pure.body.prose import MAX_COUNTED_LENGTH, MarkedLine, find_prose, is_caption
from transforms.pure.page.blocks import Block, BlockKind
from transforms.pure.page.lines import Line, LineKind
from transforms.pure.text.sentences import ends_sentence

# An article element with so much of a stretch's prose is the article: what lies outside is the page's.
MIN_ARTICLE_SHARE = 0.75
# Prose outside the elements that hold most of it counts for less.
ELSEWHERE = 0.35
# With this much of the prose in elements of one kind, what stands in others is a caption or a teaser.
MAIN_SHARE = 0.7
# What a run of links may cost a stretch: lists of other articles stand in the midst of many.
MAX_RUN_COST = 150.0
# More than this of a list is links, and the list is no end of a text.
MAX_LISTED_LINKS = 0.2

_LISTS = ("ul", "ol", "dl", "table")
_BLOCK_KINDS: dict[LineKind, BlockKind] = {"heading": "heading", "item": "item", "row": "row", "quote": "quote"}


def read_layout(page_lines: Sequence[Line]) -> list[Block]:
    """Give the blocks of the stretch of a page's lines that is its running text; [] where there is no prose."""
    return layout_blocks(*find_prose(page_lines))


def layout_blocks(lines: list[MarkedLine], main: Collection[HtmlElement]) -> list[Block]:
    """Give what `read_layout` gives, of lines that are marked and the elements that hold most prose (`find_prose`)."""
    start, end = _within_article(lines, *_best_stretch(lines))
    stretch = lines[start:end]
    prose = sum(line.length for line in stretch if line.is_prose)
    may_be_apart = sum(line.length for line in stretch if line.is_prose and line.is_main) < MAIN_SHARE * prose
    # Ahead of the first paragraph stand dates and bylines.
    begin = next((at for at, line in enumerate(stretch) if line.is_prose and line.is_main), end)
    return [
        _block(line)
        for at, line in enumerate(stretch)
        if (line.kind != "div" or line.is_main or (line.is_prose and (may_be_apart or (line.is_inside and at > begin))))
        and _is_text(line)
        and (not is_caption(line, main) or (at and _is_entry(stretch[at - 1], line)))
    ]


def prose_blocks(lines: Sequence[MarkedLine]) -> list[Block]:
    """Give the blocks of all prose of a page outside boxes, wherever it stands: what a text may be part of.

    >>> from lxml.html import document_fromstring
    >>> from transforms.pure.page.lines import page_lines
    >>> long = "The gates of the upper dam open on Monday, and the ferry below it stays at its pier."
    >>> page = document_fromstring(f"<div><p>{long}</p><p>Home</p></div>")
    >>> prose_blocks(find_prose(page_lines(page))[0]) == [Block(long)]
    True
    """
    return [_block(line) for line in lines if line.is_prose]


def _block(line: MarkedLine) -> Block:
    return Block(line.text, _BLOCK_KINDS.get(line.kind, "paragraph"))


def _is_entry(before: MarkedLine, line: MarkedLine) -> bool:
    """Tell whether a line says what the heading right ahead of it names: an entry of a list with a picture each."""
    return line.is_inside and before.kind == "heading" and not before.linked and not before.is_boxed


def _is_text(line: MarkedLine) -> bool:
    """Tell whether a line in the stretch is free and no link; paragraphs may be links, and headings where the article stands."""
    may_link = line.kind == "p" or (line.kind == "heading" and line.is_main)
    return not line.is_boxed and (line.is_prose or line.linked <= 0.7 * len(line.text) or may_link)


def _best_stretch(lines: list[MarkedLine]) -> tuple[int, int]:
    """Give the bounds of the stretch with the greatest sum of weights."""
    best = total = cost = 0.0
    start = 0
    bounds = (0, 0)
    for at, line in enumerate(lines):
        weight = _weight(line)
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
    return _widened(lines, *bounds)


def _widened(lines: list[MarkedLine], start: int, end: int) -> tuple[int, int]:
    """Take in the short paragraphs before and behind a stretch that stand in the same element as its prose, and last lists."""
    while start and _is_beside(lines[start - 1]):
        start -= 1
    home = next((line.holder for line in reversed(lines[start:end]) if line.is_prose and line.is_main), None)
    last = start
    while last != end:
        last = end
        while end < len(lines) and _is_beside(lines[end]):
            end += 1
        end = _behind_list(lines, end, home)
    return start, end


def _behind_list(lines: list[MarkedLine], end: int, home: HtmlElement | None) -> int:
    """Give the end of a list or a table, its heading included, that ends a text: in the element of the prose, and no links."""
    first = last = end + (end < len(lines) and lines[end].kind == "heading" and _is_at(lines[end].holder, home))
    listing = _listing(lines[first], home) if first < len(lines) else None
    while last < len(lines) and listing is not None and _listing(lines[last], home) is listing:
        last += 1
    linked = sum(line.linked for line in lines[first:last])
    return (
        last if last > first and linked <= MAX_LISTED_LINKS * sum(len(line.text) for line in lines[first:last]) else end
    )


def _listing(line: MarkedLine, home: HtmlElement | None) -> HtmlElement | None:
    """Give the list or table that a line is of, where that stands right in an element or in a wrapper in it; else None."""
    if line.is_boxed or line.kind == "heading":
        return None
    return next((outer for outer in line.element.iterancestors(*_LISTS) if _is_at(outer.getparent(), home)), None)


def _is_at(outer: HtmlElement | None, home: HtmlElement | None) -> bool:
    return outer is not None and home is not None and (outer is home or outer.getparent() is home)


def _is_beside(line: MarkedLine) -> bool:
    is_plain = line.kind in ("p", "div", "item") and not line.is_boxed
    return line.is_main and is_plain and line.linked <= 0.5 * len(line.text)


def _within_article(lines: list[MarkedLine], start: int, end: int) -> tuple[int, int]:
    """Take off what stands before and behind the article element that holds nearly all of a stretch's prose."""
    prose = [line for line in lines[start:end] if line.is_prose]
    first = next((line for line in prose if line.is_main), None)
    article = None if first is None else next(first.element.iterancestors("article"), None)
    if article is None:
        return start, end
    inside = set(article.iter())
    held = sum(line.length for line in prose if line.element in inside)
    if held < MIN_ARTICLE_SHARE * sum(line.length for line in prose):
        return start, end
    while lines[start].element not in inside:
        start += 1
    while lines[end - 1].element not in inside:
        end -= 1
    return start, end


def _weight(line: MarkedLine) -> float:
    if line.is_boxed:
        return -10.0 - (0.4 * min(line.length, 200) if line.linked <= 0.5 * len(line.text) else 40.0)
    if line.is_prose:
        return min(line.length, MAX_COUNTED_LENGTH) * (1.0 if line.is_main else ELSEWHERE)
    if line.linked > 0.5 * len(line.text):
        return -40.0
    if line.kind == "heading":
        return -5.0
    if line.kind in ("item", "row"):
        return min(line.length, 150) * 0.15 - 5.0
    return 5.0 if line.kind == "p" and (line.length >= 25 and ends_sentence(line.text)) else -8.0
