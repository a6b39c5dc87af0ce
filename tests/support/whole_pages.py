"""A page's bytes to its whole record, as the pipeline makes it, with a feed that says nothing but the link."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec

from transforms.errors import ExtractError
from transforms.extract_results import ExtractOptions
from transforms.pure.article import extract_article
from transforms.pure.enrichment.enriching import EnrichOptions, enrich_article
from transforms.pure.normalisation import normalise_article
from transforms.records import Entry, Page

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def read_whole(body: bytes, url: str, http_charset: str | None) -> dict[str, Any]:
    """Gives the record of a page as JSON values, or `{"refusal": reason}` where the page gives no article."""
    entry = Entry(id="g" * 24, url=url, link=url, feed_url="https://feeds.example/all.xml", parked_at=NOW)
    page = Page(
        entry=entry, fetched_url=url, status=200, body=body, fetched_at=NOW, size=len(body), charset=http_charset
    )
    try:
        article = extract_article(page, ExtractOptions().min_text_chars).article
    except ExtractError as error:
        return {"refusal": error.reason}
    done = enrich_article(normalise_article(article), EnrichOptions())
    record: dict[str, Any] = json.loads(msgspec.json.encode(done))
    return record


def readable(record: dict[str, Any]) -> dict[str, Any]:
    """Gives a record with the fields that careful readers write down: `paragraphs`, `captions`, `image_urls`, `truncated`."""
    if "refusal" in record:
        return record
    images = record["images"]
    return record | {
        "paragraphs": record["text"].split("\n\n"),
        "captions": [
            {"caption": image["caption"], "credit": image["credit"]} for image in images if image["caption"] is not None
        ],
        "image_urls": [image["url"] for image in images],
        "truncated": "truncated" in record["quality"]["flags"],
        "language": record["language"].split("-")[0] if record["language"] else None,
    }
