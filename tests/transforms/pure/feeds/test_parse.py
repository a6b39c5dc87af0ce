"""Feed documents: pairs of files, hostile inputs, and that nothing but a FeedError ever comes out."""

import random
import re
import string
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transforms.errors import FeedError
from transforms.pure.feeds.markup import cut_html, distinct, first_web_link, plain
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.text.characters import scrub
from transforms.records import FeedItem, ParsedFeed

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
URL = "https://www.valley.example/rss/all.xml"
DATA = Path(__file__).parents[3] / "data" / "feeds"
FILES = sorted(path for path in DATA.iterdir() if not path.name.endswith(".expected.json"))


def expectation(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = msgspec.json.decode(path.with_suffix(".expected.json").read_bytes())
    return loaded


def outcome(body: bytes, content_type: str | None = None) -> ParsedFeed | FeedError:
    try:
        return parse_feed(body, URL, content_type, NOW)
    except FeedError as error:
        return error


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_file_gives_what_its_pair_says(path: Path) -> None:
    expected = expectation(path)
    got = outcome(path.read_bytes(), expected["content_type"])
    if isinstance(got, FeedError):
        assert {"reason": got.reason, "message": str(got)} == expected.get("error")
        assert got.retry
        assert got.evidence["bytes"] == path.stat().st_size
    else:
        assert got == msgspec.convert(expected.get("feed"), ParsedFeed)


def test_what_went_wrong_can_be_seen_in_the_evidence() -> None:
    got = outcome(b"<!doctype html><title>Sign in\x00</title>", "text/html; charset=utf-8")
    assert isinstance(got, FeedError)
    assert got.subject == URL
    assert got.evidence == {
        "content_type": "text/html; charset=utf-8",
        "bytes": 38,
        "first_characters": "<!doctype html><title>Sign in</title>",
    }


NO_FEEDS = {
    "HTML after a comment": (b"<!-- x --><!-- y -->\n<HTML><body>", "an HTML page"),
    "XHTML": (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x"><html>', "an HTML page"),
    "PNG": (b"\x89PNG\r\n\x1a\n\x00\x00", "an image"),
    "JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "an image"),
    "text": (b"Service unavailable", "text or binary data"),
    "JSON list": (b"[1, 2]", "JSON that is no feed"),
    "JSON with another version": (b'{"version": "2", "items": []}', "JSON that is no feed"),
    "an address": (b"http://127.0.0.1:1/", "text or binary data"),
}


@pytest.mark.parametrize(("body", "described"), NO_FEEDS.values(), ids=NO_FEEDS)
def test_no_feed_is_described(body: bytes, described: str) -> None:
    got = outcome(body)
    assert isinstance(got, FeedError)
    assert got.reason == "not_a_feed"
    assert got.problem == f"expected RSS, Atom or JSON Feed, got {described} (no content type, {len(body)} bytes)"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"<rss version='2.0'><channel><title>x</title></width>", "TypeError: int() argument must be"),
    ],
    ids=["a width that was not opened"],
)
def test_what_breaks_the_parser_is_a_malformed_feed(body: bytes, error: str) -> None:
    got = outcome(body, "text/xml")
    assert isinstance(got, FeedError)
    assert got.reason == "malformed_feed"
    assert got.retry
    assert got.problem.startswith(f"expected RSS, Atom or JSON Feed, got a document that breaks the parser ({error}")
    assert got.problem.endswith(f"(text/xml, {len(body)} bytes)")


def rss(items: str, channel: str = "<title>Valley</title>") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{channel}{items}</channel></rss>'.encode()
    )


def item(inner: str) -> FeedItem:
    feed = parse_feed(rss(f"<item><link>/a</link>{inner}</item>"), URL, None, NOW)
    return feed.items[0]


def test_items_beyond_the_cap_are_counted() -> None:
    body = rss("".join(f"<item><link>/{n}</link></item>" for n in range(5)))
    feed = parse_feed(body, URL, None, NOW, max_items=2)
    assert [got.link for got in feed.items] == ["https://www.valley.example/0", "https://www.valley.example/1"]
    assert feed.beyond_cap == 3
    json_body = msgspec.json.encode(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"url": f"/{n}"} for n in range(5)]}
    )
    assert parse_feed(json_body, URL, None, NOW, max_items=2).beyond_cap == 3


CHANNELS = {
    "ttl in minutes": ("<ttl>15</ttl>", "ttl_seconds", 900.0),
    "ttl of nothing": ("<ttl>0</ttl>", "ttl_seconds", None),
    "ttl that is no number": ("<ttl>soon</ttl>", "ttl_seconds", None),
    "endless ttl": ("<ttl>99999999999999999999</ttl>", "ttl_seconds", None),
    "period": ("<sy:updatePeriod> Weekly </sy:updatePeriod>", "update_seconds", 604800.0),
    "frequency alone is a day's": ("<sy:updateFrequency>4</sy:updateFrequency>", "update_seconds", 21600.0),
    "frequency zero": (
        "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
        "update_seconds",
        3600.0,
    ),
    "unknown period": ("<sy:updatePeriod>often</sy:updatePeriod>", "update_seconds", None),
    "hours": ("<skipHours><hour>23</hour><hour> 3 </hour><hour>99</hour></skipHours>", "skip_hours", (3, 23)),
    "days": ("<skipDays><day>Monday</day><day>Someday</day></skipDays>", "skip_days", (0,)),
    "no language": ("<language> </language>", "language", None),
}


@pytest.mark.parametrize(("xml", "field", "expected"), CHANNELS.values(), ids=CHANNELS)
def test_the_publishers_wishes(xml: str, field: str, expected: object) -> None:
    body = rss("", xml).replace(b"<rss ", b'<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" ')
    assert getattr(parse_feed(body, URL, None, NOW), field) == expected


TITLES = {
    "none": ("", None),
    "blank": ("<title> &#160; </title>", None),
    "only tags": ("<title>&lt;br/&gt;</title>", None),
    "ampersand": ("<title>Q&amp;A</title>", "Q&A"),
    "escaped twice": ("<title>Q&amp;amp;A</title>", "Q&A"),
    "less than": ("<title>5 &lt; 6 and 8 &gt; 7</title>", "5 < 6 and 8 > 7"),
    "inline tags leave no gap": ("<title>&lt;i&gt;Pre&lt;/i&gt;fix</title>", "Prefix"),
    "breaks leave one": ("<title>One&lt;br&gt;two</title>", "One two"),
    "no unfinished entities": ("<title>R&amp;D &amp;copy 5</title>", "R&D &copy 5"),
}


@pytest.mark.parametrize(("xml", "expected"), TITLES.values(), ids=TITLES)
def test_titles_are_plain_text(xml: str, expected: str | None) -> None:
    assert item(xml).title == expected


AUTHORS = {
    "mail and name": ("<author>desk@valley.media (Ann Orrin)</author>", ("Ann Orrin",)),
    "mail alone is no name": ("<author>desk@valley.example</author>", ()),
    "name": ("<author>Ann Orrin</author>", ("Ann Orrin",)),
    "name with brackets": ("<author>Ann Orrin (Hill Desk)</author>", ("Ann Orrin (Hill Desk)",)),
    "several": (
        '<x:creator xmlns:x="http://purl.org/dc/elements/1.1/">Ann</x:creator>'
        '<x:creator xmlns:x="http://purl.org/dc/elements/1.1/">Bo</x:creator>',
        ("Ann", "Bo"),
    ),
}


@pytest.mark.parametrize(("xml", "expected"), AUTHORS.values(), ids=AUTHORS)
def test_authors_are_names(xml: str, expected: tuple[str, ...]) -> None:
    assert item(xml).authors == expected


def test_a_summary_is_cut_a_content_is_whole_or_absent_and_both_are_told_once() -> None:
    long = "<p>" + "rain " * 20_000 + "</p>"
    content = '<c:encoded xmlns:c="http://purl.org/rss/1.0/modules/content/"><![CDATA[{}]]></c:encoded>'
    got = item(f"<description><![CDATA[{long}]]></description>")
    assert (len(got.summary or ""), got.content) == (4000, long)
    got = item(content.format(long))
    assert (len(got.summary or ""), got.content) == (4000, long)
    assert item(content.format("rain " * 60_000)).content is None
    got = item(content.format("<p>Rain.</p>"))
    assert (got.summary, got.content) == ("<p>Rain.</p>", None)
    assert item("<title>Rain</title><description>&lt;p&gt;Rain&lt;/p&gt;</description>").summary is None


def test_a_missing_or_impossible_date_stays_missing() -> None:
    assert item("").published_at is None
    assert item("<pubDate>1795352969</pubDate>").published_at == datetime.fromtimestamp(1795352969, UTC)
    assert item("<pubDate>Sun, 22 Nov 2099 10:00:00 GMT</pubDate>").published_at is None
    assert item("<pubDate>0000-00-00 00:00:00</pubDate>").published_at is None


def test_charsets() -> None:
    declared = (
        '<?xml version="1.0" encoding="{}"?><rss version="2.0"><channel><title>Zürich – 日本</title></channel></rss>'
    )

    def title(body: bytes, content_type: str) -> str | None:
        return parse_feed(body, URL, content_type, NOW).title

    assert title(declared.format("UTF-8").encode(), "text/xml; charset=ISO-8859-1") == "Zürich – 日本"
    assert title(declared.format("utf-16").encode("utf-16"), "text/xml") == "Zürich – 日本"
    assert (
        title(declared.format("shift_jis").replace("ü", "u").replace("–", "-").encode("shift_jis"), "text/xml")
        == "Zurich - 日本"
    )
    assert (
        title(b"<rss version='2.0'><channel><title>Z\xfcrich</title></channel></rss>", "text/xml; charset=iso-8859-1")
        == "Zürich"
    )


def test_a_body_that_names_a_file_opens_none(tmp_path: Path) -> None:
    hidden = tmp_path / "feed.xml"
    hidden.write_bytes(rss("<item><link>/secret</link></item>"))
    got = outcome(str(hidden).encode())
    assert isinstance(got, FeedError)
    assert got.reason == "not_a_feed"


HOSTILE = {
    "deep nesting": b"<rss version='2.0'><channel><title>x</title>" + b"<a>" * 20_000,
    "deep nesting in an item": rss("<item><link>/a</link><description>" + "<div>" * 5_000 + "</description></item>"),
    "deep JSON": b'{"version": ' + b"[" * 200_000,
    "huge number": b'{"version": ' + b"9" * 10_000 + b"}",
    "unclosed comments": rss("<item><link>/a</link><title>" + "&lt;!--" * 20_000 + "</title></item>"),
    "comments before nothing": b"<!---->" * 290 + b"<",
    "many hours": rss("", "<title>x</title>" + "<skipHours>" * 5_000),
    "bad host": rss("<item><link>http://[bad/</link></item><item><link>https://a b.example/</link></item>"),
    "bad base": b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://[bad/"><title>x</title></feed>',
    "elements named like the parser's own": rss(
        "<item><link>/a</link><links/><tags>x</tags><authors>x</authors><title_detail>x</title_detail><content>x</content></item>",
        "<title_detail>x</title_detail><links>x</links><ttl a='b'>5</ttl><language a='b'/><skipHours a='b'/>",
    ),
    "NUL": rss("").replace(b"Valley", b"Val\x00ley"),
    "invalid bytes": rss("").replace(b"Valley", b"\xff\xfe\xfa"),
    "unknown charset": rss("").replace(b"UTF-8", b"klingon").replace(b"Valley", b"\xe9"),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_gives_a_feed_or_a_feed_error(body: bytes) -> None:
    assert_sound(outcome(body))


# Tab, line feed and carriage return have escapes of their own; `\\u0000` is the text of an escape, not a character.
CONTROL = re.compile(rb"(?<!\\)(?:\\\\)*\\u00[01]")


def assert_sound(got: ParsedFeed | FeedError) -> None:
    """What came out can be written: msgspec refuses lone surrogates, and readers choke on control characters."""
    if isinstance(got, FeedError):
        assert got.reason in {"not_a_feed", "empty_feed_document", "malformed_feed"}
        written = msgspec.json.encode([got.problem, got.evidence])
    else:
        written = msgspec.json.encode(got)
        assert all(one.link.startswith(("http://", "https://")) for one in got.items)
    assert not CONTROL.search(written)


seeds = [path.read_bytes() for path in FILES if path.stem != "billion_laughs"]
FRAGMENTS = [
    *(
        b"<item>",
        b"</item>",
        b"<link>",
        b"<entry>",
        b"&#0;",
        b"&#xD800;",
        b"&#55357;",
        b"]]>",
        b"<![CDATA[",
        b'width=""',
        b"\xff",
    ),
    *(
        b"\x00",
        b"<media:content ",
        b"xml:base='//'",
        b"<skipHours>",
        b"<dc:date>",
        b"<content mode='base64'>",
        b"<!DOCTYPE",
    ),
    *(
        b"{",
        b"null",
        b"\\ud800",
        b"<links>",
        b"<tags/>",
        b"<authors a='b'>",
        b"<title_detail>",
        b"<sy:updatePeriod a='b'>",
        b"<id a=''>",
    ),
]
fragments = st.sampled_from(FRAGMENTS)


@settings(deadline=None)
@given(st.sampled_from(seeds), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 40), fragments), max_size=4))
def test_mutated_feeds_give_a_feed_or_a_feed_error(seed: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    for start, length, fragment in cuts:
        seed = seed[:start] + fragment + seed[start + length :]
    assert_sound(outcome(seed))


@settings(deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"<rss version='2.0'><channel><item>", b'{"version": "https://jsonfeed.org/version/1", ']),
)
@example(b"", b"")
def test_arbitrary_bytes_give_a_feed_or_a_feed_error(body: bytes, start: bytes) -> None:
    assert_sound(outcome(start + body))


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(string.printable, max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=4,
)
json_items = st.dictionaries(
    st.sampled_from(["id", "url", "external_url", "title", "summary", "tags", "authors", "author"]), json_values
)


@settings(deadline=None)
@given(st.one_of(json_values, st.lists(st.one_of(json_values, json_items))), json_values)
def test_any_json_feed_gives_a_feed(items: Any, title: Any) -> None:
    document = {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items}
    got = outcome(msgspec.json.encode(document))
    assert isinstance(got, ParsedFeed)
    assert len(got.items) + got.without_link == (len(items) if isinstance(items, list) else 0)
    assert_sound(got)


def test_texts() -> None:
    assert scrub("tab\tline\nbell\x07") == "tab\tline\nbell"
    assert plain("<script", is_html=True) == "<script"
    assert plain("x" * 9000, is_html=False) == "x" * 4000
    assert cut_html("  \x00 ", 10) is None
    assert cut_html("<b>1</b> <i>2</i>", 11) == "<b>1</b>"
    assert distinct(["a", "b", "A", "c"], 2) == ("a", "b")
    assert first_web_link(["mailto:a@b.example", URL, URL + "#x"], URL) is None


def test_the_same_bytes_give_the_same_feed_whatever_was_read_before() -> None:
    before = outcome(seeds[0])
    for seed in random.Random(7).sample(seeds, len(seeds)):
        outcome(seed)
    assert outcome(seeds[0]) == before
