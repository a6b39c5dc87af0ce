"""An article with nothing in it but what every record has."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from transforms.records import Article, FeedRef, Fetched, Source

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def bare_article(**fields: object) -> Article:
    """Give the article with some fields changed."""
    bare = Article(
        id="a" * 24,
        url="https://paper.example/n/1",
        fetched_url="https://paper.example/n/1",
        source=Source(site="paper.example"),
        feed=FeedRef(url="https://paper.example/feed.xml"),
        fetched=Fetched(fetched_at=NOW, status=200, bytes=7),
        text="One.\n\nTwo.",
    )
    return replace(bare, **fields)


def source_of(article: Article, field: str) -> str | None:
    """Give where the value of a field comes from, as the article says."""
    return next((known.source for known in article.provenance if known.field == field), None)
