"""How many items a feed brings, by the hour of the day, learnt from the time that polls have covered.

Only time in which nothing can have been missed counts, so that what was missed does not make a feed look quiet.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

HOURS: Final = 24
PARTS: Final = HOURS + 7
HOUR: Final = timedelta(hours=1)
WEEK: Final = timedelta(days=7)
# What was learnt so long ago counts half.
HALF_LIFE_DAYS: Final = 10.0
RECENT_HALF_LIFE_HOURS: Final = 0.5
# Of a longer time only the end is learnt from, hour by hour.
LEARNT_HOURS: Final = 48
# What was seen of late is weighed against so many items at the usual rate.
PRIOR_ITEMS: Final = 2.0
# An hour of the day is believed to be like the others until it was covered for so many hours.
PRIOR_HOURS: Final = 2.0
# The same for a day of the week.
PRIOR_WEEKDAY_HOURS: Final = 8.0


class Rates(Struct, frozen=True, array_like=True, omit_defaults=True):
    """For each UTC hour of the day, how many items came in it, and for how many hours it was covered; older ones fade.

    Behind the 24 hours of the day stand the seven days of the week, Monday first: weekends differ.
    `learnt_at` is when both were counted last; empty and None before anything is known. `recent_items` and `recent_hours` are
    the same for the last hour or two, whatever hour of the day it is: they show a burst.
    """

    items: tuple[float, ...] = ()
    hours: tuple[float, ...] = ()
    learnt_at: datetime | None = None
    recent_items: float = 0.0
    recent_hours: float = 0.0


def learn(rates: Rates, items: float, start: datetime, end: datetime) -> Rates:
    """Add items that came between two moments, of which nothing was missed; when exactly they came is not known.

    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> learn(Rates(), 6, noon, noon + timedelta(hours=2)).items[12:15]
    (3.0, 3.0, 0.0)
    """
    if end <= start:
        return rates
    shares = list(_by_hour(max(start, end - timedelta(hours=LEARNT_HOURS)), end))
    whole = (end - start) / HOUR
    # Of a long time only the last part is recent.
    recent = RECENT_HALF_LIFE_HOURS / math.log(2) * (1 - 0.5 ** (whole / RECENT_HALF_LIFE_HOURS))
    faded = _fade(rates, end)
    counts, covered = list(faded.items or (0.0,) * PARTS), list(faded.hours or (0.0,) * PARTS)
    for at, part in shares:
        for place in (at.hour, HOURS + at.weekday()):
            counts[place] += items * part / whole
            covered[place] += part
    return Rates(
        tuple(round(one, 3) for one in counts),
        tuple(round(one, 3) for one in covered),
        end if rates.learnt_at is None else max(end, rates.learnt_at),
        round(faded.recent_items + items * recent / whole, 3),
        round(faded.recent_hours + recent, 3),
    )


def mean_rate(rates: Rates) -> float | None:
    """Give the items an hour over the whole day; None if nothing is known.

    >>> mean_rate(Rates()) is None
    True
    """
    covered = sum(rates.hours[:HOURS])
    return sum(rates.items[:HOURS]) / covered if covered > 0 else None


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
    at = at.astimezone(UTC)
    of_hour = _lean(rates, at.hour, mean, PRIOR_HOURS)
    return of_hour * _lean(rates, HOURS + at.weekday(), mean, PRIOR_WEEKDAY_HOURS) / mean


def _lean(rates: Rates, place: int, mean: float, prior_hours: float) -> float:
    return (rates.items[place] + prior_hours * mean) / (rates.hours[place] + prior_hours)


def recent_rate(rates: Rates, usual: float | None) -> float | None:
    """Give the items an hour of late, which is the usual number where little has been seen of late; None if nothing is known.

    >>> recent_rate(Rates(recent_items=6.0, recent_hours=0.1), None)
    60.0
    """
    if usual:
        return (PRIOR_ITEMS + rates.recent_items) / (PRIOR_ITEMS / usual + rates.recent_hours)
    return rates.recent_items / rates.recent_hours if rates.recent_hours > 0 else None


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
    kept_recently = 0.5 ** ((now - rates.learnt_at) / HOUR / RECENT_HALF_LIFE_HOURS)
    return replace(
        rates,
        items=tuple(one * kept for one in rates.items),
        hours=tuple(one * kept for one in rates.hours),
        recent_items=rates.recent_items * kept_recently,
        recent_hours=rates.recent_hours * kept_recently,
    )
