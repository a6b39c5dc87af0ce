"""How much more or less than usual a feed publishes. Expected values are counted over drawn processes."""

from __future__ import annotations

import math
import random
import statistics

import pytest

from transforms.pure.feeds.paces import (
    MULTIPLES,
    OFTEN,
    FeedPace,
    after,
    expect_at,
    items_beyond,
    look_back,
    missed_before,
    multiple_between,
    note_at_least,
    note_items,
)

EVEN, BURSTING = FeedPace(odds=-5.0), FeedPace((*(0.0 for _ in MULTIPLES[1:]), 1.0), odds=5.0)


def test_over_weeks_a_feed_is_at_its_usual_rate() -> None:
    assert sum(OFTEN) == pytest.approx(1)
    assert FeedPace().multiple == EVEN.multiple == pytest.approx(1)
    assert BURSTING.multiple == pytest.approx(MULTIPLES[-1], rel=0.02)


@pytest.mark.parametrize(("items", "least", "most"), [(0, 0.3, 0.9), (4, 0.8, 1.2), (12, 1.5, 3.5), (40, 5.0, 12.0)])
def test_what_was_seen_says_how_fast_a_feed_is(items: int, least: float, most: float) -> None:
    assert least < note_items(FeedPace(odds=5.0), items, 4.0, 1.0).multiple < most


def test_chance_is_no_burst_where_there_were_never_any() -> None:
    assert note_items(EVEN, 3, 1.0, 0.2).multiple < 1.1
    assert note_items(EVEN, 30, 1.0, 0.2).multiple > 5  # this one is


def test_even_news_teaches_that_there_are_no_bursts_and_one_burst_that_there_are() -> None:
    rng, pace = random.Random(2), FeedPace()
    for _ in range(300):
        pace = note_items(after(pace, 0.5), sum(rng.random() < 0.1 for _ in range(100)), 10.0, 0.5)
    assert pace.odds < -3
    burst = note_items(after(pace, 0.5), 60, 10.0, 0.5)
    assert burst.odds > 3 and burst.multiple > 4


def test_a_pace_is_forgotten() -> None:
    multiples = [after(BURSTING, hours).multiple for hours in (0, 1, 2.5, 10, 1000)]
    assert multiples == sorted(multiples, reverse=True)
    assert multiples[-1] == pytest.approx(1, abs=0.01)


def test_of_a_long_time_only_the_end_says_something_of_the_pace() -> None:
    assert note_items(FeedPace(), 480, 240.0, 48.0).multiple == pytest.approx(
        note_items(FeedPace(), 20, 10.0, 2.0).multiple, rel=0.5
    )


def test_between_two_paces_the_later_one_counts_more_and_far_from_both_the_usual_one() -> None:
    assert multiple_between(EVEN, BURSTING, 0.1) > 5 > 2 > multiple_between(BURSTING, EVEN, 0.1)
    assert multiple_between(EVEN, BURSTING, 0) == BURSTING.multiple
    assert multiple_between(BURSTING, BURSTING, 5000.0) == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("mean", [0.2, 1.0, 5.0, 20.0, 300.0])
@pytest.mark.parametrize("at_least", [0, 1, 5, 20])
def test_what_lies_beyond_is_counted_as_the_mean_of_all_that_would_have_been_seen_so(
    mean: float, at_least: int
) -> None:
    rng = random.Random(4)
    over = [n - at_least for n in (_poisson(rng, mean) for _ in range(20_000)) if n >= at_least]
    beyond, told = items_beyond(EVEN, at_least, mean, 1.0)
    if len(over) > 300:
        assert beyond == pytest.approx(sum(over) / len(over), rel=0.15, abs=0.1)
        # What is certain from the start leaves the number as uncertain as it was, and tells nothing.
        assert told == pytest.approx(max(0.0, mean - statistics.pvariance(over)), abs=0.1 * mean + 0.1)
    else:  # so many that there must be a burst
        assert 0 < beyond < at_least and 0.75 * mean < told <= mean


@pytest.mark.parametrize(
    ("items", "rate", "least", "most"),
    [(1, 2.0, 0.0, 0.5), (1, 2.0, 0.2, 5.0), (5, 10.0, 0.1, 0.6), (20, 10.0, 0.0, 9.0), (5, 10.0, 0.1, 0.1)],
)
def test_when_the_first_of_the_newest_items_came_is_counted_over_draws(
    items: int, rate: float, least: float, most: float
) -> None:
    rng = random.Random(6)
    spans = [span for span in (rng.gammavariate(items, 1 / rate) for _ in range(20_000)) if least <= span <= most]
    _, back = look_back(EVEN, items, rate, least, most)
    assert back.even == pytest.approx(sum(spans) / len(spans) if spans else most, rel=0.03)


def test_many_items_in_a_short_time_are_a_burst_though_it_is_not_certain_when_they_came() -> None:
    noted, back = look_back(FeedPace(odds=5.0), 20, 4.0, 0.0, 0.5)
    assert noted.multiple > 5 and back.mean(noted) > 0.3
    assert look_back(FeedPace(odds=5.0), 2, 4.0, 0.0, 0.5)[0].multiple < 2
    # What came at its date at the latest says as much as a count does.
    counted, exact = note_items(FeedPace(), 8, 4.0, 1.0), look_back(FeedPace(), 8, 4.0, 0.98, 1.02)[0]
    assert exact.multiple == pytest.approx(counted.multiple, rel=0.2)


def test_what_was_missed_before_is_more_in_a_burst() -> None:
    even, burst = (look_back(pace, 6, 4.0, 0.0, 0.5) for pace in (EVEN, FeedPace(odds=5.0)))
    assert missed_before(EVEN, even[0], even[1], 1.0) < missed_before(EVEN, burst[0], burst[1], 1.0)
    sure, back = look_back(EVEN, 4, 4.0, 1.0, 1.0)
    assert missed_before(EVEN, sure, back, 3.0) == pytest.approx(2.0, rel=0.1)
    assert missed_before(EVEN, sure, back, 0.5) == 0


def test_at_a_pace_more_is_expected() -> None:
    assert expect_at(EVEN, 3.0, 1.0) == pytest.approx(3.0, rel=0.01)
    assert expect_at(BURSTING, 3.0, 0.1) > 60 > expect_at(BURSTING, 3.0, 24.0) > 3


def test_many_items_at_once_mean_more_that_were_not_seen_where_there_are_bursts() -> None:
    assert items_beyond(FeedPace(odds=5.0), 6, 2.0, 0.5)[0] > 2 * items_beyond(EVEN, 6, 2.0, 0.5)[0]
    assert note_at_least(FeedPace(), 10, 2.0, 0.5).multiple > 3


@pytest.mark.parametrize(("items", "expected"), [(0, 1e-9), (5000, 1e-9), (1, 1e6), (5000, 1e6), (100_000, 99_000.0)])
def test_extremes_stay_finite(items: int, expected: float) -> None:
    beyond, told = items_beyond(FeedPace(), items, expected, 24.0)
    assert math.isfinite(beyond) and beyond >= 0 and 0 <= told <= expected
    looked, back = look_back(FeedPace(), items, expected / 24, 0.5, 24.0)
    assert 0.5 <= back.mean(looked) <= 24
    for noted in (
        looked,
        note_items(FeedPace(), items, expected, 24.0),
        note_at_least(FeedPace(), items, expected, 24.0),
    ):
        assert sum(noted.chances) == pytest.approx(1, abs=0.001)
        assert -5 <= noted.odds <= 5


def _poisson(rng: random.Random, mean: float) -> int:
    return round(rng.gauss(mean, math.sqrt(mean))) if mean > 100 else _knuth(rng, mean)


def _knuth(rng: random.Random, mean: float) -> int:
    least, product, n = math.exp(-mean), rng.random(), 0
    while product > least:
        product, n = product * rng.random(), n + 1
    return n
