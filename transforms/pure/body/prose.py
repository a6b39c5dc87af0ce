"""What the lines of a page are: prose or not, in the element that holds most of it or elsewhere, in a box or free."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, compress, islice, pairwise

from lxml.html import HtmlElement
from msgspec.structs import astuple

from transforms.pure.page.boxes import BOX_TAGS, box_signs
from transforms.pure.page.elements import has_more
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
# With less of the prose outside boxes the page's builder calls everything a box.
MIN_FREE_SHARE = 0.25
# Of all classes of two elements, those that both have: the last paragraph has one more, the first one less.
MIN_SHARED_CLASSES = 0.5
MAX_CAPTION_LENGTH = 400
# A credit, a label and a button may stand beside a caption.
MAX_BESIDE_CAPTION = 200
# So many elements round a line are looked at for a picture beside it.
MAX_CLIMB = 12
# So much prose outside the comments is the article, however long they are.
MIN_BESIDE_LENGTH = 200
# With so much of the prose outside footers, menus and dialogs none of these wraps the article.
MIN_UNFRAMED_SHARE = 0.3
# The entries of an article that is a list hold so many times as much as the longest of its other parts.
MIN_TOGETHER = 2

_NEVER_BODY = frozenset(("nav", "footer", "figcaption"))
_FRAME_NAME = re.compile(r"(?:^|[\s_-])(?:footer|cookies?|consent|modal|popup|nav|menu)(?=$|[\s_-])", re.IGNORECASE)
_COMMENTS_NAME = re.compile(r"(?:^|[\s_-])comments?(?=$|[\s_-])", re.IGNORECASE)

Label = tuple[str, str]


class MarkedLine(Line, frozen=True, kw_only=True):
    """A line of the page, and whether it is prose, stands where most prose does, stands in a box that is not the article's.

    `is_inside` tells whether it stands in an element that holds most prose, at whatever depth.
    """

    is_prose: bool
    is_main: bool
    is_inside: bool
    is_boxed: bool


def find_prose(lines: Sequence[Line]) -> tuple[list[MarkedLine], set[HtmlElement]]:
    """Give the lines with what they are, and the elements that hold most prose with all that is round them."""
    prose = [_is_prose(line, MAX_LINKED_SHARE) for line in lines]
    boxed = _find_boxed(lines, prose)
    prose = [is_prose and not is_boxed for is_prose, is_boxed in zip(prose, boxed, strict=True)]
    mains = _find_mains(lines, prose)
    if not mains:
        return [
            _marked(line, False, False, False, is_boxed) for line, is_boxed in zip(lines, boxed, strict=True)
        ], set()
    in_main = _find_alike(lines, prose, mains)
    within = set(chain.from_iterable(main.iter() for main in mains))
    inside = [line.element in within for line in lines]
    for at, (before, line) in enumerate(pairwise(lines), start=1):
        if prose[at] and line.holder not in mains and _is_teaser(before, line):
            prose[at], boxed[at] = False, True
    for at, line in enumerate(lines):
        if in_main[at] and not prose[at] and not boxed[at]:
            most = MAX_MAIN_LINKED_SHARE if _is_titles(line) else 1.0
            prose[at] = line.kind == "p" and _is_prose(line, most)
    return list(map(_marked, lines, prose, in_main, inside, boxed)), mains.union(
        *(main.iterancestors() for main in mains)
    )


def _marked(line: Line, is_prose: bool, is_main: bool, is_inside: bool, is_boxed: bool) -> MarkedLine:
    return MarkedLine(*astuple(line), is_prose=is_prose, is_main=is_main, is_inside=is_inside, is_boxed=is_boxed)


def is_caption(line: MarkedLine, main: Collection[HtmlElement]) -> bool:
    """Tell whether the line stands in an element that holds a picture and little else, `main` and what is round that aside."""
    if line.is_main or line.length > MAX_CAPTION_LENGTH or line.kind not in ("p", "div", "item"):
        return False
    for outer in islice((line.holder, *line.holder.iterancestors()), MAX_CLIMB):
        if outer in main or has_more(outer, len(line.text) + MAX_BESIDE_CAPTION):
            return False
        if next(outer.iter("img", "picture"), None) is not None:
            return True
    return False


def _is_prose(line: Line, most_linked: float) -> bool:
    is_text = line.kind in ("p", "div", "quote") and line.length >= MIN_PROSE_LENGTH
    return is_text and line.linked <= most_linked * len(line.text)


def _find_boxed(lines: Sequence[Line], prose: Sequence[bool]) -> list[bool]:
    """Tell of each line whether it stands in a box that is not the article's.

    A box that holds much of the prose is the article's; where next to none stands outside such boxes, boxes of one name are one.
    """
    # Asked once for each box: one may hold all of a page's lines.
    boxes = {box for line in lines for box in line.boxes}
    # By name and class, not by element: the parts of a split body are one wrapper.
    boxed = _boxed_by(lines, prose, boxes, {box: frozenset((_label(box),)) for box in boxes})
    free = _length(lines, (is_prose and not is_boxed for is_prose, is_boxed in zip(prose, boxed, strict=True)))
    if free >= MIN_FREE_SHARE * _length(lines, prose):
        return boxed
    return _boxed_by(lines, prose, boxes, {box: _signs(box) for box in boxes})


def _boxed_by(
    lines: Sequence[Line],
    prose: Sequence[bool],
    boxes: set[HtmlElement],
    labels: Mapping[HtmlElement, frozenset[Label]],
) -> list[bool]:
    """Tell of each line whether it stands in a box that holds little of the prose, together with those that share its labels."""
    held: dict[Label, int] = {}
    total = beside = unframed = 0
    comments = {box for box in boxes if _is_named(box, _COMMENTS_NAME)}
    frames = {box for box in boxes if _is_named(box, _FRAME_NAME)}
    for line in compress(lines, prose):
        beside += line.length if comments.isdisjoint(line.boxes) else 0
        counted = min(line.length, MAX_COUNTED_LENGTH)
        total += counted
        unframed += counted if frames.isdisjoint(line.boxes) else 0
        for label in {label for box in line.boxes for label in labels[box]}:
            held[label] = held.get(label, 0) + counted
    others = {
        box
        for box in boxes
        if box.tag in _NEVER_BODY
        or any(held.get(label, 0) < MAX_BOX_SHARE * total for label in labels[box])
        or (beside >= MIN_BESIDE_LENGTH and box in comments)
        or (unframed >= MIN_UNFRAMED_SHARE * total and box in frames)
    }
    return [not others.isdisjoint(line.boxes) for line in lines]


def _is_named(box: HtmlElement, pattern: re.Pattern[str]) -> bool:
    """Tell whether a box has such a name; a box round the title is the page, whatever its name."""
    name = f"{box.get('class') or ''} {box.get('id') or ''}"
    return pattern.search(name) is not None and box.find(".//h1") is None


def _find_mains(lines: Sequence[Line], prose: Sequence[bool]) -> set[HtmlElement]:
    """Give the element that holds most prose; where those of one name hold many times as much together, all of these."""
    held: dict[HtmlElement, int] = {}
    for line in compress(lines, prose):
        held[line.holder] = held.get(line.holder, 0) + min(line.length, MAX_COUNTED_LENGTH)
    if not held:
        return set()
    main = max(held, key=held.__getitem__)
    together: dict[Label, int] = {}
    for element in held:
        if _classes(element):
            together[_label(element)] = together.get(_label(element), 0) + held[element]
    name = max(together, key=together.__getitem__, default=None)
    if name is None or together[name] <= MIN_TOGETHER * held[main]:
        return {main}
    return {element for element in held if _label(element) == name}


def _find_alike(lines: Sequence[Line], prose: Sequence[bool], mains: Collection[HtmlElement]) -> list[bool]:
    """Tell of each line whether it stands in a main element, or in one like it or like its paragraphs."""
    inside = (line.element for line in compress(lines, prose) if line.holder in mains)
    names = {*map(_classes, mains), *map(_classes, inside)}
    models = {frozenset(classes.split()) for classes in names if classes}
    alike: dict[str, bool] = {"": False}
    # Neighbours stand in one element, and that in one holder.
    elements = {element for line in lines for element in (line.element, line.holder)}
    like_it = {element for element in elements if _is_alike(_classes(element), models, alike)}
    return [line.holder in mains or not like_it.isdisjoint((line.holder, line.element)) for line in lines]


def _is_alike(classes: str, models: set[frozenset[str]], known: dict[str, bool]) -> bool:
    if classes not in known:
        own = frozenset(classes.split())
        known[classes] = any(len(own & model) >= MIN_SHARED_CLASSES * len(own | model) for model in models)
    return known[classes]


def _is_teaser(before: Line, line: Line) -> bool:
    """Tell whether a line stands below a linked heading in one element with it: both announce another article."""
    linked = before.kind == "heading" and before.linked >= 0.9 * len(before.text)
    return linked and line.holder in (before.holder, before.holder.getparent())


def _is_titles(line: Line) -> bool:
    return line.linked * line.length >= MIN_TITLE_LENGTH * line.links * len(line.text)


def _classes(element: HtmlElement) -> str:
    return (element.get("class") or "").strip()


def _length(lines: Sequence[Line], which: Iterable[bool]) -> int:
    return sum(min(line.length, MAX_COUNTED_LENGTH) for line in compress(lines, which))


def _label(box: HtmlElement) -> Label:
    return str(box.tag), " ".join((box.get("class") or "").split())


def _signs(box: HtmlElement) -> frozenset[Label]:
    """Give the names that make an element a box: page builders name each of their boxes anew, and all alike."""
    signs = box_signs(box) if box.tag not in BOX_TAGS else ()
    return frozenset(("", sign) for sign in signs) or frozenset((_label(box),))
