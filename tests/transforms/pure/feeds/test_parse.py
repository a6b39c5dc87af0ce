"""Feed documents: pairs of files, hostile inputs, and that nothing but a FeedError ever comes out."""

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from feed_documents import NOW, URL, assert_sound, outcome, rss
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transforms.errors import FeedError
from transforms.feed_items import ParsedFeed
from transforms.pure.feeds.parse import parse_feed
from transforms.records import Evidence

DATA = Path(__file__).parents[3] / "data" / "feeds"
FILES = sorted(path for path in DATA.iterdir() if not path.name.endswith(".expected.json"))


def expectation(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = msgspec.json.decode(path.with_suffix(".expected.json").read_bytes())
    return loaded


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_file_gives_what_its_pair_says(path: Path) -> None:
    expected = expectation(path)
    got = outcome(path.read_bytes(), expected["content_type"])
    if isinstance(got, FeedError):
        assert {"reason": got.reason, "message": str(got)} == expected.get("error")
        assert got.retry
        assert got.evidence.bytes == path.stat().st_size
    else:
        assert got == msgspec.convert(expected.get("feed"), ParsedFeed)


def test_what_went_wrong_can_be_seen_in_the_evidence() -> None:
    got = outcome(b"<!doctype html><title>Sign in\x00</title>", "text/html; charset=utf-8")
    assert isinstance(got, FeedError)
    assert got.subject == URL
    assert got.evidence == Evidence(
        content_type="text/html; charset=utf-8",
        bytes=38,
        first_characters="<!doctype html><title>Sign in</title>",
    )


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


def test_items_beyond_the_cap_are_counted() -> None:
    body = rss("".join(f"<item><link>/{n}</link></item>" for n in range(5)))
    feed = parse_feed(body, URL, None, NOW, max_items=2)
    assert [got.link for got in feed.items] == ["https://www.valley.example/0", "https://www.valley.example/1"]
    assert feed.beyond_cap == 3
    json_body = msgspec.json.encode(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"url": f"/{n}"} for n in range(5)]}
    )
    assert parse_feed(json_body, URL, None, NOW, max_items=2).beyond_cap == 3


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


SEEDS = [path.read_bytes() for path in FILES if path.stem != "billion_laughs"]
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


@settings(deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 40), st.sampled_from(FRAGMENTS)), max_size=4),
)
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


def test_the_same_bytes_give_the_same_feed_whatever_was_read_before() -> None:
    before = outcome(SEEDS[0])
    for seed in random.Random(7).sample(SEEDS, len(SEEDS)):
        outcome(seed)
    assert outcome(SEEDS[0]) == before
