"""The title of an article, as several places of a page give it."""

import pytest
from page_hints import hints

OG = '<meta property="og:title" content="Dam opens early | Valley Herald"><meta property="og:site_name" content="Valley Herald">'


TITLES = {
    "h1 that agrees": (OG, "<h1>Dam opens early</h1>", None, ("Dam opens early", "h1")),
    "second h1 agrees": (OG, "<h1>Valley Herald</h1><h1>Dam opens early</h1>", None, ("Dam opens early", "h1")),
    "h1 with more to say": (
        OG,
        "<h1>Dam opens early after record rain</h1>",
        None,
        ("Dam opens early after record rain", "h1"),
    ),
    "no h1 agrees": (OG, "<h1>Region</h1><h1>News</h1>", None, ("Dam opens early", "opengraph")),
    "kicker in the h1": (
        OG.replace("Dam opens early", "Dam opens early after rain"),
        "<h1><span>Valley</span> Dam opens early after rain</h1>",
        None,
        ("Dam opens early after rain", "h1"),
    ),
    "what the address says": (
        '<link rel="canonical" href="https://valley.example/news/dam-opens-early-after-the-rain-84211">'
        '<meta property="og:title" content="Dam opens early after the rain">',
        "<h1>Why the keeper of the dam cannot sleep</h1><title>Why the keeper of the dam cannot sleep</title>",
        None,
        ("Dam opens early after the rain", "opengraph"),
    ),
    "spaces as most have them": (
        '<meta property="og:title" content="Dam: opens early"><meta name="twitter:title" content="Dam: opens early">',
        "<h1>Dam:opens early</h1>",
        None,
        ("Dam: opens early", "opengraph"),
    ),
    "section and site behind": (
        '<meta property="og:title" content="Dam opens early | World | Valley Herald">'
        '<meta property="og:site_name" content="Valley Herald">',
        "",
        None,
        ("Dam opens early", "opengraph"),
    ),
    "host as the site's name": (
        "<title>Dam opens early - valley.example</title>",
        "",
        None,
        ("Dam opens early", "title"),
    ),
    "metadata of the front page": (
        '<meta property="og:title" content="Valley Herald"><meta property="og:site_name" content="Valley Herald">'
        "<title>Valley Herald</title>",
        "<h1>Dam opens early after the rain</h1>",
        None,
        ("Dam opens early after the rain", "h1"),
    ),
    "h1 of another article": (
        '<meta property="og:title" content="Dam opens early"><title>Dam opens early</title>',
        "<h1>How the ferry came to the valley</h1>",
        None,
        ("Dam opens early", "opengraph"),
    ),
    "h1 in other words": (
        '<meta property="og:title" content="7 best bread knives in 2026"><title>7 best bread knives in 2026</title>',
        "<h1>Nine bread knives and what we learned</h1>",
        None,
        ("Nine bread knives and what we learned", "h1"),
    ),
    "h1 in other words than a newspaper's headline": (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Nobody in the dam house can sleep"}</script>'
        '<meta property="og:title" content="Nobody in the dam house can sleep">',
        "<h1>Region Keepers of the dam house are awake again</h1>",
        None,
        ("Nobody in the dam house can sleep", "jsonld"),
    ),
    "h1 in a menu": (
        '<meta property="og:title" content="Dam opens early after rain"><title>The gates are open</title>',
        "<nav><ul><li><h1>Dam opens early, and who paid for rain</h1></li></ul></nav>",
        None,
        ("Dam opens early after rain", "opengraph"),
    ),
    "h1 that leads to the front page": (
        '<meta property="og:title" content="Dam opens early after rain">'
        "<title>Notes from the dam: Dam opens early after rain</title>",
        '<h1><a href="/">Notes from the dam</a></h1>',
        None,
        ("Dam opens early after rain", "opengraph"),
    ),
    "h1 that leads to its own page": (
        '<link rel="canonical" href="https://valley.example/2026/dam">'
        '<meta property="og:title" content="Early opening of a dam">',
        '<h1><a href="https://valley.example/2026/dam/#top">How the opening of our dam came early</a></h1>',
        None,
        ("How the opening of our dam came early", "h1"),
    ),
    "h1 is the name ahead of the title": (
        '<meta property="og:title" content="The lean winter"><title>Notes from the valley: The lean winter</title>',
        "<h1>Notes from the valley</h1>",
        None,
        ("The lean winter", "opengraph"),
    ),
    "masthead of four words": (
        '<meta property="og:title" content="Dam opens early after rain"><title>Dam opens early after rain - VH</title>',
        "<header><h1>The herald of our valley</h1></header>",
        None,
        ("Dam opens early after rain", "opengraph"),
    ),
    "section of the address behind": (
        '<link rel="canonical" href="https://valley.example/district-news/343604">'
        '<meta property="og:title" content="Dam opens early | District News">',
        "<h1>Dam opens early | District News</h1>",
        None,
        ("Dam opens early", "h1"),
    ),
    "title in an h2 of a page whose site has no name": (
        '<meta property="og:title" content="Dam opens early | Gazette">',
        "<h2>Dam opens early</h2>",
        None,
        ("Dam opens early", "opengraph"),
    ),
    "half of the site's name behind": (
        '<meta property="og:title" content="Dam opens early | Thriving Valley Herald">'
        '<meta property="og:site_name" content="Thriving Valley Herald Group">',
        "",
        None,
        ("Dam opens early", "opengraph"),
    ),
    "headline that JSON-LD cuts off": (
        '<script type="application/ld+json">{"@type": "Article", "headline": "Dam opens early after rain (Including"}</script>'
        '<meta property="og:title" content="Dam opens early after rain (Including one trick)">'
        "<title>Dam opens early after rain (Including one trick)</title>",
        "",
        None,
        ("Dam opens early after rain (Including one trick)", "opengraph"),
    ),
    "h1 alone": ("", "<h1>Dam opens early</h1>", None, ("Dam opens early", "h1")),
    "feed before title element": ("<title>valley</title>", "", "Dam opens early", ("Dam opens early", "feed")),
    "title element": ("<title>Dam opens early</title>", "", None, ("Dam opens early", "title")),
    "JSON-LD before OpenGraph": (
        OG + '<script type="application/ld+json">{"@type": "Article", "headline": "The dam is open"}</script>',
        "",
        None,
        ("The dam is open", "jsonld"),
    ),
    "name attribute instead of property": (
        '<meta name="twitter:title" content="Dam opens">',
        "",
        None,
        ("Dam opens", "meta"),
    ),
}


@pytest.mark.parametrize(("head", "body", "entry", "expected"), TITLES.values(), ids=TITLES.keys())
def test_title(head: str, body: str, entry: str | None, expected: tuple[str, str]) -> None:
    title = hints(head, body, entry_title=entry).title
    assert title is not None
    assert (title.value, title.source) == expected


def test_no_title() -> None:
    assert hints("").title is None


@pytest.mark.parametrize(
    "title",
    [
        "Altdorf United - Neudorf City",
        "Pier | Harbour | What now?",
        "Dam closed until spring – again",
        "Home win - 3:1",
    ],
)
@pytest.mark.parametrize("site", [" | Valley Herald", " - Valley Herald", " – valley.example", ""])
def test_a_title_with_separators_of_its_own_stays_whole(title: str, site: str) -> None:
    head = f'<title>{title}{site}</title><meta property="og:title" content="{title}">'
    named = head + '<meta property="og:site_name" content="Valley Herald">'
    found = [hints(given, f"<h1>{title}</h1>").title for given in (named, named.replace("og:title", "unknown"))]
    assert [one.value for one in found if one] == [title, title]
