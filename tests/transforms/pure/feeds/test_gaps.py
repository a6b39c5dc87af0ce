"""The size of suspected gaps. Expected values follow from rates, or are counted over drawn processes."""

from __future__ import annotations

import random
from bisect import bisect_right
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


def test_what_comes_late_came_after_its_date_and_the_gap_ends_with_it() -> None:
    now = NOON + timedelta(hours=10)
    gap, rates = find_gap(items(0, 60, 120, now=now), NOON, timedelta(minutes=30), HOURLY, now)
    assert gap is not None and gap.from_at == NOON
    # The oldest of three came up to an hour after its date, 120 minutes ago; three usually take three hours.
    assert timedelta(minutes=80) < now - gap.to_at < timedelta(minutes=110)
    assert gap.missed == pytest.approx((gap.to_at - NOON) / timedelta(hours=1), rel=0.1)
    assert rates.learnt_at == now


@pytest.mark.parametrize(
    ("dated", "earliest", "latest"),
    [
        (-20, 0, 10),  # dated before the last poll: it came after it all the same
        (-59, 0, 1),  # as late as an item ever comes
        (55, 55, 60),  # no item has come that is younger than now
    ],
)
def test_a_late_item_came_between_the_polls(dated: float, earliest: float, latest: float) -> None:
    now = NOON + timedelta(hours=1)
    gap, _ = find_gap(items(60 - dated, now=now), NOON, timedelta(minutes=30), HOURLY, now)
    ends = NOON if gap is None else gap.to_at
    assert NOON + timedelta(minutes=earliest) <= ends <= NOON + timedelta(minutes=max(latest, 40))


@pytest.mark.parametrize(("size", "rate", "most_lag"), [(1, 3.0, 0.3), (1, 3.0, 1.0), (5, 12.0, 0.5), (20, 30.0, 1.0)])
def test_what_is_missed_of_late_items_is_right_on_average(size: int, rate: float, most_lag: float) -> None:
    """A feed whose document is too small, polled each two hours; items come up to `most_lag` hours after their dates."""
    rng, appears, true, missed, last = random.Random(7), [0.0], 0, 0.0, 0
    while appears[-1] < 1200:
        appears.append(appears[-1] + rng.expovariate(rate))
    dates = [NOON + timedelta(hours=one - rng.uniform(0, most_lag)) for one in appears]
    # How much earlier than it came the oldest of a document's items is dated.
    edges = [appears[n] - (min(dates[n : n + size]) - NOON) / timedelta(hours=1) for n in range(len(dates) - size)]
    edge = timedelta(hours=sum(edges) / len(edges))
    rates = learn(Rates(), 48 * rate, NOON - timedelta(hours=48), NOON)
    for poll in range(1, 600):
        now, stop = NOON + timedelta(hours=2 * poll), bisect_right(appears, 2 * poll)
        if stop - last >= size:
            true += stop - last - size
            gap, rates = find_gap(
                [Sighted(one) for one in dates[stop - size : stop]], now - timedelta(hours=2), edge, rates, now
            )
            missed += gap.missed if gap else 0.0
        else:
            rates = learn(rates, stop - last, now - timedelta(hours=2), now)
        last = stop
    assert missed == pytest.approx(true, rel=0.15)


@pytest.mark.parametrize("edge", [timedelta(0), timedelta(minutes=20)])
def test_a_document_of_this_moment_is_no_error(edge: timedelta) -> None:
    now = NOON + timedelta(seconds=1)
    for rates in (Rates(), HOURLY):
        gap, _ = find_gap(items(0, 0.005, now=now), NOON, edge, rates, now)
        assert gap is None or 0 <= gap.missed < 1


def test_where_the_dates_reach_back_no_time_is_uncovered() -> None:
    now = NOON + timedelta(hours=1)
    gap, rates = find_gap(items(0, 59.99, now=now), NOON, NO_LAG, HOURLY, now)
    assert gap is None and rates == learn(HOURLY, 2, NOON + timedelta(minutes=0.01), now)
    late, rates = find_gap(items(0, 89.999, now=now), NOON, timedelta(minutes=15), HOURLY, now)
    assert late is None and rates.items == pytest.approx(learn(HOURLY, 2, NOON, now).items, abs=0.01)


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


def test_a_feed_that_has_news_at_each_poll_is_not_believed_to_be_ever_faster() -> None:
    """A document of one undated item, polled each quarter of an hour: 24 items an hour by day, 12 by night."""
    rng, rates, true, missed = random.Random(9), learn(Rates(), 24, NOON - timedelta(hours=1), NOON), 0, 0.0
    for quarter in range(1, 4 * 24 * 30):
        now = NOON + timedelta(hours=quarter / 4)
        before, came, at = now - timedelta(hours=0.25), 0, rng.expovariate(12 if now.hour < 6 else 24)
        while at < 0.25:
            came, at = came + 1, at + rng.expovariate(12 if now.hour < 6 else 24)
        if came:
            gap, rates = find_gap([Sighted()], before, NO_LAG, rates, now)
            true, missed = true + came - 1, missed + (gap.missed if gap else 0.0)
        else:
            rates = learn(rates, 0, before, now)
    assert missed == pytest.approx(true, rel=0.25)


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
