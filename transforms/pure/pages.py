"""What a page says of its article outside the running text: JSON-LD, OpenGraph, meta elements, the visible head.

Each reader gives a value and where it comes from; which of several wins is decided here, once, and told in `Sourced`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.elements import element_text
from transforms.pure.images import absolute
from transforms.pure.jsonld import Linked, read_linked
from transforms.pure.languages import canonical_tag
from transforms.pure.texts import clean_or_none, distinct_lines, fold
from transforms.records import Image

MAX_HEADINGS = 8
MAX_AUTHORS = 16

Meta = dict[str, list[str]]

_TITLE_METAS = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title")
_DESCRIPTION_METAS = ("og:description", "description", "twitter:description", "sailthru.description", "dc.description")
_AUTHOR_METAS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
)
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

_TITLE_SEPARATOR = re.compile(r"\s+[|·–—»-]\s+|\s*\|\s*")
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|af|autor(?:in)?|text|автор)\s*:?\s+(?=\S)", re.IGNORECASE)
_AND = re.compile(r"\s*[;,|]\s*|\s+(?:and|und|et|y|e|en|og|och|&)\s+")
_NO_NAME = re.compile(r"https?:|www\.|@|\d{3}|[<>{}():]|\w\.[a-z]{2,4}$")
_BYLINE_CLASS = re.compile(r"\b(?:author-?name|byline-?name|author__name|byline__name|article-author)\b", re.IGNORECASE)
_STANDFIRST_CLASS = re.compile(
    r"standfirst|sub-?title|sub-?head|\bdek\b|\bdeck\b|summary|teaser|\blede?\b|intro|vorspann|chapo|entradilla|bajada"
    r"|ingress|sommario|description|excerpt|abstract",
    re.IGNORECASE,
)


class Sourced(Struct, frozen=True):
    """A value, and the name that `provenance` gives to where it came from."""

    value: str
    source: str


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
    meta = _metas(tree)
    site = _first_sourced([("opengraph", _value(meta, "og:site_name")), ("jsonld", linked.publisher)])
    site_name = site.value if site else None
    titles, title = _titles(tree, linked, meta, site_name, entry_title)
    authors, authors_source = _authors(tree, linked, meta, site_name)
    tags = linked.keywords or distinct_lines(
        part for name in _TAG_METAS[:1] + tuple(_present(meta, _TAG_METAS[1:])) for part in _split(meta.get(name, []))
    )
    free, free_source = _is_free(linked, meta)
    return Hints(
        linked=linked,
        title=title,
        titles=titles,
        standfirst=_standfirst(tree, linked, meta),
        authors=authors,
        authors_source=authors_source,
        published=_dates(tree, linked.published, meta, _PUBLISHED_METAS, "datePublished"),
        modified=_dates(tree, linked.modified, meta, _MODIFIED_METAS, "dateModified"),
        section=_first_sourced([("jsonld", linked.section), ("meta", _value(meta, *_SECTION_METAS))]),
        tags=tags,
        tags_source=("jsonld" if linked.keywords else "meta") if tags else None,
        canonical=_canonical(tree, meta, base_url),
        site_name=site,
        language=_language(tree, linked, meta),
        is_free=free,
        is_free_source=free_source,
        images=_announced(linked, meta, base_url),
        og_type=_value(meta, "og:type"),
    )


def split_authors(text: str) -> list[str]:
    """Gives the names in a byline; what is an address, a handle or a sentence is left out.

    >>> split_authors("By Ana Sample and Ben Sample, Valley News")
    ['Ana Sample', 'Ben Sample', 'Valley News']
    """
    names = [_BY.sub("", part).strip(" .,:") for part in _AND.split(_BY.sub("", text.strip()))]
    return [name for name in names if name and len(name) <= 80 and len(name.split()) <= 6 and not _NO_NAME.search(name)]


def without_site(title: str, site_name: str | None) -> str:
    """Gives a title without the site's name behind (or before) it.

    >>> without_site("Dam opens early | Valley News", "Valley News"), without_site("A - B", None)
    ('Dam opens early', 'A - B')
    """
    site = fold(site_name or "")
    parts = list(_TITLE_SEPARATOR.finditer(title))
    if site and parts and fold(title[parts[-1].end() :]) == site:
        return title[: parts[-1].start()].strip()
    if site and parts and fold(title[: parts[0].start()]) == site:
        return title[parts[0].end() :].strip()
    return title


def _metas(tree: HtmlElement) -> Meta:
    found: Meta = {}
    for element in tree.iter("meta"):
        content = clean_or_none(element.get("content"))
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = element.get(attribute)
            if name and content:
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _value(meta: Meta, *names: str) -> str | None:
    return next((meta[name][0] for name in names if name in meta), None)


def _present(meta: Meta, names: Iterable[str]) -> list[str]:
    """The first of the names that the page has: they repeat each other."""
    return [] if "article:tag" in meta else [name for name in names if name in meta][:1]


def _split(values: list[str]) -> Iterator[str]:
    for value in values:
        yield from re.split("[,;،、]", value)


def _first_sourced(candidates: Iterable[tuple[str, str | None]]) -> Sourced | None:
    return next((Sourced(value, source) for source, value in candidates if value), None)


def _titles(
    tree: HtmlElement, linked: Linked, meta: Meta, site_name: str | None, entry_title: str | None
) -> tuple[tuple[str, ...], Sourced | None]:
    """The h1 is what readers see, but pages have others: one counts that a second witness confirms."""
    headings = [
        text
        for element, _ in zip(tree.iter("h1"), range(MAX_HEADINGS), strict=False)
        if (text := element_text(element))
    ]
    node = next((element for element in tree.iter("title") if next(element.iterancestors("svg"), None) is None), None)
    document = without_site(element_text(node), site_name) if node is not None else ""
    announced = [
        ("jsonld", linked.headline),
        *(("opengraph", without_site(value, site_name)) for value in meta.get("og:title", [])[:1]),
        ("meta", _value(meta, *_TITLE_METAS[1:])),
        ("feed", clean_or_none(entry_title)),
        ("title", document),
    ]
    witnesses = [fold(text) for _, text in announced if text]
    confirmed = next((text for text in headings if any(_agree(fold(text), witness) for witness in witnesses)), None)
    only = headings[0] if len(headings) == 1 else None
    order = [("h1", confirmed), *announced[:3], ("h1", only), *announced[3:]]
    heads = [confirmed, *(text for _, text in announced)] if confirmed else [text for _, text in announced] + [only]
    return distinct_lines(heads), _first_sourced(order)


def _agree(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return bool(shorter) and (a == b or (len(shorter) >= 12 and longer.startswith(shorter)))


def _authors(
    tree: HtmlElement, linked: Linked, meta: Meta, site_name: str | None
) -> tuple[tuple[str, ...], str | None]:
    """Names that are only the publisher's give way to any that are not."""
    sources = {
        "jsonld": [name for text in linked.authors for name in split_authors(text)],
        "meta": [name for key in _present_authors(meta) for text in meta[key] for name in split_authors(text)],
        "byline": [name for text in _bylines(tree) for name in split_authors(text)],
    }
    house = {fold(name) for name in (site_name, linked.publisher) if name}
    found = {source: distinct_lines(names, MAX_AUTHORS) for source, names in sources.items() if names}
    people = {source: names for source, names in found.items() if any(fold(name) not in house for name in names)}
    for source, names in (people or found).items():
        return tuple(name for name in names if fold(name) not in house) or names, source
    return (), None


def _present_authors(meta: Meta) -> list[str]:
    return [key for key in _AUTHOR_METAS if any(split_authors(text) for text in meta.get(key, []))][:1]


def _bylines(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("a", "span", "div", "p", "address"):
        named = element.get("itemprop") == "author" or "author" in (element.get("rel") or "").split()
        if named or _BYLINE_CLASS.search(element.get("class") or ""):
            text = element_text(element)
            if 0 < len(text) <= 120:
                yield text


def _standfirst(tree: HtmlElement, linked: Linked, meta: Meta) -> str | None:
    """The line under the title: shown on the page, apart from the running text, and announced as its description."""
    announced = [linked.description, *(value for name in _DESCRIPTION_METAS for value in meta.get(name, [])[:1])]
    descriptions = {fold(text) for text in announced if text and len(text) > 30}
    if not descriptions:
        return None
    for element, _ in zip(tree.iter("h2", "h3", "h4", "p", "div", "span"), range(400), strict=False):
        if len(element) > 4 or not _stands_apart(element):
            continue
        text = element_text(element)
        if 30 <= len(text) <= 700 and any(_is_cut_of(fold(text), known) for known in descriptions):
            return text
    return None


def _stands_apart(element: HtmlElement) -> bool:
    parent = element.getparent()
    own = f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('data-testid', '')}"
    if _STANDFIRST_CLASS.search(own) or element.tag in ("h2", "h3", "h4"):
        return True
    outer = parent.get("class") or "" if parent is not None else ""
    return bool(_STANDFIRST_CLASS.search(outer)) or next(element.iterancestors("header", "hgroup"), None) is not None


def _is_cut_of(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return longer.startswith(shorter) and len(shorter) > 0.7 * len(longer)


def _dates(
    tree: HtmlElement, linked: str | None, meta: Meta, names: tuple[str, ...], itemprop: str
) -> tuple[Sourced, ...]:
    found = [Sourced(linked, "jsonld")] if linked else []
    found += [Sourced(meta[name][0], "meta") for name in names if name in meta]
    for element in tree.iter("time"):
        moment = clean_or_none(element.get("datetime"))
        if moment and (
            element.get("itemprop") == itemprop or (itemprop == "datePublished" and element.get("pubdate") is not None)
        ):
            found.append(Sourced(moment, "time"))
    return tuple(found)


def _canonical(tree: HtmlElement, meta: Meta, base_url: str) -> Sourced | None:
    links = (link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    own = [("link", absolute(link, base_url)) for link in links]
    return _first_sourced([*own, ("opengraph", absolute(_value(meta, "og:url"), base_url))])


def _language(tree: HtmlElement, linked: Linked, meta: Meta) -> Sourced | None:
    root = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
    return _first_sourced(
        (source, canonical_tag(tag))
        for source, tag in (
            ("html", root),
            ("jsonld", linked.language),
            ("opengraph", _value(meta, "og:locale")),
            ("meta", _value(meta, "content-language", "language", "dc.language")),
        )
    )


def _is_free(linked: Linked, meta: Meta) -> tuple[bool | None, str | None]:
    if linked.is_free is not None:
        return linked.is_free, "jsonld"
    tier = (_value(meta, "article:content_tier") or "").lower()
    free = {"free": True, "locked": False}.get(tier)  # a metered page is free for some readers
    return free, None if free is None else "meta"


def _announced(linked: Linked, meta: Meta, base_url: str) -> tuple[Image, ...]:
    found = [*linked.images, *(Image(url=url) for url in meta.get("og:image", [])[:1])]
    kept = ((image, absolute(image.url, base_url)) for image in found)
    return tuple(Image(url=url, caption=image.caption, credit=image.credit) for image, url in kept if url)
