"""One page, read as the pipeline reads it."""

from __future__ import annotations

from datetime import UTC, datetime

from transforms.records import Article


def extract(
    html: str | bytes,
    *,
    url: str,
    charset: str | None = None,
    fetched_at: datetime | None = None,
    min_text_chars: int = 100,
) -> Article:
    """Give the article on a page: its text and what the page says of it, normalised and enriched as an ingest does.

    `url` is the page's address: links are resolved against it, and the article's id is made from it. `charset` is what the
    HTTP header declares for bytes; None where it declares nothing. `fetched_at` (aware; default: now) is when the page was
    fetched: no date after it is believed. The page is read in this process and without a deadline; an ingest reads each page
    in a child process that it can end. `feed.url` is `about:blank`, since no feed led to the page.

    Raises: ExtractError where the page holds no article; its `reason` is one of those in docs/records.md. ValueError where
    `url` is no http(s) address, or `fetched_at` has no time zone.

    >>> page = "<h1>Dam opens</h1><p>The dam on the Soller opened on Monday, after a year of work on its gates and its walls.</p>"
    >>> page += "<p>The mill below it has had water in its cellar since spring, and hopes for a dry winter.</p>"
    >>> extract(page, url="https://valley.example/news/dam").source.site
    'valley.example'
    >>> extract("<h1>Dam opens</h1><p>Soon.", url="https://valley.example/dam")
    Traceback (most recent call last):
    transforms.errors.ExtractError: https://valley.example/dam: found 5 characters of article text, expected at least 100
    """
    from transforms.pure.article import extract_article
    from transforms.pure.enrichment.enriching import EnrichOptions, enrich_article
    from transforms.pure.normalisation import normalise_article
    from transforms.pure.single_page import single_page

    if fetched_at is not None and fetched_at.tzinfo is None:
        raise ValueError(f"fetched_at={fetched_at!r} has no time zone; give it one, for instance tzinfo=datetime.UTC")
    body = html.encode("utf-8", "replace") if isinstance(html, str) else html
    charset = "utf-8" if isinstance(html, str) else charset
    page = single_page(body, url, (fetched_at or datetime.now(UTC)).astimezone(UTC), charset)
    return enrich_article(normalise_article(extract_article(page, min_text_chars).article), EnrichOptions())
