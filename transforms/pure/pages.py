"""What a page says of its article outside the running text: JSON-LD, OpenGraph, meta elements, the visible head.

Each reader gives a value and where it comes from; which of several wins is decided here, once, and told in `Sourced`.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.heads import read_authors, read_standfirst, read_titles
from transforms.pure.images import absolute
from transforms.pure.jsonld import Linked, read_linked
from transforms.pure.languages import canonical_tag
from transforms.pure.metas import Metas, Sourced, first_sourced, read_metas, value_of
from transforms.pure.texts import clean_or_none, distinct_lines
from transforms.records import Image, PageKind

_PUBLISHED_METAS = (
    "article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "article.published",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "pubdate", "publishdate", "publish-date", "date",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "article.updated",
    "dcterms.modified",
    "lastmod",
)
_SECTION_METAS = ("article:section", "parsely-section", "section", "sailthru.section")
_TAG_METAS = ("article:tag", "news_keywords", "parsely-tags", "sailthru.tags", "keywords")


class Hints(Struct, frozen=True, kw_only=True):
    """What a page says of its article. Dates are strings as found, best first; `titles` all that may head the text."""

    linked: Linked
    title: Sourced | None
    titles: tuple[str, ...]
    standfirst: str | None
    authors: tuple[str, ...]
    authors_source: str | None
    published: tuple[Sourced, ...]
    modified: tuple[Sourced, ...]
    section: Sourced | None
    tags: tuple[str, ...]
    tags_source: str | None
    canonical: Sourced | None
    site_name: Sourced | None
    language: Sourced | None
    is_free: bool | None
    is_free_source: str | None
    images: tuple[Image, ...]
    og_type: str | None


def read_hints(tree: HtmlElement, base_url: str, entry_title: str | None = None) -> Hints:
    """Gives what the page says of its article; `base_url` resolves links, `entry_title` is the feed's title of it."""
    scripts = (script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower())
    linked = read_linked(scripts)
    metas = read_metas(tree)
    site = first_sourced([("opengraph", value_of(metas, "og:site_name")), ("jsonld", linked.publisher)])
    site_name = site.value if site else None
    titles, title = read_titles(tree, linked, metas, site_name, entry_title)
    authors, authors_source = read_authors(tree, linked, metas, site_name)
    tags = linked.keywords or _tags(metas)
    free, free_source = _is_free(linked, metas)
    return Hints(
        linked=linked,
        title=title,
        titles=titles,
        standfirst=read_standfirst(tree, linked, metas),
        authors=authors,
        authors_source=authors_source,
        published=_dates(tree, linked.published, metas, _PUBLISHED_METAS, "datePublished"),
        modified=_dates(tree, linked.modified, metas, _MODIFIED_METAS, "dateModified"),
        section=first_sourced([("jsonld", linked.section), ("meta", value_of(metas, *_SECTION_METAS))]),
        tags=tags,
        tags_source=("jsonld" if linked.keywords else "meta") if tags else None,
        canonical=_canonical(tree, metas, base_url),
        site_name=site,
        language=_language(tree, linked, metas),
        is_free=free,
        is_free_source=free_source,
        images=_announced(linked, metas, base_url),
        og_type=value_of(metas, "og:type"),
    )


def page_kind(hints: Hints) -> PageKind:
    """Gives the kind of page that its metadata declare: a liveblog, a video, else an article."""
    if "liveblogposting" in hints.linked.types:
        return "liveblog"
    return "video" if (hints.og_type or "").startswith("video") else "article"


def _tags(metas: Metas) -> tuple[str, ...]:
    contents: list[str] = next((metas[name] for name in _TAG_METAS if name in metas), [])
    return distinct_lines(part for content in contents for part in re.split("[,;،、]", content))


def _dates(
    tree: HtmlElement, linked: str | None, metas: Metas, names: tuple[str, ...], itemprop: str
) -> tuple[Sourced, ...]:
    found = [Sourced(linked, "jsonld")] if linked else []
    found += [Sourced(metas[name][0], "meta") for name in names if name in metas]
    for element in tree.iter("time"):
        moment = clean_or_none(element.get("datetime"))
        if moment and (
            element.get("itemprop") == itemprop or (itemprop == "datePublished" and element.get("pubdate") is not None)
        ):
            found.append(Sourced(moment, "time"))
    return tuple(found)


def _canonical(tree: HtmlElement, metas: Metas, base_url: str) -> Sourced | None:
    links = (link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    own = [("link", absolute(link, base_url)) for link in links]
    return first_sourced([*own, ("opengraph", absolute(value_of(metas, "og:url"), base_url))])


def _language(tree: HtmlElement, linked: Linked, metas: Metas) -> Sourced | None:
    root = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
    return first_sourced(
        (source, canonical_tag(tag))
        for source, tag in (
            ("html", root),
            ("jsonld", linked.language),
            ("opengraph", value_of(metas, "og:locale")),
            ("meta", value_of(metas, "content-language", "language", "dc.language")),
        )
    )


def _is_free(linked: Linked, metas: Metas) -> tuple[bool | None, str | None]:
    if linked.is_free is not None:
        return linked.is_free, "jsonld"
    tier = (value_of(metas, "article:content_tier") or "").lower()
    free = {"free": True, "locked": False}.get(tier)  # a metered page is free for some readers
    return free, None if free is None else "meta"


def _announced(linked: Linked, metas: Metas, base_url: str) -> tuple[Image, ...]:
    found = [*linked.images, *(Image(url=url) for url in metas.get("og:image", [])[:1])]
    kept = ((image, absolute(image.url, base_url)) for image in found)
    return tuple(Image(url=url, caption=image.caption, credit=image.credit) for image, url in kept if url)
