"""How many items a feed brings by the hour of the day; expected values are counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from transforms.pure.feeds.rates import Rates, expect_items, learn, mean_rate, rate_at, recent_rate

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def test_items_of_a_time_are_spread_over_the_hours_that_it_touches() -> None:
    rates = learn(Rates(), 3, NOON + hours(0.5), NOON + hours(2))
    assert rates.items[11:15] == (0.0, 1.0, 2.0, 0.0)
    assert rates.hours[11:15] == (0.0, 0.5, 1.0, 0.0)


def test_a_time_over_midnight() -> None:
    rates = learn(Rates(), 2, datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 23, 1, tzinfo=UTC))
    assert (rates.items[23], rates.items[0]) == (1.0, 1.0)


def test_no_time_teaches_nothing() -> None:
    assert learn(Rates(), 5, NOON, NOON) == Rates()
    assert learn(Rates(), 5, NOON, NOON - hours(1)) == Rates()


def test_of_a_long_time_the_end_is_learnt_from_at_its_rate() -> None:
    rates = learn(Rates(), 240, NOON - hours(240), NOON)
    assert sum(rates.hours[:24]) == pytest.approx(48)
    assert mean_rate(rates) == pytest.approx(1.0)


def test_an_hour_that_was_hardly_covered_leans_to_the_mean() -> None:
    rates = learn(learn(Rates(), 0, NOON - hours(10), NOON), 10, NOON, NOON + hours(1))
    # 10 items in 11 hours; 12 o'clock was covered for an hour with 10 items, and 2 hours of the mean lean against it.
    assert rate_at(rates, NOON) == pytest.approx((10 + 2 * 10 / 11) / 3, rel=0.02)
    assert rate_at(rates, NOON + hours(6)) == pytest.approx(10 / 11, rel=0.02)


def test_what_was_learnt_long_ago_counts_less() -> None:
    busy = learn(Rates(), 480, NOON - hours(24), NOON)
    quiet = learn(busy, 24, NOON + timedelta(days=40), NOON + timedelta(days=41))
    # 24 hours with 20 items each count as a seventeenth of themselves: half every ten days.
    kept = 0.5**4.1
    assert mean_rate(quiet) == pytest.approx((480 * kept + 24) / (24 * kept + 24), rel=0.01)


def test_a_weekend_is_not_a_working_day() -> None:
    rates, monday = Rates(), datetime(2026, 11, 2, tzinfo=UTC)
    for day in range(21):
        count = 6 if day % 7 >= 5 else 24
        for part in range(4):
            at = monday + hours(24 * day + 6 * part)
            rates = learn(rates, count / 4, at, at + hours(6))
    saturday, wednesday = monday + hours(24 * 26), monday + hours(24 * 23)
    assert expect_items(rates, saturday, saturday + hours(24)) == pytest.approx(6, rel=0.5)
    assert expect_items(rates, wednesday, wednesday + hours(24)) == pytest.approx(24, rel=0.1)
    assert expect_items(rates, monday, monday + hours(24 * 21)) == pytest.approx(3 * 132, rel=0.1)


def test_nothing_is_expected_where_nothing_is_known() -> None:
    assert (mean_rate(Rates()), rate_at(Rates(), NOON), expect_items(Rates(), NOON, NOON + hours(1))) == (
        None,
        None,
        None,
    )
    assert recent_rate(Rates(), None) is None


def test_days_are_expected_whole_and_parts_by_the_hour() -> None:
    flat = learn(Rates(), 48, NOON - hours(24), NOON)
    assert expect_items(flat, NOON, NOON + hours(2.5)) == pytest.approx(5)
    assert expect_items(flat, NOON, NOON + hours(24 * 30 + 1)) == pytest.approx(2 * (24 * 30 + 1))
    by_day = flat
    for day in range(1, 9):
        by_day = learn(by_day, 24, NOON + hours(24 * day - 4), NOON + hours(24 * day + 4))
        by_day = learn(by_day, 0, NOON + hours(24 * day + 4), NOON + hours(24 * day + 20))
    midnight = NOON + hours(24 * 8 + 12)
    night, noon = (expect_items(by_day, at, at + hours(1)) for at in (midnight, midnight + hours(12)))
    assert night is not None and noon is not None and night < 0.5 and noon > 1.5


def test_a_burst_shows_in_the_recent_rate_and_is_over_soon() -> None:
    usual = learn(Rates(), 24, NOON - hours(24), NOON)
    burst = learn(usual, 30, NOON, NOON + hours(0.5))
    rate = rate_at(burst, NOON + hours(6))
    assert (recent_rate(burst, rate) or 0) > 5
    after = learn(burst, 2, NOON + hours(0.5), NOON + hours(4))
    assert (recent_rate(after, rate) or 0) < 2
