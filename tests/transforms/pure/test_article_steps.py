"""What follows extraction: functions from article to article, one after another."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from one_shard import article, entry

from transforms.errors import ExtractError
from transforms.pure.article import ExtractedArticle
from transforms.pure.article_steps import extract_then
from transforms.pure.body.site_memory import outline_article
from transforms.pure.body.site_repeats import KnownRepeats
from transforms.records import Article, Page

NOON = entry("a").parked_at
PAGE = Page(entry=entry("a"), fetched_url="https://a.example/", status=200, body=b"", fetched_at=NOON, size=0)
OUTLINE = outline_article("a", "Dam opens", [])


def extract(page: Page, *, known: KnownRepeats | None) -> ExtractedArticle:
    return ExtractedArticle(replace(article(page.entry.id), word_count=len(known or {})), OUTLINE)


def double(found: Article) -> Article:
    return replace(found, word_count=2 * (found.word_count or 0))


def add_one(found: Article) -> Article:
    return replace(found, word_count=1 + (found.word_count or 0))


@pytest.mark.parametrize(
    ("then", "word_count"), [((), 3), ((double,), 6), ((double, add_one), 7), ((add_one, double), 8)]
)
def test_each_function_gets_what_the_one_before_it_gave(then: tuple, word_count: int) -> None:
    found = extract_then(PAGE, extract=extract, then=then, known={1: 1, 2: 1, 3: 1})
    assert found == ExtractedArticle(replace(article("a"), word_count=word_count), OUTLINE)


def test_a_page_without_an_article_goes_no_further() -> None:
    def refuse(page: Page, *, known: KnownRepeats | None) -> ExtractedArticle:
        raise ExtractError(page.fetched_url, "found no text", reason="no_text")

    with pytest.raises(ExtractError, match=r"https://a\.example/: found no text"):
        extract_then(PAGE, extract=refuse, then=(add_one,), known=None)
