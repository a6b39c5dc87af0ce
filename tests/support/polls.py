"""Polls of a feed, made up: outcomes, a feed that has been polled before, and the wait that follows."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from transforms.pure.feeds.health import Health, PollOutcome
from transforms.pure.feeds.schedule import update_health
from transforms.pure.feeds.schedule_options import ScheduleOptions

SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HOUR, DAY = 3600.0, 86_400.0
STEADY = ScheduleOptions(jitter=0)
NOT_MODIFIED = PollOutcome(kind="unchanged", status=304)


def known_health(**changes: Any) -> Health:
    """A feed polled an interval ago (an hour), due now, with news an hour ago."""
    hour_ago = SUNDAY - timedelta(hours=1)
    polled_at = SUNDAY - timedelta(seconds=changes.get("interval_seconds", HOUR))
    fields: dict[str, Any] = {
        "next_poll_at": SUNDAY,
        "interval_seconds": HOUR,
        "last_polled_at": polled_at,
        "last_success_at": polled_at,
        "last_new_at": hour_ago,
        "last_full_at": hour_ago,
    }
    return Health(**fields | changes)


def news(new: int, of: int, **fields: Any) -> PollOutcome:
    return PollOutcome(kind="new", status=200, new_items=new, window_items=of, overlap=of - new, **fields)


def failed(severity: Any = "hard", **fields: Any) -> PollOutcome:
    return PollOutcome(kind="failed", severity=severity, message="the server answered 500", **fields)


def poll(
    health: Health,
    outcome: PollOutcome,
    *,
    options: ScheduleOptions = STEADY,
    interval: float | None = None,
    now: datetime = SUNDAY,
) -> Health:
    return update_health(health, outcome, options, interval, now, random.Random(7))


def wait(health: Health, now: datetime = SUNDAY) -> float:
    assert health.next_poll_at is not None
    return (health.next_poll_at - now).total_seconds()
