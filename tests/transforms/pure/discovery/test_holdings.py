"""What a feed holds: format, rate, languages, texts."""

from datetime import timedelta

import pytest
from feed_documents import NOW, URL, rss

from transforms.pure.discovery.holdings import Holding, describe_feed, items_per_day
from transforms.pure.feeds.parse import parse_feed

LONG = "The river rose by two metres during the night, and the bridges were closed. " * 20


def describe(body: bytes) -> Holding:
    return describe_feed(parse_feed(body, URL, None, NOW), body.decode(), NOW)


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("<rss version='2.0'><channel><title>x</title></channel></rss>", "RSS 2.0"),
        ('<?xml version="1.0"?><!-- x --><rss xmlns:a="b" version="0.91"><channel><title>x</title></channel></rss>', "RSS 0.91"),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            "<channel><title>x</title></channel></rdf:RDF>", "RSS 1.0",
        ),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>', "Atom"),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": []}', "JSON Feed"),
        ("<urlset><url><loc>/a</loc></url></urlset>", "sitemap"),
        ("<urlset><url><loc>/a</loc><news:news><news:title>Dam</news:title></news:news></url></urlset>", "news sitemap"),
    ],
)  # fmt: skip
def test_the_format_has_the_name_that_people_use(document: str, name: str) -> None:
    holding = describe(document.encode())
    assert holding.format == name
    assert holding.is_sitemap == name.endswith("sitemap")


@pytest.mark.parametrize(
    ("days_ago", "rate"),
    [
        ([], None),
        ([0.5], None),
        ([1, 0], 2.0),
        ([0.1, 0.1, 0.1, 0.1], 40.0),
        ([0.001, 0.001], 48.0),  # not more than what came within an hour
        ([30, 20, 6, 5, 4, 3, 2, 1, 0.5], 1.0),
        ([400, 300], 0.0),
    ],
)
def test_items_a_day_are_those_of_the_last_week_or_of_what_there_is(days_ago: list[float], rate: float | None) -> None:
    dates = sorted(NOW - timedelta(days=days) for days in days_ago)
    assert items_per_day(dates, NOW) == (None if rate is None else pytest.approx(rate))


@pytest.mark.parametrize(
    ("inner", "texts"),
    [
        ("<title>Dam</title>", "titles only"),
        ("<title>Dam</title><description>The dam opens.</description>", "teasers"),
        (f"<title>Dam</title><description>{LONG}</description>", "full texts"),
        (
            "<title>Dam</title><content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
            f"&lt;p&gt;{LONG}&lt;/p&gt;</content:encoded>",
            "full texts",
        ),
        ("", "addresses only"),
    ],
)
def test_how_much_of_an_article_the_items_hold(inner: str, texts: str) -> None:
    items = "".join(f"<item><link>/{n}</link>{inner}</item>" for n in range(3))
    assert describe(rss(items)).texts == texts


@pytest.mark.parametrize(
    ("channel", "title", "languages"),
    [
        ("<language>de-AT</language>", "Der Fluss stieg in der Nacht um zwei Meter", ("de-AT",)),
        ("", "Der Fluss stieg in der Nacht um zwei Meter und die Brücken blieben gesperrt", ("de",)),
        ("<language>en</language>", "Der Fluss stieg in der Nacht um zwei Meter und die Brücken blieben gesperrt", ("de",)),
        ("", "12:30", ()),
    ],
)  # fmt: skip
def test_languages_are_declared_or_detected(channel: str, title: str, languages: tuple[str, ...]) -> None:
    assert describe(rss(f"<item><link>/a</link><title>{title}</title></item>", channel)).languages == languages


def test_a_news_sitemap_may_have_several_languages() -> None:
    urls = "".join(
        f"<url><loc>/{n}</loc><news:news><news:publication><news:language>{tag}</news:language>"
        f"<news:name>Valley</news:name></news:publication><news:title>x</news:title>"
        f"<news:publication_date>2026-11-2{n}</news:publication_date></news:news></url>"
        for n, tag in enumerate(("fr", "de", "fr"))
    )
    holding = describe(f"<urlset>{urls}</urlset>".encode())
    assert holding.languages == ("fr", "de")
    assert holding.title == "Valley"
    assert holding.last_item_at is not None
    assert holding.last_item_at.isoformat() == "2026-11-22T00:00:00+00:00"
