"""When to poll a feed next, and what a poll's outcome means for its health.

A poll is planned so that most of the feed's window is still known when it comes (see `intervals`). Failures stretch the
wait linearly and never for ever.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from transforms.errors import Severity
from transforms.pure.feeds.health import Health, PollHints, PollOutcome, is_distrusted
from transforms.pure.feeds.intervals import adapt_interval, measure_window, plan_seconds
from transforms.pure.feeds.redirects import note_redirect
from transforms.pure.feeds.schedule_options import HOUR_SECONDS, ScheduleOptions

WEEK_HOURS: Final = 7 * 24
# A dead host may come back any minute; a page that says "no such feed" seldom does.
FAILURE_WEIGHTS: Final[dict[Severity, float]] = {"hard": 1.0, "soft": 0.5, "temporary": 0.25}
GONE_STATUS: Final = 410


def wants_unconditional(health: Health, options: ScheduleOptions, now: datetime) -> bool:
    """Tell whether the next poll must go without validators: they lied, or they have been believed for long enough.

    >>> wants_unconditional(Health(), ScheduleOptions(), datetime.fromisoformat("2026-11-22T10:00:00+00:00"))
    True
    """
    if health.last_full_at is None or is_distrusted(health, now):
        return True
    return (now - health.last_full_at).total_seconds() >= options.unconditional_seconds


def update_health(
    health: Health,
    outcome: PollOutcome,
    options: ScheduleOptions,
    interval: float | None,
    now: datetime,
    rng: random.Random,
) -> Health:
    """Give what is remembered after a poll, the time of the next one included.

    `interval` is the feed's fixed interval in seconds, None to adapt. A fixed interval replaces the adaptive part and
    the publisher's hints, but neither the floor nor back-off nor Retry-After.
    """
    learn = _learn_failure if outcome.kind == "failed" else _learn_success
    learnt, wait_seconds = learn(health, _Poll(outcome, options, interval, now, rng))
    if outcome.wait_seconds is not None:
        wait_seconds = max(wait_seconds, min(outcome.wait_seconds, options.retry_after_cap_seconds))
    return replace(learnt, last_polled_at=now, next_poll_at=now + timedelta(seconds=wait_seconds))


class _Poll(Struct, frozen=True):
    """One poll: its outcome, and what that is judged by."""

    outcome: PollOutcome
    options: ScheduleOptions
    interval: float | None
    now: datetime
    rng: random.Random


def _learn_success(health: Health, poll: _Poll) -> tuple[Health, float]:
    outcome, options, now = poll.outcome, poll.options, poll.now
    is_news = outcome.kind == "new" or health.last_success_at is None
    learnt = replace(
        health,
        window_seconds=measure_window(health, outcome, now),
        failures=0.0,
        last_error=None,
        last_success_at=now,
        last_new_at=now if is_news else health.last_new_at,
        last_full_at=now if outcome.unconditional else health.last_full_at,
        gone_at=None,
        hints=_update_hints(health.hints, outcome),
    )
    if outcome.validators_lied:
        learnt = replace(learnt, distrusted_until=now + timedelta(seconds=options.distrust_seconds))
    learnt = note_redirect(learnt, outcome.redirect_target, options, now)
    learnt = replace(learnt, interval_seconds=adapt_interval(health, learnt, outcome, options, now))
    planned = plan_seconds(learnt, options, poll.interval, now)
    if poll.interval is not None:
        return learnt, planned * poll.rng.uniform(1, 1 + options.jitter)
    wait_seconds = max(options.floor_seconds, _spread(planned, options.cap_seconds, options, poll.rng))
    return learnt, _skip_hours(learnt.hints, wait_seconds, options, now, poll.rng) if wait_seconds > 0 else 0.0


def _learn_failure(health: Health, poll: _Poll) -> tuple[Health, float]:
    outcome, options, now = poll.outcome, poll.options, poll.now
    failures = health.failures + FAILURE_WEIGHTS[outcome.severity or "soft"]
    is_dead = failures >= options.dead_failures
    gone_at = health.gone_at or (now if outcome.status == GONE_STATUS else None)
    is_gone = (
        outcome.status == GONE_STATUS
        and gone_at is not None
        and (now - gone_at).total_seconds() >= options.gone_confirm_seconds
    )
    learnt = replace(health, failures=failures, last_error=outcome.message, gone_at=gone_at)
    if is_dead or is_gone:
        # What was adopted may have died while the configured address came back to life.
        learnt = replace(learnt, adopted_url=None, redirect=None)
    planned = plan_seconds(health, options, poll.interval, now) or options.first_seconds
    if is_gone:
        return learnt, max(planned, _spread(options.gone_seconds, options.gone_seconds, options, poll.rng))
    cap_seconds = options.dead_cap_seconds if is_dead else options.backoff_cap_seconds
    # Linear: doubling an interval of hours silences a feed for days after a bad night.
    backoff = _spread(planned * max(1.0, failures), cap_seconds, options, poll.rng)
    return learnt, max(backoff, options.floor_seconds, poll.interval or 0.0)


def _update_hints(before: PollHints, outcome: PollOutcome) -> PollHints:
    """Give the hints now valid: a document replaces its own, a 304 says nothing of them; headers come with either."""
    if outcome.window_items is not None:
        return outcome.hints
    max_age = outcome.hints.max_age_seconds
    return before if max_age is None else replace(before, max_age_seconds=max_age)


def _skip_hours(
    hints: PollHints, wait_seconds: float, options: ScheduleOptions, now: datetime, rng: random.Random
) -> float:
    """Give the wait, lengthened to the first hour that the feed does not skip, as far as the cap allows."""
    planned_at = now + timedelta(seconds=wait_seconds)
    at = planned_at
    for _ in range(WEEK_HOURS):
        if at.hour not in hints.skip_hours and at.weekday() not in hints.skip_days:
            break
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    else:
        return wait_seconds  # a feed that skips all of its hours means something else
    if at == planned_at:
        return wait_seconds
    spread_seconds = rng.uniform(0, options.jitter) * HOUR_SECONDS  # not all at the full hour
    return min((at - now).total_seconds() + spread_seconds, max(wait_seconds, options.cap_seconds))


def _spread(seconds: float, cap_seconds: float, options: ScheduleOptions, rng: random.Random) -> float:
    """Give the wait with jitter, which also spreads what stands at the cap but never passes it."""
    most = 1 + options.jitter
    return min(seconds, cap_seconds / most) * rng.uniform(1, most)
