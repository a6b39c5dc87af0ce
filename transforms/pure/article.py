"""From a fetched page to an article record: what the page says of it, its running text, and where each came from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from lxml import etree
from lxml.html import HtmlElement
from msgspec import Struct
from msgspec.structs import replace

from transforms import reasons
from transforms.errors import ExtractError
from transforms.pure.body.bodies import Body, read_body, read_state_body
from transforms.pure.body.site_memory import Seen, see
from transforms.pure.body.site_repeats import Known, take_off
from transforms.pure.metadata.hints import Hints, read_hints
from transforms.pure.metadata.images import Figure, find_figures, place_images
from transforms.pure.metadata.publication_dates import Moment, choose_modified, choose_published
from transforms.pure.net.charsets import decode_page
from transforms.pure.net.urls import article_key_url, clean, site_of, url_id
from transforms.pure.page.blocks import Block
from transforms.pure.page.elements import parse_html
from transforms.pure.page.metas import Sourced
from transforms.pure.text.languages import canonical_tag
from transforms.pure.text.normal import distinct_lines
from transforms.pure.verdict.verdicts import Refusal, first_look, judge_page
from transforms.reasons import Reason
from transforms.records import Article, Entry, FeedRef, Fetched, Image, Page, PageKind, Quality, Source

# The richest pages of newspapers have a tenth of this; a page of so many takes 20 s, and 500 MB.
MAX_TAGS = 250_000


class PageReading(Struct, frozen=True, kw_only=True):
    """All that was found on a page: what its article is made of, and what tells how it was found.

    `encoding` is the one that the page was decoded from; `refusal` says what stands in the article's place, None for none.
    `shown` are the text's blocks, with those that are the site's.
    """

    encoding: str
    hints: Hints
    body: Body
    images: tuple[Image, ...]
    kind: PageKind
    refusal: Refusal | None
    shown: Sequence[Block] = ()


class Found(Struct, frozen=True):
    """An article, and what it showed of its site; None where nobody wants to know."""

    article: Article
    seen: Seen | None = None


def extract_article(page: Page, min_text_chars: int) -> Article:
    """Gives the article on a page, not yet normalised: text, what the page and the feed say of it, and where it came from.

    Raises: ExtractError with the reason `not_html`, `too_many_tags`, `no_text`, `bot_check`, `consent_page` or `not_article`.
    """
    return article_of(page, read_page(page), min_text_chars)


def find_article(page: Page, min_text_chars: int, known: Known | None) -> Found:
    """Gives the article on a page as `extract_article`, without what its site is known to repeat; None: no site is known."""
    if known is None:
        return Found(extract_article(page, min_text_chars))
    reading = read_page(page, known, min_text_chars)
    article = article_of(page, reading, min_text_chars)
    return Found(article, see(article.id, article.title, reading.shown))


def read_page(
    page: Page, known: Known | None = None, least_characters: int = 0, without: Collection[str] = ()
) -> PageReading:
    """Gives what can be found on a page, whether or not it is an article.

    What its site is `known` to repeat is taken off, where `least_characters` of the text are left. `without` leaves out
    steps, as in `read_body`. Raises: ExtractError with the reason `not_html` or `too_many_tags`.
    """
    text, encoding = decode_page(page.body, page.charset)
    tree = _parse(page, text)
    hints = read_hints(tree, page.fetched_url, page.entry.title)
    look = first_look(tree, hints)
    # Nobody reads these; without them all that walks or copies the tree is faster.
    etree.strip_elements(tree, "script", "style", "svg", with_tail=False)
    figures, page_paragraphs = find_figures(tree, page.fetched_url)
    pictures: list[Figure | Image] = [*figures, *hints.images]
    captions = [picture.caption for picture in pictures if picture.caption]
    beside = [*captions, *(picture.credit for picture in pictures if picture.credit)]
    body = read_body(tree, hints, beside, without, told=page.entry.content or page.entry.summary)
    if body.is_thin and hints.is_free is not False and "state" not in without:
        # Rare enough to parse the page again, for its scripts. A text that is not free stays behind its wall.
        body = read_state_body(parse_html(text), hints, beside) or body
    verdict = judge_page(tree, hints, body, look, page.fetched_url, captions)
    body = _without_site(verdict.body, known, least_characters) if known else verdict.body
    return PageReading(
        encoding=encoding,
        hints=hints,
        body=body,
        images=place_images(figures, page_paragraphs, body.paragraphs, hints.images, hints.authors),
        kind=verdict.kind,
        refusal=verdict.refusal,
        shown=verdict.body.blocks,
    )


def _parse(page: Page, text: str) -> HtmlElement:
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise _error(page, reasons.TOO_MANY_TAGS, f"found {tags:,} tags, expected at most {MAX_TAGS:,}", None)
    tree = parse_html(text)
    if tree is None:
        raise _error(
            page, reasons.NOT_HTML, f"expected an HTML page, found no HTML element in its {page.size} bytes", None
        )
    return tree


def _without_site(body: Body, known: Known, least_characters: int) -> Body:
    """Gives the text without the blocks that its site repeats."""
    kept, dropped = take_off(body.blocks, known, least_characters)
    if not dropped:
        return body
    paragraphs, flags = [block.text for block in kept], (*body.flags, "site_repeats")
    return replace(body, paragraphs=paragraphs, blocks=kept, dropped=[*body.dropped, *dropped], flags=flags)


def article_of(page: Page, reading: PageReading, min_text_chars: int) -> Article:
    """Gives the article of a page that was read. Raises: ExtractError `no_text`, `bot_check`, `consent_page`, `not_article`."""
    title = reading.hints.title.value if reading.hints.title else None
    if reading.refusal is not None:
        problem = f"the server answered with {reading.refusal.what} in the article's place"
        raise _error(page, reading.refusal.reason, problem, title)
    found = sum(map(len, reading.body.paragraphs))
    if found < min_text_chars:
        problem = f"found {found} characters of article text, expected at least {min_text_chars}"
        raise _error(page, reasons.NO_TEXT, problem, title)
    return record_of(page, reading)


def record_of(page: Page, reading: PageReading) -> Article:
    """Gives the record of a page that was read, be it an article or not."""
    hints, body = reading.hints, reading.body
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
        text="\n\n".join(body.paragraphs),
        images=reading.images,
        page_kind=reading.kind,
        quality=Quality(agreement=body.agreement, flags=(*_doubts(page, hints), *body.flags)),
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
    return {field: (value, source) for field, (value, source) in told.items() if source is not None}


def _moments(page: Page, hints: Hints) -> tuple[Moment | None, Moment | None]:
    found = [(date.value, date.source) for date in hints.published]
    published = choose_published(found, page.entry.published_at, page.fetched_at)
    changed = [(date.value, date.source) for date in hints.modified]
    return published, choose_modified(changed, published.instant if published else None, page.fetched_at)


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


def _error(page: Page, reason: Reason, problem: str, title: str | None) -> ExtractError:
    evidence = {"title": title, "bytes": page.size}
    return ExtractError(page.fetched_url, problem, reason=reason, evidence=evidence)
