"""Rows and state put together."""

from collections import Counter
from datetime import date, timedelta

from made_sources import NOW, TODAY, tally

from pipelines.health.known import KnownSource, StateRead
from pipelines.health.reading import Read, Watched
from pipelines.health.sources import add_asked, days_shown, first_read, look_over, put_together
from transforms.health_records import SiteAsked
from transforms.pure.feeds.completeness import Completeness, DayTally

FEED, GONE = "https://valley.example/rss", "https://hill.example/rss"
DAYS = 28


def read_of(days: dict[date, int], url: str = FEED) -> Read:
    made = Read()
    made.sources[url] = Watched(
        "valley.example", NOW - timedelta(days=300), days={day: tally(n) for day, n in days.items()}
    )
    return made


def state_of() -> StateRead:
    known = KnownSource(
        FEED, "valley.example", name="The Valley", health="healthy", owed=Counter({"": 2, "timeout": 1})
    )
    known.completeness = Completeness(days=(DayTally(TODAY, 9, 1.0, 1),))
    return StateRead(
        feeds={FEED: known}, asked={"valley.example": {TODAY: SiteAsked(requests=3, not_modified=1, bytes=10)}}
    )


def test_each_source_stands_once() -> None:
    read = read_of({TODAY: 4})
    read.sources[GONE] = Watched("hill.example", NOW)
    found = {one.url: one for one in put_together(read, state_of(), TODAY, DAYS)}
    assert set(found) == {FEED, GONE}
    assert found[FEED].is_configured and not found[GONE].is_configured and found[GONE].site == "hill.example"
    assert found[FEED].asked[TODAY].requests == 3


def test_only_the_days_shown_count_and_earlier_ones_make_the_norm() -> None:
    days = {TODAY - timedelta(days=back): 10 for back in range(35)}
    one = put_together(read_of(days), state_of(), TODAY, DAYS)[0]
    assert one.total.articles == 280
    assert one.norm is not None and one.norm.mean == 10.0 and one.lately == "usual"


def test_silence_of_the_last_whole_day_shows() -> None:
    days = {TODAY - timedelta(days=back): 30 for back in range(2, 35)} | {TODAY: 3}
    one = put_together(read_of(days), state_of(), TODAY, DAYS)[0]
    assert (one.lately, one.last_count) == ("silent", 0)


def test_a_source_watched_for_two_weeks_has_no_norm() -> None:
    read = read_of({TODAY - timedelta(days=back): 10 for back in range(14)})
    read.sources[FEED].since = NOW - timedelta(days=14)
    one = put_together(read, state_of(), TODAY, DAYS)[0]
    assert one.norm is None and one.lately == "unknown"


def test_what_is_not_there_is_not_known() -> None:
    one = put_together(Read(), state_of(), TODAY, DAYS)[0]
    assert one.body_rate is None and one.filled is None and one.sample is None


def test_shares() -> None:
    read = Read()
    read.sources[FEED] = Watched("valley.example", NOW, days={TODAY: tally(6, {"no_text": 1, "http_403": 1})})
    one = put_together(read, state_of(), TODAY, DAYS)[0]
    assert one.body_rate == 0.75 and one.blocked == {"http_403": 1} and one.filled == 4 / 7


def test_all_together() -> None:
    read, state = read_of({TODAY: 4, TODAY - timedelta(days=1): 2}), state_of()
    read.sources[FEED].days[TODAY].lags.extend([60.0, 600.0])
    sources = put_together(read, state, TODAY, 2)
    found = look_over(read, state, sources, TODAY, 2)
    assert found.articles == (2, 4) and found.lag_median == (None, 60.0) and found.lag_all == (60.0, 600.0)
    assert found.owed == {"": 2, "timeout": 1} and found.completeness.share == 0.9


def test_days() -> None:
    assert days_shown(TODAY, 28)[0] == TODAY - timedelta(days=27)
    assert first_read(TODAY, 7) == TODAY - timedelta(days=34)
    assert first_read(TODAY, 90) == TODAY - timedelta(days=96)


def test_how_a_site_was_asked_adds_up() -> None:
    day = SiteAsked(requests=2, not_modified=1, bytes=5, smallest_gap_seconds=2.0)
    other = SiteAsked(requests=3, not_modified=0, bytes=6, retry_after_heard=1, longest_retry_after_seconds=60.0)
    assert add_asked({TODAY: day, TODAY - timedelta(days=1): other}) == SiteAsked(
        requests=5,
        not_modified=1,
        bytes=11,
        smallest_gap_seconds=2.0,
        retry_after_heard=1,
        longest_retry_after_seconds=60.0,
    )
    assert add_asked({}) is None
