"""Feeds that people reported, as they come: addresses with bare ampersands, encodings, broken bytes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from feed_documents import NOW, URL, rss

from transforms.feed_items import ParsedFeed
from transforms.pure.feeds.keep_rules import FirstPoll, ItemRules, Keep, find_item_drop
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.feeds.window import read_candidates

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


# Of the reported dates: by the instant that they mean, UTC where no zone is named.
INSTANTS = {
    1: "2026-11-23T10:41:36", 3: "2026-11-24T13:17:57", 4: "2026-11-24T12:17:57", 6: "2026-11-26T07:00", 7: "2026-11-26T07:00",
    8: "2026-11-26T07:00", 17: "2026-11-26T08:00", 20: "2026-11-26T07:00", 21: "2026-11-26T08:00", 23: "2025-12-25T07:00",
    24: "2025-12-25T07:00", 25: "2026-11-26T05:00", 26: "2026-11-26T00:00", 27: "2026-11-26T08:00", 28: "2026-11-26T00:00",
    32: "2026-11-26T08:00", 40: "2026-11-26T02:30", 41: "2026-11-26T13:00", 43: "2026-11-26T13:00", 53: "2026-11-26T00:00",
    57: "2026-11-26T08:00", 62: "2026-11-26T08:00", 63: "2026-11-26T06:00", 64: "2026-11-25T21:00", 69: "2026-11-26T07:00",
    71: "2026-11-26T08:00", 73: "2026-11-26T08:00", 74: "2026-09-26T08:00",
}  # fmt: skip
UNKNOWN = {39, 45, 47, 65, 66, 67, 68}


def test_the_dates_are_read_or_are_none() -> None:
    body = CASES / "feed_dates_local" / "feed.xml"
    if not body.is_file():
        pytest.skip(f"{body} is not there")
    feed = parse_feed(body.read_bytes(), URL, "text/xml", NOW + timedelta(days=3))
    got = [item.published_at for item in feed.items]
    assert {number for number, moment in enumerate(got) if moment is None} == UNKNOWN
    expected = {number: datetime.fromisoformat(text).replace(tzinfo=UTC) for number, text in INSTANTS.items()}
    assert {number: got[number] for number in expected} == expected


def test_the_language_of_the_feed_decides_on_a_zone() -> None:
    dated = "<item><link>/a</link><pubDate>Sun, 22 Nov 2026 10:00:00 IST</pubDate></item>"
    for language, moment in (("en-in", datetime(2026, 11, 22, 4, 30, tzinfo=UTC)), ("en", None)):
        feed = parse_feed(rss(dated, f"<title>V</title><language>{language}</language>"), URL, None, NOW)
        assert feed.items[0].published_at == moment


@pytest.mark.parametrize(
    "date",
    ["Mon, 01 Jan 0001 00:00:00 +0000", "0001-01-01T00:00:00Z", "Fri, 31 Dec 9999 23:59:59 GMT", "31 Feb 2026 10:00", "0"],
)  # fmt: skip
def test_a_date_that_cannot_be_is_none_and_no_reason_to_drop_the_item(date: str) -> None:
    feed = parse_feed(rss(f"<item><link>/a</link><pubDate>{date}</pubDate></item>"), URL, None, NOW)
    (candidate,) = read_candidates(feed)
    rules = ItemRules(keep=Keep(max_age_days=1), first=FirstPoll(), language=None, section=None, now=NOW)
    assert (candidate.item.published_at, find_item_drop(candidate, rules)) == (None, None)


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
