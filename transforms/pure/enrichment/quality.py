"""The step `quality`: flags for what a reader of the record should know before using it."""

from __future__ import annotations

from transforms.pure.enrichment.flagging import flagged
from transforms.pure.text.normal import count_words, looks_misread
from transforms.records import Article

SHORT_WORDS = 50


def add_quality_flags(article: Article) -> Article:
    """Gives the article the flags that hold: short, no_title, no_date, no_author, misread (wrong character encoding)."""
    holds = {
        "short": (article.word_count or count_words(article.text)[0]) < SHORT_WORDS,
        "no_title": article.title is None,
        "no_date": article.published_at is None,
        "no_author": not article.authors,
        "misread": looks_misread(f"{article.title or ''}\n{article.text}"),
    }
    return flagged(article, [name for name, true in holds.items() if true])
