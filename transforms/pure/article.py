"""From a fetched page to an article record: what the page says of it, its running text, and where each came from.

`read_page` is the walk of a page, step by step; `make_record` puts what it found into a record.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from lxml.html import HtmlElement
from msgspec import Struct
from msgspec.structs import replace

from transforms import reasons
from transforms.errors import ExtractError
from transforms.pure.body.bodies import Body, read_body, read_script_body
from transforms.pure.body.opening import settle_opening
from transforms.pure.body.parsed_page import ParsedPage, prepare_page
from transforms.pure.body.site_memory import ArticleOutline, outline_article
from transforms.pure.body.site_repeats import KnownRepeats, drop_repeats
from transforms.pure.feeds.session_links import session_of, text_id
from transforms.pure.metadata.hints import Hints, read_hints
from transforms.pure.metadata.images import Figure, Paragraphs, captions_beside, find_figures, place_images
from transforms.pure.metadata.publication_dates import Moment, choose_modified, choose_published
from transforms.pure.net.canonical_urls import choose_article_url
from transforms.pure.net.charsets import decode_page, utf8_of
from transforms.pure.net.parameters import without_parameters
from transforms.pure.net.urls import clean, site_of, url_id
from transforms.pure.page.blocks import Block
from transforms.pure.page.elements import parse_html, take_out
from transforms.pure.page.metas import Sourced
from transforms.pure.page.notes import Notes, take_notes
from transforms.pure.rights.page_rights import read_rights
from transforms.pure.text.languages import canonical_tag
from transforms.pure.text.normal import distinct_lines
from transforms.pure.verdict.barriers import read_barrier_signs
from transforms.pure.verdict.confidence import rate_text
from transforms.pure.verdict.verdicts import Refusal, judge_page
from transforms.reasons import Reason
from transforms.records import (
    Article,
    Entry,
    Evidence,
    FeedRef,
    Fetched,
    Image,
    Page,
    PageKind,
    Provenance,
    Quality,
    Source,
)
from transforms.rights import Rights

# The richest pages of newspapers have a tenth of this; a page of so many takes 20 s, and 500 MB.
MAX_TAGS = 250_000


class PageReading(Struct, frozen=True, kw_only=True):
    """All that was found on a page: what its article is made of, and what shows how it was found.

    `encoding` is the one that the page was decoded from; `refusal` says what stands in the article's place, None for none.
    `shown` are the text's blocks, with those that are the site's. `confidence` is how likely the text is whole and clean, 0 to 1.
    `rights` is what is said of the uses of the page.
    """

    encoding: str
    hints: Hints
    body: Body
    images: tuple[Image, ...]
    kind: PageKind
    refusal: Refusal | None
    shown: Sequence[Block] = ()
    confidence: float | None = None
    rights: Rights | None = None


class ExtractedArticle(Struct, frozen=True):
    """An article, and by what it is compared with others of its site; None where nothing is remembered of sites.

    `text_id` is the id of its whole text, with what the site repeats: see `session_links`.
    """

    article: Article
    outline: ArticleOutline | None = None
    text_id: str | None = None


def extract_article(page: Page, min_text_chars: int, known: KnownRepeats | None = None) -> ExtractedArticle:
    """Give the article on a page, not yet normalised: text, what the page and the feed say of it, and where it came from.

    What the page's site is `known` to repeat is left out; None: nothing is remembered of sites.
    Raises: ExtractError with the reason `not_html`, `too_many_tags`, `no_text`, `bot_check`, `consent_page` or `not_article`.
    """
    reading = read_page(page, known, min_text_chars)
    article = require_article(page, reading, min_text_chars)
    outline = None if known is None else outline_article(article.id, article.title, reading.shown)
    whole = "\n".join(block.text for block in reading.shown)
    return ExtractedArticle(article, outline, text_id(page.entry, article.published_at, whole))


def read_page(
    page: Page, known: KnownRepeats | None = None, least_characters: int = 0, without: Collection[str] = ()
) -> PageReading:
    """Give what can be found on a page, whether or not it is an article.

    What its site is `known` to repeat is left out, where `least_characters` of the text remain. `without` leaves out
    steps, as in `read_body`. Raises: ExtractError with the reason `not_html` or `too_many_tags`.
    """
    return read_whole_page(page, known, least_characters, without)[0]


def read_whole_page(
    page: Page, known: KnownRepeats | None = None, least_characters: int = 0, without: Collection[str] = ()
) -> tuple[PageReading, ParsedPage]:
    """Give what `read_page` gives, and the page as all got it who read it: its tree can leave no process."""
    text, encoding = decode_page(page.body, page.charset)
    tree = _parse(page, text, encoding)
    # lxml makes a Python object of an element each time that one is asked for, and drops it with its last reference. Held
    # by the notes, those of the page are made once for all that walk it.
    notes = take_notes(tree)
    hints = read_hints(notes, page.fetched_url, page.entry.title)
    signs = read_barrier_signs(tree, hints)
    rights = read_rights(notes, hints.metas, hints.linked.rights, page.fetched_url, page.fetched_at, page.heard)
    # Nobody reads these; without them all that walks or copies the tree is faster.
    take_out(tree, "script", "style", "svg")
    figures, page_paragraphs = find_figures(notes, page.fetched_url)
    parsed = _prepare(page, notes, hints, figures, page_paragraphs)
    body = read_body(parsed, without, feed_content=page.entry.content or page.entry.summary)
    if body.is_thin and hints.is_free is not False and "state" not in without:
        # Rare enough to parse the page again, for its scripts. A text that is not free stays behind its wall.
        body = read_script_body(parse_html(text), parsed) or body
    hints, body = settle_opening(hints, body)
    verdict = judge_page(parsed, body, signs)
    body = _without_repeats(verdict.body, known, least_characters) if known else verdict.body
    reading = PageReading(
        encoding=encoding,
        hints=hints,
        body=body,
        images=place_images(figures, page_paragraphs, body.paragraphs, hints.images, hints.authors),
        kind=verdict.kind,
        refusal=verdict.refusal,
        shown=verdict.body.blocks,
        confidence=rate_text(parsed, verdict.body),
        rights=rights,
    )
    return reading, parsed


def _parse(page: Page, text: str, encoding: str) -> HtmlElement:
    tags = text.count("<") if len(text) > MAX_TAGS else 0
    if tags > MAX_TAGS:
        raise _error(page, reasons.TOO_MANY_TAGS, f"found {tags:,} tags, expected at most {MAX_TAGS:,}", None)
    tree = parse_html(text, utf8_of(page.body, text, encoding))
    if tree is None:
        raise _error(
            page, reasons.NOT_HTML, f"expected an HTML page, found no HTML element in its {page.size} bytes", None
        )
    return tree


def _prepare(page: Page, notes: Notes, hints: Hints, figures: Sequence[Figure], paragraphs: Paragraphs) -> ParsedPage:
    pictures: list[Figure | Image] = [*figures, *hints.images]
    captions = captions_beside(figures, paragraphs)
    credits = [picture.credit for picture in pictures if picture.credit]
    # Where both are on one line.
    credits += [f"{picture.caption} {picture.credit}" for picture in pictures if picture.caption and picture.credit]
    return prepare_page(notes.elements[0], page.fetched_url, hints, captions, credits, notes)


def _without_repeats(body: Body, known: KnownRepeats, least_characters: int) -> Body:
    """Give the text without the blocks that its site repeats."""
    kept, dropped = drop_repeats(body.blocks, known, least_characters)
    if not dropped:
        return body
    paragraphs, flags = [block.text for block in kept], (*body.flags, "site_repeats")
    return replace(body, paragraphs=paragraphs, blocks=kept, dropped=[*body.dropped, *dropped], flags=flags)


def require_article(page: Page, reading: PageReading, min_text_chars: int) -> Article:
    """Give the article of a page that was read. Raises: ExtractError `no_text`, `bot_check`, `consent_page`, `not_article`."""
    title = reading.hints.title.value if reading.hints.title else None
    if reading.refusal is not None:
        problem = f"the server answered with {reading.refusal.what} in the article's place"
        raise _error(page, reading.refusal.reason, problem, title)
    found = sum(map(len, reading.body.paragraphs))
    if found < min_text_chars:
        problem = f"found {found} characters of article text, expected at least {min_text_chars}"
        raise _error(page, reasons.NO_TEXT, problem, title)
    return make_record(page, reading)


def make_record(page: Page, reading: PageReading) -> Article:
    """Give the record of a page that was read, be it an article or not."""
    hints, body = reading.hints, reading.body
    url = without_parameters(clean(page.fetched_url), session_of(page.entry))
    published, modified = _moments(page, hints)
    fields = _sourced_fields(page, hints, published, modified)
    canonical = fields["canonical_url"][0] if "canonical_url" in fields else None
    name = hints.site_name or _configured(page.entry.feed_title, "feed")
    sources = {"text": body.source, **{field: source for field, (_, source) in fields.items()}}
    if name:
        sources["source.name"] = name.source
    if hints.kinds:
        sources["quality.flags"] = hints.kinds[0].source
    images = reading.images
    if not images and page.entry.image:
        images, sources["images"] = (Image(url=page.entry.image),), "feed"
    return Article(
        id=url_id(choose_article_url(url, canonical)),
        url=url,
        fetched_url=page.fetched_url,
        source=Source(site=site_of(url), name=name.value if name else None),
        feed=_feed_ref(page.entry),
        fetched=_fetched(page),
        text="\n\n".join(body.paragraphs),
        images=images,
        page_kind=reading.kind,
        quality=Quality(
            confidence=reading.confidence,
            agreement=body.agreement,
            flags=(*(published.flags if published else ()), *body.flags, *(kind.value for kind in hints.kinds)),
        ),
        provenance=tuple(Provenance(field=field, source=source) for field, source in sources.items()),
        rights=reading.rights,
        **{field: value for field, (value, _) in fields.items()},
    )


def _sourced_fields(
    page: Page, hints: Hints, published: Moment | None, modified: Moment | None
) -> dict[str, tuple[Any, str]]:
    """Give the fields for which one of several places has a value: the value, and where it comes from."""
    entry = page.entry
    language = hints.language or _configured(canonical_tag(entry.language), "feed")
    section = hints.section or _configured(entry.section, "configuration")
    canonical = _cleaned(hints.canonical, session_of(entry))
    authors = hints.authors or distinct_lines(entry.authors)
    tags = distinct_lines([*hints.tags, *entry.tags])
    found: dict[str, tuple[Any, str | None]] = {
        "title": (hints.title.value, hints.title.source) if hints.title else (None, None),
        "standfirst": (hints.standfirst, "page" if hints.standfirst else None),
        "authors": (authors, hints.authors_source or ("feed" if authors else None)),
        "published_at": (published.instant, published.source) if published else (None, None),
        "modified_at": (modified.instant, modified.source) if modified else (None, None),
        "language": (language.value, language.source) if language else (None, None),
        "section": (section.value, section.source) if section else (None, None),
        "canonical_url": (canonical, hints.canonical.source) if canonical and hints.canonical else (None, None),
        "tags": (tags, hints.tags_source or ("configuration" if tags else None)),
        "is_free": (hints.is_free, hints.is_free_source),
    }
    return {field: (value, source) for field, (value, source) in found.items() if source is not None}


def _moments(page: Page, hints: Hints) -> tuple[Moment | None, Moment | None]:
    found = [(date.value, date.source) for date in hints.published]
    updated = [(date.value, date.source) for date in hints.updated]
    language = hints.language.value if hints.language else None
    published = choose_published(found, page.entry.published_at, page.fetched_at, updated, language)
    changed = [(date.value, date.source) for date in hints.modified]
    return published, choose_modified(changed, published.instant if published else None, page.fetched_at, language)


def _feed_ref(entry: Entry) -> FeedRef:
    return FeedRef(
        url=entry.feed_url,
        title=entry.feed_title,
        entry_id=entry.guid,
        entry_title=entry.title,
        categories=entry.categories,
        came_by=entry.came_by,
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


def _cleaned(canonical: Sourced | None, session: frozenset[str]) -> str | None:
    try:
        return without_parameters(clean(canonical.value), session) if canonical else None
    except ValueError:
        return None  # A broken canonical is no reason to lose the article.


def _error(page: Page, reason: Reason, problem: str, title: str | None) -> ExtractError:
    evidence = Evidence(title=title, bytes=page.size)
    return ExtractError(page.fetched_url, problem, reason=reason, evidence=evidence)
