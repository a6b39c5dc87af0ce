"""Dates that a page states, where they stand and which comes first."""

import pytest
from page_hints import hints

from transforms.pure.metadata.stated_dates import find_day

DATES = {
    "JSON-LD and meta": (
        '<script type="application/ld+json">{"@type": "Article", "datePublished": "2026-11-22T10:00:00Z"}</script>'
        '<meta name="pubdate" content="2026-11-22">',
        "<p>24.11.2026</p>",
        [("2026-11-22T10:00:00Z", "jsonld"), ("2026-11-22", "meta")],
    ),
    "microdata": (
        "",
        '<span itemprop="datePublished" content="2026-11-22T10:00:00Z">Sunday</span>',
        [("2026-11-22T10:00:00Z", "microdata")],
    ),
    "time behind the title": (
        "",
        "<aside><time datetime='2020-01-01'></time></aside><h1>Dam</h1><time datetime='2026-11-22T10:00Z'>now</time>",
        [("2026-11-22T10:00Z", "time")],
    ),
    "address": (
        '<link rel="canonical" href="/2026/nov/22/dam">',
        "<h1>Dam</h1><p>The story goes on.</p>",
        [("2026-11-22", "address")],
    ),
    "behind the title": ("<title>Dam | World | 22.11.2026</title>", "<h1>Dam</h1>", [("2026-11-22", "title")]),
    "line": ("", "<h1>Dam</h1><div>Publié le 3 juillet 2026 à 10h</div>", [("2026-07-03", "text")]),
    "ambiguous line": ("", "<h1>Dam</h1><div>03/04/2026</div>", []),
}


@pytest.mark.parametrize(("head", "body", "expected"), DATES.values(), ids=DATES.keys())
def test_dates_of_publication(head: str, body: str, expected: list[tuple[str, str]]) -> None:
    assert [(date.value, date.source) for date in hints(head, body).published] == expected


MODIFIED = {
    "JSON-LD and meta": (
        '<script type="application/ld+json">{"@type": "Article", "dateModified": "2026-11-22T11:00:00Z"}</script>'
        '<meta property="article:modified_time" content="2026-11-22T12:00Z">',
        "",
        [("2026-11-22T11:00:00Z", "jsonld"), ("2026-11-22T12:00Z", "meta")],
    ),
    "time": (
        "",
        "<time itemprop='dateModified' datetime='2026-11-22T12:00Z'>noon</time>",
        [("2026-11-22T12:00Z", "time")],
    ),
    "what readers see is of no change": ("", "<h1>Dam</h1><p>Updated 22.11.2026</p>", []),
}


@pytest.mark.parametrize(("head", "body", "expected"), MODIFIED.values(), ids=MODIFIED)
def test_dates_of_the_last_change(head: str, body: str, expected: list[tuple[str, str]]) -> None:
    assert [(date.value, date.source) for date in hints(head, body).modified] == expected


DAYS = {
    "ISO": ("2026-11-22, 10:00", "2026-11-22"),
    "slashes, year first": ("2026/11/2", "2026-11-02"),
    "dots": ("22.11.2026, 14:05 Uhr", "2026-11-22"),
    "Japanese": ("2026年11月22日", "2026-11-22"),
    "Korean": ("2026년 11월 22일", "2026-11-22"),
    "English": ("November 22nd, 2026", "2026-11-22"),
    "day first": ("22 Nov 2026", "2026-11-22"),
    "Spanish": ("22 de noviembre de 2026", "2026-11-22"),
    "Russian": ("22 ноября 2026", "2026-11-22"),
    "impossible": ("32.13.2026", None),
    "ambiguous": ("03/04/2026", None),
    "year alone": ("in 2026", None),
    "part of a number": ("12026-11-22", None),
}


@pytest.mark.parametrize(("text", "expected"), DAYS.values(), ids=DAYS)
def test_find_day(text: str, expected: str | None) -> None:
    assert find_day(text) == expected
