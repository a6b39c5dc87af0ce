"""Pictures of a page: where one is loaded from, whether two addresses are one picture, and which words are its caption."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import cast
from urllib.parse import unquote

from lxml import etree
from lxml.html import HtmlElement

from transforms.pure.metadata.captions import MAX_CAPTION_CHARACTERS, is_byline, is_credit, read_caption, split_credit
from transforms.pure.page.elements import MAX_LABEL_CHARACTERS, element_text
from transforms.pure.page.links import absolute
from transforms.pure.text.normal import clean_or_none, fold

MAX_LEVELS = 6
# More words than these beside a picture are no caption but an article, or a list of them.
MAX_BOX_CHARACTERS = 3000
MIN_ALTERNATIVE_CHARACTERS = 12
# Shorter words in a figure without a caption are a label of the template.
MIN_PLAIN_CHARACTERS = 20
MIN_PARAGRAPH_CHARACTERS = 80
# Icons in a box make no second picture.
MAX_ICON_PIXELS = 80

_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-original-url", "src")
_PICTURES = ("img", "amp-img")
_NEXT_CANDIDATE = re.compile(r",\s+")
_words_in = cast(
    Callable[[HtmlElement], float],
    etree.XPath("string-length(normalize-space(.)) - string-length(normalize-space(.//figcaption))"),
)
_characters = cast(Callable[[HtmlElement], float], etree.XPath("string-length(normalize-space(.))"))
_NO_PAGE = "#.jpg"
_IMAGE_FILE = re.compile(
    r"^#|^javascript:|\.(?:jpe?g|png|webp|gif|avif)\b|/(?:image|bild|photo|foto|galler|fotostrecke)", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"blank|placeholder|transparent|spacer|pixel|1x1|loading\.|lazy\.|dummy")
_CAPTION_LABEL = re.compile(
    r"caption|legend|bildunterschrift|bild-?text|infotext|(?:img|image|photo|picture|media|foto|pic)[-_]*(?:info|text|desc|title"
    r"|subtitle|footer)|didascalia|pie-?(?:de-?)?foto|leyenda|bildtext|onderschrift"
)
_ELSEWHERE = frozenset(("body", "article", "main", "html", "nav", "header", "footer", "ul", "ol", "table", "tbody"))
_SIZE = re.compile(
    r"\d{2,5}x\d{2,5}|[-_](?:scaled|thumb(?:nail)?|small|medium|large|crop(?:ped)?|\d{2,4}w|w\d{2,4}|[hwq]_?\d{2,5}|\d{1,2}x\d{1,2}"
    r"|(?:16|4|1|3|2)[-x_](?:9|3|1|2))(?=[-_.]|$)|@\dx",
    re.IGNORECASE,
)
_TELLS_NOTHING_WORDS = """
    original master image img photo picture large medium small thumb default index file main full asset
"""
_TELLS_NOTHING = frozenset(_TELLS_NOTHING_WORDS.split())


def image_key(url: str) -> str:
    """Gives the form in which two addresses of one picture in different sizes are likely the same: the file's name.

    >>> image_key("https://img.valley.example/dam.jpg?w=640"), image_key("//img.valley.example/dam-1024x768.webp")
    ('dam', 'dam')
    >>> image_key("https://img.valley.example/3f9c/master/4000.jpg")
    '3f9c/4000'
    """
    text = unquote(url) if "%" in url else url
    inner = max(text.rfind("http://"), text.rfind("https://"), 0)
    path = re.split(r"[?#&]", text[inner:])[0].rstrip("/").partition("//")[2]
    folders = path.split("/")[1:]
    stem = _bare_name(folders[-1]) if folders else ""
    if sum(map(str.isalpha, stem)) >= 3 and stem not in _TELLS_NOTHING:
        return stem
    named = [
        folder for folder in folders[:-1] if len(folder) > 2 and _bare_name(folder) and folder not in _TELLS_NOTHING
    ]
    return "/".join([*named[-1:], stem]) if named or stem else url


def picture_address(element: HtmlElement, base_url: str) -> str | None:
    """Gives the address of the picture in an element, the largest that it offers where a set is; None for an icon."""
    return next((url for candidate in _offered(element) if (url := absolute(candidate, base_url))), None)


def is_picture(element: HtmlElement) -> bool:
    """Tells whether an element offers a picture that is no icon."""
    return next(_offered(element), None) is not None


def _offered(element: HtmlElement) -> Iterator[str]:
    found = element.iter("img", "source", "amp-img")
    yield from (candidate for image in found if not _is_icon(image) for candidate in _candidates(image))


def picture_caption(element: HtmlElement) -> tuple[str | None, str | None, HtmlElement]:
    """Gives the caption of a picture, its credit, and the element that holds them and the picture.

    Looked for in ever larger boxes round the picture, as long as the box holds no other picture and little else: what is
    marked as a caption, what repeats the picture's alternative text, what stands in a figure.
    """
    if _is_teaser(element):
        return None, None, element
    others = _alternatives(element)
    own = list(element.iter(*_PICTURES))
    keys = {key for image in own for key in _keys(image)}
    texts = {image.get("alt") for image in own}
    box = element
    while (wrapper := box.getparent()) is not None and wrapper.tag in ("source", "picture", "noscript"):
        box = wrapper
    for _ in range(MAX_LEVELS):
        for node in _marked(box, others) if _characters(box) or box.getnext() is not None else ():
            caption, credit = read_caption(node, others)
            if caption is not None and (_is_link(node) or is_byline(caption)):
                continue
            if caption is not None or credit is not None:
                return caption, credit or _credit_beside(node, box), box
        parent = box.getparent()
        if parent is None or parent.tag in _ELSEWHERE or not _is_box(parent, own, keys, texts):
            break
        box = parent
    return *_unmarked(element, box, others), box


def _is_teaser(element: HtmlElement) -> bool:
    """Tells whether a picture stands in a link with words: to another page, of which they are the title."""
    link = next(element.iterancestors("a"), None)
    href = link.get("href") if link is not None else None
    return (
        link is not None
        and bool(href)
        and not _IMAGE_FILE.search(href or "")
        and _words_in(link) >= MIN_PLAIN_CHARACTERS
    )


def _unmarked(element: HtmlElement, box: HtmlElement, others: list[str]) -> tuple[str | None, str | None]:
    """The caption that an attribute holds, or else the plain words in a figure or in a box between two paragraphs."""
    told = next(
        (
            clean_or_none((image.get("data-caption") or "")[:MAX_CAPTION_CHARACTERS])
            for image in element.iter(*_PICTURES)
        ),
        None,
    )
    if told:
        words, source = split_credit(told)
        return words or None, source
    if box.tag in ("p", "a") or any(len(element_text(link)) >= MIN_PLAIN_CHARACTERS for link in box.iter("a")):
        return None, None
    if element.tag == "figure" or _stands_between_paragraphs(box):
        text, credit = read_caption(element if element.tag == "figure" else box, others)
        return (text, credit) if text and len(text) >= MIN_PLAIN_CHARACTERS and not is_byline(text) else (None, None)
    return None, None


def _is_link(node: HtmlElement) -> bool:
    """Tells whether the words in an element lead to another page: then they are that one's title."""
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


def _marked(box: HtmlElement, others: list[str]) -> Iterator[HtmlElement]:
    """The elements in a box, or right behind it, that may be a caption, the surest first."""
    behind = box.getnext()
    while behind is not None and behind.tag in ("script", "noscript", "style", "ins"):
        behind = behind.getnext()
    inside = [child for child in box.iterdescendants() if isinstance(child.tag, str) and child.tag not in _PICTURES]
    yield from (child for child in inside if child.tag == "figcaption")
    if behind is not None and behind.tag == "figcaption":
        yield behind
    yield from (child for child in inside if _names_caption(_labels(child)) and not is_credit(child))
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


def _credit_beside(node: HtmlElement, box: HtmlElement) -> str | None:
    """The credit of a picture whose caption is marked, where it stands in an element of its own beside the caption."""
    if node.tag == "figcaption":
        return None
    for child in box.iterdescendants():
        if isinstance(child.tag, str) and child.tag in ("span", "p", "div", "small", "cite") and is_credit(child):
            text = element_text(child)
            if 0 < len(text) <= 120:
                return text.strip(" ()|/-–—")
    return None


def _is_box(parent: HtmlElement, own: list[HtmlElement], keys: set[str], texts: set[str | None]) -> bool:
    """Tells whether an element holds one picture (`own` are its elements, `keys` and `texts` theirs) and little else."""
    for image in parent.iter(*_PICTURES):
        is_twin = bool(image.get("alt")) and image.get("alt") in texts
        if (
            image not in own
            and not is_twin
            and not _is_icon(image)
            and keys
            and (other := _keys(image))
            and not keys & other
        ):
            return False
    if _characters(parent) > MAX_BOX_CHARACTERS:
        return False
    return parent.find(".//h1") is None or all(
        len(element_text(p)) < MIN_PARAGRAPH_CHARACTERS for p in parent.iter("p")
    )


def _keys(image: HtmlElement) -> set[str]:
    return {image_key(url) for url in _candidates(image)}


def _alternatives(element: HtmlElement) -> list[str]:
    found: dict[str, None] = {}
    for image in element.iter(*_PICTURES):
        for name in ("data-caption", "alt", "title", "aria-label"):
            text = clean_or_none((image.get(name) or "")[:MAX_CAPTION_CHARACTERS].partition(" | ")[0])
            if text and len(text) >= MIN_ALTERNATIVE_CHARACTERS // 2:
                found[text] = None
    return list(found)


def _labels(element: HtmlElement) -> str:
    labels = f"{element.get('class', '')} {element.get('data-testid', '')} {element.get('itemprop', '')}"
    return labels[:MAX_LABEL_CHARACTERS].lower()


# A page has few names for many elements.
@lru_cache(maxsize=2048)
def _names_caption(labels: str) -> bool:
    return _CAPTION_LABEL.search(labels) is not None


def _is_icon(image: HtmlElement) -> bool:
    width = re.match(r"\d+", image.get("width") or "")
    return width is not None and int(width[0][:6]) <= MAX_ICON_PIXELS


def _candidates(image: HtmlElement) -> list[str]:
    found = [image.get(name) for name in _SOURCES]
    listed = image.get("srcset") or image.get("data-srcset")
    # The last candidate of a srcset is the largest by custom; a comma within an address has no space after it.
    found += [_NEXT_CANDIDATE.split(listed.strip())[-1].split(" ")[0]] if listed else []
    return [
        url
        for url in found
        if url and not url.startswith("data:") and not _PLACEHOLDER.search(url.rpartition("/")[2].lower())
    ]


def _bare_name(name: str) -> str:
    stem = name.partition("~")[0].rpartition(".")[0] or name.partition("~")[0]
    return _SIZE.sub("", stem).strip("-_. ").lower()
