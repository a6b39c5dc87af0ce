"""Whether a source is silent, by its own norm: how long its pauses were in the last month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from transforms.pure.feeds.completeness import DayTally

# With fewer days on which something came, nothing is known of its pauses.
LEAST_DAYS = 7


def silent_after(days: Sequence[DayTally], extra_days: float) -> timedelta | None:
    """Give how long nothing must come of a feed until it is silent; None while its norm is not known.

    `days` are what came of it a UTC day, the oldest first. A paper of weekdays pauses from Friday to Monday.

    >>> from datetime import date
    >>> silent_after([DayTally(date(2026, 11, day), 4) for day in range(1, 9)], 1.0)
    datetime.timedelta(days=2)
    """
    with_news = [one.day for one in days if one.seen]
    if len(with_news) < LEAST_DAYS:
        return None
    longest = max(later - earlier for earlier, later in pairwise(with_news))
    return longest + timedelta(days=extra_days)


def silent_since(last_new_at: datetime | None, limit: timedelta | None, now: datetime) -> datetime | None:
    """Give since when a feed is silent, which is when its last item came; None where it is not."""
    if last_new_at is None or limit is None or now - last_new_at <= limit:
        return None
    return last_new_at
