"""Images of an article page: pictures with their captions and credits, and where in the text they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from transforms.pure.metadata.captions import Captions
from transforms.pure.metadata.pictures import (
    find_address,
    find_host,
    image_key,
    is_shown_alone,
    iterate_offered,
    shows_author,
)
from transforms.pure.page.links import page_base
from transforms.pure.page.notes import Notes, cut_out
from transforms.pure.text.normal import fold
from transforms.records import Image

MAX_IMAGES = 64
MAX_PICTURES = 400
# A picture this far ahead of the first paragraph still belongs to the article.
MOST_AHEAD = 3
# Paragraphs and headings between a picture and a copy of its caption.
MOST_BESIDE = 3
# A heading this far ahead of the first paragraph is the article's own title.
MOST_BEHIND_TITLE = 25
KEY_CHARACTERS = 80
MAX_PARAGRAPH_CHARACTERS = 20_000
# Elements that may hold a paragraph right in them: some pages part them by line breaks or write them in plain blocks.
_HOLDERS = frozenset(("div", "li", "td", "section"))


class Figure(Struct, frozen=True, kw_only=True):
    """A figure of the page. `before` counts the paragraphs and headings of the page ahead of it.

    `host` is the number of the element in which a picture without figure and caption stands: the article's, or another's.
    """

    url: str
    caption: str | None
    credit: str | None
    before: int
    host: int | None = None


class Paragraphs(Struct, frozen=True):
    """The folded beginnings of a page's paragraphs and headings, to which `Figure.before` points; `titles` are its h1.

    `hosts` are the numbers of the elements that each is and stands in: what else is right in one of them stands beside it. They
    are noted only where a picture has a host as well.
    """

    folded: list[str]
    titles: list[int]
    hosts: list[tuple[int, int]]


def find_figures(page: Notes, base_url: str) -> tuple[list[Figure], Paragraphs]:
    """Give the pictures of a page in order, and its paragraphs. A picture is given once for each caption that it has."""
    base_url = page_base(page.named("base"), base_url)
    places = sorted({*page.inside(0, "h1", "h2", "h3", "p"), *(at for at in page.holders if page.tags[at] in _HOLDERS)})
    titles = [bisect_left(places, at) for at in page.inside(0, "h1")]
    captions = Captions(page)
    done = {number for at in page.inside(0, "nav", "footer") for number in page.inside(at, "img", "figure")}
    figures: list[Figure] = []
    for at in sorted({*captions.images, *page.inside(0, "figure")})[:MAX_PICTURES]:
        if at not in done:
            figures.extend(_read_figure(captions, at, base_url, bisect_left(places, at), done))
    are_hosted = any(figure.host is not None for figure in figures)
    hosts = [(at, find_host(page, at)) for at in places] if are_hosted else []
    return figures, Paragraphs([_paragraph_key(page, at) for at in places], titles, hosts)


def captions_beside(figures: Iterable[Figure], page: Paragraphs) -> list[str]:
    """Give the captions that the page prints nowhere but beside their pictures: elsewhere the same words are the text's."""
    places: dict[str, list[int]] = {}
    for at, folded in enumerate(page.folded):
        places.setdefault(folded, []).append(at)
    beside: dict[str, list[int]] = {}
    for figure in figures:
        if figure.caption:
            beside.setdefault(figure.caption, []).append(figure.before)
    return [
        caption
        for caption, pictures in beside.items()
        if all(
            min(abs(at - picture) for picture in pictures) <= MOST_BESIDE
            for at in places.get(fold(caption[:KEY_CHARACTERS]), ())
        )
    ]


def place_images(
    figures: list[Figure],
    page: Paragraphs,
    text_paragraphs: list[str],
    announced: tuple[Image, ...],
    authors: Collection[str] = (),
) -> tuple[Image, ...]:
    """Give the images of the article: figures that stand within its text, and those that the page's metadata announces.

    `announced` come first where no figure shows them, without position. A picture without figure and caption is the article's
    where it stands beside its paragraphs. A figure behind the last paragraph of the text
    belongs to another article; so does one ahead of the title and more than three paragraphs ahead of the first. One behind
    the text that names one of the `authors` is a portrait, and so is one anywhere whose file is named after an author.
    """
    order = {_key_of(paragraph): at for at, paragraph in reversed(list(enumerate(text_paragraphs)))}
    matches = [(at, order[text]) for at, text in enumerate(page.folded) if text in order and text]
    stated = {image_key(image.url): image for image in reversed(announced)}
    names = {fold(author) for author in authors}
    last = max((at for at, _ in matches), default=0)
    hosts = {host for at, _ in matches for host in page.hosts[at]} if page.hosts else set()
    shown: list[Image] = []
    for figure in _select_within(figures, page, [at for at, _ in matches]):
        if (figure.before > last and fold(figure.caption or "") in names) or figure.host not in (None, *hosts):
            continue
        position = max((index + 1 for at, index in matches if at < figure.before), default=0)
        if shows_author(figure.url, names):
            continue
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


def _key_of(text: str) -> str:
    """Give what a paragraph is known by: its beginning, folded; to fold all of a long one costs more than it is worth."""
    return fold(text[:KEY_CHARACTERS])


def _paragraph_key(page: Notes, at: int) -> str:
    return fold(page.beginning(at, KEY_CHARACTERS)) if page.size(at) <= MAX_PARAGRAPH_CHARACTERS else ""


def _read_figure(captions: Captions, at: int, base_url: str, before: int, done: set[int]) -> Iterator[Figure]:
    page = captions.page
    offered = list(iterate_offered(page.elements[at]))
    if not offered or (page.tags[at] == "figure" and page.inside(at, "figure")):
        return
    caption, credit, box = captions.find(at)
    is_bare = caption is None and page.tags[at] != "figure" and page.outer(at, "figure") is None
    if is_bare and not is_shown_alone(page, at, offered):
        return
    # Last, since resolving an address takes long, and most pictures of a page are not the article's.
    url = find_address(offered, base_url)
    if url is not None:
        done.update((*cut_out(captions.images, box, page.ends[box]), *page.inside(box, "figure")))
        host = find_host(page, at) if is_bare else None
        yield Figure(url=url, caption=caption, credit=credit, before=before, host=host)


def _drop_repeats(images: list[Image]) -> list[Image]:
    """Keep each picture once, and again only where it has another caption: one story may show it twice."""
    kept: dict[tuple[str, str], Image] = {}
    captioned = {image_key(image.url) for image in images if image.caption}
    for image in images:
        key, caption = image_key(image.url), fold(image.caption or "")
        if caption or key not in captioned:
            kept.setdefault((key, caption), image)
    return list(kept.values())[:MAX_IMAGES]
