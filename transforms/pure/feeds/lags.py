"""How long after their dates a feed's items appear, learnt from those that were dated when the last poll did not have them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from transforms.pure.feeds.continuity import Sighted
from transforms.pure.feeds.paces import chance_of_fewer, items_beyond
from transforms.pure.feeds.rates import HOUR, Rates, expect_items, pace_at

# A longer time between two polls, or between a date and a poll, says nothing of how late items come.
LAG_HOURS: Final = 6
# How much of what is remembered one poll changes.
LEARNT_SHARE: Final = 0.1
# Where late items are seen more seldom than this, next to nothing is learnt of them: a wrong rate would count for too much.
LEAST_SEEN: Final = 0.15


def late_seconds(items: Sequence[Sighted], covered_until: datetime | None) -> list[float]:
    """Give how long before the last poll those items are dated that it did not have yet; a date of long ago is no lag."""
    if covered_until is None:
        return []
    late = [(covered_until - one.at).total_seconds() for one in items if not one.known and one.at is not None]
    return [max(0.0, seconds) for seconds in late if seconds <= LAG_HOURS * 3600]


def tells_lags(late: Sequence[float], covered_until: datetime | None, now: datetime) -> bool:
    """Tell whether something is new, and the last poll was so lately, but not now, that it says how late items come."""
    return bool(late) and covered_until is not None and 0 < (now - covered_until).total_seconds() <= LAG_HOURS * 3600


def seen_share(rates: Rates, room: int, lag: float, covered_until: datetime, now: datetime) -> float:
    """Give the share of the late items that a document still shows, which are those that came first: later ones push them out.

    `room` is how many new items the document can hold. What is due at the last poll comes half of the lag later, or after it.

    >>> noon = datetime.fromisoformat("2026-11-22T12:00:00Z")
    >>> hourly = Rates(items=(48 / 24,) * 24 + (48 / 7,) * 7, hours=(2.0,) * 24 + (48 / 7,) * 7)
    >>> round(seen_share(hourly, 1, 0.0, noon, noon + HOUR), 1), seen_share(hourly, 20, 0.0, noon, noon + HOUR) > 0.99
    (0.4, True)
    """
    start = min(now, covered_until + timedelta(seconds=lag / 2))
    expected = expect_items(rates, start, now)
    if expected is None:
        return 1.0
    seen = chance_of_fewer(pace_at(rates, start), room, expected, (now - start) / HOUR)
    return max(LEAST_SEEN, seen)


def count_all(rates: Rates, new: int, covered_until: datetime, now: datetime) -> float:
    """Give about how many items came since the last poll, at least so many."""
    expected, pace = expect_items(rates, covered_until, now), pace_at(rates, covered_until)
    return new + (items_beyond(pace, new, expected, (now - covered_until) / HOUR)[0] if expected else 0.0)


def learn_lag(lag: float, late: Sequence[float], came: float, seen: float, elapsed: float) -> float:
    """Give the mean time between an item's date and its coming, in seconds, learnt from new items that have not come long ago.

    At how many polls an item was dated already and had not come, times the time between two polls, is this time on average.
    `came` is how many items came since the last poll, of which `late` are seen; where the document is so small that others
    may have come and gone, only the share `seen` of the late ones is left, and it teaches so much less.

    >>> learn_lag(60.0, [0.0, 30.0], 2, 1.0, 600.0), learn_lag(60.0, [0.0], 4.0, 0.5, 600.0)
    (84.0, 57.0)
    """
    mean = sum(math.ceil(seconds / elapsed) * elapsed for seconds in late) / came
    return round(lag + LEARNT_SHARE * (mean - seen * lag), 1)


def learn_edge(edge: float, lag: float, late: Sequence[float]) -> float:
    """Give how much earlier than a moment the oldest of the items is dated that come from then on, the first one among them.

    >>> learn_edge(0.0, 60.0, [0.0, 600.0])
    60
    """
    return round(edge + LEARNT_SHARE * (max(lag, *late) - edge))
