"""feedparser keeps to bounds that no feed of a newspaper comes near, and reads what is within them as before."""

from __future__ import annotations

from datetime import UTC, datetime

from feedparser.api import StrictFeedParser

from transforms.feed_items import FeedItem
from transforms.pure.feeds import parse  # noqa: F401  (bounds the parsers)
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.feeds.parser_bounds import MAX_LINE_CHARACTERS, MAX_NAMESPACES, MAX_TAGS

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>V</title><entry><id>tag:1</id><link href="/1"/>{}</entry></feed>'
)


def item_of(
    inner: str, form: str = "<rss version='2.0'><channel><item><link>/1</link>{}</item></channel></rss>"
) -> FeedItem:
    parsed = parse_feed(form.format(inner).encode(), "https://valley.example/rss", "text/xml", NOON)
    return parsed.items[0]


def test_the_first_categories_are_kept() -> None:
    many = item_of("".join(f"<category>c{n}</category>" for n in range(5 * MAX_TAGS)))
    assert many.categories == item_of("".join(f"<category>c{n}</category>" for n in range(100))).categories
    assert many.categories[:3] == ("c0", "c1", "c2")


def test_no_more_tags_than_that_are_compared() -> None:
    parser = StrictFeedParser("", None, "utf-8")
    parser.unknown_starttag("rss", [])
    parser.unknown_starttag("channel", [])
    for number in range(2 * MAX_TAGS):
        parser._add_tag(f"c{number}", None, None)
    assert len(parser.feeddata["tags"]) == MAX_TAGS


def test_known_namespaces_are_known_behind_many_others() -> None:
    names = "".join(f' xmlns:n{n}="urn:{n}"' for n in range(3 * MAX_NAMESPACES))
    creator = '<x:creator xmlns:x="http://purl.org/dc/elements/1.1/">Ana Sample</x:creator>'
    assert item_of(f"<other{names}/>{creator}").authors == ("Ana Sample",)


def test_white_space_round_a_content_is_taken_off() -> None:
    div = '<div xmlns="http://www.w3.org/1999/xhtml"><p>The <b>dam</b>\n\n opens.</p></div>'
    spaces = "\n&#32;" * 2000
    content = item_of(f'<content type="xhtml">{spaces}{div}{spaces}</content>', ATOM).summary
    assert content == item_of(f'<content type="xhtml">{div}</content>', ATOM).summary
    assert content is not None and content.replace("\n", "") == "<p>The <b>dam</b> opens.</p>"


def test_an_author_is_read_up_to_a_line() -> None:
    long = item_of(f"<author>Ana Sample; {'x' * MAX_LINE_CHARACTERS}</author>")
    assert long.authors == item_of("<author>Ana Sample</author>").authors == ("Ana Sample",)


def test_a_date_of_a_moment_is_read() -> None:
    assert item_of("<pubDate> Sun, 22 Nov 2026\n 10:00:00 GMT </pubDate>").published_at == datetime(
        2026, 11, 22, 10, tzinfo=UTC
    )
    assert item_of(f"<pubDate>{'Sun, 22 Nov ' * 100_000}</pubDate>").published_at is None


def test_addresses_are_read_against_those_round_them_up_to_a_bound() -> None:
    inner = '<a xml:base="b/">' * 3 + '<link href="c"/>' + "</a>" * 3
    assert (
        item_of("", ATOM.replace("<link", '<link xml:base="/b/"').replace("/1", "c")).link
        == "https://valley.example/b/c"
    )
    parser = StrictFeedParser("https://valley.example/", None, "utf-8")
    for _ in range(3 * MAX_LINE_CHARACTERS):
        parser.unknown_starttag("a", [("xml:base", "b/")])
    assert len(parser.baseuri) <= MAX_LINE_CHARACTERS + 2
    assert item_of(inner, ATOM).link == "https://valley.example/1"
