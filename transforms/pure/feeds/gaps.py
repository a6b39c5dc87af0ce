"""Suspected gaps: between which moments items may have come and gone unseen, and how many of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from transforms.pure.feeds.continuity import Sighted, is_dated
from transforms.pure.feeds.rates import Rates, expect_items, rate_at, recent_rate

# A burst that the document's own dates show is taken to last for so long before them, fading.
BURST_HOURS: Final = 1.0
# How much the number of items in a time varies beyond chance: the shape of a gamma distribution of rates.
SHAPE: Final = 5.0
MOST_MISSED: Final = 100_000.0


class Gap(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A time in which items may have come and gone unseen, and about how many.

    `found` counts those of them that a back-fill brought. `ended`: it was filled; then nothing of it is missing any more.
    `asked` counts the requests that were made for it, `next_url` is where the next one continues, None where none can.
    """

    from_at: datetime
    to_at: datetime
    missed: float
    found: int = 0
    ended: bool = False
    asked: int = 0
    next_url: str | None = None

    @property
    def missing(self) -> float:
        """Give about how many items are still missing; 0 once it is filled."""
        return 0.0 if self.ended else max(0.0, self.missed - self.found)


def find_gap(
    items: Sequence[Sighted], covered_until: datetime, lag: timedelta, rates: Rates, now: datetime
) -> Gap | None:
    """Give the gap before a document that does not continue the last one; None where no time is left uncovered.

    All was seen that came before `covered_until`, with dates up to `lag` earlier. `rates` know this document already.
    """
    start = covered_until - lag
    dates = sorted(one.at for one in items if one.at is not None and not one.known and start < one.at <= now)
    new = sum(not one.known for one in items)
    if not is_dated(items) or not dates:
        return Gap(from_at=covered_until, to_at=now, missed=beyond(new, expect_items(rates, covered_until, now)))
    if dates[0] - start < timedelta(seconds=1):
        return None
    return Gap(from_at=start, to_at=dates[0], missed=min(_extrapolate(rates, start, dates[0]), MOST_MISSED))


def beyond(at_least: int, expected: float | None) -> float:
    """Give how many items came on average beyond so many, given that at least so many came where so many were expected.

    The rate may vary (`SHAPE`), so that many items seen mean more that were not.

    >>> round(beyond(1, 1.0), 1), beyond(10, None) > 0
    (0.7, True)
    """
    if at_least <= 0:
        return 0.0 if expected is None else min(expected, MOST_MISSED)
    mean = max(expected or 0.0, 0.05) if expected is not None else float(at_least)
    if mean > 50 * at_least:
        return min(mean - at_least, MOST_MISSED)
    # Negative binomial: P(n + 1) / P(n) = (n + SHAPE) / (n + 1) * mean / (mean + SHAPE)
    step, n, weight, total, more = mean / (mean + SHAPE), at_least, 1.0, 0.0, 0.0
    while weight > 1e-6 * (total or 1.0) and n < at_least + 10_000:
        total += weight
        more += weight * (n - at_least)
        weight *= step * (n + SHAPE) / (n + 1)
        n += 1
    return min(more / total, MOST_MISSED)


def _extrapolate(rates: Rates, start: datetime, end: datetime) -> float:
    """Give how many items came in a time before what was seen last: at the usual rate, and near its end at the latest one."""
    hours = (end - start) / timedelta(hours=1)
    usual, usual_rate = expect_items(rates, start, end), rate_at(rates, end)
    latest = recent_rate(rates, usual_rate)
    if latest is None or usual is None or usual_rate is None:
        return 0.0 if latest is None else latest * hours
    near = BURST_HOURS * (1 - math.exp(-hours / BURST_HOURS))
    return max(0.0, usual + (latest - usual_rate) * near)
