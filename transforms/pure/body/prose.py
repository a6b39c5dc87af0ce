"""What the lines of a page are: prose or not, in the element that holds the article or elsewhere, in a box or free."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from lxml.html import HtmlElement

from transforms.pure.page.elements import text_within
from transforms.pure.page.lines import Line

# In letters; an ideograph counts as two.
MIN_PROSE_LENGTH = 60
MAX_COUNTED_LENGTH = 500
# Elsewhere on a page a line with more links is a list of them; where the article stands it is a sentence about others.
MAX_LINKED_SHARE, MAX_MAIN_LINKED_SHARE = 0.4, 0.7
# The links of a list of articles are titles; those of a glossary are words.
MIN_TITLE_LENGTH = 20
# A box with more than this of the page's prose wraps the article, whatever its name.
MAX_BOX_SHARE = 0.3
# Of all classes of two elements, those that both have: the last paragraph has one more, the first one less.
MIN_SHARED_CLASSES = 0.5
MAX_CAPTION_LENGTH = 400
# A credit, a label and a button may stand beside a caption.
MAX_BESIDE_CAPTION = 200
# So much prose outside the comments is the article, however long they are.
MIN_BESIDE_LENGTH = 200

_NEVER_BODY = frozenset(("nav", "footer", "figcaption"))
_COMMENTS_NAME = re.compile(r"(?:^|[\s_-])comments?(?=$|[\s_-])", re.IGNORECASE)

Label = tuple[str, str]


def mark_lines(lines: list[Line]) -> set[HtmlElement]:
    """Marks the lines that are prose, those that stand where most of it does, and those in a box that is not the article's.

    Gives the element that holds most prose and all that is round it.
    """
    for line in lines:
        line.is_prose = _is_prose(line, MAX_LINKED_SHARE)
    _mark_boxed(lines)
    main = _mark_main(lines)
    for before, line in pairwise(lines):
        if line.is_prose and line.holder is not main and _is_teaser(before, line):
            line.is_prose, line.is_boxed = False, True
    for line in lines:
        if line.is_main and not line.is_prose and not line.is_boxed:
            most = MAX_MAIN_LINKED_SHARE if _is_titles(line) else 1.0
            line.is_prose = line.kind == "p" and _is_prose(line, most)
    return set() if main is None else {main, *main.iterancestors()}


def is_caption(line: Line, main: Collection[HtmlElement]) -> bool:
    """Tells whether the line stands in an element that holds a picture and little else, `main` and what is round that aside."""
    if line.is_main or line.length > MAX_CAPTION_LENGTH or line.kind not in ("p", "div", "item"):
        return False
    for outer in (line.holder, *line.holder.iterancestors()):
        if outer in main or text_within(outer, len(line.text) + MAX_BESIDE_CAPTION) is None:
            return False
        if next(outer.iter("img", "picture"), None) is not None:
            return True
    return False


def _is_prose(line: Line, most_linked: float) -> bool:
    is_text = line.kind in ("p", "div", "quote") and line.length >= MIN_PROSE_LENGTH
    return is_text and line.linked <= most_linked * len(line.text)


def _mark_boxed(lines: list[Line]) -> None:
    # By name and class, not by element: the parts of a split body are one wrapper.
    held: dict[Label, int] = {}
    total = beside = 0
    # Asked once for each box: one may hold all of a page's lines.
    comments = {box: _is_comments(box) for box in {box for line in lines for box in line.boxes}}
    for line in lines:
        if line.is_prose:
            beside += line.length if not any(comments[box] for box in line.boxes) else 0
            counted = min(line.length, MAX_COUNTED_LENGTH)
            total += counted
            for label in set(map(_label, line.boxes)):
                held[label] = held.get(label, 0) + counted
    for line in lines:
        line.is_boxed = any(
            box.tag in _NEVER_BODY
            or held.get(_label(box), 0) < MAX_BOX_SHARE * total
            or (beside >= MIN_BESIDE_LENGTH and comments[box])
            for box in line.boxes
        )
        line.is_prose = line.is_prose and not line.is_boxed


def _is_comments(box: HtmlElement) -> bool:
    """Comments may be longer than what they comment on; an element round the title is the page, whatever its name."""
    name = f"{box.get('class') or ''} {box.get('id') or ''}"
    return _COMMENTS_NAME.search(name) is not None and box.find(".//h1") is None


def _mark_main(lines: list[Line]) -> HtmlElement | None:
    """Marks the lines in the element that holds most prose, and in those like it and like its paragraphs; gives it."""
    held: dict[HtmlElement, int] = {}
    for line in lines:
        if line.is_prose:
            held[line.holder] = held.get(line.holder, 0) + min(line.length, MAX_COUNTED_LENGTH)
    main = max(held, key=held.__getitem__, default=None)
    if main is None:
        return None
    inside = (line.element for line in lines if line.is_prose and line.holder is main)
    models = {frozenset(classes.split()) for classes in {_classes(main), *map(_classes, inside)} if classes}
    alike: dict[str, bool] = {"": False}
    for line in lines:
        line.is_main = line.holder is main or any(
            _is_alike(_classes(element), models, alike) for element in (line.holder, line.element)
        )
    return main


def _is_alike(classes: str, models: set[frozenset[str]], known: dict[str, bool]) -> bool:
    if classes not in known:
        own = frozenset(classes.split())
        known[classes] = any(len(own & model) >= MIN_SHARED_CLASSES * len(own | model) for model in models)
    return known[classes]


def _is_teaser(before: Line, line: Line) -> bool:
    """A linked heading and the text below it, in one element, tell of another article."""
    linked = before.kind == "heading" and before.linked >= 0.9 * len(before.text)
    return linked and line.holder in (before.holder, before.holder.getparent())


def _is_titles(line: Line) -> bool:
    return line.linked * line.length >= MIN_TITLE_LENGTH * line.links * len(line.text)


def _classes(element: HtmlElement) -> str:
    return (element.get("class") or "").strip()


def _label(element: HtmlElement) -> Label:
    return str(element.tag), " ".join((element.get("class") or "").split())
