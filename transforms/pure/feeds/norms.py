"""How much a source usually brings on a weekday, and whether a day lies outside of that.

Papers have a week: what is a quiet Sunday would be an alarm on a Tuesday. So a day is compared with the same weekdays before it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct

Volume = Literal["usual", "silent", "flooding", "unknown"]

# Of fewer weeks nothing can be said: two days differ, and that is all that is known.
LEAST_WEEKS: Final = 3
MOST_WEEKS: Final = 8
SIGMAS: Final = 2.0
WEEK_DAYS: Final = 7


class Norm(Struct, frozen=True):
    """What is usual on a weekday: the mean, and how far days lie from it (standard deviation)."""

    mean: float
    sigma: float


def norm_of(counts: Sequence[int]) -> Norm | None:
    """Give the norm of the counts of several equal weekdays; None where they are too few.

    The deviation is never below that of chance (the root of the mean, Poisson): three equal Mondays do not make a fourth one
    that differs by one an alarm.

    >>> norm_of([16, 16, 16])
    Norm(mean=16.0, sigma=4.0)
    """
    if len(counts) < LEAST_WEEKS:
        return None
    mean = sum(counts) / len(counts)
    variance = sum((count - mean) ** 2 for count in counts) / (len(counts) - 1)
    return Norm(mean, math.sqrt(max(variance, mean)))


def weekday_norm(counts: Mapping[date, int], day: date, since: date) -> Norm | None:
    """Give what is usual on a day, by the same weekdays before it that are not before `since`; None where they are too few.

    A day that is in no count had none. `since` is the first whole day on which the source was watched.
    """
    before = [day - timedelta(days=WEEK_DAYS * weeks) for weeks in range(1, MOST_WEEKS + 1)]
    return norm_of([counts.get(one, 0) for one in before if one >= since])


def judge_volume(count: int, norm: Norm | None) -> Volume:
    """Say whether a count is usual: silent or flooding beyond two standard deviations, unknown without a norm.

    >>> judge_volume(3, Norm(16.0, 4.0)), judge_volume(8, Norm(16.0, 4.0)), judge_volume(25, Norm(16.0, 4.0))
    ('silent', 'usual', 'flooding')
    """
    if norm is None:
        return "unknown"
    if norm.mean > 0 and count < norm.mean - SIGMAS * norm.sigma:
        return "silent"
    return "flooding" if norm.mean > 0 and count > norm.mean + SIGMAS * norm.sigma else "usual"


def week_norm(counts: Mapping[date, int], last: date, since: date) -> Norm | None:
    """Give what is usual in the seven days up to `last`, together; None where one of them has no norm.

    It finds a source of few articles that has stopped: of one a day no single day tells.
    """
    norms = [weekday_norm(counts, last - timedelta(days=back), since) for back in range(WEEK_DAYS)]
    known = [norm for norm in norms if norm is not None]
    if len(known) < WEEK_DAYS:
        return None
    return Norm(sum(norm.mean for norm in known), math.sqrt(sum(norm.sigma**2 for norm in known)))


def judge_lately(counts: Mapping[date, int], last: date, since: date) -> tuple[Volume, Norm | None]:
    """Say whether a source is silent or flooding on its last whole day, or in the seven days up to it; and that day's norm."""
    norm = weekday_norm(counts, last, since)
    of_day = judge_volume(counts.get(last, 0), norm)
    if of_day in ("silent", "flooding"):
        return of_day, norm
    week = week_norm(counts, last, since)
    total = sum(counts.get(last - timedelta(days=back), 0) for back in range(WEEK_DAYS))
    of_week = judge_volume(total, week)
    return (of_week if of_week != "unknown" else of_day), norm


def quantile(values: Sequence[float], share: float) -> float | None:
    """Give the value below which a share of sorted values lies (nearest rank); None where there are none.

    >>> quantile([1.0, 2.0, 3.0, 4.0], 0.5), quantile([], 0.95) is None
    (2.0, True)
    """
    return values[max(0, math.ceil(share * len(values)) - 1)] if values else None
