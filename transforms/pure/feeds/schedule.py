"""When to poll a feed next, and what a poll's outcome means for its health.

A poll is planned so that most of the feed's window is still known when it comes (see `intervals`), and spread so that feeds
do not come together (see `spreading`). Failures stretch the wait linearly and never for ever.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from transforms.errors import Severity
from transforms.pure.feeds.health import Health, PollHints, PollOutcome, is_distrusted, is_due
from transforms.pure.feeds.intervals import adapt_interval, bound_wait, measure_window, plan_seconds
from transforms.pure.feeds.redirects import note_redirect
from transforms.pure.feeds.schedule_options import HOUR_SECONDS, ScheduleOptions
from transforms.pure.feeds.spreading import mean_wait, spread_wait

WEEK_HOURS: Final = 7 * 24
# A dead host may come back any minute; a page that says "no such feed" seldom does.
FAILURE_WEIGHTS: Final[dict[Severity, float]] = {"hard": 1.0, "soft": 0.5, "temporary": 0.25}
GONE_STATUS: Final = 410
OUTGROWN: Final = 1.4
# A feed that a hub announces is not polled before the hub's lease ends.
LONGEST_LEASE_SECONDS: Final = 91 * 86_400.0


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
        wait_seconds = max(wait_seconds, _retry_after(outcome.wait_seconds, wait_seconds, options, rng))
    return replace(learnt, last_polled_at=now, next_poll_at=now + timedelta(seconds=wait_seconds))


def expect_wait(health: Health, options: ScheduleOptions, interval: float | None, now: datetime) -> float:
    """Give the seconds from one poll of a feed to the next, on average, if it stays as it is; 0: polled at every pass.

    >>> now = datetime.fromisoformat("2026-11-22T10:00:00+00:00")
    >>> expect_wait(Health(), ScheduleOptions(jitter=0.1), 3600.0, now)
    3420.0
    """
    if health.failures and health.next_poll_at is not None and health.last_polled_at is not None:
        return (health.next_poll_at - health.last_polled_at).total_seconds()
    planned = plan_seconds(health, options, interval, now)
    return mean_wait(planned, bound_wait(health, options, interval, now), options.jitter) if planned else 0.0


def longest_wait(options: ScheduleOptions, interval: float | None) -> float:
    """Give the seconds that no wait for a feed's next poll is longer than.

    >>> longest_wait(ScheduleOptions(), None) / 86_400
    91.0
    """
    caps = (
        options.cap_seconds,
        options.first_seconds,
        options.backoff_cap_seconds,
        options.dead_cap_seconds,
        options.gone_seconds,
        options.retry_after_cap_seconds,
        interval or 0.0,
    )
    return max(max(caps) * (1 + options.jitter) + HOUR_SECONDS, LONGEST_LEASE_SECONDS)


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
    window_seconds = measure_window(health, outcome, now)
    learnt = replace(
        health,
        window_seconds=window_seconds,
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
    if outcome.gap and window_seconds is not None and _came_as_planned(health, now):
        learnt = replace(learnt, overrun_at=now, overrun_seconds=window_seconds)
    learnt = note_redirect(learnt, outcome.redirect_target, options, now)
    learnt = replace(learnt, interval_seconds=adapt_interval(health, learnt, outcome, options, now))
    wait_seconds = _wait_as_planned(health, learnt, poll)
    if poll.interval is not None or wait_seconds == 0:
        return learnt, wait_seconds
    return learnt, _skip_hours(learnt.hints, wait_seconds, options, now, poll.rng)


def _came_as_planned(before: Health, now: datetime) -> bool:
    """Tell whether a poll came about when it was planned after a success: no outage, of theirs or ours, made it late."""
    if before.failures or before.next_poll_at is None or before.last_polled_at is None:
        return False
    return now <= before.next_poll_at + (before.next_poll_at - before.last_polled_at) / 2


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
        return learnt, max(planned, _lengthen(options.gone_seconds, options.gone_seconds, options.jitter, poll))
    cap_seconds = options.dead_cap_seconds if is_dead else options.backoff_cap_seconds
    # Linear: doubling an interval of hours silences a feed for days after a bad night.
    factor = max(1.0, failures)
    backoff = _lengthen(planned * factor, cap_seconds, _failure_share(health, planned, factor, poll), poll)
    return learnt, max(backoff, options.floor_seconds, poll.interval or 0.0)


def _wait_as_planned(before: Health, learnt: Health, poll: _Poll) -> float:
    """Give the wait after a success: as planned, and spread."""
    planned = plan_seconds(learnt, poll.options, poll.interval, poll.now)
    if planned == 0:
        return 0.0
    bounds = bound_wait(learnt, poll.options, poll.interval, poll.now)
    needs_place = poll.interval is None and _has_outgrown(before, learnt)
    late_seconds = None if needs_place else _late_seconds(before, poll.now)
    return spread_wait(planned, bounds, late_seconds, poll.options.jitter, poll.rng)


def _has_outgrown(before: Health, learnt: Health) -> bool:
    """Tell whether the interval grew so much at once that the feed needs a new place in it.

    Quiet feeds grow in step: those that were spread over one hour would all come in one of two.
    """
    grown, current = learnt.interval_seconds, before.interval_seconds
    return grown is not None and current is not None and grown >= OUTGROWN * current


def _failure_share(health: Health, planned_seconds: float, factor: float, poll: _Poll) -> float:
    """Give the share by which a wait after a failure varies: where many may have failed at once, by a whole interval."""
    late_seconds, jitter = _late_seconds(health, poll.now), poll.options.jitter
    if jitter == 0 or (late_seconds is not None and late_seconds <= jitter * planned_seconds):
        return jitter
    return max(jitter, 1 / factor)


def _late_seconds(health: Health, now: datetime) -> float | None:
    """Give how long after its time a feed is polled now; None where it had none, or is polled before."""
    if health.next_poll_at is None or not is_due(health, now):
        return None
    return (now - health.next_poll_at).total_seconds()


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
    spread_seconds = rng.uniform(0, HOUR_SECONDS) if options.jitter else 0.0  # not all at the full hour
    return min((at - now).total_seconds() + spread_seconds, max(wait_seconds, options.cap_seconds))


def _retry_after(asked_seconds: float, wait_seconds: float, options: ScheduleOptions, rng: random.Random) -> float:
    """Give the wait that a server asked for, and a little more: a site's feeds may all be asked to wait until one moment."""
    spread_seconds = rng.uniform(0, options.jitter) * wait_seconds
    return min(asked_seconds + spread_seconds, options.retry_after_cap_seconds)


def _lengthen(seconds: float, cap_seconds: float, share: float, poll: _Poll) -> float:
    """Give the wait, lengthened by up to a share of it: no failure makes a poll sooner.

    What stands at the cap is spread too, and never passes it.
    """
    least = min(seconds, cap_seconds / (1 + poll.options.jitter))
    return poll.rng.uniform(least, min(least * (1 + share), cap_seconds))
