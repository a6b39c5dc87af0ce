"""Boxes: elements that by their kind or name hold something beside the article, such as menus, teasers, forms, captions."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from transforms.pure.page.elements import MAX_LABEL_CHARACTERS

BOX_TAGS = frozenset(("nav", "footer", "aside", "form", "figure", "figcaption", "dialog", "address"))
# Words in the names of boxes, and beginnings of words; a hyphen in one may be missing.
_WHOLE_WORDS = """
    comment comments related newsletter newsletters share sharing social breadcrumb breadcrumbs tag tags topics byline bio
    caption captions credit credits ad ads banner cookie cookies consent popup modal footer nav menu pagination popular
    trending teaser teasers widget also print toolbar hidden author authors meta date dates timestamp info community forum
    reaction reactions feedback
"""
_WORDS = tuple(_WHOLE_WORDS.split())
_STEMS = ("recommend", "recirc", "promo", "subscri", "advert", "screen-reader", "donat", "autor")
_JOINED = ("sign-up", "side-bar", "read-more")
_BOX_NAME = re.compile(
    rf"(?:^|[\s_-])(?:{'|'.join(_WORDS)}|sr-only|(?:{'|'.join(_STEMS)})\w*|{'|'.join(_JOINED).replace('-', '-?')})(?=$|[\s_-])",
    re.IGNORECASE,
)
# What a name must have for the pattern to fit: a word, with those that the hyphens part, or a beginning behind a space.
_KEYS = frozenset(
    (*_WORDS, "sr", *(key for name in _JOINED for key in (name.replace("-", ""), name.partition("-")[0])))
)
_STARTS = tuple(f" {stem.replace('-', ' ')}" for stem in _STEMS)
# What a figure may hold and be no picture: a table, a listing; a list or paragraphs where no picture is beside them.
_TABULAR = ("table", "pre")
_MEDIA = ("img", "picture", "video", "audio", "iframe", "object", "embed", "canvas", "svg", "amp-img")


def is_box(element: HtmlElement) -> bool:
    """Tell whether an element is a box: a figure only where it holds a picture, or nothing but a caption or a quotation.

    >>> from lxml.html import fromstring
    >>> [is_box(fromstring(html)) for html in ('<div class="related-posts">', "<figure><img></figure>", "<p class=lead>")]
    [True, True, False]
    """
    tag = element.tag
    if tag == "figure":
        return _is_picture(element)
    if tag in BOX_TAGS or element.get("hidden") is not None:
        return True
    if tag == "blockquote":  # Where posts are embedded, its class names the network.
        return False
    return bool(box_signs(element))


def box_signs(element: HtmlElement) -> frozenset[str]:
    """Give the names that make an element a box, each as far as the word that says so; none where no name does.

    >>> from lxml.html import fromstring
    >>> sorted(box_signs(fromstring('<div class="page-widget-text" id="nav">')))
    ['nav', 'page-widget']
    """
    classes, id_ = element.get("class"), element.get("id")
    if not classes and not id_:
        return frozenset()
    return _signs((classes or "")[:MAX_LABEL_CHARACTERS], (id_ or "")[:MAX_LABEL_CHARACTERS])


# A page, and all pages of a site, have few names for many elements.
@lru_cache(maxsize=4096)
def _signs(classes: str, id_: str) -> frozenset[str]:
    name = f"{classes} {id_}"[:MAX_LABEL_CHARACTERS]
    # Two thirds of all names have no such word, which is found out in a fifth of the time that the pattern takes.
    plain = f" {name.lower().replace('-', ' ').replace('_', ' ')}"
    if _KEYS.isdisjoint(plain.split()) and not any(start in plain for start in _STARTS):
        return frozenset()
    return frozenset(token[: found.end()] for token in name.split() for found in _BOX_NAME.finditer(token))


def _is_picture(figure: HtmlElement) -> bool:
    if next(figure.iter(*_TABULAR), None) is not None:
        return False
    if next(figure.iter(*_MEDIA), None) is not None:
        return True
    return next(figure.iter("ul", "ol", "dl", "p"), None) is None or next(figure.iter("blockquote"), None) is not None
