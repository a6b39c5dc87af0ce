"""How many items a feed brings by the hour of the day; expected values are counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from transforms.pure.feeds.rates import Rates, expect_items, learn, learn_gap, learn_part, mean_rate, pace_at, rate_at

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
    # 10 items in 11 hours, all of one day; 12 o'clock was covered for an hour with 10 items, and 3 of the mean lean against it.
    mean = 10 / 11
    assert rate_at(rates, NOON) == pytest.approx(mean * (10 + 3) / (mean + 3), rel=0.02)
    assert rate_at(rates, NOON + hours(6)) == pytest.approx(mean, rel=0.02)


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


def test_a_day_of_which_nothing_is_known_is_like_the_others_of_its_kind() -> None:
    saturday = datetime(2026, 11, 7, tzinfo=UTC)
    rates = Rates()
    for day, count in enumerate((24, 24, 96, 96, 96)):  # Saturday to Wednesday
        for part in range(4):
            at = saturday + hours(24 * day + 6 * part)
            rates = learn(rates, count / 4, at, at + hours(6))
    thursday = saturday + hours(24 * 5)
    assert expect_items(rates, thursday, thursday + hours(24)) == pytest.approx(96, rel=0.05)
    only_sunday = learn(Rates(), 24, saturday + hours(24), saturday + hours(48))
    assert expect_items(only_sunday, thursday, thursday + hours(24)) == pytest.approx(24)


def test_nothing_is_expected_where_nothing_is_known() -> None:
    assert (mean_rate(Rates()), rate_at(Rates(), NOON), expect_items(Rates(), NOON, NOON + hours(1))) == (
        None,
        None,
        None,
    )


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


def test_a_day_of_which_only_the_night_was_covered_does_not_look_quiet() -> None:
    rates, monday = Rates(), datetime(2026, 11, 2, tzinfo=UTC)
    for day in range(7):
        midnight = monday + hours(24 * day)
        rates = learn(rates, 0, midnight, midnight + hours(12))
        rates = learn(rates, 24, midnight + hours(12), midnight + hours(24))
    again = learn(rates, 0, monday + hours(24 * 7), monday + hours(24 * 7 + 12))
    noon = monday + hours(24 * 7 + 12)
    usual = expect_items(rates, noon, noon + hours(12))
    assert usual is not None and usual > 18
    assert expect_items(again, noon, noon + hours(12)) == pytest.approx(usual, rel=0.15)


def test_a_burst_shows_in_the_pace_and_is_over_soon() -> None:
    usual = learn(Rates(), 24, NOON - hours(24), NOON)
    burst = learn(usual, 30, NOON, NOON + hours(0.5))
    assert burst.pace.multiple > 4
    assert 1 < pace_at(burst, NOON + hours(3)).multiple < burst.pace.multiple
    assert learn(burst, 2, NOON + hours(0.5), NOON + hours(4)).pace.multiple < 1.5


def test_a_part_of_a_time_teaches_its_rate_and_nothing_of_the_pace() -> None:
    usual = learn(Rates(), 24, NOON - hours(24), NOON)
    part = learn_part(usual, 6, NOON, NOON + hours(24), 0.25)
    assert mean_rate(part) == pytest.approx(1.0, rel=0.01)
    assert part.pace == usual.pace
    assert learn_part(usual, 3, NOON, NOON, 1.0) == usual


def test_what_is_missed_beyond_the_usual_raises_the_mean_and_the_usual_teaches_nothing() -> None:
    usual = learn(Rates(), 24, NOON - hours(24), NOON)
    assert mean_rate(learn_gap(usual, 5.0, 5.0)) == mean_rate(usual) == pytest.approx(1.0)
    # 24 items came in 24 hours, of which 12 are gone to a gap of 12 hours with as many more.
    assert mean_rate(learn_gap(usual, 24.0, 12.0)) == pytest.approx(2.0)
    assert mean_rate(learn_gap(usual, 0.0, 24.0)) == pytest.approx(0.5)
    assert mean_rate(learn_gap(usual, 1e9, 1.0)) == pytest.approx(10.0)
    assert learn_gap(Rates(), 3.0, 1.0) == Rates()


@pytest.mark.parametrize(("items", "hours"), [(24, 24), (31, 0), (31, 30)])
def test_rates_of_other_parts_are_damaged(items: int, hours: int) -> None:
    with pytest.raises(msgspec.ValidationError, match="expected 31 counts and 31 hours"):
        msgspec.json.decode(msgspec.json.encode([[1.0] * items, [1.0] * hours]), type=Rates)
