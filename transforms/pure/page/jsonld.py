"""JSON-LD of article pages: what the publisher says of the article in schema.org's words.

Real pages nest it in graphs and arrays, leave trailing commas and comment marks in it, and write lists where one value is
meant. What can be read for certain is read; the rest is as good as absent.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from msgspec import Struct

from transforms.pure.page.jsonld_nodes import ARTICLE_TYPES, Node, listed, read_nodes, text_of, types_of
from transforms.pure.page.jsonld_people import names_of
from transforms.pure.text.normal import distinct_lines, fold
from transforms.records import Image

MAX_IMAGES = 32
MAX_UPDATES = 500

_MEDIA_TYPES = frozenset(("imagegallery", "mediagallery", "videoobject"))
# Pages that list other pages.
LISTING_TYPES = frozenset(("collectionpage", "searchresultspage", "profilepage"))
_RIGHTS = ("license", "usageInfo", "acquireLicensePage", "copyrightHolder")
_PUBLISHED = ("datePublished", "dateCreated", "uploadDate")


class Linked(Struct, frozen=True, kw_only=True):
    """What a page's JSON-LD says of its article. Dates are the publisher's strings; `types` are lower-case
    names, `page_types` those of all that stands on the page. `page_published` is what is said of the page as such.

    `organisations` are those of the authors who are no persons. `updates` are the entries of a live blog: time, headline, text.
    `rights` are what is said of uses: schema.org's names of properties, with an address or a name.
    """

    types: frozenset[str] = frozenset()
    page_types: frozenset[str] = frozenset()
    headline: str | None = None
    description: str | None = None
    body: str | None = None
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    published: str | None = None
    page_published: str | None = None
    modified: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    publisher: str | None = None
    images: tuple[Image, ...] = ()
    language: str | None = None
    is_free: bool | None = None
    word_count: int | None = None
    updates: tuple[tuple[str, str | None, str | None], ...] = ()
    rights: tuple[tuple[str, str], ...] = ()


def read_linked(scripts: Iterable[str], about: Collection[str] = ()) -> Linked:
    """Give what the JSON-LD scripts of a page say of its article; an empty record where they say nothing.

    `about` are the page's address and its titles, folded: of several articles that whose address or headline is among them
    is the page's own. So is a gallery or a video, where there is no article.

    >>> read_linked(['{"@type": "NewsArticle", "headline": "Dam opens", "isAccessibleForFree": "False",}']).is_free
    False
    """
    nodes = [node for script in scripts for node in read_nodes(script)]
    articles = _articles_of(nodes, about)
    page_types = frozenset(name for node in nodes for name in types_of(node))
    if not articles:
        return Linked(types=page_types & LISTING_TYPES, page_types=page_types, published=_date_of_page(nodes, True))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    author = next((value for node in articles if names_of(value := node.get("author"), by_id)), None)
    authors, people = names_of(author, by_id), names_of(author, by_id, of_organisations=False)
    return Linked(
        types=types_of(articles[0]),
        page_types=page_types,
        headline=_first(articles, "headline") or _first(articles, "name"),
        description=_first(articles, "description"),
        body=_longest_body(articles),
        authors=authors,
        organisations=tuple(name for name in authors if name not in people),
        published=next((d for name in _PUBLISHED if (d := _first(articles, name))), None),
        page_published=_date_of_page(nodes),
        modified=_first(articles, "dateModified"),
        section=_first(articles, "articleSection"),
        keywords=next((found for node in articles if (found := _keywords(node.get("keywords")))), ()),
        publisher=next((found[0] for node in articles if (found := names_of(node.get("publisher"), by_id))), None),
        images=next((images for node in articles if (images := _images(node.get("image"), by_id))), ()),
        language=_first(articles, "inLanguage"),
        is_free=next(
            (free for node in articles if (free := _truth(node.get("isAccessibleForFree"))) is not None), None
        ),
        word_count=next((count for node in articles if (count := _count(node.get("wordCount"))) is not None), None),
        updates=_updates(articles[0].get("liveBlogUpdate")),
        rights=_rights(articles),
    )


def _articles_of(nodes: Sequence[Node], about: Collection[str]) -> list[Node]:
    """Give the nodes that describe the page's article, the one that says most first."""
    articles = [node for node in nodes if types_of(node) & ARTICLE_TYPES]
    own = [node for node in articles if _is_about(node, about)]
    articles = own or articles or [node for node in nodes if types_of(node) & _MEDIA_TYPES and _is_about(node, about)]
    return sorted(articles, key=_weight, reverse=True)


def _is_about(node: Node, about: Collection[str]) -> bool:
    page = node.get("mainEntityOfPage")
    addresses = (node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page)
    if any(isinstance(address, str) and address in about for address in addresses):
        return True
    names = (node.get("headline"), node.get("name"))
    return any(isinstance(name, str) and fold(html.unescape(name)) in about for name in names)


def _weight(node: Node) -> int:
    """Give how much a node says: the page's own article says more than those that it only lists."""
    return (
        len(node)
        + 20 * bool(node.get("headline"))
        + 20 * bool(node.get("datePublished"))
        + 10 * bool(node.get("author"))
    )


def _first(nodes: list[Node], key: str) -> str | None:
    for node in nodes:
        value = node.get(key)
        for item in value if isinstance(value, list) else [value]:
            text = text_of(item.get("name") or item.get("@value") if isinstance(item, dict) else item)
            if text is not None:
                return text
    return None


def _rights(nodes: list[Node]) -> tuple[tuple[str, str], ...]:
    found = ((name, _first(nodes, name) or _address(nodes, name)) for name in _RIGHTS)
    return tuple((name, text) for name, text in found if text is not None)


def _address(nodes: list[Node], key: str) -> str | None:
    """Give the address of what a property names: of a work, its `url` or `@id`."""
    found = (item for node in nodes for item in listed(node.get(key)) if isinstance(item, dict))
    return next((text for item in found if (text := text_of(item.get("url") or item.get("@id"))) is not None), None)


def _date_of_page(nodes: list[Node], is_article: bool = False) -> str | None:
    """Give when the page as such was published; with `is_article` of one with headline and author, which articles have."""
    pages = [node for node in nodes if "webpage" in types_of(node)]
    return _first(
        [node for node in pages if not is_article or (node.get("headline") and node.get("author"))], "datePublished"
    )


def _longest_body(nodes: list[Node]) -> str | None:
    bodies = [node["articleBody"] for node in nodes if isinstance(node.get("articleBody"), str)]
    return max(bodies, key=len, default=None) or None


def _keywords(value: Any) -> tuple[str, ...]:
    found: list[str | None] = []
    for item in listed(value):
        text = item.get("name") if isinstance(item, dict) else item
        if isinstance(text, str):
            parts = re.split("[,;]", text) if not isinstance(value, list) else [text]
            found.extend(text_of(part) for part in parts)
    return distinct_lines(found)


def _images(value: Any, by_id: dict[str, Node]) -> tuple[Image, ...]:
    """Give the images, of several crops of one picture the first: search engines ask for one picture in three shapes."""
    found: list[Image] = []
    shapes: list[float | None] = []
    for item in listed(value)[:MAX_IMAGES]:
        known = by_id.get(str(item.get("@id")), item) if isinstance(item, dict) and "url" not in item else item
        if isinstance(known, str):
            found.append(Image(url=known))
            shapes.append(None)
        elif isinstance(known, dict) and (url := _first([known], "url") or _first([known], "contentUrl")):
            credit = _first([known], "creditText") or _first([known], "copyrightNotice")
            found.append(Image(url=url, caption=_first([known], "caption"), credit=credit))
            shapes.append(_shape(known))
    are_crops = len(found) > 1 and all(shapes) and len(set(shapes)) == len(shapes)
    return tuple(found[:1] if are_crops and len({image.caption for image in found}) == 1 else found)


def _shape(node: Node) -> float | None:
    sides = [re.match(r"\d{1,6}", str(node.get(name))) for name in ("width", "height")]
    width, height = (int(side[0]) if side else 0 for side in sides)
    return round(width / height, 1) if width and height else None


def _count(value: Any) -> int | None:
    digits = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return int(digits) if digits.isdecimal() and len(digits) < 7 else None


def _updates(value: Any) -> tuple[tuple[str, str | None, str | None], ...]:
    nodes = [node for node in listed(value)[:MAX_UPDATES] if isinstance(node, dict)]
    found = (
        (_first([node], "datePublished"), _first([node], "headline"), _first([node], "articleBody")) for node in nodes
    )
    return tuple((time, headline, body) for time, headline, body in found if time)


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    word = value.rpartition("/")[2].strip().lower() if isinstance(value, str) else ""
    return {"true": True, "false": False, "yes": True, "no": False}.get(word)
