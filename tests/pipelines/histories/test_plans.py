"""Why a feed is polled when it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from one_shard import NOON

from pipelines.histories.plans import explain_plan, explain_validators
from transforms.pure.feeds.health import Health, PollHints
from transforms.pure.feeds.schedule_options import ScheduleOptions

HOUR = 3600.0
AGO = NOON - timedelta(hours=1)


def plan(interval: float | None = None, options: dict[str, Any] | None = None, **health: Any) -> str:
    known = {"last_polled_at": AGO, "last_success_at": AGO, **health}
    return " ".join(explain_plan(Health(**known), ScheduleOptions(**(options or {})), interval, NOON))


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("It was never polled: the next turn does.", {"last_polled_at": None}),
        ("Every 2 h, as `interval` of the feed says.", {"interval": 2 * HOUR}),
        ("Every 15 min, as `interval` of the feed says (raised to `poll.schedule.floor_seconds`).", {"interval": 60.0}),
        ("At every turn, since `poll.schedule.floor_seconds` is 0.", {"options": {"floor_seconds": 0}}),
        ("About every 1 h: as a new feed, by `poll.schedule.first_seconds`.", {}),
        ("About every 30 min: adapted to how much of its document is new", {"interval_seconds": 1800.0}),
        ("About every 15 min: no sooner than `poll.schedule.floor_seconds`", {"interval_seconds": 900.0}),
        ("About every 1 d: no later than `poll.schedule.cap_seconds` says", {"interval_seconds": 90_000.0}),
        (
            "About every 3 h: that is what the publisher asks for, as far as we obey (ttl 3 h); its news would be worth 30 min",
            {"interval_seconds": 1800.0, "hints": PollHints(ttl_seconds=3 * HOUR)},
        ),
        ("its validators lie", {"interval_seconds": 1800.0, "distrusted_until": NOON + timedelta(days=1)}),
        ("Its document spans 6 h, of which a third may pass between two polls.", {"window_seconds": 6 * HOUR}),
        ("News came last 1 h ago; each day without adds an hour.", {"last_new_at": AGO}),
        ("wants no polls at 03, Sunday (hours are UTC)", {"hints": PollHints(skip_hours=(3,), skip_days=(6,))}),
        ("had come and gone before the poll of 2026-11-22 11:00 UTC", {"overrun_at": AGO}),
        (
            "It fails (its failures in a row weigh 2.5, and from 30 on it is dead), so polls are 2 h apart; one that works",
            {"failures": 2.5, "next_poll_at": NOON + timedelta(hours=1)},
        ),
    ],
)
def test_the_reason_is_that_of_the_schedule(said: str, given: dict[str, Any]) -> None:
    assert said in plan(**given)


def test_it_says_whether_validators_are_sent() -> None:
    options = ScheduleOptions()
    assert explain_validators(Health(last_full_at=AGO), options, NOON) == "sent with the next poll"
    assert "asks for the whole document" in explain_validators(
        Health(last_full_at=NOON - timedelta(days=2)), options, NOON
    )
    liar = Health(last_full_at=AGO, distrusted_until=NOON + timedelta(days=1))
    assert explain_validators(liar, options, NOON).startswith("not sent until 2026-11-23 12:00 UTC")
