"""How many items a feed brings, by the hour of the day, learnt from the time that polls have covered.

Only time in which nothing can have been missed counts, so that what was missed does not make a feed look quiet.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from transforms.moments import Moment
from transforms.pure.feeds.paces import FeedPace, after, note_items

HOURS: Final = 24
PARTS: Final = HOURS + 7
HOUR: Final = timedelta(hours=1)
WEEK: Final = timedelta(days=7)
# What was learnt so long ago counts half.
HALF_LIFE_DAYS: Final = 10.0
# Of a longer time only the end is learnt from, hour by hour.
LEARNT_HOURS: Final = 48
# However much was missed: the mean rate is at most so many times that of the covered time, turned round.
LEAST_COVERED: Final = 0.1
# An hour of the day, and a day of the week, is believed to be like the others until so many items were to be expected in it.
PRIOR_ITEMS: Final = 3.0
PRIOR_WEEKDAY_ITEMS: Final = 10.0
SATURDAY: Final = 5
WORKDAYS: Final = slice(HOURS, HOURS + SATURDAY)
WEEKEND: Final = slice(HOURS + SATURDAY, HOURS + 7)


class Rates(Struct, frozen=True, array_like=True, omit_defaults=True):
    """For each UTC hour of the day, how many items came in it, and for how long it was covered, in hours; older ones fade.

    Behind the 24 hours of the day stand the seven days of the week, Monday first: weekends differ. An hour of a busy day
    counts as more than one of the hour of the day, and a busy hour as more than one of the day of the week: else a day of
    which only the night was covered would look quiet. `learnt_at` is when both were counted last; empty and None before
    anything is known. `pace` is that of the last hours. `busy_hours` says how much more came in gaps than is usual there, as
    hours at the mean rate: what is missed was missed because much came.
    """

    items: tuple[float, ...] = ()
    hours: tuple[float, ...] = ()
    learnt_at: Moment | None = None
    pace: FeedPace = FeedPace()
    busy_hours: float = 0.0

    def __post_init__(self) -> None:
        if (len(self.items), len(self.hours)) not in ((0, 0), (PARTS, PARTS)):
            raise ValueError(f"expected {PARTS} counts and {PARTS} hours, got {len(self.items)} and {len(self.hours)}")


def learn(rates: Rates, items: float, start: datetime, end: datetime) -> Rates:
    """Add items that came between two moments, of which nothing was missed; when exactly they came is not known.

    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> learn(Rates(), 6, noon, noon + timedelta(hours=2)).items[12:15]
    (3.0, 3.0, 0.0)
    """
    if end <= start:
        return rates
    pace, expected, hours = pace_at(rates, start), expect_items(rates, start, end), (end - start) / HOUR
    return replace(
        learn_part(rates, items, start, end, 1.0),
        pace=note_items(pace, items, expected, hours) if expected else pace,
    )


def learn_part(rates: Rates, items: float, start: datetime, end: datetime, share: float) -> Rates:
    """Add items that came in a share of the time between two moments; the pace says nothing of them."""
    if end <= start:
        return rates
    faded, whole = _fade(rates, end), (end - start) / HOUR
    counts, covered = list(faded.items or (0.0,) * PARTS), list(faded.hours or (0.0,) * PARTS)
    for at, part in _by_hour(max(start, end - timedelta(hours=LEARNT_HOURS)), end):
        of_hour, of_day = _factors(rates, at)
        for place, weight in ((at.hour, of_day), (HOURS + at.weekday(), of_hour)):
            counts[place] += items * part / whole
            covered[place] += part * weight * share
    return replace(
        faded,
        items=tuple(round(one, 3) for one in counts),
        hours=tuple(round(one, 3) for one in covered),
        learnt_at=end if rates.learnt_at is None else max(end, rates.learnt_at),
    )


def learn_gap(rates: Rates, missed: float, expected: float) -> Rates:
    """Add that so many items were likely missed in a time in which so many are usual."""
    mean = mean_rate(rates)
    return replace(rates, busy_hours=round(rates.busy_hours + (missed - expected) / mean, 3)) if mean else rates


def pace_at(rates: Rates, at: datetime) -> FeedPace:
    """Give what is known of the pace at a moment after all that was learnt."""
    return rates.pace if rates.learnt_at is None else after(rates.pace, (at - rates.learnt_at) / HOUR)


def mean_rate(rates: Rates) -> float | None:
    """Give the items an hour over the whole day; None if nothing is known.

    >>> mean_rate(Rates()) is None
    True
    """
    covered = sum(rates.hours[:HOURS])
    return sum(rates.items[:HOURS]) / max(covered - rates.busy_hours, LEAST_COVERED * covered) if covered > 0 else None


def rate_at(rates: Rates, at: datetime) -> float | None:
    """Give the items an hour at a moment, by its hour of the day and day of the week; None if nothing is known.

    What is known of it little leans to the mean.

    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> rate_at(learn(Rates(), 4, noon, noon + timedelta(hours=2)), noon)
    2.0
    """
    mean = mean_rate(rates)
    if not mean:
        return mean
    of_hour, of_day = _factors(rates, at.astimezone(UTC))
    return mean * of_hour * of_day


def _factors(rates: Rates, at: datetime) -> tuple[float, float]:
    """Give how many times the mean rate there is at a moment's UTC hour of the day, and on its day of the week."""
    if not mean_rate(rates):
        return 1.0, 1.0
    mean = sum(rates.items[:HOURS]) / sum(rates.hours[:HOURS])
    of_hour = _share(rates, slice(at.hour, at.hour + 1), mean, PRIOR_ITEMS)
    weekday, kind = HOURS + at.weekday(), WORKDAYS if at.weekday() < SATURDAY else WEEKEND
    of_kind = _share(rates, kind, mean, PRIOR_WEEKDAY_ITEMS)
    return of_hour, _share(rates, slice(weekday, weekday + 1), mean, PRIOR_WEEKDAY_ITEMS, of_kind)


def _share(rates: Rates, places: slice, mean: float, prior: float, leaning_to: float = 1.0) -> float:
    """Give how many times the mean rate there is at some places, which is thought to be `leaning_to` where little is known."""
    items, hours = sum(rates.items[places]), sum(rates.hours[places])
    return (items + prior * leaning_to) / (mean * hours + prior)


def expect_items(rates: Rates, start: datetime, end: datetime) -> float | None:
    """Give how many items are to be expected between two moments; None if nothing is known.

    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> expect_items(learn(Rates(), 6, noon, noon + timedelta(hours=2)), noon, noon + timedelta(minutes=30))
    1.5
    """
    if mean_rate(rates) is None:
        return None
    weeks, rest = divmod(max(end - start, timedelta(0)), WEEK)
    spans = [(end - rest, end, 1), *([(end - WEEK, end, weeks)] if weeks else [])]
    return sum(times * (rate_at(rates, at) or 0.0) * part for a, b, times in spans for at, part in _by_hour(a, b))


def _by_hour(start: datetime, end: datetime) -> Iterator[tuple[datetime, float]]:
    """Split a time into the UTC hours of the day that it touches: a moment in each, with how much of it."""
    at, end = start.astimezone(UTC), end.astimezone(UTC)
    while at < end:
        following = min(at.replace(minute=0, second=0, microsecond=0) + HOUR, end)
        yield at, (following - at) / HOUR
        at = following


def _fade(rates: Rates, now: datetime) -> Rates:
    if rates.learnt_at is None or now <= rates.learnt_at:
        return rates
    kept = 0.5 ** ((now - rates.learnt_at) / timedelta(days=HALF_LIFE_DAYS))
    return replace(
        rates,
        items=tuple(one * kept for one in rates.items),
        hours=tuple(one * kept for one in rates.hours),
        busy_hours=rates.busy_hours * kept,
    )
