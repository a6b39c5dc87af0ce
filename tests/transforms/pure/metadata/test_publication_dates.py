"""Which date is believed, and what is said about it."""

from datetime import UTC, datetime

import pytest

from transforms.pure.metadata.publication_dates import choose_modified, choose_published

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FEED = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

PUBLISHED = {
    "page with zone before the feed": ([("2026-11-24T10:00:00+01:00", "jsonld")], FEED, (NINE, "jsonld", ())),
    "feed before a page's day": ([("2026-11-24", "jsonld")], FEED, (FEED, "feed", ())),
    "feed before a page's time without zone": ([("2026-11-24T09:00:00", "meta")], FEED, (FEED, "feed", ())),
    "meta with zone before JSON-LD without": (
        [("2026-11-24", "jsonld"), ("2026-11-24T09:00:00Z", "meta")],
        None,
        (NINE, "meta", ()),
    ),
    "time without zone": ([("2026-11-24T09:00:00", "meta")], None, (NINE, "meta", ("date_zone_assumed",))),
    "time before day": (
        [("2026-11-23", "jsonld"), ("2026-11-24T09:00:00", "meta")],
        None,
        (NINE, "meta", ("date_zone_assumed",)),
    ),
    "day before a time of another day": (
        [("24 November 2026", "meta"), ("2026-11-20T09:00:00", "time")],
        None,
        (datetime(2026, 11, 24, tzinfo=UTC), "meta", ("date_day_only",)),
    ),
    "day before a time with zone of another day": (
        [("24 November 2026", "meta"), ("2026-11-20T09:00:00Z", "microdata")],
        None,
        (datetime(2026, 11, 24, tzinfo=UTC), "meta", ("date_day_only",)),
    ),
    "feed before a time of another day than the page's": (
        [("24 November 2026", "meta"), ("2026-11-20T09:00:00Z", "microdata")],
        FEED,
        (FEED, "feed", ()),
    ),
    "time of the day before, in the first zone on earth": (
        [("2026-11-25", "meta"), ("2026-11-24T09:00:00Z", "time")],
        None,
        (NINE, "time", ()),
    ),
    "day": ([("2026-11-24", "meta")], None, (datetime(2026, 11, 24, tzinfo=UTC), "meta", ("date_day_only",))),
    "a standard's form before one of its own": (
        [("2026-11-24 10:00:00 +0200 CET", "jsonld"), ("2026-11-24T09:00:00Z", "time")],
        FEED,
        (NINE, "time", ()),
    ),
    "a form of its own where the other is of another day": (
        [("2026-11-24 11:00:00 +0200 EET", "jsonld"), ("2026-11-20T09:00:00Z", "time")],
        FEED,
        (NINE, "jsonld", ()),
    ),
    "time before midnight": (
        [("2026-11-24T00:00:00Z", "jsonld"), ("2026-11-24T09:00:00Z", "meta")],
        FEED,
        (NINE, "meta", ()),
    ),
    "time before the midnight of the day in the west": (
        [("2026-11-23T00:00:00+00:00", "jsonld"), ("2026-11-24T09:00:00Z", "jsonld")],
        FEED,
        (NINE, "jsonld", ()),
    ),
    "midnight where nothing says a time": (
        [("2026-11-24T00:00:00Z", "jsonld"), ("2026-11-24", "meta")],
        FEED,
        (datetime(2026, 11, 24, tzinfo=UTC), "jsonld", ()),
    ),
    "the day in what cannot be read whole": (
        [("on Tuesday, 24 November 2026 @ nine", "meta")],
        None,
        (datetime(2026, 11, 24, tzinfo=UTC), "meta", ("date_day_only",)),
    ),
    "two zones in one, and another that has one": (
        [("2026-11-24T12:00:00Z+03:00", "jsonld"), ("2026-11-24T09:00:00Z", "time")],
        None,
        (NINE, "time", ()),
    ),
    "two zones in one, and the feed": ([("2026-11-24T01:00:00.000Z-0500", "meta")], FEED, (FEED, "feed", ())),
    "two zones in one and nothing else": (
        [("2026-11-24T01:00Z+03:00", "meta")],
        None,
        (datetime(2026, 11, 24, tzinfo=UTC), "meta", ("date_day_only",)),
    ),
    "impossible ones are passed over": (
        [("1795-01-01T00:00:00Z", "jsonld"), ("soon", "meta")],
        FEED,
        (FEED, "feed", ()),
    ),
}


@pytest.mark.parametrize(("page", "feed", "expected"), PUBLISHED.values(), ids=PUBLISHED.keys())
def test_published(
    page: list[tuple[str, str]], feed: datetime | None, expected: tuple[datetime, str, tuple[str, ...]]
) -> None:
    moment = choose_published(page, feed, NOW)
    assert moment is not None
    assert (moment.instant, moment.source, moment.flags) == expected


def test_the_language_of_the_page_says_which_number_is_the_day() -> None:
    moment = choose_published([("03/04/2026 10:00", "meta")], None, NOW, language="fr")
    assert moment is not None and moment.instant == datetime(2026, 4, 3, 10, tzinfo=UTC)
    assert choose_published([("03/04/2026 10:00", "meta")], None, NOW, language="en") is None


@pytest.mark.parametrize(
    "page", [[], [("", "meta")], [("2030-01-01T00:00:00Z", "jsonld")]], ids=["none", "blank", "future"]
)
def test_a_missing_date_is_never_made_up(page: list[tuple[str, str]]) -> None:
    assert choose_published(page, None, NOW) is None
    assert choose_modified(page, None, NOW) is None


def test_an_update_stands_for_a_date_that_nothing_says() -> None:
    updated = [("2026-11-24", "text")]
    moment = choose_published([("soon", "meta")], None, NOW, updated)
    assert moment is not None
    assert (moment.instant, moment.flags) == (datetime(2026, 11, 24, tzinfo=UTC), ("date_day_only", "date_of_update"))
    by_feed = choose_published([], FEED, NOW, updated)
    assert by_feed is not None and by_feed.source == "feed"


def test_modified_is_not_before_published() -> None:
    assert choose_modified([("2026-11-24T08:59:59Z", "jsonld")], NINE, NOW) is None
    later = choose_modified([("2026-11-24T08:00:00Z", "jsonld"), ("2026-11-24T09:30:00Z", "meta")], NINE, NOW)
    assert later is not None
    assert (later.instant, later.source) == (datetime(2026, 11, 24, 9, 30, tzinfo=UTC), "meta")
