"""The days on which a shard was at work, in the order of its log: they say what time it is, whatever a clock says.

A clock may be ahead for a run, or behind. So no one day of work counts as the time: ids are forgotten, and what is owed expires,
by the earliest of several days on which the shard was at work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

# What is further ahead than this was not written by a clock that differs a little.
AHEAD = timedelta(hours=1)
# So many days of work have to agree before an id is forgotten, or an entry expires.
TO_FORGET, TO_EXPIRE = 7, 3
# A clock that has gone so far since the last day of work may be ahead.
LEAP = timedelta(days=31)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
# Days that are remembered: more than ids are.
MOST_DAYS = 200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_of(moment: datetime) -> str:
    """Give the UTC day of a moment.

    >>> day_of(datetime(2026, 11, 22, 12, tzinfo=UTC))
    '2026-11-22'
    """
    return moment.date().isoformat()


def check_day(day: str) -> None:
    """Refuse what is no day, as in a document that was damaged. Raises: ValueError."""
    if not _DAY.fullmatch(day):
        raise ValueError(f"expected a day like 2026-11-22, got {day[:20]!r}")
    date.fromisoformat(day)


def with_day(days: Sequence[str], day: str) -> list[str]:
    """Give the days of work after one more, the latest last; a day that was there before moves to the end.

    >>> with_day(["2026-11-21", "2026-11-22"], "2026-11-21")
    ['2026-11-22', '2026-11-21']
    """
    if days and days[-1] == day:
        return list(days)
    return [*(one for one in days if one != day), day][-MOST_DAYS:]


def believed(days: Sequence[str], now: datetime, count: int) -> datetime | None:
    """Give the time that so many days of work, today among them, agree has come; None where there were fewer.

    Where no day is known, the clock is believed.

    >>> now = datetime(2028, 1, 1, tzinfo=UTC)
    >>> believed(["2026-11-21", "2026-11-22"], now, 3), believed(["2026-11-22"], now, 3), believed([], now, 3) == now
    (datetime.datetime(2026, 11, 21, 0, 0, tzinfo=datetime.timezone.utc), None, True)
    """
    if not days:
        return now
    latest = with_day(days, day_of(now))[-count:]
    if len(latest) < count:
        return None
    earliest = min(latest)
    return now if earliest == day_of(now) else _begin_of(earliest)


def worked_since(days: Sequence[str], now: datetime) -> datetime:
    """Give the moment that counts as the present for what is parked: no earlier than the last days of work agree that it is.

    A clock that is behind would else park what is old at once, and expires.

    >>> worked_since(["2026-11-20", "2026-11-21", "2026-11-22"], datetime(2025, 1, 1, tzinfo=UTC))
    datetime.datetime(2026, 11, 20, 0, 0, tzinfo=datetime.timezone.utc)
    """
    latest = days[-TO_EXPIRE:]
    if len(latest) < TO_EXPIRE or min(latest) <= day_of(now):
        return now
    return _begin_of(min(latest))


def without_leap(days: Sequence[str], now: datetime) -> datetime:
    """Give the present; the last other day of work where that is longer ago than `LEAP`: then the clock may be ahead.

    Once another day of work has come, it is believed.

    >>> now = datetime(2028, 1, 1, tzinfo=UTC)
    >>> without_leap(["2026-11-22"], now), without_leap(["2026-11-22", "2027-12-31"], now) == now
    (datetime.datetime(2026, 11, 22, 0, 0, tzinfo=datetime.timezone.utc), True)
    """
    others = [day for day in days[-2:] if day != day_of(now)]
    last = _begin_of(others[-1]) if others else now
    return last if now - last > LEAP else now


def _begin_of(day: str) -> datetime:
    # A damaged document may name a day from which none can be counted back.
    return max(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC), BEGINNING)


def days_before(days: Sequence[str], known: Iterable[str], now: datetime, oldest: str) -> set[str]:
    """Give, of some days, those that lie before the day `oldest`.

    A day that a clock has named which was behind is as late as the days before it in the log; one that lies in the future, too.

    >>> now = datetime(2026, 11, 23, tzinfo=UTC)
    >>> days_before(["2026-11-21", "2020-01-01", "2026-11-22"], ["2020-01-01", "2026-05-01"], now, "2026-06-01")
    {'2026-05-01'}
    """
    latest, true, today = "", dict[str, str](), day_of(now)
    for day in days:
        latest = max(latest, day) if day <= today else latest
        true[day] = latest or day
    return {day for day in known if true.get(day, day) < oldest}


def is_ahead(moment: datetime | None, now: datetime) -> bool:
    """Tell whether a moment that should be over lies in the future: the clock was ahead then, or is behind now."""
    return moment is not None and moment - now > AHEAD
