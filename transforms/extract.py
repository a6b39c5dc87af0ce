"""Extract: from a fetched page to an article record."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from transforms.errors import ExtractError
from transforms.pure.barriers import find_barrier
from transforms.pure.bodies import Body, read_body
from transforms.pure.charsets import decode_page
from transforms.pure.datelines import Moment, modified_at, published_at
from transforms.pure.elements import parse_html
from transforms.pure.images import find_figures, place_images
from transforms.pure.languages import canonical_tag
from transforms.pure.metas import Sourced
from transforms.pure.pages import Hints, page_kind, read_hints
from transforms.pure.texts import distinct_lines
from transforms.pure.urls import article_key_url, clean, site_of, url_id
from transforms.records import Article, Entry, FeedRef, Fetched, Image, Page, Quality, Source


class ExtractOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How pages become articles.

    processes: how many processes extract; null is one a core, 0 extracts in the worker's own process (for debugging).
    page_seconds: the time that one page may take.
    min_text_chars: a page with less text than this has no article.
    """

    processes: Annotated[int, Meta(ge=0)] | None = None
    page_seconds: Annotated[float, Meta(gt=0)] = 20.0
    min_text_chars: Annotated[int, Meta(ge=1)] = 100


def extract_article(page: Page, options: ExtractOptions) -> Article:
    """Gives the article on a page, not yet normalised: text, what the page and the feed say of it, and where it came from.

    Raises: ExtractError with the reason `not_html`, `no_text`, `bot_check` or `consent_page`.
    """
    tree = parse_html(decode_page(page.body, page.charset)[0])
    if tree is None:
        raise _error(page, "not_html", f"expected an HTML page, found no HTML element in its {page.size} bytes", None)
    hints = read_hints(tree, page.fetched_url, page.entry.title)
    figures, page_paragraphs = find_figures(tree, page.fetched_url)
    captions = [image.caption for image in (*figures, *hints.images) if image.caption]
    body = read_body(tree, hints, captions)
    _refuse(page, hints, body, options)
    return _record(page, hints, body, place_images(figures, page_paragraphs, body.paragraphs, hints.images))


def _refuse(page: Page, hints: Hints, body: Body, options: ExtractOptions) -> None:
    title = hints.title.value if hints.title else None
    barrier = find_barrier(title, "\n".join(body.paragraphs), bool(hints.linked.types))
    if barrier is not None:
        what = "a check for robots" if barrier == "bot_check" else "a request for consent"
        raise _error(page, barrier, f"the server answered with {what} in the article's place", title)
    found = sum(map(len, body.paragraphs))
    if found < options.min_text_chars:
        least = options.min_text_chars
        raise _error(page, "no_text", f"found {found} characters of article text, expected at least {least}", title)


def _record(page: Page, hints: Hints, body: Body, images: tuple[Image, ...]) -> Article:
    entry = page.entry
    canonical = _cleaned(hints.canonical)
    published, modified = _moments(page, hints)
    language = hints.language or _configured(canonical_tag(entry.language), "feed")
    section = hints.section or _configured(entry.section, "configuration")
    name = hints.site_name or _configured(entry.feed_title, "feed")
    authors = hints.authors or distinct_lines(entry.authors)
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
        "source.name": name.source if name else None,
        "is_free": hints.is_free_source,
    }
    url = clean(page.fetched_url)
    return Article(
        id=url_id(article_key_url(page.fetched_url, canonical)),
        url=url,
        canonical_url=canonical,
        fetched_url=page.fetched_url,
        source=Source(site=site_of(url), name=name.value if name else None),
        feed=_feed_ref(entry),
        fetch=_fetched(page),
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
        page_kind=page_kind(hints),
        quality=Quality(flags=published.flags if published else ()),
        provenance={field: source for field, source in sources.items() if source is not None},
    )


def _moments(page: Page, hints: Hints) -> tuple[Moment | None, Moment | None]:
    published = published_at(
        [(found.value, found.source) for found in hints.published], page.entry.published_at, page.fetched_at
    )
    after = published.instant if published else None
    return published, modified_at([(found.value, found.source) for found in hints.modified], after, page.fetched_at)


def _feed_ref(entry: Entry) -> FeedRef:
    return FeedRef(
        url=entry.feed_url,
        title=entry.feed_title,
        entry_id=entry.guid,
        entry_title=entry.title,
        categories=entry.categories,
    )


def _fetched(page: Page) -> Fetched:
    return Fetched(
        fetched_at=page.fetched_at,
        status=page.status,
        bytes=page.size,
        etag=page.etag,
        last_modified=page.last_modified,
    )


def _configured(value: str | None, source: str) -> Sourced | None:
    return Sourced(value, source) if value else None


def _cleaned(canonical: Sourced | None) -> str | None:
    try:
        return clean(canonical.value) if canonical else None
    except ValueError:
        return None  # A broken canonical is no reason to lose the article.


def _error(page: Page, reason: str, problem: str, title: str | None) -> ExtractError:
    evidence = {"title": title, "bytes": page.size}
    return ExtractError(page.fetched_url, problem, reason=reason, evidence=evidence)
