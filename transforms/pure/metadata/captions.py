"""Captions of pictures: which words beside a picture are its caption."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from transforms.pure.metadata.credits import (
    MAX_CAPTION_CHARACTERS,
    is_byline,
    is_credit,
    read_caption,
    split_credit,
    strip_brackets,
)
from transforms.pure.metadata.pictures import IMAGE_FILE, PICTURE_TAGS, is_icon, picture_tags, read_keys
from transforms.pure.page.elements import MAX_LABEL_CHARACTERS, element_text, parse_fragment
from transforms.pure.page.notes import Notes, cut_out
from transforms.pure.text.normal import clean_or_none, fold, may_fold_to

MAX_LEVELS = 6
# More words than these beside a picture are no caption but an article, or a list of them.
MAX_BOX_CHARACTERS = 3000
MIN_ALTERNATIVE_CHARACTERS = 12
# A caption is at most so many times as long as the alternative text that it repeats.
MOST_REPEATED = 10
# Shorter words in a figure without a caption are a label of the template.
MIN_PLAIN_CHARACTERS = 20
# More of them outside a figure are a text.
MAX_PLAIN_CHARACTERS = 600
MIN_PARAGRAPH_CHARACTERS = 80

_NO_PAGE = "#.jpg"
_CAPTION_LABEL = re.compile(
    r"caption|legend|bildunterschrift|bild-?text|infotext|(?:img|image|photo|picture|media|foto|pic)[-_]*(?:info|text|desc|title"
    r"|subtitle|footer)|didascalia|pie-?(?:de-?)?foto|leyenda|bildtext|onderschrift"
)
_ELSEWHERE = frozenset(("body", "article", "main", "html", "nav", "header", "footer", "ul", "ol", "table", "tbody"))
_LINES = frozenset(("p", "div", "span", "small", "em", "h1", "h2", "h3", "h4", "h5", "h6"))
_CREDIT_TAGS = frozenset(("span", "p", "div", "small", "cite"))


class Captions:
    """The captions of a page's pictures: what is known of an element once serves all pictures near it."""

    def __init__(self, page: Notes) -> None:
        self.page = page
        self.images = page.inside(0, *picture_tags(page.places))
        self._keys: dict[int, set[str]] = {}
        self._named: dict[int, bool] = {}

    def find(self, at: int) -> tuple[str | None, str | None, int]:
        """Give the caption of a picture, its credit, and the number of the element that holds them and the picture.

        Look in larger and larger boxes round the picture, as long as the box holds no other picture and little else: what is
        marked as a caption, what repeats the picture's alternative text, what stands in a figure.

        >>> from lxml.html import fromstring
        >>> from transforms.pure.page.notes import take_notes
        >>> figure = fromstring("<figure><img src='/d.jpg'><figcaption>The dam opens.</figcaption></figure>")
        >>> Captions(take_notes(figure)).find(0)
        ('The dam opens.', None, 0)
        """
        page = self.page
        if self._is_teaser(at):
            return None, None, at
        own = cut_out(self.images, at - 1, page.ends[at])
        elements = [page.elements[image] for image in own]
        others = _read_alternatives(elements)
        box, looked = at, (at + 1, at + 1)
        while (wrapper := page.parents[box]) >= 0 and page.tags[wrapper] in ("source", "picture", "noscript"):
            box = wrapper
        for _ in range(MAX_LEVELS):
            for node in self._iterate_marked(box, looked, others):
                caption, credit = read_caption(page.elements[node], others)
                if caption is not None and (_is_link(page, node) or is_byline(caption)):
                    continue
                if caption is not None or credit is not None:
                    return caption, credit or _find_credit_beside(page, node, box), box
            parent, looked = page.parents[box], (box + 1, page.ends[box])
            if parent < 0 or page.tags[parent] in _ELSEWHERE or not self._is_box(parent, own):
                break
            box = parent
        return *_find_unmarked(page, at, elements, box, others), box

    def _is_teaser(self, at: int) -> bool:
        """Tell whether a picture stands in a link with words: to another page, of which they are the title."""
        link = self.page.outer(at, "a")
        if link is None or not (href := self.page.elements[link].get("href")) or IMAGE_FILE.search(href):
            return False
        captions = self.page.inside(link, "figcaption")[:1]
        return self.page.size(link) - sum(map(self.page.size, captions)) >= MIN_PLAIN_CHARACTERS

    def _iterate_marked(self, box: int, looked: tuple[int, int], others: list[str]) -> Iterator[int]:
        """Yield the elements in a box, or right behind it, that may be a caption, the surest first; not those `looked` at."""
        page = self.page
        behind = page.behind(box)
        while behind is not None and page.tags[behind] in ("script", "noscript", "style", "ins"):
            behind = page.behind(behind)
        fresh = [*range(box + 1, looked[0]), *range(looked[1], page.ends[box])]
        inside = [at for at in fresh if page.firsts[at] < page.lasts[at] and page.tags[at] not in PICTURE_TAGS]
        yield from (at for at in inside if page.tags[at] == "figcaption")
        if behind is not None and page.tags[behind] == "figcaption":
            yield behind
        yield from (at for at in inside if self._names_caption(at) and not is_credit(page.elements[at]))
        if not others:
            return
        folded = [fold(other) for other in others]
        if behind is not None and len(page.elements[behind]) <= 3:
            inside += range(behind, page.ends[behind])
        initials = {other[:1] for other in folded}
        yield from (at for at in inside if page.tags[at] in _LINES and _repeats(page.texts[at], folded, initials))

    def _names_caption(self, at: int) -> bool:
        known = self._named.get(at)
        if known is None:
            known = self._named[at] = _names_caption(_read_labels(self.page.elements[at]))
        return known

    def _is_box(self, parent: int, own: Sequence[int]) -> bool:
        """Tell whether an element holds one picture, of which `own` are the elements, and little else."""
        page = self.page
        if page.size(parent) > MAX_BOX_CHARACTERS:
            return False
        around = cut_out(self.images, parent, page.ends[parent])
        if len(around) > len(own) and any(self._is_another(image, own) for image in around if image not in own):
            return False
        return not page.inside(parent, "h1") or all(
            len(page.text(at) or "") < MIN_PARAGRAPH_CHARACTERS for at in page.inside(parent, "p")
        )

    def _is_another(self, image: int, own: Sequence[int]) -> bool:
        element, elements = self.page.elements[image], [self.page.elements[at] for at in own]
        keys = set().union(*map(self._read_keys, own))
        is_twin = bool(element.get("alt")) and element.get("alt") in [one.get("alt") for one in elements]
        if is_twin or is_icon(element) or not keys:
            return False
        others = self._read_keys(image)
        return bool(others) and not keys & others

    def _read_keys(self, image: int) -> set[str]:
        if image not in self._keys:
            self._keys[image] = read_keys(self.page.elements[image])
        return self._keys[image]


def _find_unmarked(
    page: Notes, at: int, images: list[HtmlElement], box: int, others: list[str]
) -> tuple[str | None, str | None]:
    """Give the caption that an attribute holds, or else the plain words in a figure or in a box between two paragraphs."""
    wrappers = [page.elements[outer] for outer in page.outers(at) if outer >= box]
    stated = next(filter(None, map(_read_stated, (*images, *wrappers))), None)
    if stated:
        words, source = split_credit(stated)
        return words or None, source
    is_figure = page.tags[at] == "figure"
    size = page.size(at if is_figure else box)
    if page.tags[box] in ("p", "a") or not size or (size > MAX_PLAIN_CHARACTERS and not is_figure):
        return None, None
    if any(page.size(a) >= MIN_PLAIN_CHARACTERS <= len(page.text(a) or "") for a in page.inside(box, "a")):
        return None, None
    if is_figure or _stands_between_paragraphs(page, box):
        text, credit = read_caption(page.elements[at if is_figure else box], others)
        return (text, credit) if text and len(text) >= MIN_PLAIN_CHARACTERS and not is_byline(text) else (None, None)
    return None, None


def _read_stated(element: HtmlElement) -> str | None:
    """Give the caption that an attribute of a picture, or of what is round it, holds; None for none."""
    for name, value in element.items():
        if (
            name.endswith("caption")
            and len(value) >= MIN_ALTERNATIVE_CHARACTERS // 2
            and not value.startswith(("{", "["))
        ):
            text = value[: 2 * MAX_CAPTION_CHARACTERS]
            markup = parse_fragment(text) if "<" in text else None
            return clean_or_none((text if markup is None else element_text(markup))[:MAX_CAPTION_CHARACTERS])
    return None


def _is_link(page: Notes, node: int) -> bool:
    """Tell whether the words in an element lead to another page: then they are that one's title."""
    words = len(page.text(node) or "")
    outer = page.outer(node, "a")
    inner = [node] if page.tags[node] == "a" else page.inside(node, "a") or ([] if outer is None else [outer])
    return any(
        len(page.text(link) or "") >= 0.9 * words and not IMAGE_FILE.search(page.elements[link].get("href") or _NO_PAGE)
        for link in inner
    )


def _stands_between_paragraphs(page: Notes, box: int) -> bool:
    element = page.elements[box]
    # A title in the box is the article's, unless the article has begun.
    near = [page.numbers.get(element.getprevious()), None if page.inside(box, "h1") else page.behind(box)]
    return any(at is not None and _is_paragraph(page, at) for at in near)


def _is_paragraph(page: Notes, at: int) -> bool:
    """Tell whether an element is a paragraph of some length, or holds one and little else."""
    if page.tags[at] != "p":
        paragraphs = page.inside(at, "p") if page.tags[at] in ("div", "section") else []
        if len(paragraphs) != 1 or 2 * page.size(paragraphs[0]) < page.size(at):
            return False
        at = paragraphs[0]
    return page.size(at) >= MIN_PARAGRAPH_CHARACTERS <= len(page.text(at) or "")


def _repeats(text: str | None, others: list[str], initials: set[str]) -> bool:
    start = (text or "").strip()
    if len(start) < MIN_ALTERNATIVE_CHARACTERS // 2 or not may_fold_to(start, initials):
        return False
    folded = fold(start)
    # A paragraph may begin with the name of the thing in a picture.
    return any(
        folded == other or (folded.startswith(f"{other} ") and len(folded) <= MOST_REPEATED * len(other))
        for other in others
    )


def _find_credit_beside(page: Notes, node: int, box: int) -> str | None:
    """Give the credit of a picture whose caption is marked, where it stands in an element of its own beside the caption."""
    if page.tags[node] == "figcaption":
        return None
    for at in range(box + 1, page.ends[box]):
        if page.tags[at] in _CREDIT_TAGS and page.firsts[at] < page.lasts[at] and is_credit(page.elements[at]):
            text = page.text(at) or ""
            if 0 < len(text) <= 120:
                return strip_brackets(text)
    return None


def _read_alternatives(images: Iterable[HtmlElement]) -> list[str]:
    found: dict[str, None] = {}
    for image in images:
        for name in ("data-caption", "alt", "title", "aria-label"):
            text = clean_or_none((image.get(name) or "")[:MAX_CAPTION_CHARACTERS].partition(" | ")[0])
            if text and len(text) >= MIN_ALTERNATIVE_CHARACTERS // 2:
                found[text] = None
    return list(found)


def _read_labels(element: HtmlElement) -> str:
    get = element.get
    labels = f"{get('class', '')} {get('data-testid', '')} {get('itemprop', '')} {get('slot', '')}"
    if "-" in element.tag:  # An element of the page's own making.
        labels = f"{element.tag} {labels}"
    return labels[:MAX_LABEL_CHARACTERS].lower()


# A page has few names for many elements.
@lru_cache(maxsize=2048)
def _names_caption(labels: str) -> bool:
    return _CAPTION_LABEL.search(labels) is not None
