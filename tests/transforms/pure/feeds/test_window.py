"""How the items of a feed's window are known again, and what the window remembers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from transforms.feed_items import FeedItem, ParsedFeed
from transforms.pure.feeds.window import (
    Candidate,
    SeenItem,
    Window,
    find_sightings,
    item_date,
    keep_departed,
    read_candidates,
    recognise,
    remember,
    span_seconds,
)
from transforms.pure.net.urls import url_id

FEED = "https://valley.example/rss"
SITE = "https://valley.example"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def candidates(*items: FeedItem) -> tuple[Candidate, ...]:
    return read_candidates(ParsedFeed(items=items))


def test_candidates_come_newest_first_and_undated_ones_last_in_their_order() -> None:
    items = [
        FeedItem(link=f"{SITE}/undated-1"),
        FeedItem(link=f"{SITE}/old", published_at=days_ago(3)),
        FeedItem(link=f"{SITE}/undated-2"),
        FeedItem(link=f"{SITE}/updated", updated_at=days_ago(1)),
    ]
    found = [one.item.link.rpartition("/")[2] for one in candidates(*items)]
    assert found == ["updated", "old", "undated-1", "undated-2"]


def test_a_candidate_has_its_cleaned_url_and_its_id_or_neither() -> None:
    good, bad = candidates(FeedItem(link=f"{SITE}/a?utm_source=rss#top"), FeedItem(link="mailto:desk@valley.example"))
    assert (good.url, good.id) == (f"{SITE}/a", url_id(f"{SITE}/a"))
    assert (bad.url, bad.id) == (None, None)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (FeedItem(link="/a", published_at=days_ago(2), updated_at=days_ago(1)), days_ago(2)),
        (FeedItem(link="/a", updated_at=days_ago(1)), days_ago(1)),
        (FeedItem(link="/a"), None),
    ],
    ids=["published", "updated", "neither"],
)
def test_item_date(item: FeedItem, expected: datetime | None) -> None:
    assert item_date(item) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], None),
        ([1.0], None),
        ([None, 1.0], None),
        ([1.0, 3.0, 2.0], 172_800.0),
        ([1.0, 1.0], 0.0),
        ([-1.0, 1.0, 2.0], 86_400.0),
    ],
    ids=["empty", "one", "one dated", "two days", "one date for all", "the future aside"],
)
def test_span_seconds(days: list[float | None], expected: float | None) -> None:
    items = tuple(
        FeedItem(link=f"/{n}", published_at=None if day is None else days_ago(day)) for n, day in enumerate(days)
    )
    assert span_seconds(ParsedFeed(items=items), NOW) == expected


KNOWN = SeenItem(f"{SITE}/a", url_id(f"{SITE}/a"), TODAY, "tag:1")
RECOGNISED = {
    "id": (FeedItem(link=f"{SITE}/a#comments"), KNOWN),
    "raw link": (FeedItem(link=f"{SITE}/a", guid="tag:2"), KNOWN),
    "guid": (FeedItem(link=f"{SITE}/moved", guid="tag:1"), KNOWN),
    "guid on another host of the site": (FeedItem(link="https://m.valley.example/a-2", guid="tag:1"), KNOWN),
    "guid on another site": (FeedItem(link="https://hill.example/a", guid="tag:1"), None),
    "guid of a bad link": (FeedItem(link="mailto:desk@valley.example", guid="tag:1"), None),
    "another": (FeedItem(link=f"{SITE}/b", guid="tag:2"), None),
    "without guid": (FeedItem(link=f"{SITE}/b"), None),
}


@pytest.mark.parametrize(("item", "expected"), RECOGNISED.values(), ids=RECOGNISED)
def test_recognise(item: FeedItem, expected: SeenItem | None) -> None:
    assert recognise(Window(seen=(KNOWN,)), candidates(item), FEED) == (expected,)


@pytest.mark.parametrize("guid", [FEED, f"{SITE}/", "http://VALLEY.example"])
def test_the_address_of_the_feed_or_the_front_page_is_no_guid(guid: str) -> None:
    before = SeenItem(f"{SITE}/a", url_id(f"{SITE}/a"), TODAY, guid)
    assert recognise(Window(seen=(before,)), candidates(FeedItem(link=f"{SITE}/b", guid=guid)), FEED) == (None,)


def test_a_guid_whose_article_still_stands_names_a_place() -> None:
    items = candidates(FeedItem(link=f"{SITE}/new", guid="tag:1"), FeedItem(link=f"{SITE}/a", guid="tag:2"))
    assert recognise(Window(seen=(KNOWN,)), items, FEED) == (None, KNOWN)


def test_a_link_that_once_named_no_page_does_not_hide_one_that_does() -> None:
    unread = SeenItem(f"{SITE}/a")
    assert recognise(Window(seen=(unread,)), candidates(FeedItem(link=f"{SITE}/a")), FEED) == (None,)
    bad = SeenItem("mailto:desk@valley.example")
    assert recognise(Window(seen=(bad,)), candidates(FeedItem(link=bad.link)), FEED) == (bad,)


@pytest.mark.parametrize(
    ("days", "is_sighted"), [(0, False), (30, False), (31, True), (109, True), (110, False), (400, False)]
)
def test_what_still_stands_is_sighted_after_a_month_and_before_it_is_forgotten(days: int, is_sighted: bool) -> None:
    seen = SeenItem(f"{SITE}/a", "id-a", TODAY - timedelta(days=days))
    found = candidates(FeedItem(link=f"{SITE}/a"))
    assert find_sightings(found, [seen], NOW) == ({"id-a": found[0]} if is_sighted else {})


def test_what_was_never_parked_is_never_sighted() -> None:
    found = candidates(FeedItem(link=f"{SITE}/a"))
    for seen in (None, SeenItem(f"{SITE}/a"), SeenItem(f"{SITE}/a", "id-a", None)):
        assert find_sightings(found, [seen], NOW) == {}


def test_the_window_remembers_an_item_under_its_first_id() -> None:
    new, parked, old, dropped = candidates(
        *(FeedItem(link=f"{SITE}/{name}", guid=f"{SITE}/{name}") for name in ("new", "parked", "old", "dropped"))
    )
    before = SeenItem(old.item.link, "first-id", TODAY - timedelta(days=3), None)
    records = remember([new, parked, old, dropped], [None, None, before, None], {str(new.id), str(parked.id)}, NOW)
    assert records == (
        SeenItem(f"{SITE}/new", new.id, TODAY),
        SeenItem(f"{SITE}/parked", parked.id, TODAY),
        SeenItem(f"{SITE}/old", "first-id", TODAY - timedelta(days=3)),
        SeenItem(f"{SITE}/dropped", dropped.id),
    )


def test_a_guid_is_remembered_where_it_is_not_the_link() -> None:
    (one,) = candidates(FeedItem(link=f"{SITE}/a", guid="tag:1"))
    assert remember([one], [None], set(), NOW) == (SeenItem(f"{SITE}/a", one.id, None, "tag:1"),)


@pytest.mark.parametrize(("standing", "kept"), [(0, 60), (10, 60), (100, 200), (400, 500)])
def test_two_windows_of_what_left_are_kept_within_bounds(standing: int, kept: int) -> None:
    before = [SeenItem(f"{SITE}/old-{n}", f"old-{n}") for n in range(600)]
    now = [SeenItem(f"{SITE}/new-{n}", f"new-{n}") for n in range(standing)]
    assert keep_departed(before, now) == tuple(before[:kept])


def test_what_still_stands_has_not_departed() -> None:
    one, other = SeenItem(f"{SITE}/a", "id-a"), SeenItem("mailto:desk@valley.example")
    assert keep_departed([one, other], [SeenItem(f"{SITE}/a#2", "id-a")]) == (other,)


def test_a_window_is_stored_as_rows() -> None:
    window = Window(seen=(KNOWN, SeenItem("mailto:x@valley.example")), polled=True)
    stored = (
        b'{"seen":[["https://valley.example/a","' + str(KNOWN.id).encode() + b'","2026-11-22","tag:1"]'
        b',["mailto:x@valley.example",null,null,null]],"polled":true}'
    )
    assert msgspec.json.encode(window) == stored
    assert msgspec.json.decode(stored, type=Window) == window
