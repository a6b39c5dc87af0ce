"""The step `quotes`: who said what, by quotation marks and verbs of saying."""

from __future__ import annotations

from msgspec.structs import replace

from transforms.annotations import Quote
from transforms.pure.quotes.direct_speech import quotes_in_text
from transforms.records import Article


def add_quotes(article: Article) -> Article:
    """Give the article its quotes; null where its language is unknown or has no words for them: see `direct_speech`."""
    language = (article.language or "").split("-")[0].lower()
    found = quotes_in_text(article.text, language)
    if found is None:
        return article
    text = article.text
    return replace(
        article, quotes=tuple(Quote(speaker=who, text=text[start:end], position=start) for start, end, who in found)
    )
