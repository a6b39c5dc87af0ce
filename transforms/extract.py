"""Extract: from a fetched page to an article record."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Annotated

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from msgspec import Meta, Struct
from trafilatura.settings import Extractor

from transforms.errors import ExtractError
from transforms.pure.barriers import find_barrier
from transforms.pure.blocks import body_blocks, without_metadata
from transforms.pure.charsets import decode_page
from transforms.pure.datelines import Moment, modified_at, published_at
from transforms.pure.elements import parse_html
from transforms.pure.images import find_figures, place_images
from transforms.pure.languages import canonical_tag
from transforms.pure.pages import Hints, Sourced, read_hints
from transforms.pure.texts import clean_text, distinct_lines
from transforms.pure.urls import article_key_url, clean, site_of, url_id
from transforms.records import Article, FeedRef, Fetched, Image, Page, PageKind, Quality, Source

# Each page that it finds no text in makes it warn, without naming the page; we raise with the URL instead.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_TAG_OPENS = (
    "<!doctype",
    "<html",
    "<head",
    "<body",
    "<div",
    "<p",
    "<meta",
    "<title",
    "<article",
    "<h1",
    "<main",
    "<section",
)


class ExtractOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How pages become articles.

    processes: how many processes extract; null is one a core, 0 extracts in the worker's own process (for debugging).
    page_seconds: the time that one page may take.
    min_text_chars: a page with less text than this has no article.
    """

    processes: Annotated[int, Meta(ge=0)] | None = None
    page_seconds: Annotated[float, Meta(gt=0)] = 20.0
    min_text_chars: Annotated[int, Meta(ge=1)] = 100


class _Body(Struct, frozen=True):
    paragraphs: list[str]
    source: str


def extract_article(page: Page, options: ExtractOptions) -> Article:
    """Gives the article on a page, not yet normalised: text, what the page and the feed say of it, and where it came from.

    Raises: ExtractError with the reason `not_html`, `no_text`, `bot_check` or `consent_page`.
    """
    text, _ = decode_page(page.body, page.charset)
    lowered = text[:100_000].lower()
    tree = parse_html(text) if any(tag in lowered for tag in _TAG_OPENS) else None
    if tree is None:
        raise _error(page, "not_html", f"expected an HTML page, found no HTML element in {page.size} bytes", None)
    hints = read_hints(tree, page.fetched_url, page.entry.title)
    figures, page_paragraphs = find_figures(tree, page.fetched_url)
    title = hints.title.value if hints.title else None
    captions = [figure.caption for figure in figures if figure.caption]
    body = _body(tree, hints, [*captions, *(image.caption for image in hints.images if image.caption)])
    barrier = find_barrier(title, "\n".join(body.paragraphs), bool(hints.linked.types))
    if barrier is not None:
        what = "a check for robots" if barrier == "bot_check" else "a request for consent"
        raise _error(page, barrier, f"the server answered with {what} in the article's place", title)
    found = sum(map(len, body.paragraphs))
    if found < options.min_text_chars:
        raise _error(
            page, "no_text", f"found {found} characters of article text, expected {options.min_text_chars}", title
        )
    images = place_images(figures, page_paragraphs, body.paragraphs, hints.images)
    return _record(page, hints, body, images)


def _body(tree: HtmlElement, hints: Hints, captions: list[str]) -> _Body:
    paragraphs = without_metadata(_blocks(tree), hints.titles, hints.standfirst, captions)
    if not paragraphs and hints.linked.body:
        # The text is in the page for search engines alone: better than no article.
        fragment = parse_html(hints.linked.body)
        lines = clean_text("\n".join(fragment.itertext()) if fragment is not None else "").split("\n")
        return _Body([line for line in lines if line], "jsonld")
    return _Body(paragraphs, "trafilatura")


def _blocks(tree: HtmlElement) -> list[str]:
    # Nobody reads these; without them the copies that trafilatura makes of the tree are cheaper.
    etree.strip_elements(tree, "script", "style", "svg", with_tail=False)
    try:
        document = trafilatura.bare_extraction(tree, options=_trafilatura_options())
    except Exception:  # The boundary to a foreign parser: hostile HTML can make it raise anything.
        return []
    return [] if document is None or document.body is None else body_blocks(document.body)


@lru_cache(maxsize=1)
def _trafilatura_options() -> Extractor:
    return Extractor(comments=False)


def _record(page: Page, hints: Hints, body: _Body, images: tuple[Image, ...]) -> Article:
    entry = page.entry
    url = clean(page.fetched_url)
    canonical = _cleaned(hints.canonical)
    dated = [(found.value, found.source) for found in hints.published]
    published = published_at(dated, entry.published_at, page.fetched_at)
    changed = [(found.value, found.source) for found in hints.modified]
    modified = modified_at(changed, published.instant if published else None, page.fetched_at)
    authors = hints.authors or distinct_lines(entry.authors)
    feed_language = canonical_tag(entry.language)
    language = hints.language or (Sourced(feed_language, "feed") if feed_language else None)
    section = hints.section or (Sourced(entry.section, "configuration") if entry.section else None)
    sources = {
        "title": hints.title.source if hints.title else None,
        "text": body.source,
        "authors": hints.authors_source or ("feed" if authors else None),
        "published_at": published.source if published else None,
        "modified_at": modified.source if modified else None,
        "language": language.source if language else None,
        "section": section.source if section else None,
        "tags": hints.tags_source or ("configuration" if entry.tags else None),
        "canonical_url": hints.canonical.source if canonical and hints.canonical else None,
        "source.name": hints.site_name.source if hints.site_name else ("feed" if entry.feed_title else None),
        "is_free": hints.is_free_source,
    }
    return Article(
        id=url_id(article_key_url(page.fetched_url, canonical)),
        url=url,
        canonical_url=canonical,
        fetched_url=page.fetched_url,
        source=Source(site=site_of(url), name=hints.site_name.value if hints.site_name else entry.feed_title),
        feed=FeedRef(
            url=entry.feed_url,
            title=entry.feed_title,
            entry_id=entry.guid,
            entry_title=entry.title,
            categories=entry.categories,
        ),
        fetch=Fetched(
            fetched_at=page.fetched_at,
            status=page.status,
            bytes=page.size,
            etag=page.etag,
            last_modified=page.last_modified,
        ),
        title=hints.title.value if hints.title else None,
        standfirst=hints.standfirst,
        text="\n\n".join(body.paragraphs),
        authors=authors,
        published_at=published.instant if published else None,
        modified_at=modified.instant if modified else None,
        language=language.value if language else None,
        section=section.value if section else None,
        tags=distinct_lines([*hints.tags, *entry.tags]),
        images=images,
        is_free=hints.is_free,
        page_kind=_kind(hints),
        quality=Quality(flags=_flags(published)),
        provenance={name: source for name, source in sources.items() if source is not None},
    )


def _flags(published: Moment | None) -> tuple[str, ...]:
    return published.flags if published else ()


def _kind(hints: Hints) -> PageKind:
    if "liveblogposting" in hints.linked.types:
        return "liveblog"
    return "video" if (hints.og_type or "").startswith("video") else "article"


def _cleaned(canonical: Sourced | None) -> str | None:
    try:
        return clean(canonical.value) if canonical else None
    except ValueError:
        return None  # A broken canonical is no reason to lose the article.


def _error(page: Page, reason: str, problem: str, title: str | None) -> ExtractError:
    evidence = {"title": title, "bytes": page.size}
    return ExtractError(page.fetched_url, problem, reason=reason, evidence=evidence)
