"""Images of an article page: figures with their captions and credits, and where in the text they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.elements import element_text
from transforms.pure.texts import fold
from transforms.pure.urls import resolve
from transforms.records import Image

MAX_IMAGES = 64
MAX_CAPTION_CHARACTERS = 1500

_CREDIT_CLASS = re.compile(
    r"credit|copyright|photographer|fotograf|photo-?by|image-?source|bildquelle|agency|byline", re.I
)
# What stands behind a caption's last full stop in brackets, behind a bar, or behind a sign that names a source.
_CREDIT_TAIL = re.compile(
    r"\s*(?:(?<=[.!?”\"'])\s*\((?P<bracket>[^()]{2,80})\)|\s[|—]\s*(?P<bar>[^|—]{2,80})"
    r"|(?:^|(?<=[\s(|/–—]))(?P<sign>(?:©|\(c\)|(?:photo|picture|image|credit|foto|bild|imagen|crédit)s?(?: by|:)).{2,80}))$",
    re.IGNORECASE,
)
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")


class Figure(Struct, frozen=True, kw_only=True):
    """A figure of the page. `before` counts the paragraphs and subheadings of the page ahead of it."""

    url: str
    caption: str | None
    credit: str | None
    before: int


def find_figures(tree: HtmlElement, base_url: str) -> tuple[list[Figure], list[str]]:
    """Gives the figures of a page, and the folded texts of its paragraphs in order, to which `Figure.before` points.

    Both are empty where there is no figure.
    """
    figures: list[Figure] = []
    paragraphs: list[str] = []
    if tree.find(".//figure") is None:
        return figures, paragraphs
    for element in tree.iter("h2", "h3", "p", "figure"):
        if element.tag != "figure":
            paragraphs.append(fold(element_text(element)))
        elif len(figures) < MAX_IMAGES and (figure := _figure(element, base_url, len(paragraphs))) is not None:
            figures.append(figure)
    return figures, paragraphs


def place_images(
    figures: list[Figure], page_paragraphs: list[str], text_paragraphs: list[str], announced: tuple[Image, ...]
) -> tuple[Image, ...]:
    """Gives the images of the article: figures that stand within its text, and those that the page's metadata announces.

    `announced` come first where no figure shows them, without position. A figure behind the last paragraph of the text
    belongs to another article; so does one more than three paragraphs ahead of the first.
    """
    order = {fold(paragraph): at for at, paragraph in reversed(list(enumerate(text_paragraphs)))}
    matches = [(at, order[text]) for at, text in enumerate(page_paragraphs) if text in order and text]
    shown: dict[str, Image] = {}
    for figure in figures:
        if not matches or not matches[0][0] - 3 <= figure.before <= matches[-1][0] + 1:
            continue
        position = max((index + 1 for at, index in matches if at < figure.before), default=0)
        known = shown.get(image_key(figure.url))
        if known is None or (known.caption is None and figure.caption is not None):
            image = Image(url=figure.url, caption=figure.caption, credit=figure.credit, position=position)
            shown[image_key(figure.url)] = image
    lead = [image for image in announced if image_key(image.url) not in shown]
    captions = {image.caption for image in shown.values() if image.caption}
    return tuple(_without_repeats([image for image in lead if image.caption not in captions] + list(shown.values())))


def image_key(url: str) -> str:
    """Gives the form in which two addresses of one picture in different sizes are likely the same: the file's path.

    >>> image_key("https://img.valley.example/dam.jpg?w=640"), image_key("//img.valley.example/dam-1024x768.jpg")
    ('dam.jpg', 'dam.jpg')
    """
    name = url.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    return re.sub(r"[-_]\d{2,4}x\d{2,4}(?=\.)", "", name) or url


def absolute(url: str | None, base_url: str) -> str | None:
    """Gives an image's address resolved against the page's, or None for what is no web address (`data:`).

    >>> absolute("/dam.jpg", "https://valley.example/a/1"), absolute("data:image/gif;base64,R0", "https://valley.example/")
    ('https://valley.example/dam.jpg', None)
    """
    try:
        return resolve(base_url, url) if url and url.strip() else None
    except ValueError:
        return None  # A broken image is no reason to lose the article.


def split_credit(caption: str) -> tuple[str, str | None]:
    """Gives a caption and the credit at its end, None where none can be told from it.

    >>> split_credit("The dam in June. (Valley Photo)"), split_credit("The dam (left)")
    (('The dam in June.', 'Valley Photo'), ('The dam (left)', None))
    """
    found = _CREDIT_TAIL.search(caption)
    if found is None:
        return caption, None
    credit = found["bracket"] or found["bar"] or found["sign"]
    return caption[: found.start()].strip(" |·–—-("), credit.strip(" )")


def _figure(element: HtmlElement, base_url: str, before: int) -> Figure | None:
    url = next(_addresses(element, base_url), None)
    if url is None or next(element.iterdescendants("figure"), None) is not None:
        return None
    node = next(element.iter("figcaption"), None)
    if node is None:
        return Figure(url=url, caption=None, credit=None, before=before)
    credits = [child for child in node.iterdescendants() if isinstance(child.tag, str) and _is_credit(child)]
    credit = element_text(credits[0]) or None if credits else None
    caption = element_text(node)
    for part in (element_text(child) for child in credits):
        caption = caption.replace(part, "").strip(" |·–-") if part else caption
    if credit is None:
        caption, credit = split_credit(caption)
    return Figure(url=url, caption=caption[:MAX_CAPTION_CHARACTERS] or None, credit=credit, before=before)


def _is_credit(element: HtmlElement) -> bool:
    return _CREDIT_CLASS.search(f"{element.get('class', '')} {element.get('itemprop', '')}") is not None


def _addresses(element: HtmlElement, base_url: str) -> Iterator[str]:
    for image in element.iter("img", "source", "amp-img"):
        candidates = [image.get(name) for name in _SOURCES]
        listed = image.get("srcset") or image.get("data-srcset") or ""
        # The last candidate of a srcset is the largest by custom; a comma within an address has no space after it.
        candidates.append(re.split(r",\s+", listed.strip())[-1].split(" ")[0])
        yield from (url for url in (absolute(candidate, base_url) for candidate in candidates) if url)


def _without_repeats(images: list[Image]) -> list[Image]:
    kept: dict[tuple[str, str | None], Image] = {}
    for image in images:
        kept.setdefault((image_key(image.url), image.caption), image)
    return list(kept.values())[:MAX_IMAGES]
