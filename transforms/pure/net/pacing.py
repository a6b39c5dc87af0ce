"""When the next request to a site may start, and how long a host is left alone.

The clock is passed in. The constants are those that large archives of news live with.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from transforms.moments import Moment

EWMA_ALPHA = 0.25
SLOW_SHARE = 4.0
WAIT_FLOOR_SECONDS = 60.0
WAIT_CAP_SECONDS = 24 * 3600.0
# What lies further off was noted by a clock that was ahead.
LONGEST_REST = timedelta(days=31)
AHEAD = timedelta(hours=1)


class Pace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a site has been asked: the start of the newest request, and how long answers took, as a moving average."""

    started_at: Moment | None = None
    average_seconds: float | None = None


def observe(pace: Pace, seconds: float) -> Pace:
    """Give the pace after an answer that took so many seconds (EWMA, alpha 0.25).

    >>> observe(Pace(average_seconds=2.0), 6.0).average_seconds
    3.0
    """
    known = pace.average_seconds
    average = seconds if known is None else known + (seconds - known) * EWMA_ALPHA
    return Pace(started_at=pace.started_at, average_seconds=average)


def spacing_seconds(
    pace: Pace,
    configured_seconds: float,
    crawl_delay_seconds: float | None = None,
    crawl_delay_max_seconds: float = 120.0,
) -> float:
    """Give the seconds between the starts of two requests to a site.

    A site that answers slowly is asked more slowly: a quarter of its average time, if that is more. A configured spacing of
    0 turns this off; a crawl-delay is honoured always, up to its maximum.

    >>> spacing_seconds(Pace(average_seconds=8.0), 1.0), spacing_seconds(Pace(), 1.0, crawl_delay_seconds=500.0)
    (2.0, 120.0)
    """
    spacing = configured_seconds
    if configured_seconds > 0 and pace.average_seconds is not None:
        spacing = max(spacing, pace.average_seconds / SLOW_SHARE)
    if crawl_delay_seconds is not None:
        spacing = max(spacing, min(crawl_delay_seconds, crawl_delay_max_seconds))
    return spacing


def delay_seconds(pace: Pace, now: datetime, spacing: float) -> float:
    """Give the seconds to wait before the next request may start; 0 where it may start now, never more than the spacing.

    >>> from datetime import UTC, timedelta
    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> delay_seconds(Pace(started_at=noon), noon + timedelta(seconds=0.25), 1.0)
    0.75
    """
    if pace.started_at is None:
        return 0.0
    # A clock that was set back, or the memory of a machine whose clock runs ahead, must not stop a site.
    passed = max(0.0, (now - pace.started_at).total_seconds())
    return max(0.0, spacing - passed)


def host_wait_seconds(asked_seconds: float | None, strikes: int) -> float:
    """Give the seconds for which a host is left alone after a 429: what it asked for, within 60 seconds and 24 hours.

    Where it asked for nothing: 60 seconds, doubled at each further 429 in a row (`strikes` counts those before this one).

    >>> host_wait_seconds(None, 0), host_wait_seconds(None, 2), host_wait_seconds(5.0, 0)
    (60.0, 240.0, 60.0)
    """
    wait = asked_seconds if asked_seconds is not None else WAIT_FLOOR_SECONDS * 2.0 ** min(strikes, 20)
    return min(max(wait, WAIT_FLOOR_SECONDS), WAIT_CAP_SECONDS)


def remaining_seconds(until: datetime | None, now: datetime, longest_seconds: float | None = None) -> float | None:
    """Give the seconds until a moment; None where there is none, it has passed, or no host rests for so long.

    `longest_seconds` is the longest rest of its kind; clocks of machines may differ by an hour besides.

    >>> remaining_seconds(None, datetime(2026, 11, 22)) is None
    True
    """
    longest = LONGEST_REST if longest_seconds is None else timedelta(seconds=longest_seconds) + AHEAD
    if until is None or not now < until <= now + longest:
        return None
    return (until - now).total_seconds()
