"""The size of suspected gaps. Expected values follow from rates, or are counted over drawn processes."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from transforms.pure.feeds.continuity import Sighted
from transforms.pure.feeds.gaps import Gap, find_gap
from transforms.pure.feeds.rates import Rates, learn, mean_rate

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NO_LAG = timedelta(0)
HOURLY = learn(Rates(), 48, NOON - timedelta(hours=48), NOON)


def items(*minutes_before: float, now: datetime) -> list[Sighted]:
    return [Sighted(now - timedelta(minutes=minutes)) for minutes in minutes_before]


def test_dates_say_where_the_gap_ends() -> None:
    now = NOON + timedelta(hours=10)
    gap, _ = find_gap(items(0, 60, 120, now=now), NOON, NO_LAG, HOURLY, now)
    assert gap == Gap(from_at=NOON, to_at=NOON + timedelta(hours=8), missed=pytest.approx(8, rel=0.1))  # type: ignore[arg-type]


def test_with_a_lag_the_gap_begins_before_the_last_poll() -> None:
    now = NOON + timedelta(hours=10)
    gap, _ = find_gap(items(0, 60, now=now), NOON, timedelta(hours=1), HOURLY, now)
    assert gap is not None and gap.from_at == NOON - timedelta(hours=1)


def test_where_the_dates_reach_back_no_time_is_uncovered() -> None:
    now = NOON + timedelta(hours=1)
    gap, rates = find_gap(items(0, 60, now=now), NOON, timedelta(seconds=0.5), HOURLY, now)
    assert gap is None and rates == learn(HOURLY, 2, NOON, now)


def test_a_backdated_item_does_not_hide_the_gap() -> None:
    now = NOON + timedelta(hours=10)
    gap, _ = find_gap(items(0, 60, 60 * 24 * 30, now=now), NOON, NO_LAG, HOURLY, now)
    assert gap is not None and gap.to_at == NOON + timedelta(hours=9)


def test_a_date_in_the_future_ends_nothing() -> None:
    now = NOON + timedelta(hours=10)
    gap, _ = find_gap(items(-600, 60, now=now), NOON, NO_LAG, HOURLY, now)
    assert gap is not None and gap.to_at == NOON + timedelta(hours=9)


def test_without_dates_the_gap_is_the_whole_time() -> None:
    now = NOON + timedelta(hours=10)
    gap, _ = find_gap([Sighted(), Sighted()], NOON, NO_LAG, HOURLY, now)
    assert gap is not None and (gap.from_at, gap.to_at) == (NOON, now)
    assert 6 < gap.missed < 10  # about ten items came, and two of them were seen


def test_in_a_burst_more_is_missing_than_usual() -> None:
    now = NOON + timedelta(hours=1)
    burst = items(*range(20), now=now)
    gap, _ = find_gap(burst, NOON, NO_LAG, HOURLY, now)
    assert gap is not None and 10 < gap.missed < 40  # 41 minutes, at one a minute where the burst lasts


@pytest.mark.parametrize(("is_dated", "least"), [(True, 0.85), (False, 0.6)])
def test_what_is_missed_in_bursts_does_not_make_a_feed_look_quiet(is_dated: bool, least: float) -> None:
    """A document of three items, polled each quarter of an hour; 4 items an hour, and for three hours of each 36 so many 24."""
    rng, at, appears = random.Random(3), 0.0, []
    while (at := at + rng.expovariate(24)) < 20 * 24:
        if at % 36 > 33 or rng.random() < 4 / 24:
            appears.append(at)
    rates, known, covered, true, missed = HOURLY, 0, NOON, 0, 0.0
    for quarter in range(1, 4 * 20 * 24):
        now, stop = NOON + timedelta(hours=quarter / 4), sum(one <= quarter / 4 for one in appears)
        new = [NOON + timedelta(hours=one) for one in appears[max(known, stop - 3) : stop]]
        if stop - known >= 3:
            found = [Sighted(one if is_dated else None) for one in reversed(new)]
            gap, rates = find_gap(found, covered, NO_LAG, rates, now)
            true, missed = true + stop - known - 3, missed + (gap.missed if gap else 0.0)
        else:
            rates = learn(rates, len(new), covered, now)
        known, covered = stop, now
    assert true > 300
    assert least * true < missed < 1.15 * true


def test_a_gap_of_which_nothing_is_known_is_as_large_as_what_was_seen() -> None:
    gap, rates = find_gap([Sighted(), Sighted(), Sighted()], NOON, NO_LAG, Rates(), NOON + timedelta(hours=1))
    assert gap is not None and gap.missed == 3
    assert mean_rate(rates) == pytest.approx(6)


def test_a_gap_is_bounded() -> None:
    busy = learn(Rates(), 1e9, NOON - timedelta(hours=48), NOON)
    gap, _ = find_gap([Sighted()], NOON, NO_LAG, busy, NOON + timedelta(hours=10))
    assert gap is not None and gap.missed == 100_000


def test_what_was_found_is_missing_no_more() -> None:
    gap = Gap(from_at=NOON, to_at=NOON, missed=5.0, found=2)
    assert gap.missing == 3
    assert Gap(from_at=NOON, to_at=NOON, missed=5.0, found=9).missing == 0
    assert Gap(from_at=NOON, to_at=NOON, missed=5.0, ended=True).missing == 0
