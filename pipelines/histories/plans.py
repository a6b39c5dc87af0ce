"""Why a feed is polled when it is, in sentences; pure, with the clock passed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pipelines.histories.moments import away, moment, span
from transforms.pure.feeds.health import Health, is_distrusted
from transforms.pure.feeds.intervals import plan_seconds
from transforms.pure.feeds.schedule import expect_wait, wants_unconditional
from transforms.pure.feeds.schedule_options import ScheduleOptions

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def explain_plan(health: Health, options: ScheduleOptions, interval: float | None, now: datetime) -> Iterator[str]:
    """Say how far apart a feed's polls are, and what that comes from. `interval` is the feed's own, None to adapt."""
    if health.last_polled_at is None:
        yield "It was never polled: the next turn does."
        return
    if health.failures:
        wait = span(expect_wait(health, options, interval, now))
        weight = f"its failures in a row weigh {health.failures:g}, and from {options.dead_failures:g} on it is dead"
        yield f"It fails ({weight}), so polls are {wait} apart; one that works ends that."
        return
    planned = plan_seconds(health, options, interval, now)
    if interval is not None:
        yield f"Every {span(planned)}, as `interval` of the feed says" + (
            " (raised to `poll.schedule.floor_seconds`)." if planned > interval else "."
        )
        return
    if planned == 0:
        yield "At every turn, since `poll.schedule.floor_seconds` is 0."
        return
    yield f"About every {span(planned)}: {_what_bounds(health, options, planned)}."
    yield from _what_is_known(health, now)


def _what_bounds(health: Health, options: ScheduleOptions, planned: float) -> str:
    hints = health.hints
    wished = max(hints.ttl_seconds or 0.0, hints.update_seconds or 0.0, hints.max_age_seconds or 0.0)
    adapted = options.first_seconds if health.interval_seconds is None else health.interval_seconds
    if planned <= options.floor_seconds:
        return "no sooner than `poll.schedule.floor_seconds` says, though there is enough news for it"
    if planned >= options.cap_seconds:
        return "no later than `poll.schedule.cap_seconds` says"
    if planned > adapted:
        asked = " and ".join(_wishes(health)) if wished else "its validators lie"
        return (
            f"that is what the publisher asks for, as far as we obey ({asked}); its news would be worth {span(adapted)}"
        )
    if health.interval_seconds is None:
        return "as a new feed, by `poll.schedule.first_seconds`"
    return "adapted to how much of its document is new from one poll to the next"


def _wishes(health: Health) -> Iterator[str]:
    hints = health.hints
    for name, seconds in (
        ("ttl", hints.ttl_seconds),
        ("sy:updatePeriod", hints.update_seconds),
        ("Cache-Control or Expires", hints.max_age_seconds),
    ):
        if seconds:
            yield f"{name} {span(seconds)}"


def _what_is_known(health: Health, now: datetime) -> Iterator[str]:
    if health.window_seconds is not None:
        yield f"Its document spans {span(health.window_seconds)}, of which a third may pass between two polls."
    if health.last_new_at is not None:
        yield f"News came last {away(health.last_new_at, now)}; each day without adds an hour."
    if health.overrun_at is not None:
        yield f"Items had come and gone before the poll of {moment(health.overrun_at)}, so its wishes count less for a week."
    hours, days = health.hints.skip_hours, health.hints.skip_days
    if hours or days:
        skipped = [f"{hour:02d}" for hour in hours] + [_DAYS[day] for day in days if 0 <= day < len(_DAYS)]
        yield f"The publisher wants no polls at {', '.join(skipped)} (hours are UTC)."


def explain_validators(health: Health, options: ScheduleOptions, now: datetime) -> str:
    """Say whether the next poll is conditional, and why not."""
    if is_distrusted(health, now) and health.distrusted_until is not None:
        return f"not sent until {moment(health.distrusted_until)}: they said that nothing was new when there was news"
    if wants_unconditional(health, options, now):
        return "the next poll asks for the whole document, as once in a while, since they may lie"
    return "sent with the next poll"
