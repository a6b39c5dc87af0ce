"""Images of an article page: pictures with their captions and credits, and where in the text they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.metadata.captions import find_caption
from transforms.pure.metadata.pictures import find_address, image_key, is_picture
from transforms.pure.page.elements import text_within
from transforms.pure.page.links import page_base
from transforms.pure.text.normal import fold
from transforms.records import Image

MAX_IMAGES = 64
MAX_PICTURES = 400
# A picture this far ahead of the first paragraph still belongs to the article.
MOST_AHEAD = 3
# A heading this far ahead of the first paragraph is the article's own title.
MOST_BEHIND_TITLE = 25
KEY_CHARACTERS = 80
MAX_PARAGRAPH_CHARACTERS = 20_000
_MIN_PARAGRAPH_CHARACTERS = 40


class Figure(Struct, frozen=True, kw_only=True):
    """A figure of the page. `before` counts the paragraphs and headings of the page ahead of it."""

    url: str
    caption: str | None
    credit: str | None
    before: int


class Paragraphs(Struct, frozen=True):
    """The folded beginnings of a page's paragraphs and headings, to which `Figure.before` points; `titles` are its h1."""

    folded: list[str]
    titles: list[int]


def find_figures(tree: HtmlElement, base_url: str) -> tuple[list[Figure], Paragraphs]:
    """Give the pictures of a page in order, and its paragraphs. A picture is given once for each caption that it has."""
    base_url = page_base(tree, base_url)
    figures: list[Figure] = []
    paragraphs = Paragraphs([], [])
    done: set[HtmlElement] = {image for place in tree.iter("nav", "footer") for image in place.iter("img", "figure")}
    tried = 0
    for element in tree.iter("h1", "h2", "h3", "p", "div", "li", "td", "section", "img", "amp-img", "figure"):
        tag = element.tag
        if tag in ("img", "amp-img", "figure"):
            tried += 1
            if tried <= MAX_PICTURES and element not in done:
                figures.extend(_read_figure(element, base_url, len(paragraphs.folded), done))
            continue
        if tag == "h1":
            paragraphs.titles.append(len(paragraphs.folded))
        if tag in ("h1", "h2", "h3", "p") or _holds_text(element):
            paragraphs.folded.append(_paragraph_key(text_within(element, MAX_PARAGRAPH_CHARACTERS) or ""))
    return figures, paragraphs


def place_images(
    figures: list[Figure],
    page: Paragraphs,
    text_paragraphs: list[str],
    announced: tuple[Image, ...],
    authors: Collection[str] = (),
) -> tuple[Image, ...]:
    """Give the images of the article: figures that stand within its text, and those that the page's metadata announces.

    `announced` come first where no figure shows them, without position. A figure behind the last paragraph of the text
    belongs to another article; so does one ahead of the title and more than three paragraphs ahead of the first. One behind
    the text that names one of the `authors` is a portrait.
    """
    order = {_paragraph_key(paragraph): at for at, paragraph in reversed(list(enumerate(text_paragraphs)))}
    matches = [(at, order[text]) for at, text in enumerate(page.folded) if text in order and text]
    stated = {image_key(image.url): image for image in reversed(announced)}
    names = {fold(author) for author in authors}
    last = max((at for at, _ in matches), default=0)
    shown: list[Image] = []
    for figure in _select_within(figures, page, [at for at, _ in matches]):
        if figure.before > last and fold(figure.caption or "") in names:
            continue
        position = max((index + 1 for at, index in matches if at < figure.before), default=0)
        image = Image(url=figure.url, caption=figure.caption, credit=figure.credit, position=position)
        shown.append(_complete(image, stated.get(image_key(image.url))))
    captions = {image.caption for image in shown if image.caption}
    keys = {image_key(image.url) for image in shown}
    lead = [image for image in announced if image_key(image.url) not in keys and image.caption not in captions]
    return tuple(_drop_repeats([*lead, *shown]))


def _select_within(figures: Iterable[Figure], page: Paragraphs, matched: list[int]) -> Iterator[Figure]:
    """Yield the figures between the article's title and its last paragraph."""
    if not matched:
        return
    first, last = matched[0], matched[-1]
    title = max((at for at in page.titles if first - MOST_BEHIND_TITLE <= at <= first), default=first)
    start = min(title, first - MOST_AHEAD)
    yield from (figure for figure in figures if start <= figure.before <= last + 1)


def _complete(image: Image, stated: Image | None) -> Image:
    """Add the caption and the credit that the metadata give an image, where the page shows none."""
    if stated is None or image.caption is not None:
        return image
    return Image(url=image.url, caption=stated.caption, credit=image.credit or stated.credit, position=image.position)


def _paragraph_key(text: str) -> str:
    """Give what a paragraph is known by: its beginning, folded; to fold all of a long one costs more than it is worth."""
    return fold(text[:KEY_CHARACTERS])


def _holds_text(element: HtmlElement) -> bool:
    """Tell whether a paragraph stands right in an element: some pages part them by line breaks or write them in plain blocks."""
    if _is_paragraph(element.text):
        return True
    if len(element) <= 400:
        for child in element:
            if child.tail is not None and _is_paragraph(child.tail):
                return True
    return False


def _is_paragraph(text: str | None) -> bool:
    # Nearly all are shorter as they are.
    return (
        text is not None and len(text) >= _MIN_PARAGRAPH_CHARACTERS and len(text.strip()) >= _MIN_PARAGRAPH_CHARACTERS
    )


def _read_figure(element: HtmlElement, base_url: str, before: int, done: set[HtmlElement]) -> Iterator[Figure]:
    if not is_picture(element) or (
        element.tag == "figure" and next(element.iterdescendants("figure"), None) is not None
    ):
        return
    caption, credit, box = find_caption(element)
    if element.tag != "figure" and caption is None and next(element.iterancestors("figure"), None) is None:
        return
    # Last, since resolving an address takes long, and most pictures of a page are not the article's.
    url = find_address(element, base_url)
    if url is not None:
        done.update(box.iter("img", "amp-img", "figure"))
        yield Figure(url=url, caption=caption, credit=credit, before=before)


def _drop_repeats(images: list[Image]) -> list[Image]:
    """Keep each picture once, and again only where it has another caption: one story may show it twice."""
    kept: dict[tuple[str, str], Image] = {}
    captioned = {image_key(image.url) for image in images if image.caption}
    for image in images:
        key, caption = image_key(image.url), fold(image.caption or "")
        if caption or key not in captioned:
            kept.setdefault((key, caption), image)
    return list(kept.values())[:MAX_IMAGES]
