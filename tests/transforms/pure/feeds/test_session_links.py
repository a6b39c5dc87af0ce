"""Links that change from poll to poll: when they are known again, what is learned of them, and what is a doubt."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from one_shard import entry

from transforms.feed_items import FeedItem, ParsedFeed
from transforms.pure.feeds.session_links import LedTo, SessionLinks, session_of, text_id
from transforms.pure.feeds.window import Candidate, SeenItem, Window, keep_marks, read_candidates, remember
from transforms.pure.net.urls import url_id
from transforms.records import Entry

SITE = "https://valley.example"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
EIGHT = datetime(2026, 11, 26, 8, tzinfo=UTC)
NINE = datetime(2026, 11, 26, 9, tzinfo=UTC)
PIER = "Granite pier closed until spring"


def item(link: str, title: str | None = PIER, at: datetime | None = EIGHT) -> FeedItem:
    return FeedItem(link=SITE + link, title=title, published_at=at)


def candidates(*items: FeedItem) -> tuple[Candidate, ...]:
    return read_candidates(ParsedFeed(items=items))


def window(*items: FeedItem) -> Window:
    """A window in which these stand, the last one being the oldest."""
    found = tuple(one for each in items for one in candidates(each))
    seen = remember(found, [None] * len(found), {one.id or "" for one in found}, NOW)
    return Window(seen=seen, polled=True, marks=keep_marks(Window(), seen, found))


def led(*pairs: tuple[str, str]) -> LedTo:
    return {url_id(SITE + link): to for link, to in pairs}.get


BOTH = led(("/a?t=1", "text"), ("/a?t=2", "text"))


def find(before: Window, one: FeedItem, *names: str, beside: tuple[FeedItem, ...] = ()) -> SeenItem | None:
    found = candidates(one, *beside)
    (candidate,) = [each for each in found if each.item == one]
    return SessionLinks(before, found, names).find(candidate)


KNOWN = SeenItem(f"{SITE}/a?t=1", url_id(f"{SITE}/a?t=1"), date(2026, 11, 26))
FOUND: dict[str, tuple[FeedItem, tuple[str, ...], SeenItem | None]] = {
    "what was learned": (item("/a?t=2"), ("t",), KNOWN),
    "nothing was learned": (item("/a?t=2"), (), None),
    "something else was": (item("/a?t=2"), ("s",), None),
    "another path": (item("/b?t=2"), ("t",), None),
    "another parameter beside it": (item("/a?t=2&id=7"), ("t",), None),
    "another date": (item("/a?t=2", at=NINE), ("t",), None),
    "no date": (item("/a?t=2", at=None), ("t",), None),
    "another title": (item("/a?t=2", "Granite pier opened in spring"), ("t",), None),
    "no title": (item("/a?t=2", None), ("t",), None),
    "title in other words and marks": (item("/a?t=2", "Granite Pier: closed, until spring"), ("t",), KNOWN),
}


@pytest.mark.parametrize(("one", "names", "expected"), FOUND.values(), ids=FOUND)
def test_find(one: FeedItem, names: tuple[str, ...], expected: SeenItem | None) -> None:
    assert find(window(item("/a?t=1")), one, *names) == expected


@pytest.mark.parametrize(
    ("title", "is_known"),
    [("Live", False), ("Weather for Monday", False), (PIER, True), ("天气预报", False), ("市議会は桟橋の修理費", True)],
)
def test_a_title_that_tells_little_is_a_doubt(title: str, is_known: bool) -> None:
    assert (find(window(item("/a?t=1", title)), item("/a?t=2", title), "t") is not None) == is_known


def test_other_dates_under_the_same_rest_are_a_doubt() -> None:
    before = window(item("/a?t=2", at=NINE), item("/a?t=1"))
    assert find(before, item("/a?t=3", at=NINE), "t") is None


def test_two_of_one_document_with_the_same_rest_are_a_doubt() -> None:
    assert find(window(item("/a?t=1")), item("/a?t=2"), "t", beside=(item("/a?t=3"),)) is None


def test_of_several_the_one_that_came_first_is_given() -> None:
    before = window(item("/a?t=2"), item("/a?t=1"))
    assert find(before, item("/a?t=3"), "t") == KNOWN


@pytest.mark.parametrize(
    ("link", "names", "shortened"),
    [
        ("/b?t=2", ("t",), "/b"),
        ("/b?id=7&t=2", ("s", "t"), "/b?id=7"),
        ("/b?id=7", ("t",), "/b?id=7"),
        ("/a?t=2", ("t",), "/a?t=2"),
        ("/b?t=2", (), "/b?t=2"),
    ],
    ids=["new", "others stay", "not there", "another had the rest", "nothing learned"],
)
def test_shorten(link: str, names: tuple[str, ...], shortened: str) -> None:
    (candidate,) = candidates(item(link, "Another title of a few words"))
    got = SessionLinks(window(item("/a?t=1")), [candidate], names).shorten(candidate)
    assert (got.url, got.id) == (SITE + shortened, url_id(SITE + shortened))


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (item("/a?t=2"), True),
        (item("/a?s=2"), True),
        (item("/b?t=2"), False),
        (item("/a?t=2", "Weather"), False),
        (item("/a?t=2", at=NINE), False),
    ],
)
def test_resembles(one: FeedItem, expected: bool) -> None:
    (candidate,) = candidates(one)
    assert SessionLinks(window(item("/a?t=1")), [candidate], ()).resembles(candidate) == expected


LEARNED: dict[str, tuple[list[FeedItem], LedTo, tuple[str, ...]]] = {
    "same text": ([item("/a?t=2"), item("/a?t=1")], BOTH, ("t",)),
    "other texts": ([item("/a?t=2"), item("/a?t=1")], led(("/a?t=1", "x"), ("/a?t=2", "y")), ()),
    "nothing known of one": ([item("/a?t=2"), item("/a?t=1")], led(("/a?t=1", "text")), ()),
    "same text, other title": ([item("/a?t=2"), item("/a?t=1", "Weather")], BOTH, ()),
    "same text, other date": ([item("/a?t=2"), item("/a?t=1", at=NINE)], BOTH, ()),
    "several": (
        [item("/a?t=2&s=2"), item("/a?t=1&s=1")],
        led(("/a?t=1&s=1", "text"), ("/a?t=2&s=2", "text")),
        ("s", "t"),
    ),
    "it tells the others apart": (
        [item("/a?t=2"), item("/a?t=1"), item("/a?t=3", "Rain", NINE), item("/a?t=4", "Snow", NOW)],
        BOTH,
        (),
    ),
    "it tells the others apart, undated": (
        [item("/a?t=2", at=None), item("/a?t=1", at=None), item("/a?t=3", "Rain", None)],
        BOTH,
        (),
    ),
    "a few of many are in doubt": (
        [item("/a?t=2"), item("/a?t=1"), *(item(f"/s{n}?t=1") for n in range(9)), item("/w?t=1"), item("/w?t=2", at=NINE)],
        BOTH,
        ("t",),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("items", "led_to", "expected"), LEARNED.values(), ids=LEARNED)
def test_learn(items: list[FeedItem], led_to: LedTo, expected: tuple[str, ...]) -> None:
    assert SessionLinks(window(*items), [], ()).learn(led_to) == expected


GUIDS: dict[str, tuple[FeedItem, tuple[str, ...]]] = {
    "the same otherwise": (item("/a?t=2"), ("t",)),
    "the same link": (item("/a?t=1"), ()),
    "another path": (item("/b?t=2"), ()),
    "another title": (item("/a?t=2", "Weather"), ()),
    "another date": (item("/a?t=2", at=NINE), ()),
    "another parameter": (item("/a?t=1&s=5"), ("s",)),
}


@pytest.mark.parametrize(("one", "expected"), GUIDS.values(), ids=GUIDS)
def test_an_item_that_is_known_by_its_guid_shows_what_changes(one: FeedItem, expected: tuple[str, ...]) -> None:
    (candidate,) = candidates(one)
    links = SessionLinks(window(item("/a?t=1")), [candidate], ())
    assert links.learn(led(), [(candidate, KNOWN)]) == expected
    assert links.learn(led(), [(candidate, None)]) == ()


def test_what_was_learned_is_kept_until_it_tells_articles_apart() -> None:
    before = window(item("/a?t=1"))
    assert SessionLinks(before, [], ("t",)).learn(led()) == ("t",)
    others = candidates(item("/a?t=2", "Rain", NINE), item("/a?t=3", "Snow", NOW))
    assert SessionLinks(before, others, ("t",)).learn(led()) == ()


def entry_of(link: str, title: str | None = PIER) -> Entry:
    return replace(entry("a"), url=SITE + link, link=SITE + link, title=title)


def test_a_text_has_one_id_whatever_the_parameters_are() -> None:
    first = text_id(entry_of("/a?t=1"), EIGHT, "The pier is closed.")
    assert first is not None and len(first) == 24
    assert text_id(entry_of("/a?t=2&s=9"), EIGHT, "The pier is closed.") == first
    assert text_id(entry_of("/a;sid=5?t=2", "Granite pier: closed until spring"), EIGHT, "The pier is closed.") == first


OTHERS: dict[str, tuple[Any, ...]] = {
    "path": (entry_of("/b?t=1"), EIGHT, "The pier is closed."),
    "title": (entry_of("/a?t=1", "Weather"), EIGHT, "The pier is closed."),
    "date": (entry_of("/a?t=1"), NINE, "The pier is closed."),
    "no date": (entry_of("/a?t=1"), None, "The pier is closed."),
    "text": (entry_of("/a?t=1"), EIGHT, "The pier is open."),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_another_article_has_another(other: tuple[Any, ...]) -> None:
    assert text_id(*other) != text_id(entry_of("/a?t=1"), EIGHT, "The pier is closed.")


@pytest.mark.parametrize("one", [entry_of("/a"), entry_of("/a?utm_source=rss"), entry_of("/a?t=1", None)])
def test_without_parameters_or_title_there_is_none(one: Entry) -> None:
    assert text_id(one, EIGHT, "The pier is closed.") is None


SESSIONS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "as it stands": ({"link": "/a?t=1", "url": "/a?t=1"}, set()),
    "cleaned": ({"link": "/a?utm_source=rss&t=1#top", "url": "/a?t=1"}, set()),
    "shortened": ({"link": "/a?id=7&t=1", "url": "/a?id=7"}, {"t"}),
    "in the path": ({"link": "/a;sid=9?id=7", "url": "/a?id=7"}, {";sid"}),
    "another page": ({"link": "/a?t=1", "url": "/b"}, set()),
    "handed over": ({"link": "/a?t=1", "url": "/a", "came_from": (SITE + "/a?t=1",)}, set()),
}


@pytest.mark.parametrize(("fields", "expected"), SESSIONS.values(), ids=SESSIONS)
def test_session_of(fields: dict[str, Any], expected: set[str]) -> None:
    whole = fields | {name: SITE + fields[name] for name in ("link", "url")}
    assert session_of(replace(entry("a"), **whole)) == expected
