"""Boxes: elements that by their kind or name hold something beside the article, such as menus, teasers, forms, captions."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from transforms.pure.page.elements import MAX_LABEL_CHARACTERS

BOX_TAGS = frozenset(("nav", "footer", "aside", "form", "figure", "figcaption", "dialog", "address"))
_BOX_NAME = re.compile(
    r"(?:^|[\s_-])(?:comments?|related|recommend\w*|recirc\w*|promo\w*|newsletters?|sign-?up|subscri\w*|share|sharing|social"
    r"|side-?bar|breadcrumbs?|tags?|topics|byline|bio|captions?|credits?|advert\w*|ads?|banner|cookies?|consent|popup|modal"
    r"|footer|nav|menu|pagination|popular|trending|teasers?|widget|read-?more|also|print|toolbar|hidden|screen-reader\w*"
    r"|sr-only|donat\w*|authors?|autor\w*|meta|dates?|timestamp|info|community|forum|reactions?"
    r"|feedback)(?=$|[\s_-])",
    re.IGNORECASE,
)
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
    return _signs(f"{classes or ''} {id_ or ''}"[:MAX_LABEL_CHARACTERS])


# A page, and all pages of a site, have few names for many elements.
@lru_cache(maxsize=4096)
def _signs(name: str) -> frozenset[str]:
    return frozenset(token[: found.end()] for token in name.split() for found in _BOX_NAME.finditer(token))


def _is_picture(figure: HtmlElement) -> bool:
    if next(figure.iter(*_TABULAR), None) is not None:
        return False
    if next(figure.iter(*_MEDIA), None) is not None:
        return True
    return next(figure.iter("ul", "ol", "dl", "p"), None) is None or next(figure.iter("blockquote"), None) is not None
