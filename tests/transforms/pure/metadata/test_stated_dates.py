"""Dates that a page states, where they stand and which comes first."""

import pytest
from page_hints import hints

DATES = {
    "JSON-LD and meta": (
        '<script type="application/ld+json">{"@type": "Article", "datePublished": "2026-11-22T10:00:00Z"}</script>'
        '<meta name="pubdate" content="2026-11-22">',
        "<p>24.11.2026</p>",
        [("2026-11-22T10:00:00Z", "jsonld"), ("2026-11-22", "meta")],
    ),
    "JSON-LD in a meta element": (
        """<meta name="script:ld+json" content='{"@type": "Article", "datePublished": "2026-11-22T10:00:00Z"}'>""",
        "<h1>Dam</h1>",
        [("2026-11-22T10:00:00Z", "jsonld")],
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
    "address with the name of a month": (
        '<link rel="canonical" href="/2026/november/22/dam">',
        "<h1>Dam</h1>",
        [("2026-11-22", "address")],
    ),
    "address with a long name of a month, in Spanish": (
        '<link rel="canonical" href="/2026/septiembre/2/dam">',
        "<h1>Dam</h1>",
        [("2026-09-02", "address")],
    ),
    "address with another word": ('<link rel="canonical" href="/2026/part/2/dam">', "<h1>Dam</h1>", []),
    "address for networks": (
        '<link rel="canonical" href="/dam"><meta property="og:url" content="https://a.example/2026/11/22/dam">',
        "<h1>Dam</h1>",
        [("2026-11-22", "address")],
    ),
    "behind the title": ("<title>Dam | World | 22.11.2026</title>", "<h1>Dam</h1>", [("2026-11-22", "title")]),
    "line": ("", "<h1>Dam</h1><div>Publié le 3 juillet 2026 à 10h</div>", [("2026-07-03", "text")]),
    "time of declared day": (
        '<meta name="pubdate" content="2026-11-22">',
        "<h1>Dam</h1><time datetime='2026-11-22T10:00Z'>now</time>",
        [("2026-11-22", "meta"), ("2026-11-22T10:00Z", "time")],
    ),
    "declared before what is shown": (
        '<meta name="pubdate" content="2026-11-22">',
        "<h1>Dam</h1><p>24.11.2026</p>",
        [("2026-11-22", "meta")],
    ),
    "declared days behind what is shown": (
        '<meta name="pubdate" content="2026-11-24">',
        "<h1>Dam</h1><p>3.4.2026</p>",
        [("2026-04-03", "text")],
    ),
    "declared on the next day, wherever on earth that is": (
        '<meta name="pubdate" content="2026-11-23T22:00:00Z">',
        "<h1>Dam</h1><p>22.11.2026</p>",
        [("2026-11-22", "text")],
    ),
    "declared on the same day in the west": (
        '<meta name="pubdate" content="2026-11-23T08:00:00Z">',
        "<h1>Dam</h1><p>22.11.2026</p>",
        [("2026-11-23T08:00:00Z", "meta"), ("2026-11-22", "text")],
    ),
    "declared as the next day, without a time": (
        '<meta name="pubdate" content="2026-11-23">',
        "<h1>Dam</h1><p>22.11.2026</p>",
        [("2026-11-23", "meta"), ("2026-11-22", "text")],
    ),
    "declared in the far future": (
        '<meta name="pubdate" content="9999-12-31T23:59:59Z">',
        "<h1>Dam</h1><time datetime='2026-11-22T10:00Z'>now</time>",
        [("2026-11-22T10:00Z", "time")],
    ),
    "declared as a month": (
        '<meta name="pubdate" content="2026-11">',
        "<h1>Dam</h1><time datetime='2026-11-22T10:00Z'>now</time>",
        [("2026-11", "meta"), ("2026-11-22T10:00Z", "time")],
    ),
    "the address keeps what is shown near its day": (
        '<link rel="canonical" href="/2026/11/22/dam">',
        "<h1>Dam</h1><p>23.11.2026</p>",
        [("2026-11-23", "text"), ("2026-11-22", "address")],
    ),
    "the address against what is shown on another day": (
        '<link rel="canonical" href="/2026/11/22/dam">',
        "<h1>Dam</h1><p>3.4.2026</p>",
        [("2026-11-22", "address")],
    ),
    "declared behind what stands below the text": (
        '<meta name="dc.date" content="2026-11-22">',
        f"<h1>Dam</h1>{'<p>The river is high, and the dam holds. The wardens wait for rain.</p>' * 20}<p>3.4.2012</p>",
        [("2026-11-22", "meta")],
    ),
    "JSON-LD of the page, of the article's day": (
        '<script type="application/ld+json">[{"@type": "Article", "datePublished": "2026-11-22"},'
        ' {"@type": "WebPage", "datePublished": "2026-11-22T10:00:00Z"}]</script>',
        "<h1>Dam</h1>",
        [("2026-11-22", "jsonld"), ("2026-11-22T10:00:00Z", "jsonld")],
    ),
    "JSON-LD of the page, of another day": (
        '<script type="application/ld+json">[{"@type": "Article", "datePublished": "2026-11-22"},'
        ' {"@type": "WebPage", "datePublished": "2026-11-20T10:00:00Z"}]</script>',
        "<h1>Dam</h1>",
        [("2026-11-22", "jsonld")],
    ),
    "JSON-LD of a page without an article": (
        '<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2026-11-20T10:00:00Z"}</script>',
        "<h1>Dam</h1>",
        [],
    ),
    "a word calls the day of a change that of publication": (
        '<meta name="pubdate" content="2016-11-22"><meta name="lastmod" content="2024-02-01">',
        "<h1>Dam</h1><p>Publié le 1.2.2024</p>",
        [("2016-11-22", "meta")],
    ),
    "no word calls a later day that of publication": (
        '<meta name="pubdate" content="2016-11-22"><meta name="lastmod" content="2026-11-23">',
        "<h1>Dam</h1><p>1 February 2024</p>",
        [("2016-11-22", "meta")],
    ),
    "a later day, and nothing says when the page was changed": (
        '<meta name="pubdate" content="2016-11-22">',
        "<h1>Dam</h1><p>Published 1 February 2024</p>",
        [("2016-11-22", "meta")],
    ),
    "of a journal": ('<meta name="citation_date" content="2026/11/22">', "<h1>Dam</h1>", [("2026/11/22", "meta")]),
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
