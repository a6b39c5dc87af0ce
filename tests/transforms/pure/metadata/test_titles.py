"""The title of an article, as several places of a page give it."""

import pytest
from page_hints import hints

from transforms.pure.metadata.titles import strip_site_names
from transforms.pure.text.normal import fold

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
    ("title", "site", "expected"),
    [
        ("Dam opens - Valley Herald", "Valley Herald", "Dam opens"),
        ("VALLEY HERALD: Dam", "Valley Herald", "VALLEY HERALD: Dam"),
        ("Valley Herald | Dam opens", "Valley Herald", "Dam opens"),
        ("Dam - opens", "Valley Herald", "Dam - opens"),
        ("Dam opens - Valley Herald", None, "Dam opens - Valley Herald"),
        ("Dam opens | The Valley Star", "Valley Star", "Dam opens"),
        ("Dam opens - Valley Star News", "valleystar", "Dam opens"),
        ("Dam opens | News", "Valley Star", "Dam opens | News"),
    ],
)
def test_the_name_of_the_site_is_stripped(title: str, site: str | None, expected: str) -> None:
    names = {fold(site).replace(" ", "")} if site else set()
    assert strip_site_names(title, names) == expected
