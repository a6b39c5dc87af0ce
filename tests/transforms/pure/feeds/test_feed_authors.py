"""Authors that a feed names once."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from transforms.pure.feeds.feed_authors import people_of
from transforms.pure.feeds.parse import parse_feed

NOW = datetime(2026, 11, 24, tzinfo=UTC)
AUTHOR = "<author><name>Ann Lee</name><email>ann@valley.example</email></author>"
SOURCE = "<source><title>Hill Paper</title>{}</source>"


def _atom(head: str, *entries: str) -> list[tuple[str, ...]]:
    listed = "".join(
        f'<entry><id>{at}</id><link href="https://valley.example/{at}"/>{entry}</entry>'
        for at, entry in enumerate(entries)
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Valley News</title>{head}{listed}</feed>'
    parsed = parse_feed(feed.encode(), "https://valley.example/atom", "application/atom+xml", NOW)
    return [item.authors for item in parsed.items]


ATOM = {
    "an item without authors has the feed's": (AUTHOR, "", ("Ann Lee",)),
    "an item's own are all that it has": (AUTHOR, "<author><name>Bob Ray</name></author>", ("Bob Ray",)),
    "those of its source come before the feed's": (
        AUTHOR,
        SOURCE.format("<author><name>Cy Dun</name></author>"),
        ("Cy Dun",),
    ),
    "a source without authors": (AUTHOR, SOURCE.format(""), ("Ann Lee",)),
    "a source that names its paper": ("", SOURCE.format("<author><name>The Hill Paper</name></author>"), ()),
    "two of them": (AUTHOR + "<author><name>Bob Ray</name></author>", "", ("Ann Lee", "Bob Ray")),
    "the paper": ("<author><name>Valley News</name></author>", "", ()),
    "the paper, otherwise": ("<author><name>Valley Media Group</name></author>", "", ()),
    "a role": ("<author><name>Staff Writer</name></author>", "", ()),
    "an address": ("<author><name>desk@valley.example</name></author>", "", ()),
    "none": ("", "", ()),
}


@pytest.mark.parametrize(("head", "entry", "authors"), ATOM.values(), ids=ATOM)
def test_authors_of_an_atom_feed(head: str, entry: str, authors: tuple[str, ...]) -> None:
    assert _atom(head, entry) == [authors]


@pytest.mark.parametrize("named", [{"authors": [{"name": "Ann Lee"}]}, {"author": {"name": "Ann Lee"}}])
def test_authors_of_a_json_feed(named: dict[str, object]) -> None:
    items = [
        {"id": "1", "url": "https://valley.example/1"},
        {"id": "2", "url": "https://valley.example/2", "authors": [{"name": "Bob Ray"}]},
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Valley News", "items": items, **named}
    parsed = parse_feed(json.dumps(feed).encode(), "https://valley.example/feed.json", "application/feed+json", NOW)
    assert [item.authors for item in parsed.items] == [("Ann Lee",), ("Bob Ray",)]


def test_an_editor_of_an_rss_feed_wrote_none_of_its_items() -> None:
    feed = (
        b"<rss version='2.0'><channel><title>Valley News</title><managingEditor>ann@valley.example (Ann Lee)</managingEditor>"
        b"<item><link>https://valley.example/1</link></item></channel></rss>"
    )
    assert parse_feed(feed, "https://valley.example/rss", "application/rss+xml", NOW).items[0].authors == ()


def test_a_feed_without_a_title() -> None:
    assert people_of(["Ann Lee", "the desk"], None) == ("Ann Lee",)
