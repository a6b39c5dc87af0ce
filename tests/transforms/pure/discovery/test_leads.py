"""Leads from a page: what it declares, what it links to, and what only looks like a feed."""

import pytest

from transforms.pure.discovery.leads import Lead, declared_leads, distinct_leads, linked_leads
from transforms.pure.page.elements import parse_html

PAGE = "https://www.valley.example/en/index.html"


def declared(head: str) -> list[str]:
    return [lead.url for lead in declared_leads(f"<html><head>{head}</head><body></body></html>", PAGE)]


def linked(body: str) -> list[str]:
    tree = parse_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    return [lead.url for lead in linked_leads(tree, PAGE)]


@pytest.mark.parametrize(
    ("head", "urls"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/rss">', ["https://www.valley.example/rss"]),
        ("<LINK REL='Alternate' TYPE='Application/Atom+XML; charset=utf-8' HREF='feed.atom'>", ["https://www.valley.example/en/feed.atom"]),
        ('<link rel="alternate home" type="application/feed+json" href="//cdn.example/f.json">', ["https://cdn.example/f.json"]),
        ('<base href="/news/"><link rel=alternate type="application/rss+xml" href="rss#x">', ["https://www.valley.example/news/rss"]),
        ('<link rel="feed" href="/all">', ["https://www.valley.example/all"]),
        ('<link rel="alternate" type="text/xml" href="/rss.xml">', ["https://www.valley.example/rss.xml"]),
        ('<link rel="alternate" type="text/xml" href="/sitemap.xml">', []),
        ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">', []),
        ('<link rel="alternate" type="application/json+oembed" href="/oembed/1.0/embed?url=x">', []),
        ('<link rel="alternate" hreflang="de" href="/de/">', []),
        ('<link rel="stylesheet" type="application/rss+xml" href="/rss">', []),
        ('<link rel="alternate" type="application/rss+xml" href="">', []),
        ('<link rel="alternate" type="application/rss+xml" href="javascript:x">', []),
        ('<link rel="alternate" type="application/rss+xml">', []),
    ],
)  # fmt: skip
def test_a_page_declares_feeds_by_link_elements(head: str, urls: list[str]) -> None:
    assert declared(head) == urls


def test_comments_come_last_and_each_address_once() -> None:
    head = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'
        for title, href in (
            ("Valley » Comments Feed", "/comments/feed/"),
            ("Valley » Feed", "/feed/"),
            ("again", "http://valley.example/feed"),
            ("Sport", "/sport/feed/"),
        )
    )
    assert declared(head) == [
        "https://www.valley.example/feed/",
        "https://www.valley.example/sport/feed/",
        "https://www.valley.example/comments/feed/",
    ]


@pytest.mark.parametrize(
    "href",
    [
        "/rss", "/rss/", "/feed", "/feeds/news.xml", "/news.rss", "/news/rss.xml", "/xml/rss/all.xml", "/atom.xml",
        "/nachrichten_rss.xml", "/?feed=rss2", "/index.php?format=feed", "/news?outputType=xml", "/tema/rss-feeds.html",
        "/site.rdf", "feed:https://www.valley.example/all.xml", "feed://www.valley.example/all.xml",
    ],
)  # fmt: skip
def test_a_link_looks_like_a_feed_by_its_address(href: str) -> None:
    assert len(linked(f'<a href="{href}">All</a>')) == 1


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/news/feeding-the-birds">Feeding</a>',
        '<a href="/newsletter">Newsletter</a>',
        '<a href="/feedback">Feedback</a>',
        '<a href="/pressure">Atomic power</a>',
        '<a href="https://feedly.com/i/subscription/feed/https://www.valley.example/rss">RSS</a>',
        '<a href="https://www.facebook.com/share?u=/rss">RSS</a>',
        '<a href="mailto:rss@valley.example">RSS</a>',
        '<a>RSS</a>',
        '<a href="/news/1">RSS leaders meet in Nagpur to talk about the elections in spring</a>',
    ],
)  # fmt: skip
def test_a_link_that_is_no_feed(link: str) -> None:
    assert linked(link) == []


def test_links_of_the_own_site_come_first_and_those_with_the_word_count() -> None:
    body = (
        '<a href="https://other.example/feed.xml">Partner</a><a href="/abonnieren">Unser RSS</a>'
        '<a href="/comments.rss">x</a><a href="/news.rss"><b>News</b></a>'
    )
    assert linked(body) == [
        "https://www.valley.example/abonnieren",
        "https://www.valley.example/news.rss",
        "https://other.example/feed.xml",
        "https://www.valley.example/comments.rss",
    ]


def test_a_linked_feed_of_another_site_is_marked_unless_its_host_serves_feeds() -> None:
    tree = parse_html(
        '<html><body><a href="https://friend.example/rss">a</a><a href="https://feeds.feedburner.com/valley">RSS</a>'
        '<a href="https://rss.valley.example/all.xml">c</a></body></html>'
    )
    assert tree is not None
    leads = linked_leads(tree, PAGE)
    assert [(lead.url, lead.is_foreign) for lead in leads] == [
        ("https://feeds.feedburner.com/valley", False),
        ("https://rss.valley.example/all.xml", False),
        ("https://friend.example/rss", True),
    ]


def test_the_page_itself_is_no_lead() -> None:
    assert linked('<a href="https://valley.example/en/index.html?utm_source=rss#rss">RSS</a>') == []
    assert distinct_leads([Lead(url=PAGE, source="linked")], "http://valley.example/en/index.html") == ()


def test_hostile_pages_give_a_bounded_number_of_leads() -> None:
    many = "".join(f'<link rel=alternate type="application/rss+xml" href="/rss/{n}">' for n in range(5000))
    assert len(declared(many)) == 200
    assert len(linked("".join(f'<a href="/rss/{n}">x</a>' for n in range(5000)))) == 200
    assert linked(f'<a href="/rss?{"a" * 100_000}">x</a>') == []
    assert declared_leads("<html>" + "<link " * 100_000, PAGE) == ()
    assert declared_leads("not a page", PAGE) == ()
