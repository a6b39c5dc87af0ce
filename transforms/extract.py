"""Extract: from a fetched page to an article record."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import datetime
from typing import Annotated, Any

import apache_beam as beam
from msgspec import Meta, Struct

from transforms.errors import ExtractError
from transforms.pool import TaskCrashed, TaskTimedOut, shared_pool
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
from transforms.records import Article, Entry, Failure, FeedRef, Fetched, Image, Page, Quality, Source
from transforms.turns import Element, Ended, Extracted, Failed


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
    captions = [*(figure.caption for figure in figures), *(image.caption for image in hints.images)]
    body = read_body(tree, hints, [caption for caption in captions if caption])
    _refuse(page, hints, body, options)
    return _record(page, hints, body, place_images(figures, page_paragraphs, body.paragraphs, hints.images))


def _refuse(page: Page, hints: Hints, body: Body, options: ExtractOptions) -> None:
    title = hints.title.value if hints.title else None
    barrier = find_barrier(hints.titles, "\n".join(body.paragraphs), bool(hints.linked.types))
    if barrier is not None:
        what = "a check for robots" if barrier == "bot_check" else "a request for consent"
        raise _error(page, barrier, f"the server answered with {what} in the article's place", title)
    found = sum(map(len, body.paragraphs))
    if found < options.min_text_chars:
        least = options.min_text_chars
        raise _error(page, "no_text", f"found {found} characters of article text, expected at least {least}", title)


def _record(page: Page, hints: Hints, body: Body, images: tuple[Image, ...]) -> Article:
    url = clean(page.fetched_url)
    told = _told(page, hints)
    canonical = told["canonical_url"][0] if "canonical_url" in told else None
    name = hints.site_name or _configured(page.entry.feed_title, "feed")
    provenance = {"text": body.source, **{field: source for field, (_, source) in told.items()}}
    return Article(
        id=url_id(article_key_url(page.fetched_url, canonical)),
        url=url,
        fetched_url=page.fetched_url,
        source=Source(site=site_of(url), name=name.value if name else None),
        feed=_feed_ref(page.entry),
        fetch=_fetched(page),
        standfirst=hints.standfirst,
        text="\n\n".join(body.paragraphs),
        images=images,
        page_kind=page_kind(hints),
        quality=Quality(flags=_doubts(page, hints)),
        provenance=provenance | ({"source.name": name.source} if name else {}),
        **{field: value for field, (value, _) in told.items()},
    )


def _told(page: Page, hints: Hints) -> dict[str, tuple[Any, str]]:
    """Gives the fields that several places may tell, those that one does tell: the value and where it comes from."""
    entry = page.entry
    published, modified = _moments(page, hints)
    language = hints.language or _configured(canonical_tag(entry.language), "feed")
    section = hints.section or _configured(entry.section, "configuration")
    canonical = _cleaned(hints.canonical)
    authors = hints.authors or distinct_lines(entry.authors)
    tags = distinct_lines([*hints.tags, *entry.tags])
    told: dict[str, tuple[Any, str | None]] = {
        "title": (hints.title.value, hints.title.source) if hints.title else (None, None),
        "authors": (authors, hints.authors_source or ("feed" if authors else None)),
        "published_at": (published.instant, published.source) if published else (None, None),
        "modified_at": (modified.instant, modified.source) if modified else (None, None),
        "language": (language.value, language.source) if language else (None, None),
        "section": (section.value, section.source) if section else (None, None),
        "canonical_url": (canonical, hints.canonical.source) if canonical and hints.canonical else (None, None),
        "tags": (tags, hints.tags_source or ("configuration" if tags else None)),
        "is_free": (hints.is_free, hints.is_free_source),
    }
    return {field: (value, source) for field, (value, source) in told.items() if source is not None}


def _moments(page: Page, hints: Hints) -> tuple[Moment | None, Moment | None]:
    found = [(date.value, date.source) for date in hints.published]
    published = published_at(found, page.entry.published_at, page.fetched_at)
    changed = [(date.value, date.source) for date in hints.modified]
    return published, modified_at(changed, published.instant if published else None, page.fetched_at)


def _doubts(page: Page, hints: Hints) -> tuple[str, ...]:
    published, _ = _moments(page, hints)
    return published.flags if published else ()


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


class ExtractArticles(beam.PTransform):
    """Page -> Extracted, or Failed where it holds no article; all else unchanged and in order."""

    def __init__(self, options: ExtractOptions, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._arguments = (options, clock)

    def expand(self, elements: beam.PCollection[Element]) -> beam.PCollection[Element]:
        return elements | beam.ParDo(_ExtractArticles(*self._arguments))


class _ExtractArticles(beam.DoFn):
    """Holds pages that the pool works on, and gives their articles out in order; at a turn's end all of them."""

    def __init__(self, options: ExtractOptions, clock: Callable[[], datetime]) -> None:
        self._options, self._clock = options, clock

    def setup(self) -> None:
        self._pool = shared_pool(self._options.processes, preload=(__name__,))

    def start_bundle(self) -> None:
        self._held: deque[tuple[Page, Future[Article]]] = deque()

    def process(self, element: Element) -> Iterator[Element]:
        if isinstance(element, Page):
            task = (element, self._options)
            self._held.append((element, self._pool.submit(_extract, task, self._options.page_seconds)))
        enough = 0 if isinstance(element, Ended) else self._pool.processes * 2
        while self._held and (len(self._held) > enough or self._held[0][1].done()):
            yield self._finish(*self._held.popleft())
        if not isinstance(element, Page):
            yield element

    def finish_bundle(self) -> None:
        if self._held:
            raise RuntimeError("pages are held over the end of a bundle: a turn did not end")

    def _finish(self, page: Page, future: Future[Article]) -> Element:
        try:
            article = future.result()
        except ExtractError as error:
            return Failed(page.entry.id, failure_of(page, error, self._clock()))
        except TaskCrashed as error:
            crashed = ExtractError(
                page.fetched_url, f"the page ended the process that read it: {error}", reason="crashed"
            )
            return Failed(page.entry.id, failure_of(page, crashed, self._clock()))
        except TaskTimedOut:
            problem = f"the page was not read within {self._options.page_seconds:g} s"
            return Failed(
                page.entry.id, failure_of(page, ExtractError(page.fetched_url, problem, reason="hung"), self._clock())
            )
        return Extracted(page.entry, article)


def failure_of(page: Page, error: ExtractError, now: datetime) -> Failure:
    """The failure record of a page that gave no article."""
    return Failure(
        stage="extract",
        reason=error.reason,
        message=str(error),
        retryable=error.retry,
        subject=page.fetched_url,
        failed_at=now,
        id=page.entry.id,
        feed_url=page.entry.feed_url,
        attempts=1,
        first_seen_at=page.entry.parked_at,
        evidence={"status": page.status, "bytes": page.size, **error.evidence},
        entry=page.entry,
    )


def _extract(task: tuple[Page, ExtractOptions]) -> Article:
    """`extract_article` with one argument, as the pool takes it."""
    return extract_article(*task)
