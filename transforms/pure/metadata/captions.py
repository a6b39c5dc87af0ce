"""Captions of pictures: which words beside a picture are its caption."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from transforms.pure.metadata.credits import MAX_CAPTION_CHARACTERS, is_byline, is_credit, read_caption, split_credit
from transforms.pure.metadata.pictures import PICTURE_TAGS, is_icon, read_keys
from transforms.pure.page.elements import MAX_LABEL_CHARACTERS, element_text
from transforms.pure.text.normal import clean_or_none, fold

MAX_LEVELS = 6
# More words than these beside a picture are no caption but an article, or a list of them.
MAX_BOX_CHARACTERS = 3000
MIN_ALTERNATIVE_CHARACTERS = 12
# Shorter words in a figure without a caption are a label of the template.
MIN_PLAIN_CHARACTERS = 20
MIN_PARAGRAPH_CHARACTERS = 80

_words_in = cast(
    Callable[[HtmlElement], float],
    etree.XPath("string-length(normalize-space(.)) - string-length(normalize-space(.//figcaption))"),
)
_characters = cast(Callable[[HtmlElement], float], etree.XPath("string-length(normalize-space(.))"))
_NO_PAGE = "#.jpg"
_IMAGE_FILE = re.compile(
    r"^#|^javascript:|\.(?:jpe?g|png|webp|gif|avif)\b|/(?:image|bild|photo|foto|galler|fotostrecke)", re.IGNORECASE
)
_CAPTION_LABEL = re.compile(
    r"caption|legend|bildunterschrift|bild-?text|infotext|(?:img|image|photo|picture|media|foto|pic)[-_]*(?:info|text|desc|title"
    r"|subtitle|footer)|didascalia|pie-?(?:de-?)?foto|leyenda|bildtext|onderschrift"
)
_ELSEWHERE = frozenset(("body", "article", "main", "html", "nav", "header", "footer", "ul", "ol", "table", "tbody"))


def find_caption(element: HtmlElement) -> tuple[str | None, str | None, HtmlElement]:
    """Give the caption of a picture, its credit, and the element that holds them and the picture.

    Look in larger and larger boxes round the picture, as long as the box holds no other picture and little else: what is
    marked as a caption, what repeats the picture's alternative text, what stands in a figure.

    >>> from lxml.html import fromstring
    >>> figure = fromstring("<figure><img src='/d.jpg'><figcaption>The dam opens.</figcaption></figure>")
    >>> find_caption(figure)[:2]
    ('The dam opens.', None)
    """
    if _is_teaser(element):
        return None, None, element
    others = _read_alternatives(element)
    own = list(element.iter(*PICTURE_TAGS))
    keys = {key for image in own for key in read_keys(image)}
    texts = {image.get("alt") for image in own}
    box = element
    while (wrapper := box.getparent()) is not None and wrapper.tag in ("source", "picture", "noscript"):
        box = wrapper
    for _ in range(MAX_LEVELS):
        for node in _iterate_marked(box, others) if _characters(box) or box.getnext() is not None else ():
            caption, credit = read_caption(node, others)
            if caption is not None and (_is_link(node) or is_byline(caption)):
                continue
            if caption is not None or credit is not None:
                return caption, credit or _find_credit_beside(node, box), box
        parent = box.getparent()
        if parent is None or parent.tag in _ELSEWHERE or not _is_box(parent, own, keys, texts):
            break
        box = parent
    return *_find_unmarked(element, box, others), box


def _is_teaser(element: HtmlElement) -> bool:
    """Tell whether a picture stands in a link with words: to another page, of which they are the title."""
    link = next(element.iterancestors("a"), None)
    href = link.get("href") if link is not None else None
    return (
        link is not None
        and bool(href)
        and not _IMAGE_FILE.search(href or "")
        and _words_in(link) >= MIN_PLAIN_CHARACTERS
    )


def _find_unmarked(element: HtmlElement, box: HtmlElement, others: list[str]) -> tuple[str | None, str | None]:
    """Give the caption that an attribute holds, or else the plain words in a figure or in a box between two paragraphs."""
    stated = next(
        (
            clean_or_none((image.get("data-caption") or "")[:MAX_CAPTION_CHARACTERS])
            for image in element.iter(*PICTURE_TAGS)
        ),
        None,
    )
    if stated:
        words, source = split_credit(stated)
        return words or None, source
    if box.tag in ("p", "a") or any(len(element_text(link)) >= MIN_PLAIN_CHARACTERS for link in box.iter("a")):
        return None, None
    if element.tag == "figure" or _stands_between_paragraphs(box):
        text, credit = read_caption(element if element.tag == "figure" else box, others)
        return (text, credit) if text and len(text) >= MIN_PLAIN_CHARACTERS and not is_byline(text) else (None, None)
    return None, None


def _is_link(node: HtmlElement) -> bool:
    """Tell whether the words in an element lead to another page: then they are that one's title."""
    words = len(element_text(node))
    links = [link for link in node.iter("a") if link is not node] or list(node.iterancestors("a"))[:1]
    return any(
        len(element_text(link)) >= 0.9 * words and not _IMAGE_FILE.search(link.get("href") or _NO_PAGE)
        for link in ([node] if node.tag == "a" else links)
    )


def _stands_between_paragraphs(box: HtmlElement) -> bool:
    # A title in the box is the article's, unless the article has begun.
    steps = (box.getprevious,) if box.find(".//h1") is not None else (box.getprevious, box.getnext)
    near = [sibling for step in steps if (sibling := step()) is not None]
    return any(sibling.tag == "p" and len(element_text(sibling)) >= MIN_PARAGRAPH_CHARACTERS for sibling in near)


def _iterate_marked(box: HtmlElement, others: list[str]) -> Iterator[HtmlElement]:
    """Yield the elements in a box, or right behind it, that may be a caption, the surest first."""
    behind = box.getnext()
    while behind is not None and behind.tag in ("script", "noscript", "style", "ins"):
        behind = behind.getnext()
    inside = [child for child in box.iterdescendants() if isinstance(child.tag, str) and child.tag not in PICTURE_TAGS]
    yield from (child for child in inside if child.tag == "figcaption")
    if behind is not None and behind.tag == "figcaption":
        yield behind
    yield from (child for child in inside if _names_caption(_read_labels(child)) and not is_credit(child))
    folded = [fold(other) for other in others]
    near = [*inside, *(behind.iter() if behind is not None and len(behind) <= 3 else [])]
    yield from (child for child in near if isinstance(child.tag, str) and _repeats(child, folded))


def _repeats(element: HtmlElement, others: list[str]) -> bool:
    if not others or element.tag not in ("p", "div", "span", "small", "em", "h1", "h2", "h3", "h4", "h5", "h6"):
        return False
    start = (element.text or "").strip()
    if len(start) < MIN_ALTERNATIVE_CHARACTERS // 2:
        return False
    folded = fold(start)
    return any(folded == other or folded.startswith(f"{other} ") for other in others)


def _find_credit_beside(node: HtmlElement, box: HtmlElement) -> str | None:
    """Give the credit of a picture whose caption is marked, where it stands in an element of its own beside the caption."""
    if node.tag == "figcaption":
        return None
    for child in box.iterdescendants():
        if isinstance(child.tag, str) and child.tag in ("span", "p", "div", "small", "cite") and is_credit(child):
            text = element_text(child)
            if 0 < len(text) <= 120:
                return text.strip(" ()|/-–—")
    return None


def _is_box(parent: HtmlElement, own: list[HtmlElement], keys: set[str], texts: set[str | None]) -> bool:
    """Tell whether an element holds one picture (`own` are its elements, `keys` and `texts` theirs) and little else."""
    for image in parent.iter(*PICTURE_TAGS):
        is_twin = bool(image.get("alt")) and image.get("alt") in texts
        if (
            image not in own
            and not is_twin
            and not is_icon(image)
            and keys
            and (other := read_keys(image))
            and not keys & other
        ):
            return False
    if _characters(parent) > MAX_BOX_CHARACTERS:
        return False
    return parent.find(".//h1") is None or all(
        len(element_text(p)) < MIN_PARAGRAPH_CHARACTERS for p in parent.iter("p")
    )


def _read_alternatives(element: HtmlElement) -> list[str]:
    found: dict[str, None] = {}
    for image in element.iter(*PICTURE_TAGS):
        for name in ("data-caption", "alt", "title", "aria-label"):
            text = clean_or_none((image.get(name) or "")[:MAX_CAPTION_CHARACTERS].partition(" | ")[0])
            if text and len(text) >= MIN_ALTERNATIVE_CHARACTERS // 2:
                found[text] = None
    return list(found)


def _read_labels(element: HtmlElement) -> str:
    labels = f"{element.get('class', '')} {element.get('data-testid', '')} {element.get('itemprop', '')}"
    return labels[:MAX_LABEL_CHARACTERS].lower()


# A page has few names for many elements.
@lru_cache(maxsize=2048)
def _names_caption(labels: str) -> bool:
    return _CAPTION_LABEL.search(labels) is not None
