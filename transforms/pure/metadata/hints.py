"""What a page says of its article outside the running text: JSON-LD, OpenGraph, meta elements, the lines round the title.

Each reader gives a value and where it comes from; which of several wins is decided here, once, and `Sourced` names it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.metadata.bylines import read_authors
from transforms.pure.metadata.declared_kinds import read_declared_kinds
from transforms.pure.metadata.headings import MAX_TITLE_CHARACTERS
from transforms.pure.metadata.paywalls import read_is_free
from transforms.pure.metadata.shown_dates import ShownDate, find_shown_dates, updated_of
from transforms.pure.metadata.standfirsts import read_standfirst
from transforms.pure.metadata.stated_dates import find_modified_dates, find_published_dates
from transforms.pure.metadata.titles import read_titles
from transforms.pure.metadata.visible_kinds import find_visible_kinds
from transforms.pure.page.elements import element_text
from transforms.pure.page.jsonld import Linked, read_linked
from transforms.pure.page.links import absolute, page_base
from transforms.pure.page.metas import Metas, Microdata, Sourced, first_sourced, read_metas, read_microdata, value_of
from transforms.pure.page.notes import Notes
from transforms.pure.text.languages import canonical_tag
from transforms.pure.text.normal import clean_or_none, distinct_lines, fold
from transforms.records import Image

_SECTION_METAS = ("article:section", "parsely-section", "section", "sailthru.section")
_SITE_METAS = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "dc.publisher",
    "twitter:site",
    "copyright",
)
_TAG_METAS = ("article:tag", "news_keywords", "parsely-tags", "sailthru.tags", "keywords")


class Hints(Struct, frozen=True, kw_only=True):
    """What a page says of its article. Dates are strings as found, best first; `titles` are all that may stand above the text.

    `updated` are the dates beside the title that are said to be of a change. `lead` is a line below the title that says what
    the page announces: a standfirst where the text does not have it. `kinds` are flags for what it declares the article to be.
    """

    linked: Linked
    title: Sourced | None
    titles: tuple[str, ...]
    standfirst: str | None
    lead: str | None = None
    metas: Metas
    authors: tuple[str, ...]
    authors_source: str | None
    published: tuple[Sourced, ...]
    updated: tuple[Sourced, ...]
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
    generator: str | None = None
    kinds: tuple[Sourced, ...] = ()


def read_hints(page: Notes, base_url: str, entry_title: str | None = None) -> Hints:
    """Give what a page says of its article; `base_url` resolves links, `entry_title` is the feed's title of it."""
    base_url = page_base(page.named("base"), base_url)
    metas, marked = read_metas(page.named("meta")), read_microdata(page.elements[0])
    canonical = _read_canonical(page, metas, base_url)
    address = canonical.value if canonical else base_url
    linked = read_linked(_find_scripts(page, metas), _identify_page(page, metas, address))
    site = _read_site_name(linked, metas)
    sites = _list_site_names(linked, metas, address)
    titles, title = read_titles(page, linked, metas, sites, entry_title, address)
    authors, authors_source = read_authors(page, linked, metas, sites)
    tags = linked.keywords or _read_tags(metas)
    free, free_source = read_is_free(linked, metas)
    opening = read_standfirst(page, linked, metas, marked, titles)
    shown = _find_shown(page, titles, linked, metas, language := _read_language(page.elements[0], linked, metas))
    return Hints(
        linked=linked,
        metas=metas,
        title=title,
        titles=titles,
        standfirst=opening.standfirst,
        lead=opening.lead,
        authors=authors,
        authors_source=authors_source,
        published=find_published_dates(page, linked, metas, marked, address, shown),
        updated=tuple(updated_of(shown)),
        modified=find_modified_dates(page, linked.modified, metas, marked),
        section=_read_section(linked, metas, marked),
        tags=tags,
        tags_source=("jsonld" if linked.keywords else "meta") if tags else None,
        canonical=canonical,
        site_name=site,
        language=language,
        is_free=free,
        is_free_source=free_source,
        images=_read_images(linked, metas, base_url),
        og_type=value_of(metas, "og:type"),
        generator=value_of(metas, "generator"),
        kinds=_all_kinds(read_declared_kinds(linked, metas), find_visible_kinds(page, titles)),
    )


def _all_kinds(declared: tuple[Sourced, ...], visible: tuple[Sourced, ...]) -> tuple[Sourced, ...]:
    """Give what is declared, and what is in sight besides."""
    known = {kind.value for kind in declared}
    return (*declared, *(kind for kind in visible if kind.value not in known))


def _find_scripts(page: Notes, metas: Metas) -> list[str]:
    """Give the scripts of the page's JSON-LD, and what frameworks that take it for a meta element write into one."""
    scripts = [one.text or "" for one in page.named("script") if "ld+json" in (one.get("type") or "").lower()]
    return [*scripts, *metas.get("script:ld+json", [])]


def _identify_page(page: Notes, metas: Metas, address: str) -> frozenset[str]:
    """Give what an article of the JSON-LD must name to be the page's own: the page's address, or one of its titles, folded."""
    titles = [*metas.get("og:title", []), *(page.text(heading) or "" for heading in page.all("h1"))]
    return frozenset((address, *(folded for title in titles if (folded := fold(title[:MAX_TITLE_CHARACTERS])))))


def _find_shown(
    page: Notes, titles: Sequence[str], linked: Linked, metas: Metas, language: Sourced | None
) -> list[ShownDate]:
    """Give the dates beside the title, and where the page declares none those behind its text."""
    is_dated = linked.published is not None or "article:published_time" in metas
    return find_shown_dates(page, titles, language.value if language else None, is_dated)


def _read_section(linked: Linked, metas: Metas, marked: Microdata) -> Sourced | None:
    sections = marked.get("articleSection", [])
    text = clean_or_none(sections[0].get("content") or element_text(sections[0])) if sections else None
    return first_sourced([("jsonld", linked.section), ("meta", value_of(metas, *_SECTION_METAS)), ("microdata", text)])


def _read_site_name(linked: Linked, metas: Metas) -> Sourced | None:
    return first_sourced(
        (
            ("opengraph", value_of(metas, "og:site_name")),
            ("jsonld", linked.publisher),
            ("meta", value_of(metas, "application-name", "apple-mobile-web-app-title", "dc.publisher")),
        )
    )


def _list_site_names(linked: Linked, metas: Metas, address: str) -> tuple[str, ...]:
    """Give the names that a site goes by, its host with and without the ends among them."""
    names = [value_of(metas, name) for name in _SITE_METAS]
    host = address.partition("://")[2].partition("/")[0].partition(":")[0].removeprefix("www.")
    labels = host.split(".")
    hosts = [] if labels[-1].isdigit() else [host, ".".join(labels[-2:]), labels[-2] if len(labels) > 1 else None]
    return distinct_lines([*names, linked.publisher, *hosts])


def _read_tags(metas: Metas) -> tuple[str, ...]:
    contents: list[str] = next((metas[name] for name in _TAG_METAS if name in metas), [])
    # Some pages escape twice: the end of a character's name (&amp;) is no end of a tag.
    return distinct_lines(part for content in contents for part in re.split("[,;،、]", html.unescape(content)))


def _read_canonical(page: Notes, metas: Metas, base_url: str) -> Sourced | None:
    links = [link for link in page.named("link") if "canonical" in (link.get("rel") or "").lower().split()]
    stated = [*(("link", link.get("href")) for link in links), ("opengraph", value_of(metas, "og:url"))]
    return first_sourced((source, absolute(url, base_url)) for source, url in stated)


def _read_language(tree: HtmlElement, linked: Linked, metas: Metas) -> Sourced | None:
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


def _read_images(linked: Linked, metas: Metas, base_url: str) -> tuple[Image, ...]:
    found = [*linked.images, *(Image(url=url) for url in metas.get("og:image", [])[:1])]
    kept = ((image, absolute(image.url, base_url)) for image in found)
    return tuple(Image(url=url, caption=image.caption, credit=image.credit) for image, url in kept if url)
