"""Whether a source is silent against its own norm."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from transforms.notices.silence import silent_after, silent_since
from transforms.pure.feeds.completeness import DayTally

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)  # a Monday


def days(*back: int, empty: tuple[int, ...] = ()) -> list[DayTally]:
    """Tallies of days that lie so many days back; on the `empty` ones nothing came."""
    today = NOON.date()
    return [DayTally(today - timedelta(days=n), 0 if n in empty else 3) for n in sorted((*back, *empty), reverse=True)]


NORMS = {
    "every day": (days(*range(2, 20)), timedelta(days=2)),
    "on weekdays": (days(3, 4, 5, 6, 7, 10, 11, 12, 13, 14), timedelta(days=4)),
    "once a week": (days(2, 9, 16, 23, 30, 37, 44), timedelta(days=8)),
    "days on which nothing came are a pause": (days(2, 3, 4, 5, 8, 9, 10, empty=(6, 7)), timedelta(days=4)),
    "too few days to know": (days(*range(2, 8)), None),
    "nothing yet": ([], None),
}


@pytest.mark.parametrize(("tallies", "limit"), NORMS.values(), ids=NORMS)
def test_the_norm_is_the_longest_pause(tallies: list[DayTally], limit: timedelta | None) -> None:
    assert silent_after(tallies, 1.0) == limit


@pytest.mark.parametrize(
    ("hours", "limit", "is_silent"),
    [
        (47, timedelta(days=2), False),
        (48, timedelta(days=2), False),
        (49, timedelta(days=2), True),
        (2000, None, False),
    ],
)
def test_a_feed_is_silent_beyond_its_norm(hours: int, limit: timedelta | None, is_silent: bool) -> None:
    last = NOON - timedelta(hours=hours)
    assert silent_since(last, limit, NOON) == (last if is_silent else None)


def test_a_feed_that_never_brought_anything_is_not_silent() -> None:
    assert silent_since(None, timedelta(days=2), NOON) is None


def test_a_quiet_weekend_is_no_silence_on_monday_morning() -> None:
    limit = silent_after([DayTally(date(2026, 11, day), 4) for day in (16, 17, 18, 19, 20, 23, 24, 25, 26, 27)], 1.0)
    assert silent_since(datetime(2026, 11, 27, 17, tzinfo=UTC), limit, datetime(2026, 11, 30, 9, tzinfo=UTC)) is None
