"""What of a feed's document is new, and what becomes an entry."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.feed_items import FeedItem, ParsedFeed
from transforms.pure.feeds.continuity import Sighted
from transforms.pure.feeds.entries import ClassifiedItems, classify_items
from transforms.pure.feeds.keep_rules import FirstPoll, Keep
from transforms.pure.feeds.window import SeenItem, Window
from transforms.records import Entry, Feed

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
FEED = Feed(url="https://valley.example/rss")
ALL = FirstPoll(max_entries=1000, max_age_days=None)
SITE = "https://valley.example"


def item(link: str, **fields: Any) -> FeedItem:
    return FeedItem(link=link if "://" in link or not link.startswith("/") else SITE + link, **fields)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def sort(
    items: list[FeedItem],
    window: Window | None = None,
    *,
    feed: Feed = FEED,
    now: datetime = NOW,
    first: FirstPoll = ALL,
    keep: Keep | None = None,
    **document: Any,
) -> ClassifiedItems:
    parsed = ParsedFeed(items=tuple(items), **document)
    return classify_items(parsed, window or Window(), feed, now, first=first, keep=keep or Keep())


def links(result: ClassifiedItems) -> list[str]:
    return [entry.link.removeprefix(SITE) for entry in result.entries]


def test_an_entry_carries_what_feed_and_configuration_say() -> None:
    feed = Feed(url="https://valley.example/rss", name="Valley", language="en-GB", section="Local", tags=("north",))
    only = item(
        "/flood?utm_source=rss#top",
        guid="tag:1",
        title="Flood",
        summary="<p>Water</p>",
        content='<div class="body"><p>Much water. ' + "It rains on. " * 60 + "</p></div>",
        authors=("A. Reed",),
        categories=("Weather",),
        published_at=days_ago(1),
        updated_at=days_ago(0.5),
    )
    result = sort([only], feed=feed, title="Valley News", language="en")
    assert result.entries == (
        Entry(
            id=result.entries[0].id,
            url="https://valley.example/flood",
            link="https://valley.example/flood?utm_source=rss#top",
            feed_url="https://valley.example/rss",
            parked_at=NOW,
            feed_title="Valley News",
            guid="tag:1",
            title="Flood",
            summary="<p>Water</p>",
            content="<p>Much water. " + "It rains on. " * 59 + "It rains on.</p>",
            authors=("A. Reed",),
            categories=("Weather",),
            language="en-GB",
            section="Local",
            tags=("north",),
            published_at=days_ago(1),
            updated_at=days_ago(0.5),
        ),
    )
    assert result.window.seen == (
        SeenItem("https://valley.example/flood?utm_source=rss#top", result.entries[0].id, date(2026, 11, 22), "tag:1"),
    )


@pytest.mark.parametrize(
    ("feed", "document", "expected"),
    [
        pytest.param(FEED, {"language": "de"}, ("de", None), id="language-of-the-document"),
        pytest.param(FEED, {}, (None, None), id="nobody-says"),
        pytest.param(Feed(url=FEED.url, name="Mine"), {}, (None, "Mine"), id="the-name-stands-in-for-a-title"),
    ],
)
def test_language_and_title(feed: Feed, document: dict[str, str], expected: tuple[str | None, str | None]) -> None:
    entry = sort([item("/a")], feed=feed, **document).entries[0]
    assert (entry.language, entry.feed_title) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(item("/a", guid="1"), item("/a", guid="2"), id="guid-changed"),
        pytest.param(item("/a", guid="1"), item("/a"), id="guid-gone"),
        pytest.param(item("http://valley.example/a"), item("https://www.valley.example/a/"), id="scheme-and-www-moved"),
        pytest.param(item("/a"), item("/a#comments"), id="fragment"),
        pytest.param(item("/a"), item("/a?utm_campaign=x"), id="tracking"),
        pytest.param(item("/2026/a", guid="1"), item("/news/a", guid="1"), id="link-moved-guid-stayed"),
        pytest.param(
            item("/old-slug"), item("/new-slug", guid="https://valley.example/old-slug"), id="old-link-is-guid"
        ),
        pytest.param(item("/a", guid="1"), item("https://m.valley.example/x", guid="1"), id="another-host-of-the-site"),
        pytest.param(item("mailto:desk@valley.example"), item("mailto:desk@valley.example"), id="a-bad-link"),
    ],
)
def test_a_known_item_is_not_issued_again(before: FeedItem, after: FeedItem) -> None:
    window = sort([before]).window
    result = sort([after], window, now=NOW + timedelta(hours=1))
    assert (result.entries, result.known, result.new, result.dropped) == ((), 1, 0, {})
    assert result.sighted[0].known and result.sighted[0].place == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(item("/a", guid="1"), item("https://hill.example/a", guid="1"), id="guid-on-another-site"),
        pytest.param(item("/a?id=1"), item("/a?id=2"), id="a-parameter-that-matters"),
        pytest.param(item("/a", guid=SITE + "/"), item("/b", guid=SITE + "/"), id="the-front-page-is-no-guid"),
        pytest.param(item("/a", guid=FEED.url), item("/b", guid=FEED.url), id="the-feed-is-no-guid"),
        pytest.param(item("/a"), item("/b"), id="without-guid"),
    ],
)
def test_another_item_is_issued(before: FeedItem, after: FeedItem) -> None:
    result = sort([after], sort([before]).window)
    assert [entry.link for entry in result.entries] == [after.link]
    assert result.sighted == (Sighted(after.published_at),)


def test_a_guid_shared_in_the_document_is_no_identity() -> None:
    first = sort([item("/a", guid="x"), item("/b", guid="x")])
    assert links(first) == ["/a", "/b"]
    assert links(sort([item("/c", guid="x"), item("/d", guid="x")], first.window)) == ["/c", "/d"]
    assert links(sort([item("/e", guid="x")], first.window)) == ["/e"]
    alone = sort([item("/a", guid="x")])
    assert links(sort([item("/c", guid="x"), item("/d", guid="x")], alone.window)) == ["/c", "/d"]


def test_guids_that_number_the_places_hide_nothing() -> None:
    window = sort([item("/b", guid="1"), item("/a", guid="2")]).window
    assert links(sort([item("/c", guid="1"), item("/b", guid="2")], window)) == ["/c"]


def test_better_cleaning_rules_do_not_issue_what_stands_in_the_window() -> None:
    old = Window(seen=(SeenItem("https://valley.example/a?trk=1", "id-by-old-rules", date(2026, 10, 1)),), polled=True)
    result = sort([item("/a?trk=1")], old)
    # The old id is what the log knows, so the sighting goes under it, and so does the window's record.
    assert [(entry.id, entry.link) for entry in result.entries] == [
        ("id-by-old-rules", "https://valley.example/a?trk=1")
    ]
    assert (result.known, result.new, result.renewed) == (1, 0, 1)
    assert result.window.seen == (SeenItem("https://valley.example/a?trk=1", "id-by-old-rules", date(2026, 11, 22)),)


def test_a_link_that_better_rules_can_read_is_issued() -> None:
    unread = Window(seen=(SeenItem("https://valley.example/a"),), polled=True)
    assert links(sort([item("/a")], unread)) == ["/a"]


def test_another_spelling_of_what_old_rules_issued_is_a_duplicate() -> None:
    old = Window(seen=(SeenItem("https://valley.example/a?utm_source=rss", "id-by-old-rules"),), polled=True)
    result = sort([item("/a?utm_source=rss"), item("/a#top")], old)
    assert (result.entries, result.known, result.dropped) == ((), 1, {"duplicate_in_feed": 1})


def test_the_latest_sighting_of_an_id_counts() -> None:
    id_ = sort([item("/a")]).entries[0].id
    seen = (SeenItem(SITE + "/a", id_, date(2026, 11, 20)), SeenItem(SITE + "/a#old", id_, date(2026, 10, 1)))
    for order in (seen, seen[::-1]):
        assert sort([item("/a")], Window(seen=order, polled=True)).entries == ()


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param([], None, id="empty"),
        pytest.param([item("/a", published_at=days_ago(1)), item("/b")], None, id="one-date"),
        pytest.param(
            [item("/a", published_at=days_ago(1)), item("/b", updated_at=days_ago(3))], 172_800.0, id="two-days"
        ),
        pytest.param(
            [item(f"/{n}", published_at=days_ago(n)) for n in (-1, 0, 1)], 86_400.0, id="tomorrow-does-not-count"
        ),
    ],
)
def test_span_of_a_window(items: list[FeedItem], expected: float | None) -> None:
    assert sort(items).span_seconds == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [pytest.param(30, [], id="thirty-days"), pytest.param(31, ["/a"], id="thirty-one-days")],
)
def test_what_still_stands_is_sighted_monthly(days: int, expected: list[str]) -> None:
    window = sort([item("/a")]).window
    result = sort([item("/a")], window, now=NOW + timedelta(days=days))
    assert links(result) == expected
    again = sort([item("/a")], result.window, now=NOW + timedelta(days=days))
    assert (again.entries, again.known) == ((), 1)


def test_what_was_dropped_is_never_sighted() -> None:
    keep = Keep(url_exclude=("/sport/",))
    window = sort([item("/sport/a")], keep=keep).window
    assert sort([item("/sport/a")], window, now=NOW + timedelta(days=90), keep=keep).entries == ()


@pytest.mark.parametrize(
    ("items", "keep", "expected_links", "expected_dropped"),
    [
        pytest.param([item("/a"), item("")], Keep(), ["/a"], {"no_link": 1}, id="no-link"),
        pytest.param([item("javascript:void(0)")], Keep(), [], {"bad_link": 1}, id="bad-link"),
        pytest.param([item("/a"), item("/a#1")], Keep(), ["/a"], {"duplicate_in_feed": 1}, id="duplicate"),
        pytest.param(
            [item("/a"), item("/sport/b")], Keep(url_exclude=("/sport/",)), ["/a"], {"url_pattern": 1}, id="url-exclude"
        ),
        pytest.param(
            [item("/a"), item("/en/b")],
            Keep(url_include=("/de/", "/en/")),
            ["/en/b"],
            {"url_pattern": 1},
            id="url-include",
        ),
        pytest.param(
            [item("/a", categories=("POLITIK ",)), item("/b", categories=("Sport",)), item("/c")],
            Keep(sections=("Politik",)),
            ["/a"],
            {"section": 2},
            id="sections",
        ),
        pytest.param(
            [item("/a", published_at=days_ago(2)), item("/b", updated_at=days_ago(4)), item("/c")],
            Keep(max_age_days=3),
            ["/a", "/c"],
            {"too_old": 1},
            id="too-old",
        ),
        pytest.param(
            [item("/a", published_at=days_ago(1)), item("/a#2", published_at=days_ago(2), categories=("Politik",))],
            Keep(sections=("Politik",)),
            ["/a#2"],
            {"section": 1},
            id="a-dropped-item-is-nobodys-duplicate",
        ),
    ],
)
def test_drops_are_counted_once(
    items: list[FeedItem], keep: Keep, expected_links: list[str], expected_dropped: dict[str, int]
) -> None:
    result = sort(items, keep=keep)
    assert (links(result), result.dropped) == (expected_links, expected_dropped)
    again = sort(items, result.window, keep=keep)
    assert (again.entries, again.dropped, again.known) == ((), {}, len(items))


@pytest.mark.parametrize(
    ("declared", "ranges", "is_kept"),
    [
        pytest.param("en", ("de", "en"), True, id="same"),
        pytest.param("en-GB", ("en",), True, id="region-in-range"),
        pytest.param("pt_BR", ("pt-br",), True, id="underscore-and-case"),
        pytest.param("en", ("en-GB",), False, id="range-is-narrower"),
        pytest.param("eng", ("en",), False, id="not-a-prefix-of-letters"),
        pytest.param("no", ("no",), True, id="norwegian"),
        pytest.param("fr", ("*",), True, id="any"),
        pytest.param("fr", (), True, id="no-rule"),
        pytest.param(None, ("de",), True, id="unknown-is-kept"),
    ],
)
def test_languages(declared: str | None, ranges: tuple[str, ...], is_kept: bool) -> None:
    result = sort([item("/a")], keep=Keep(languages=ranges), language=declared)
    assert (len(result.entries) == 1) is is_kept
    assert result.dropped == ({} if is_kept else {"language": 1})


def test_the_configured_language_and_section_come_first() -> None:
    feed = Feed(url=FEED.url, language="de", section="Politik")
    keep = Keep(languages=("de",), sections=("politik",))
    assert links(sort([item("/a")], feed=feed, keep=keep, language="en")) == ["/a"]


def test_a_first_poll_is_bounded() -> None:
    items = [item(f"/{n}", published_at=days_ago(n)) for n in (9, 1, 8, 3, 2)] + [item("/undated")]
    first = FirstPoll(max_entries=3, max_age_days=8.5)
    result = sort(items, first=first)
    assert links(result) == ["/1", "/2", "/3"]
    assert result.dropped == {"first_poll_age": 1, "first_poll_cap": 2}
    assert len(result.sighted) == 6 and not any(one.known for one in result.sighted)
    later = sort([*items, item("/old", published_at=days_ago(30))], result.window, first=first)
    assert links(later) == ["/old"]


def test_the_first_poll_is_the_first_even_if_it_was_empty() -> None:
    first = FirstPoll(max_entries=1, max_age_days=None)
    empty = sort([], first=first)
    assert (empty.entries, empty.sighted, empty.window) == ((), (), Window(polled=True))
    assert links(sort([item("/a"), item("/b")], empty.window, first=first)) == ["/a", "/b"]


def test_items_without_link_and_beyond_the_cap_are_counted_as_they_grow() -> None:
    first = sort([item("/a")], without_link=2, beyond_cap=5)
    assert first.dropped == {"no_link": 2, "beyond_cap": 5}
    assert sort([item("/a")], first.window, without_link=3, beyond_cap=5).dropped == {"no_link": 1}


def test_what_left_the_document_and_comes_back_is_known() -> None:
    old, new = [item(f"/old-{n}") for n in range(20)], [item(f"/new-{n}") for n in range(20)]
    turned = sort(new, sort(old).window)
    assert (len(turned.entries), any(one.known for one in turned.sighted)) == (20, False)
    again = sort(old, turned.window)
    assert again.known == 20 and {one.place for one in again.sighted} == {None}


def test_a_feed_that_is_empty_for_once_forgets_nothing() -> None:
    items = [item(f"/{n}") for n in range(60)]
    empty = sort([], sort(items).window)
    assert empty.sighted == () and empty.window.standing == 0
    assert sort(items, empty.window).known == 60


def test_the_window_stays_small() -> None:
    window = Window()
    for turn in range(10):
        window = sort([item(f"/news/{turn}/{n}", guid=f"tag:valley:{turn}:{n}") for n in range(60)], window).window
    assert len(window.seen) == 180
    assert len(msgspec.json.encode(window)) < 180 * 130
    assert msgspec.json.decode(msgspec.json.encode(window), type=Window) == window


LINKS = st.builds(
    "{}://{}/{}{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["valley.example", "www.valley.example", "hill.example"]),
    st.sampled_from("abcdef"),
    st.sampled_from(["", "#x", "?utm_source=rss", "/", "?id=1"]),
) | st.sampled_from(["", "mailto:a@valley.example", "/relative", "http://"])
ITEMS = st.lists(
    st.builds(
        FeedItem,
        link=LINKS,
        guid=st.none() | st.sampled_from("123") | LINKS,
        categories=st.sampled_from([(), ("Politik",), ("Sport",)]),
        published_at=st.none() | st.integers(0, 20).map(days_ago),
    ),
    max_size=12,
)
KEEPS = st.sampled_from([Keep(), Keep(url_exclude=("/a",)), Keep(sections=("politik",)), Keep(max_age_days=5)])
FIRSTS = st.sampled_from([ALL, FirstPoll(max_entries=2, max_age_days=10)])


@given(st.lists(ITEMS, min_size=1, max_size=4), KEEPS, FIRSTS)
def test_every_item_ends_once(documents: list[list[FeedItem]], keep: Keep, first: FirstPoll) -> None:
    window = Window()
    for items in documents:
        result = sort(items, window, keep=keep, first=first)
        assert len(result.entries) + sum(result.dropped.values()) + result.known == len(items)
        assert result.new + result.known == len(items)
        assert len({entry.id for entry in result.entries}) == len(result.entries)
        again = sort(items, result.window, keep=keep, first=first)
        assert (again.entries, again.dropped, again.known) == ((), {}, len(items))
        window = result.window


@given(ITEMS, ITEMS, st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(before: list[FeedItem], items: list[FeedItem], rng: random.Random) -> None:
    window = sort(before).window
    shuffled = rng.sample(items, len(items))
    one, other = sort(items, window), sort(shuffled, window)
    assert {entry.id for entry in one.entries} == {entry.id for entry in other.entries}
    assert (one.known, one.dropped, len(one.sighted)) == (other.known, other.dropped, len(other.sighted))
    assert set(one.window.seen) == set(other.window.seen)


@given(ITEMS, ITEMS)
def test_no_page_is_issued_twice(before: list[FeedItem], items: list[FeedItem]) -> None:
    first = sort(before)
    second = sort(items, first.window)
    assert not {entry.id for entry in first.entries} & {entry.id for entry in second.entries}
