"""The size of suspected gaps. Expected values follow from rates, or are counted over drawn processes."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from transforms.pure.feeds.continuity import Sighted
from transforms.pure.feeds.gaps import Gap, beyond, find_gap
from transforms.pure.feeds.rates import Rates, learn

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NO_LAG = timedelta(0)
HOURLY = learn(Rates(), 48, NOON - timedelta(hours=48), NOON)


def items(*minutes_before: float, now: datetime) -> list[Sighted]:
    return [Sighted(now - timedelta(minutes=minutes)) for minutes in minutes_before]


def test_dates_say_where_the_gap_ends() -> None:
    now = NOON + timedelta(hours=10)
    gap = find_gap(items(0, 60, 120, now=now), NOON, NO_LAG, HOURLY, now)
    assert gap == Gap(from_at=NOON, to_at=NOON + timedelta(hours=8), missed=pytest.approx(8, rel=0.1))  # type: ignore[arg-type]


def test_with_a_lag_the_gap_begins_before_the_last_poll() -> None:
    now = NOON + timedelta(hours=10)
    gap = find_gap(items(0, 60, now=now), NOON, timedelta(hours=1), HOURLY, now)
    assert gap is not None and gap.from_at == NOON - timedelta(hours=1)


def test_where_the_dates_reach_back_no_time_is_uncovered() -> None:
    now = NOON + timedelta(hours=1)
    assert find_gap(items(0, 60, now=now), NOON, timedelta(seconds=0.5), HOURLY, now) is None


def test_a_backdated_item_does_not_hide_the_gap() -> None:
    now = NOON + timedelta(hours=10)
    gap = find_gap(items(0, 60, 60 * 24 * 30, now=now), NOON, NO_LAG, HOURLY, now)
    assert gap is not None and gap.to_at == NOON + timedelta(hours=9)


def test_a_date_in_the_future_ends_nothing() -> None:
    now = NOON + timedelta(hours=10)
    gap = find_gap(items(-600, 60, now=now), NOON, NO_LAG, HOURLY, now)
    assert gap is not None and gap.to_at == NOON + timedelta(hours=9)


def test_without_dates_the_gap_is_the_whole_time() -> None:
    now = NOON + timedelta(hours=10)
    gap = find_gap([Sighted(), Sighted()], NOON, NO_LAG, HOURLY, now)
    assert gap is not None and (gap.from_at, gap.to_at) == (NOON, now)
    assert 6 < gap.missed < 10  # about ten items came, and two of them were seen


def test_in_a_burst_more_is_missing_than_usual() -> None:
    now = NOON + timedelta(hours=1)
    burst = items(*range(20), now=now)
    rates = learn(HOURLY, 20, now - timedelta(minutes=19), now)
    gap = find_gap(burst, NOON, NO_LAG, rates, now)
    assert gap is not None and 10 < gap.missed < 40  # 41 minutes, at one a minute where the burst lasts


@pytest.mark.parametrize("mean", [1.0, 5.0, 20.0])
@pytest.mark.parametrize("at_least", [1, 5, 20])
def test_beyond_is_the_mean_of_what_lies_beyond(mean: float, at_least: int) -> None:
    rng = random.Random(4)
    counts = []
    for _ in range(60_000):
        rate = rng.gammavariate(5.0, mean / 5.0)
        at, n = rng.expovariate(rate), 0
        while at < 1:
            n, at = n + 1, at + rng.expovariate(rate)
        counts.append(n)
    over = [n - at_least for n in counts if n >= at_least]
    if len(over) > 300:
        assert beyond(at_least, mean) == pytest.approx(sum(over) / len(over), rel=0.15, abs=0.1)
    else:
        assert 0 <= beyond(at_least, mean) < 5


def test_beyond_is_bounded() -> None:
    assert beyond(0, None) == 0
    assert beyond(0, 1e12) == 100_000
    assert beyond(3, 1e12) == 100_000
    assert beyond(2000, 1e-9) < 1000


def test_what_was_found_is_missing_no_more() -> None:
    gap = Gap(from_at=NOON, to_at=NOON, missed=5.0, found=2)
    assert gap.missing == 3
    assert Gap(from_at=NOON, to_at=NOON, missed=5.0, found=9).missing == 0
    assert Gap(from_at=NOON, to_at=NOON, missed=5.0, ended=True).missing == 0
