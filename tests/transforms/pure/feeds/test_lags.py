"""How late items come, and what is missed where they come late and documents are too small. The truth is drawn, and known."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from transforms.pure.feeds.completeness import Completeness, note_document, note_no_change
from transforms.pure.feeds.continuity import Sighted
from transforms.pure.feeds.lags import LEAST_SEEN, count_all, learn_edge, learn_lag, seen_share
from transforms.pure.feeds.rates import Rates, learn

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOURLY = learn(Rates(), 48, NOON - 48 * HOUR, NOON)
DAYS = 30


def hour(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def even(hours: float) -> float:
    return 1.0


def bursts(hours: float) -> float:
    return 6.0 if hours % 53 > 49.5 else 1.0


def nights(hours: float) -> float:
    return 0.3 if hours % 24 < 8 else 1.35


def draw_times(rng: random.Random, rate: float, pace: Callable[[float], float]) -> list[float]:
    """Draw when items come, in hours: so many an hour, times a pace."""
    at, times = -24.0, []
    while (at := at + rng.expovariate(6 * rate)) < 24 * DAYS:
        if rng.random() < pace(at) / 6:
            times.append(at)
    return times


def poll_often(
    window: int, rate: float, pace: Callable[[float], float], lag: Callable[[random.Random], float]
) -> tuple[int, Completeness]:
    """Poll a feed of so many items each half of an hour or so; give how many were missed, and what is known then."""
    rng, known, seen, stood, missed, at = random.Random(1), Completeness(), 0, range(0), 0, 0.1
    times = draw_times(rng, rate, pace)
    dates = [hour(one - lag(rng)) for one in times]
    while at < 24 * DAYS:
        stop = bisect_right(times, at)
        numbers = range(max(0, stop - window), stop)
        if seen and numbers == stood:
            known = note_no_change(known, hour(at))
        else:
            places = {n: place for place, n in enumerate(reversed(stood))}
            items = [Sighted(dates[n], n < seen, places.get(n)) for n in reversed(numbers)]
            missed += max(0, numbers.start - seen) if seen else 0
            known, _ = note_document(known, items, len(stood), hour(at))
        seen, stood, at = stop, numbers, at + rng.uniform(0.45, 0.55)
    return missed, known


@pytest.mark.parametrize(
    ("window", "rate", "pace", "lag", "off"),
    [
        (1, 3.0, even, lambda rng: rng.uniform(0, 0.25), 0.1),
        (1, 3.0, even, lambda rng: rng.expovariate(8), 0.1),
        (1, 3.0, even, lambda rng: 0.1, 0.1),
        (1, 3.0, bursts, lambda rng: rng.uniform(0, 0.25), 0.2),
        (1, 3.0, nights, lambda rng: rng.uniform(0, 0.25), 0.15),
        (3, 9.0, even, lambda rng: rng.uniform(0, 0.25), 0.15),
        (3, 3.0, bursts, lambda rng: rng.uniform(0, 0.25), 0.2),
        (3, 9.0, bursts, lambda rng: rng.uniform(0, 0.25), 0.35),
        (8, 24.0, even, lambda rng: rng.uniform(0, 0.25), 0.25),
    ],
)
def test_where_late_items_are_pushed_out_what_is_missed_is_right(
    window: int, rate: float, pace: Callable[[float], float], lag: Callable[[random.Random], float], off: float
) -> None:
    true, known = poll_often(window, rate, pace, lag)
    missed = sum(day.missed for day in known.days)
    assert true > 100
    assert missed == pytest.approx(true, rel=off)


def test_where_nothing_is_late_nothing_is_learnt_of_lags() -> None:
    _, known = poll_often(1, 3.0, even, lambda rng: 0.0)
    assert (known.lag_seconds, known.edge_seconds) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("room", "lag", "hours", "low", "high"),
    [
        # No other item comes in an hour in which one is usual: 1 / e, a little more where there may be bursts.
        (1, 0.0, 1.0, 0.35, 0.45),
        (1, 3600.0, 1.0, 0.55, 0.65),  # it came half of an hour after the last poll
        (1, 7200.0, 1.0, 0.99, 1.0),  # it comes last
        (1, 0.0, 30.0, LEAST_SEEN, LEAST_SEEN),
        (20, 0.0, 1.0, 0.99, 1.0),
    ],
)
def test_late_items_are_the_first_to_be_pushed_out(
    room: int, lag: float, hours: float, low: float, high: float
) -> None:
    assert low <= seen_share(HOURLY, room, lag, NOON, NOON + hours * HOUR) <= high


def test_where_no_rate_is_known_all_is_thought_to_be_seen() -> None:
    assert seen_share(Rates(), 1, 0.0, NOON, NOON + HOUR) == 1.0
    assert count_all(Rates(), 3, NOON, NOON + HOUR) == 3


def test_more_came_than_is_seen() -> None:
    # A Poisson number with mean 1 that is not 0: 1 / (1 - 1 / e) on average.
    assert count_all(HOURLY, 1, NOON, NOON + HOUR) == pytest.approx(1.582, rel=0.15)


def test_what_was_pushed_out_teaches_nothing() -> None:
    assert learn_lag(100.0, [0.0], 1, 1.0, 600.0) == 90.0
    assert learn_lag(100.0, [0.0], 1, 0.2, 600.0) == 98.0
    # One of the three that came was late: it was seen, and so was a third of all that are late.
    assert learn_lag(600.0, [50.0], 3, 1 / 3, 600.0) == 600.0


def test_the_oldest_of_late_items_is_dated_before_the_others() -> None:
    assert learn_edge(100.0, 100.0, [0.0, 0.0]) == 100
    assert learn_edge(100.0, 100.0, [0.0, 300.0]) == 120
