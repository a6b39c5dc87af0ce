"""What follows where a page has been extracted: functions from article to article, run in the same process one after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec.structs import replace

from transforms.pure.article import ExtractedArticle
from transforms.pure.body.site_repeats import KnownRepeats
from transforms.records import Article, Page

# A pure function: what it adds follows from the article alone.
ArticleStep = Callable[[Article], Article]


class Extract(Protocol):
    """What finds the article of a page, given what its site is known to repeat. Raises: ExtractError."""

    def __call__(self, page: Page, /, *, known: KnownRepeats | None) -> ExtractedArticle: ...


def extract_then(
    page: Page, *, extract: Extract, then: Sequence[ArticleStep], known: KnownRepeats | None
) -> ExtractedArticle:
    """Give the article that `extract` finds on a page, after each of the functions `then`. Raises: ExtractError."""
    found = extract(page, known=known)
    article = found.article
    for step in then:
        article = step(article)
    return replace(found, article=article)
