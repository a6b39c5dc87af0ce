"""Pictures of a page: where one is loaded from, and whether two addresses are one picture."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from urllib.parse import unquote

from lxml.html import HtmlElement

from transforms.pure.page.links import absolute
from transforms.pure.page.notes import Notes
from transforms.pure.text.normal import fold

# Elements that are a picture; `source` only offers one more address of it.
PICTURE_TAGS = ("img", "amp-img")
_OWN_TAG = re.compile("image|img|picture|photo")
# Icons in a box make no second picture.
MAX_ICON_PIXELS = 80

_PORTRAITS = "gravatar.com"
_NUMBER = re.compile(r"\d+")
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-original-url", "src")
# Where a figure whose picture a script loads, or that shows a film, says which picture it is.
_SCRIPTED_SOURCES = (
    "poster",
    "data-poster",
    "data-src",
    "data-original",
    "data-image",
    "data-bg",
    "data-background-image",
)
_BACKGROUND = re.compile(r"background(?:-image)?:[^;]{0,1000}url\(\s*['\"]?([^'\")]+)")
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])", re.IGNORECASE)
# Of a figure's elements, those that are looked at for it.
MAX_SCRIPTED = 40
# Addresses that links of pictures have which lead to no other page.
IMAGE_FILE = re.compile(
    r"^#|^javascript:|\.(?:jpe?g|png|webp|gif|avif)\b|/(?:image|bild|photo|foto|galler|fotostrecke)", re.IGNORECASE
)
_SIGN = re.compile(r"(?:^|[\s_-])(?:emoji|smiley|icon|logo|avatar|badge|pixel|gravatar)", re.IGNORECASE)
# Of the names of boxes, those of what is paid for.
_PAID = re.compile(r"(?:^|[\s_-])(?:ads?|advert\w*|banner|promo\w*|sponsor\w*)(?=$|[\s_-])", re.IGNORECASE)
MAX_BOXES = 2
_DRAWING = re.compile(r"\.svg(?:$|[?#])", re.IGNORECASE)
# White space round a picture or a paragraph, in what holds nothing else.
MAX_SPACES = 3
_NEXT_CANDIDATE = re.compile(r",\s+")
_PLACEHOLDER = re.compile(r"blank|placeholder|transparent|spacer|pixel|1x1|loading\.|lazy\.|dummy")
_SIZE = re.compile(
    r"\d{2,5}x\d{2,5}|[-_](?:scaled|thumb(?:nail)?|small|medium|large|crop(?:ped)?|\d{2,4}w|w\d{2,4}|[hwq]_?\d{2,5}|\d{1,2}x\d{1,2}"
    r"|(?:16|4|1|3|2)[-x_](?:9|3|1|2))(?=[-_.]|$)|@\dx",
    re.IGNORECASE,
)
_COMMON_NAMES_WORDS = """
    original master image img photo picture large medium small thumb default index file main full asset
"""
# File names that many pictures have.
_COMMON_NAMES = frozenset(_COMMON_NAMES_WORDS.split())


def picture_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Give those of a page's tags that are pictures, elements of the page's own making among them.

    >>> picture_tags(["p", "img", "x-image", "image-gallery-list", "article-photo"])
    ('img', 'amp-img', 'x-image', 'image-gallery-list', 'article-photo')
    """
    return (*PICTURE_TAGS, *(tag for tag in tags if "-" in tag and tag not in PICTURE_TAGS and _OWN_TAG.search(tag)))


def image_key(url: str) -> str:
    """Give the form in which two addresses of one picture in different sizes are likely the same: the file's name.

    >>> image_key("https://img.valley.example/dam.jpg?w=640"), image_key("//img.valley.example/dam-1024x768.webp")
    ('dam', 'dam')
    >>> image_key("https://img.valley.example/3f9c/master/4000.jpg")
    '3f9c/4000'
    """
    text = unquote(url) if "%" in url else url
    inner = max(text.rfind("http://"), text.rfind("https://"), 0)
    path = re.split(r"[?#&]", text[inner:])[0].rstrip("/").partition("//")[2]
    folders = path.split("/")[1:]
    stem = _strip_size(folders[-1]) if folders else ""
    if sum(map(str.isalpha, stem)) >= 3 and stem not in _COMMON_NAMES:
        return stem
    named = [
        folder for folder in folders[:-1] if len(folder) > 2 and _strip_size(folder) and folder not in _COMMON_NAMES
    ]
    return "/".join([*named[-1:], stem]) if named or stem else url


def shows_author(url: str, authors: Collection[str]) -> bool:
    """Tell whether a picture is the portrait of an author: the file is named after one, or comes from a service of portraits.

    `authors` are folded names.

    >>> shows_author("https://img.valley.example/ana-sample-180x180.jpg", {"ana sample"})
    True
    >>> shows_author("https://img.valley.example/ana-sample-opens-the-dam.jpg", {"ana sample"})
    False
    """
    host = url.partition("://")[2].partition("/")[0].lower()
    return (
        host == _PORTRAITS or host.endswith(f".{_PORTRAITS}") or fold(re.sub(r"[-_.+]", " ", image_key(url))) in authors
    )


def find_address(offered: Iterable[str], base_url: str) -> str | None:
    """Give the first of the addresses that an element offers for its picture, resolved; None for none.

    >>> find_address(["data:,", "/dam.jpg"], "https://valley.example/a")
    'https://valley.example/dam.jpg'
    """
    return next((url for candidate in offered if (url := absolute(candidate, base_url))), None)


def is_icon(image: HtmlElement) -> bool:
    """Tell whether a picture says of itself that it is as narrow as an icon.

    >>> from lxml.html import fromstring
    >>> is_icon(fromstring("<img width='16'>")), is_icon(fromstring("<img>"))
    (True, False)
    """
    width = _NUMBER.match(image.get("width") or "")
    return width is not None and int(width[0][:6]) <= MAX_ICON_PIXELS


def find_host(page: Notes, at: int) -> int:
    """Give the number of the element that holds a picture or a paragraph and its neighbours, what holds it alone aside.

    >>> from lxml.html import fromstring
    >>> from transforms.pure.page.notes import take_notes
    >>> page = take_notes(fromstring("<main><div><a><img></a></div><div><p>The dam opens.</p></div></main>"))
    >>> [find_host(page, at) for at in (*page.places["img"], *page.places["p"])]
    [0, 0]
    """
    size = page.size(at) + MAX_SPACES
    for outer in page.outers(at):
        if page.size(outer) > size or page.tags[outer] in ("article", "main", "body"):
            return outer
    return at


def is_shown_alone(page: Notes, at: int, offered: Iterable[str]) -> bool:
    """Tell whether a picture without figure and caption may be an article's: no icon, sign or drawing, and no link elsewhere.

    `offered` are its addresses.

    >>> from lxml.html import fromstring
    >>> from transforms.pure.page.notes import take_notes
    >>> page = take_notes(fromstring("<p><img src='/dam.jpg'><a href='/ferry'><img src='/f.jpg'></a><img class=emoji></p>"))
    >>> [is_shown_alone(page, at, ["/dam.jpg"]) for at in page.places["img"]]
    [True, False, False]
    """
    element, link = page.elements[at], page.outer(at, "a")
    alternative, height = element.get("alt") or "", _NUMBER.match(element.get("height") or "")
    if alternative.strip() and not any(map(str.isalnum, alternative)):
        return False
    if (height is not None and int(height[0][:6]) <= MAX_ICON_PIXELS) or _SIGN.search(element.get("class") or ""):
        return False
    if any(map(_DRAWING.search, offered)) or any(
        _is_paid(page.elements[box]) for box in islice(page.outers(at), MAX_BOXES)
    ):
        return False
    return link is None or IMAGE_FILE.search(page.elements[link].get("href") or "#") is not None


def _is_paid(box: HtmlElement) -> bool:
    return box.tag not in ("article", "main", "body") and _PAID.search(box.get("class") or "") is not None


def read_keys(image: HtmlElement) -> set[str]:
    """Give the `image_key` of each address that a picture offers.

    >>> from lxml.html import fromstring
    >>> sorted(read_keys(fromstring("<img src='//i.example/dam-64x48.jpg' data-src='//i.example/dam.webp'>")))
    ['dam']
    """
    return {image_key(url) for url in _read_candidates(image)}


def iterate_offered(element: HtmlElement) -> Iterator[str]:
    """Yield the addresses of the picture in an element, the largest where it offers a set; none for an icon.

    >>> from lxml.html import fromstring
    >>> list(iterate_offered(fromstring("<img srcset='/small.jpg 1x, /large.jpg 2x'>")))
    ['/large.jpg']
    >>> list(iterate_offered(fromstring("<img src='/dam.jpg' width='16'>")))
    []
    >>> list(iterate_offered(fromstring("<picture><source data-srcset='/dam.jpg'><img></picture>").find(".//img")))
    ['/dam.jpg']
    """
    found = [element] if "-" in element.tag else []
    images = (*found, *element.iterdescendants("img", "source", "amp-img")) if found else element.iter("img", "source")
    offered = [candidate for image in images if not is_icon(image) for candidate in _read_candidates(image)]
    yield from offered or _iterate_beside(element)
    if element.tag == "figure" and next(element.iter("figcaption"), None) is not None:
        yield from _iterate_scripted(element)


def _iterate_beside(image: HtmlElement) -> Iterator[str]:
    """Yield the addresses in the sources of a `picture` whose image has none itself, as where a script loads it late.

    libxml2 reads what follows a `source` as its content.
    """
    outer = image.getparent() if image.tag == "img" and not is_icon(image) else None
    while outer is not None and outer.tag == "source":
        yield from _read_candidates(outer)
        outer = outer.getparent()


def _iterate_scripted(figure: HtmlElement) -> Iterator[str]:
    """Yield the addresses of a picture that a script is to show in a figure, or that stands for a film in it."""
    for element in islice(figure.iterdescendants(), MAX_SCRIPTED):
        if element.tag in ("img", "source", "amp-img"):
            continue
        named = (element.get(name) for name in _SCRIPTED_SOURCES)
        drawn = _BACKGROUND.search(element.get("style") or "")
        linked = element.get("href") if element.tag == "a" else None
        for url in (*named, drawn[1] if drawn is not None else None, linked):
            if url and not url.startswith("data:") and (_PICTURE_FILE.search(url) or url is element.get("poster")):
                yield url


def _read_candidates(image: HtmlElement) -> list[str]:
    found = [image.get(name) for name in _SOURCES]
    listed = image.get("srcset") or image.get("data-srcset")
    # The last candidate of a srcset is usually the largest; a comma within an address has no space after it.
    found += [_NEXT_CANDIDATE.split(listed.strip())[-1].split(" ")[0]] if listed else []
    return [
        url
        for url in found
        if url and not url.startswith("data:") and not _PLACEHOLDER.search(url.rpartition("/")[2].lower())
    ]


def _strip_size(name: str) -> str:
    stem = name.partition("~")[0].rpartition(".")[0] or name.partition("~")[0]
    return _SIZE.sub("", stem).strip("-_. ").lower()
