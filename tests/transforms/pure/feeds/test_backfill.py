"""Which gap is filled next, and what is remembered of it then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from transforms.feed_items import FeedItem, ParsedFeed
from transforms.pure.feeds.archives import Archived
from transforms.pure.feeds.backfill import BackfillOptions, FilledGap, fill_gap, next_gap, point_gap, want_gap
from transforms.pure.feeds.completeness import Completeness, DayTally
from transforms.pure.feeds.gaps import Gap
from transforms.pure.feeds.keep_rules import Keep
from transforms.pure.feeds.window import SeenItem, Window
from transforms.pure.net.urls import url_id
from transforms.records import Feed

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FEED = Feed(url="https://paper.example/rss.xml", name="The Paper", section="news")
GAP = Gap(
    from_at=NOON - timedelta(hours=4), to_at=NOON - timedelta(hours=2), missed=3.4, next_url="https://paper.example/2"
)
KNOWN = Completeness(gaps=(GAP,), days=(DayTally(NOON.date(), 10, 3.4, 1),), covered_until=NOON)
OPTIONS = BackfillOptions()


def link(name: str) -> str:
    return f"https://paper.example/{name}"


WINDOW = Window(
    seen=tuple(SeenItem(link(name), url_id(link(name)), NOON.date()) for name in ("new", "old")),
    polled=True,
    standing=1,
)

NEXT = {
    "it may be filled": (GAP, OPTIONS, True),
    "it is filled": (replace(GAP, ended=True), OPTIONS, False),
    "nothing is known where": (replace(GAP, next_url=None), OPTIONS, False),
    "enough was asked": (replace(GAP, asked=60), OPTIONS, False),
    "it is too old": (GAP, replace(OPTIONS, gap_days=0.05), False),
    "nothing is to be asked": (GAP, replace(OPTIONS, enabled=False), False),
}


@pytest.mark.parametrize(("gap", "options", "is_next"), NEXT.values(), ids=NEXT)
def test_a_gap_is_filled_where_it_can_be(gap: Gap, options: BackfillOptions, is_next: bool) -> None:
    assert next_gap(replace(KNOWN, gaps=(gap,)), options, NOON) == (gap if is_next else None)


def test_the_newest_gap_is_filled_first() -> None:
    newer = replace(GAP, from_at=NOON - timedelta(hours=1), to_at=NOON)
    assert next_gap(replace(KNOWN, gaps=(GAP, newer)), OPTIONS, NOON) == newer


def test_a_new_gap_is_given_where_its_items_may_be() -> None:
    bare = replace(GAP, next_url=None)
    known, gap = point_gap(replace(KNOWN, gaps=(bare,)), bare, FEED.url, ParsedFeed(), WINDOW, OPTIONS, NOON)
    assert gap.next_url == "https://paper.example/robots.txt" and known.gaps == (gap,)
    assert gap.before == (link("old"),)
    dated = ParsedFeed(items=items("new"))
    assert point_gap(replace(KNOWN, gaps=(bare,)), bare, FEED.url, dated, WINDOW, OPTIONS, NOON)[1].before == ()
    closed = replace(KNOWN, no_archive_until=NOON + timedelta(seconds=1))
    assert point_gap(closed, bare, FEED.url, ParsedFeed(), WINDOW, OPTIONS, NOON) == (closed, bare)
    disabled = replace(OPTIONS, enabled=False)
    assert point_gap(KNOWN, bare, FEED.url, ParsedFeed(), WINDOW, disabled, NOON) == (KNOWN, bare)


@pytest.mark.parametrize(("most_lag", "edge"), [(1200, 0), (1200, 300), (60, 600)])
def test_with_a_lag_a_little_more_is_looked_for(most_lag: float, edge: float) -> None:
    wanted = want_gap(replace(KNOWN, most_lag_seconds=most_lag, edge_seconds=edge), GAP, WINDOW, NOON)
    assert (wanted.since, wanted.until) == (GAP.from_at - timedelta(minutes=20), GAP.to_at + timedelta(minutes=20))


def test_without_dates_a_back_fill_ends_at_what_stood_there_before_the_gap() -> None:
    gap = replace(GAP, before=(link("old"), "guid-old"))
    # It left the document after the gap, or an earlier part of the back-fill brought it.
    later = replace(WINDOW, seen=(WINDOW.seen[0], SeenItem(link("brought")), *WINDOW.seen[1:]))
    assert want_gap(KNOWN, gap, later, NOON).known == {link("old"), "guid-old"}
    assert want_gap(KNOWN, GAP, later, NOON).known == {link("brought"), link("old")}, "a gap of an earlier version"
    part = Archived(items=items("a"), next_url=link("3"), asked=10)
    assert fill(part, replace(KNOWN, gaps=(gap,)), gap).completeness.gaps[0].before == gap.before
    assert fill(Archived(reached=True), replace(KNOWN, gaps=(gap,)), gap).completeness.gaps[0].before == ()


def fill(archived: Archived, known: Completeness = KNOWN, gap: Gap = GAP, keep: Keep | None = None) -> FilledGap:
    return fill_gap(
        known, WINDOW, gap, archived, feed=FEED, title="The Paper", keep=keep or Keep(), options=OPTIONS, now=NOON
    )


def items(*names: str) -> tuple[FeedItem, ...]:
    return tuple(FeedItem(link=link(name), title=name, published_at=NOON - timedelta(hours=3)) for name in names)


def test_what_is_found_is_owed_and_the_gap_is_marked() -> None:
    filled = fill(Archived(items=items("a", "b", "old", "new", "a"), reached=True, asked=2))
    assert [(entry.url, entry.came_by) for entry in filled.entries] == [
        (link("a"), "backfill"),
        (link("b"), "backfill"),
    ]
    assert {(entry.feed_url, entry.feed_title, entry.section) for entry in filled.entries} == {
        (FEED.url, "The Paper", "news")
    }
    (gap,) = filled.completeness.gaps
    assert (gap.found, gap.ended, gap.asked, gap.next_url, gap.missing) == (2, True, 2, None, 0.0)
    assert filled.completeness.days == (DayTally(NOON.date(), 12, 0.0, 0),)
    assert [one.link for one in filled.window.seen] == [link("new"), link("a"), link("b"), link("old")]
    assert filled.window.standing == 1


def test_a_part_is_found_and_the_rest_is_still_missing() -> None:
    filled = fill(Archived(items=items("a"), next_url=link("3"), asked=10))
    (gap,) = filled.completeness.gaps
    assert (gap.found, gap.ended, gap.next_url, round(gap.missing, 1)) == (1, False, link("3"), 2.4)
    assert filled.completeness.days == (DayTally(NOON.date(), 11, 2.4, 1),)
    assert next_gap(filled.completeness, OPTIONS, NOON) == gap
    again = fill(Archived(items=items("b"), reached=True, asked=1), filled.completeness, gap)
    assert again.completeness.gaps[0].found == 2 and again.completeness.days[0].missed == 0.0


def test_a_gap_in_which_nothing_was_is_filled_with_nothing() -> None:
    filled = fill(Archived(reached=True, asked=1))
    assert filled.completeness.days == (DayTally(NOON.date(), 10, 0.0, 0),)
    assert filled.completeness.no_archive_until is None


def test_where_nothing_is_found_nothing_is_asked_for_a_week() -> None:
    filled = fill(Archived(asked=3))
    assert filled.completeness.no_archive_until == NOON + timedelta(days=7)
    assert next_gap(filled.completeness, OPTIONS, NOON) is None
    assert fill(Archived(asked=1, next_url=link("2"))).completeness.no_archive_until is None


def test_what_the_rules_leave_out_is_found_and_not_owed() -> None:
    filled = fill(Archived(items=items("a", "sport/b"), reached=True, asked=1), keep=Keep(url_exclude=("/sport/",)))
    assert ([entry.url for entry in filled.entries], filled.found) == ([link("a")], 2)
