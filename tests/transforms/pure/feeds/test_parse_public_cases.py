"""Feeds that people reported, as they come: addresses with bare ampersands, encodings, broken bytes."""

from pathlib import Path

import msgspec
import pytest
from feed_documents import NOW, URL, rss

from transforms.pure.feeds.parse import parse_feed
from transforms.records import ParsedFeed

CASES = Path(__file__).parents[5] / "shared" / "cases"
LINK = "https://www.valley.example/s?id=1&copy=2&lang=3&reg=4"


def read_case(name: str) -> tuple[ParsedFeed, dict[str, object]]:
    folder = CASES / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    expected: dict[str, object] = msgspec.json.decode((folder / "expected.json").read_bytes())
    return parse_feed((folder / "feed.xml").read_bytes(), "http://quarry.example/rss", "text/xml", NOW), expected


@pytest.mark.parametrize("name", ["feed_bare_ampersand", "feed_one_bad_byte", "feed_undeclared_cp1251"])
def test_the_first_item_is_read(name: str) -> None:
    feed, expected = read_case(name)
    assert {field: getattr(feed.items[0], field) for field in expected} == expected


def test_the_authors_are_read() -> None:
    feed, expected = read_case("feed_authors_raw")
    got = {item.link.rpartition("/")[2]: list(item.authors) for item in feed.items}
    assert {name: got[name] for name in expected} == expected


FEEDBURNER = b"<rss xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'"
ITEMS = {
    "link": "<link>/s?id=1&copy=2&lang=3&amp;reg=4</link>",
    "permalink": '<guid isPermaLink="true">https://www.valley.example/s?id=1&copy=2&lang=3&amp;reg=4</guid>',
    "CDATA": "<link><![CDATA[/s?id=1&copy=2&lang=3&reg=4]]></link>",
    "link of Atom": "<a:link xmlns:a='http://www.w3.org/2005/Atom' href='/s?id=1&copy=2&lang=3&amp;reg=4'/>",
    "FeedBurner": "<link>/counter</link><feedburner:origLink>"
    "https://www.valley.example/s?id=1&copy=2&lang=3&amp;reg=4</feedburner:origLink>",
}
ELSE = {
    "nothing": "",
    "a name of HTML": "<description>A&nbsp;B</description>",
    "an ampersand": "<description>A & B</description>",
    "no XML": "<description>A <b>B</description>",
}


@pytest.mark.parametrize("other", ELSE.values(), ids=ELSE)
@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_an_address_keeps_its_parameters_whatever_else_the_feed_holds(item: str, other: str) -> None:
    body = rss(f"<item><title>A &amp; B</title>{item}{other}</item>").replace(b"<rss", FEEDBURNER)
    feed = parse_feed(body, URL, None, NOW)
    assert (feed.items[0].link, feed.items[0].title) == (LINK, "A & B")


def test_texts_keep_their_entities() -> None:
    feed = parse_feed(
        rss("<item><link>/a</link><title>&eacute; &copy; Q&A &amp;amp; &#8211;</title></item>"), URL, None, NOW
    )
    assert feed.items[0].title == "é © Q&A & –"
