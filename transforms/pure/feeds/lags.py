"""How long after their dates a feed's items appear, learnt from those that were dated already when the last poll did not have them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from transforms.pure.feeds.continuity import Sighted

# A longer time between two polls, or between a date and a poll, says nothing of how late items come.
LAG_HOURS: Final = 6
# How much of what is remembered one poll changes.
LEARNT_SHARE: Final = 0.1


def late_seconds(items: Sequence[Sighted], covered_until: datetime | None) -> list[float]:
    """Give how long before the last poll those items are dated that it did not have yet; a date of long ago is no lag."""
    if covered_until is None:
        return []
    late = [(covered_until - one.at).total_seconds() for one in items if not one.known and one.at is not None]
    return [max(0.0, seconds) for seconds in late if seconds <= LAG_HOURS * 3600]


def tells_lags(late: Sequence[float], covered_until: datetime | None, now: datetime) -> bool:
    """Tell whether something is new, and the last poll was so lately, but not now, that it says how late items come."""
    return bool(late) and covered_until is not None and 0 < (now - covered_until).total_seconds() <= LAG_HOURS * 3600


def learn_lag(lag: float, late: Sequence[float], elapsed: float) -> float:
    """Give the mean time between an item's date and its coming, in seconds, learnt from new items that have not come long ago.

    At how many polls an item was dated already and had not come, times the time between two polls, is this time on average.
    """
    mean = sum(math.ceil(seconds / elapsed) * elapsed for seconds in late) / len(late)
    return round(lag + LEARNT_SHARE * (mean - lag))


def learn_edge(edge: float, lag: float, late: Sequence[float]) -> float:
    """Give how much earlier than a moment the oldest of the items is dated that come from then on, the first one among them.

    >>> learn_edge(0.0, 60.0, [0.0, 600.0])
    60
    """
    return round(edge + LEARNT_SHARE * (max(lag, *late) - edge))
