"""What was seen of a feed and what was missed, by day."""

from __future__ import annotations

import random
from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from msgspec.structs import replace

from transforms.pure.feeds.completeness import (
    Completeness,
    CompletenessFigure,
    DayTally,
    add_tallies,
    changes,
    note_document,
    note_found,
    note_no_change,
    sum_up,
)
from transforms.pure.feeds.continuity import Sighted
from transforms.pure.feeds.rates import mean_rate

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = NOON.date()
WINDOW = 10


def hour(n: float) -> datetime:
    return NOON + timedelta(hours=n)


class Hourly:
    """A feed that publishes at each half hour past, whose document holds ten items, polled by hand."""

    def __init__(self, dated: bool = True, window: int = WINDOW) -> None:
        self.known, self.dated, self.window = Completeness(), dated, window
        self.last: list[int] = []
        self.seen: set[int] = set()

    def poll(self, at: float) -> bool:
        """Poll so many hours after noon; whether a gap is suspected."""
        newest = int(at + 100.5)
        numbers = list(range(newest, newest - self.window, -1))
        items = [
            Sighted(
                hour(n - 100 - 0.5 + 1) - timedelta(hours=1) if self.dated else None,
                n in self.seen,
                self.last.index(n) if n in self.last else None,
            )
            for n in numbers
        ]
        self.known, gap = note_document(self.known, items, len(self.last), hour(at))
        self.last, self.seen = numbers, self.seen | set(numbers)
        return gap is not None


@pytest.mark.parametrize("dated", [True, False])
def test_a_feed_that_is_read_in_time_misses_nothing(dated: bool) -> None:
    feed = Hourly(dated)
    assert [feed.poll(at) for at in (0, 2, 4, 12)] == [False] * 4
    assert feed.known.days == (DayTally(DAY, 4, 0.0, 0), DayTally(DAY + timedelta(days=1), 8, 0.0, 0))


def test_the_first_poll_counts_for_nothing() -> None:
    feed = Hourly()
    assert not feed.poll(0)
    assert feed.known.days == () and feed.known.covered_until == NOON


@pytest.mark.parametrize("dated", [True, False])
def test_after_a_long_outage_what_left_meanwhile_is_missing(dated: bool) -> None:
    feed = Hourly(dated)
    for at in (0, 2, 4, 6):
        feed.poll(at)
    assert feed.poll(54)  # 48 items came, ten of which stand
    (gap,) = feed.known.gaps
    assert gap.missed == pytest.approx(38, rel=0.25)
    assert sum(day.missed for day in feed.known.days) == pytest.approx(gap.missed)
    assert [day.gaps for day in feed.known.days] == [0, 1] if dated else [0, 0, 1]


def test_a_window_that_is_always_too_small_is_a_gap_each_time() -> None:
    rng, times = random.Random(5), [-1.0]
    while times[-1] < 600:
        times.append(times[-1] + rng.expovariate(1))
    known, last, missed = Completeness(), 0, 0
    for n in range(200):
        newest = bisect_right(times, 3 * n) - 1
        item = Sighted(hour(times[newest]), bool(n) and newest == last, 0)
        known, gap = note_document(known, [item], int(n > 0), hour(3 * n))
        missed += max(0, newest - last - 1) if n else 0
        assert gap is None or newest > last
        last = newest
    assert missed > 300
    assert sum(day.missed for day in known.days) == pytest.approx(missed, rel=0.15)


@pytest.mark.parametrize(("least", "most", "every"), [(0, 0, 30), (0, 20, 30), (0, 60, 15), (40, 40, 30), (0, 60, 120)])
def test_how_late_items_come_is_learnt(least: float, most: float, every: float) -> None:
    """Twelve items an hour that come `least` to `most` minutes after their dates, polled each so many minutes."""
    rng, known, seen = random.Random(8), Completeness(), 0
    items = [(n * 5 + 2.5, hour((n * 5 + 2.5 - rng.uniform(least, most)) / 60)) for n in range(-40, 24 * 12 * 12)]
    lags, edges = [], []
    for poll in range(1, int(12 * 24 * 60 / every)):
        stop = sum(at <= poll * every for at, _ in items)
        shown = [
            Sighted(date, n < seen, seen - 1 - n if n < seen else None) for n, (_, date) in enumerate(items[:stop])
        ]
        known, gap = note_document(known, shown[:-41:-1], min(seen, 40), hour(poll * every / 60))
        assert gap is None
        lags.append(known.lag_seconds / 60)
        edges.append(known.edge_seconds / 60)
        seen = stop
    usual = lags[len(lags) // 3 :]
    assert sum(usual) / len(usual) == pytest.approx((least + most) / 2, rel=0.1, abs=0.1)
    # Of all that come after a moment, the oldest is dated nearly as early as items can be.
    assert (least + most) / 2 - 0.5 <= sum(edges[-50:]) / 50 <= most


def test_a_document_that_is_empty_at_night_is_no_gap() -> None:
    feed, at = Completeness(), NOON
    for n in range(4):  # items live for six hours
        at = hour(3 * n)
        items = [Sighted(at - timedelta(hours=age), n > 0 and age > 2, age) for age in range(6)]
        feed, _ = note_document(feed, items, 6 if n else 0, at)
    feed, gap = note_document(feed, [], 6, at + timedelta(hours=7))
    assert gap is None
    feed, gap = note_document(feed, [Sighted(at + timedelta(hours=8))], 0, at + timedelta(hours=8.5))
    assert gap is None or gap.missed < 3


def test_a_poll_without_news_covers_its_time() -> None:
    feed = Hourly()
    feed.poll(0)
    later = note_no_change(feed.known, hour(1))
    assert later.covered_until == hour(1)
    assert note_no_change(Completeness(), NOON) == Completeness()


def test_what_a_back_fill_found_is_seen() -> None:
    feed = Hourly()
    for at in (0, 2, 30):
        feed.poll(at)
    (gap,) = feed.known.gaps
    part = note_found(feed.known, gap, replace(gap, found=3, asked=1))
    day = next(day for day in part.days if day.gaps)
    assert day.missed == pytest.approx(gap.missed - 3, abs=0.01)
    whole = note_found(part, part.gaps[0], replace(part.gaps[0], found=17, ended=True))
    assert sum(day.missed for day in whole.days) == pytest.approx(0, abs=0.01)
    assert sum(day.gaps for day in whole.days) == 0
    assert sum(day.seen for day in whole.days) == sum(day.seen for day in feed.known.days) + 17
    assert note_found(whole, gap, replace(gap, found=1)) == whole


@pytest.mark.parametrize("dated", [True, False])
def test_what_a_back_fill_found_teaches_the_rate_of_its_time_once(dated: bool) -> None:
    feed = Hourly(dated)
    for at in (0, 2, 4, 6):
        feed.poll(at)
    for at in range(54, 54 + 48 * 5, 48):  # an item an hour, of which ten stand after two days
        feed.poll(at)
        gap = feed.known.gaps[-1]
        feed.known = note_found(feed.known, gap, replace(gap, found=38, ended=True))
    assert mean_rate(feed.known.rates) == pytest.approx(1, rel=0.1)


def test_it_stays_small_whatever_happens() -> None:
    feed = Hourly(window=1)
    for n in range(400):
        feed.poll(5 * n)
    assert (len(feed.known.days), len(feed.known.gaps)) == (31, 20)
    assert len(msgspec.json.encode(feed.known)) < 6_000
    assert msgspec.json.decode(msgspec.json.encode(feed.known), type=Completeness) == feed.known


def test_changes_are_what_is_to_be_added() -> None:
    before = (DayTally(DAY, 5, 1.0, 1),)
    after = (DayTally(DAY, 9, 0.5, 0), DayTally(DAY + timedelta(days=1), 2))
    assert add_tallies(before, changes(before, after), 31) == after


def test_the_oldest_days_are_forgotten() -> None:
    days = [DayTally(date(2026, 10, day), 1) for day in range(1, 32)]
    assert add_tallies(days, [DayTally(DAY, 1)], 3)[0].day == date(2026, 10, 30)


def test_the_figure_is_that_of_a_week() -> None:
    days = [DayTally(DAY - timedelta(days=n), 100, 1.0, 1) for n in range(10)]
    figure = sum_up(days, DAY)
    assert figure == CompletenessFigure(since=date(2026, 11, 16), seen=700, missed=7.0, gaps=7)
    assert figure.share == pytest.approx(700 / 707)
    assert sum_up([], DAY).share is None
