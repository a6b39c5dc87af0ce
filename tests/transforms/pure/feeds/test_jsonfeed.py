"""JSON Feed: what each field of an item becomes."""

import string
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from feed_documents import NOW, URL, assert_sound, outcome
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.feed_items import ParsedFeed
from transforms.pure.feeds.jsonfeed import read_json_feed

JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(string.printable, max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=4,
)


JSON_ITEMS = st.dictionaries(
    st.sampled_from(["id", "url", "external_url", "title", "summary", "tags", "authors", "author"]), JSON_VALUES
)


@settings(deadline=None)
@given(st.one_of(JSON_VALUES, st.lists(st.one_of(JSON_VALUES, JSON_ITEMS))), JSON_VALUES)
def test_any_json_feed_gives_a_feed(items: Any, title: Any) -> None:
    document = {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items}
    got = outcome(msgspec.json.encode(document))
    assert isinstance(got, ParsedFeed)
    assert len(got.items) + got.without_link == (len(items) if isinstance(items, list) else 0)
    assert_sound(got)


VERSION = "https://jsonfeed.org/version/1.1"


def read(items: object, **fields: object) -> ParsedFeed:
    feed = read_json_feed(msgspec.json.encode({"version": VERSION, "items": items} | fields), URL, NOW, 2000)
    assert feed is not None
    return feed


ITEMS = {
    "link": ({"url": "/a"}, "link", "https://www.valley.example/a"),
    "link to another page": ({"external_url": "https://hill.example/a"}, "link", "https://hill.example/a"),
    "own page first": ({"external_url": "https://hill.example/a", "url": "/a"}, "link", "https://www.valley.example/a"),
    "id as the link": ({"id": "https://www.valley.example/a"}, "link", "https://www.valley.example/a"),
    "number as id": ({"url": "/a", "id": 7}, "guid", "7"),
    "true is no id": ({"url": "/a", "id": True}, "guid", None),
    "title": ({"url": "/a", "title": " Rain & <b>wind</b> "}, "title", "Rain & <b>wind</b>"),
    "summary is plain text": ({"url": "/a", "summary": "5 < 6"}, "summary", "5 &lt; 6"),
    "content": ({"url": "/a", "content_html": "<p>Rain</p>", "content_text": "Rain"}, "content", "<p>Rain</p>"),
    "plain content": ({"url": "/a", "content_text": "Rain & wind"}, "content", "Rain &amp; wind"),
    "authors": ({"url": "/a", "authors": [{"name": "Ann"}, {"name": "Bo"}, {}, "x"]}, "authors", ("Ann", "Bo")),
    "authors in one": (
        {"url": "/a", "authors": [{"name": "By Ann Orrin & Bo Reed"}]},
        "authors",
        ("Ann Orrin", "Bo Reed"),
    ),
    "author that is a name alone": ({"url": "/a", "author": "By Ann Orrin"}, "authors", ("Ann Orrin",)),
    "author of 1.0": ({"url": "/a", "author": {"name": "Ann"}}, "authors", ("Ann",)),
    "tags": ({"url": "/a", "tags": ["Rivers", "rivers", 7, "Dams"]}, "categories", ("Rivers", "Dams")),
    "tags that are no list": ({"url": "/a", "tags": "Rivers"}, "categories", ()),
    "date": (
        {"url": "/a", "date_published": "2026-11-22T10:00:00Z"},
        "published_at",
        datetime(2026, 11, 22, 10, tzinfo=UTC),
    ),
    "no date": ({"url": "/a", "date_modified": "soon"}, "updated_at", None),
}


@pytest.mark.parametrize(("row", "field", "expected"), ITEMS.values(), ids=ITEMS)
def test_a_field_of_an_item(row: dict[str, Any], field: str, expected: object) -> None:
    (got,) = read([row]).items
    assert getattr(got, field) == expected


def test_what_is_no_item_is_counted() -> None:
    feed = read([{"url": "/a"}, {}, "x", None, {"id": "tag:7"}, {"url": "mailto:desk@valley.example"}])
    assert (len(feed.items), feed.without_link) == (1, 5)
    assert read(None).items == ()


def test_items_beyond_the_cap_are_counted() -> None:
    body = msgspec.json.encode({"version": VERSION, "items": [{"url": f"/{n}"} for n in range(5)]})
    feed = read_json_feed(body, URL, NOW, 2)
    assert feed is not None
    assert (len(feed.items), feed.beyond_cap) == (2, 3)


def test_a_feed_says_its_title_and_language() -> None:
    feed = read([], title=" Valley \n News ", language="en-GB")
    assert (feed.title, feed.language) == ("Valley News", "en-GB")


@pytest.mark.parametrize("body", [b"[1]", b"{}", b'{"version": "2"}', b"7", b"null"])
def test_json_that_is_no_feed(body: bytes) -> None:
    assert read_json_feed(body, URL, NOW, 2000) is None


@pytest.mark.parametrize("body", [b"", b"{", b'{"version": ' + b"[" * 200_000])
def test_what_is_no_json_raises(body: bytes) -> None:
    with pytest.raises(ValueError):
        read_json_feed(body, URL, NOW, 2000)
