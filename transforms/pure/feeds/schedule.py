"""When to poll a feed next, and what a poll's outcome means for its health.

A poll is planned so that most of the feed's window (the items that its document holds) is still known when it comes:
a third of the time that the window spans, corrected by how much of it was new. The publisher's wishes may stretch that
to a half. Failures stretch it linearly and never for ever.
"""

from __future__ import annotations

import math
import random
from datetime import datetime, timedelta
from typing import Annotated, Final

from msgspec import Meta, Struct
from msgspec.structs import replace

from transforms.errors import Severity
from transforms.pure.feeds.health import Health, PollHints, PollOutcome, Redirect

__all__ = [
    "Health",
    "PollHints",
    "PollOutcome",
    "ScheduleOptions",
    "adopted_url",
    "after_poll",
    "is_due",
    "wants_unconditional",
]

HOUR_SECONDS: Final = 3600.0
DAY_SECONDS: Final = 24 * HOUR_SECONDS
WEEK_HOURS: Final = 7 * 24
# A dead host may come back any minute; a page that says "no such feed" seldom does.
FAILURE_WEIGHTS: Final[dict[Severity, float]] = {"hard": 1.0, "soft": 0.5, "temporary": 0.25}
GONE_STATUS: Final = 410

Seconds = Annotated[float, Meta(ge=0)]


class ScheduleOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often feeds are polled.

    floor_seconds: never sooner than this; 0 means that every pass polls, whatever windows and wishes say (failures
        still back off).
    cap_seconds: never later than this, unless a feed fails, is gone or has a longer fixed interval.
    first_seconds: the interval after the first poll, if the window does not ask for a shorter one.
    latency_seconds: the longest interval of a lively feed; each day without news adds an hour.
    jitter: the share, 0 to 1, by which waits vary, so that feeds polled together drift apart.
    hint_cap_seconds: how far the publisher's wishes (ttl, sy:update*, Cache-Control, Expires) are heard at most.
    backoff_cap_seconds: the longest wait of a failing feed.
    dead_failures: the weighted number of failures in a row after which a feed counts as dead.
    dead_cap_seconds: the longest wait of a dead feed.
    gone_confirm_seconds: how far apart two answers 410 must be to be believed.
    gone_seconds: the interval of a feed that is gone.
    retry_after_cap_seconds: how far a Retry-After is obeyed at most; some ask for years.
    unconditional_seconds: how often the whole document is asked for, since an ETag may lie.
    distrust_seconds: how long no validators are sent to a feed whose validators lied.
    redirect_days, redirect_sightings: for how long and how often a permanent redirect is seen before it is adopted.

    Raises: ValueError if the floor lies above the cap.
    """

    floor_seconds: Seconds = 900.0
    cap_seconds: Seconds = DAY_SECONDS
    first_seconds: Seconds = HOUR_SECONDS
    latency_seconds: Seconds = 2 * HOUR_SECONDS
    jitter: Annotated[float, Meta(ge=0, le=1)] = 0.15
    hint_cap_seconds: Seconds = DAY_SECONDS
    backoff_cap_seconds: Seconds = DAY_SECONDS
    dead_failures: Annotated[float, Meta(gt=0)] = 30.0
    dead_cap_seconds: Seconds = 30 * DAY_SECONDS
    gone_confirm_seconds: Seconds = DAY_SECONDS
    gone_seconds: Seconds = 30 * DAY_SECONDS
    retry_after_cap_seconds: Seconds = DAY_SECONDS
    unconditional_seconds: Seconds = DAY_SECONDS
    distrust_seconds: Seconds = 30 * DAY_SECONDS
    redirect_days: Annotated[float, Meta(ge=0)] = 7.0
    redirect_sightings: Annotated[int, Meta(ge=1)] = 10

    def __post_init__(self) -> None:
        if self.floor_seconds > self.cap_seconds:
            raise ValueError(
                f"floor_seconds ({self.floor_seconds:g}) lies above cap_seconds ({self.cap_seconds:g}): "
                "lower the floor or raise the cap"
            )


def is_due(health: Health, now: datetime) -> bool:
    """Whether it is time to poll.

    >>> is_due(Health(), datetime.fromisoformat("2026-11-22T10:00:00+00:00"))
    True
    """
    return health.next_poll_at is None or now >= health.next_poll_at


def wants_unconditional(health: Health, options: ScheduleOptions, now: datetime) -> bool:
    """Whether the next poll must go without validators: they lied, or they have been believed for long enough."""
    if health.last_full_at is None or _is_distrusted(health, now):
        return True
    return _seconds_between(health.last_full_at, now) >= options.unconditional_seconds


def adopted_url(health: Health) -> str | None:
    """The URL to poll in place of the configured one, None if that one still holds."""
    return health.url


def after_poll(
    health: Health,
    outcome: PollOutcome,
    options: ScheduleOptions,
    interval: float | None,
    now: datetime,
    rng: random.Random,
) -> Health:
    """What is remembered after a poll, the time of the next one included.

    `interval` is the feed's fixed interval in seconds, None to adapt. A fixed interval replaces the adaptive part and
    the publisher's wishes, but neither the floor nor back-off nor Retry-After.
    """
    if outcome.kind == "failed":
        learnt, wait_seconds = _learn_failure(health, outcome, options, interval, now, rng)
    else:
        learnt, wait_seconds = _learn_success(health, outcome, options, interval, now, rng)
    if outcome.wait_seconds is not None:
        wait_seconds = max(wait_seconds, min(outcome.wait_seconds, options.retry_after_cap_seconds))
    return replace(learnt, last_polled_at=now, next_poll_at=now + timedelta(seconds=wait_seconds))


def _learn_success(
    health: Health,
    outcome: PollOutcome,
    options: ScheduleOptions,
    interval: float | None,
    now: datetime,
    rng: random.Random,
) -> tuple[Health, float]:
    is_news = outcome.kind == "new" or health.last_success_at is None
    learnt = replace(
        health,
        window_seconds=_measure_window(health, outcome, now),
        failures=0.0,
        last_error=None,
        last_success_at=now,
        last_new_at=now if is_news else health.last_new_at,
        last_full_at=now if outcome.unconditional else health.last_full_at,
        gone_at=None,
        hints=_hear(health.hints, outcome),
    )
    if outcome.validators_lied:
        learnt = replace(learnt, distrusted_until=now + timedelta(seconds=options.distrust_seconds))
    learnt = _see_redirect(learnt, outcome.redirect_target, options, now)
    learnt = replace(learnt, interval_seconds=_adapt(health, learnt, outcome, options, now))
    planned = _plan(learnt, options, interval, now)
    if interval is not None:
        return learnt, planned * rng.uniform(1, 1 + options.jitter)
    wait_seconds = max(options.floor_seconds, _spread(planned, options.cap_seconds, options, rng))
    return learnt, _pass_skips(learnt.hints, wait_seconds, options, now, rng) if wait_seconds > 0 else 0.0


def _learn_failure(
    health: Health,
    outcome: PollOutcome,
    options: ScheduleOptions,
    interval: float | None,
    now: datetime,
    rng: random.Random,
) -> tuple[Health, float]:
    failures = health.failures + FAILURE_WEIGHTS[outcome.severity or "soft"]
    is_dead = failures >= options.dead_failures
    gone_at = health.gone_at or (now if outcome.status == GONE_STATUS else None)
    is_gone = (
        outcome.status == GONE_STATUS
        and gone_at is not None
        and _seconds_between(gone_at, now) >= options.gone_confirm_seconds
    )
    learnt = replace(health, failures=failures, last_error=outcome.message, gone_at=gone_at)
    if is_dead or is_gone:
        # What was adopted may have died while the configured address came back to life.
        learnt = replace(learnt, url=None, redirect=None)
    planned = _plan(health, options, interval, now) or options.first_seconds
    if is_gone:
        return learnt, max(planned, _spread(options.gone_seconds, options.gone_seconds, options, rng))
    cap_seconds = options.dead_cap_seconds if is_dead else options.backoff_cap_seconds
    # Linear: doubling an interval of hours silences a feed for days after a bad night.
    backoff = _spread(planned * max(1.0, failures), cap_seconds, options, rng)
    return learnt, max(backoff, options.floor_seconds, interval or 0.0)


def _adapt(before: Health, learnt: Health, outcome: PollOutcome, options: ScheduleOptions, now: datetime) -> float:
    """The next adaptive interval, before wishes."""
    current = _current_seconds(before, options)
    # A poll that comes early (`--now`) or first says nothing about the interval.
    if before.last_success_at is not None and is_due(before, now):
        current = _judge(current, outcome, options)
    longest = min(options.latency_seconds + _slack_seconds(learnt, now), _safe_seconds(learnt, 3, now))
    return _clamp(min(current, longest), options.floor_seconds, options.cap_seconds)


def _judge(current: float, outcome: PollOutcome, options: ScheduleOptions) -> float:
    """The interval, corrected by how much of the window was known: between one and two thirds is right."""
    if outcome.kind == "unchanged":
        return current * 1.5
    if not outcome.window_items:
        return current
    known = outcome.overlap / outcome.window_items
    if outcome.overlap == 0:
        return current / 2
    if known < 1 / 3:
        return 0.8 * current + 0.2 * options.floor_seconds
    return current * 1.15 if known > 2 / 3 else current


def _plan(health: Health, options: ScheduleOptions, interval: float | None, now: datetime) -> float:
    """Seconds between polls while all goes well, before jitter and skipped hours."""
    if interval is not None:
        return max(interval, options.floor_seconds)
    if options.floor_seconds == 0:
        return 0.0
    hints = health.hints
    wish = max(hints.ttl_seconds or 0.0, hints.update_seconds or 0.0, hints.max_age_seconds or 0.0)
    heard = min(wish, options.hint_cap_seconds, _safe_seconds(health, 2, now))
    floor_seconds = options.floor_seconds
    if _is_distrusted(health, now):
        floor_seconds = max(floor_seconds, options.first_seconds)  # each poll costs the whole document
    return _clamp(max(_current_seconds(health, options), heard), floor_seconds, options.cap_seconds)


def _measure_window(health: Health, outcome: PollOutcome, now: datetime) -> float | None:
    """The seconds that the window spans: by its dates, and by how much of it came since the last success."""
    spans = []
    if outcome.window_seconds:  # 0: one item, or one date for all
        spans.append(outcome.window_seconds)
    # Dates alone can mislead (an old item pinned for years), and many feeds have none.
    if outcome.new_items and outcome.window_items and health.last_success_at is not None and is_due(health, now):
        elapsed = _seconds_between(health.last_success_at, now)
        spans.append(elapsed * max(1.0, outcome.window_items / outcome.new_items))
    return min(spans) if spans else health.window_seconds


def _safe_seconds(health: Health, part: int, now: datetime) -> float:
    """A part of the window: the longest wait after which most of what a steady feed held is still there."""
    if health.window_seconds is None:
        return math.inf
    return health.window_seconds / part + _slack_seconds(health, now)


def _slack_seconds(health: Health, now: datetime) -> float:
    """An hour for each day without news: what a window of busy days says fades in silence."""
    return 0.0 if health.last_new_at is None else _seconds_between(health.last_new_at, now) / 24


def _hear(before: PollHints, outcome: PollOutcome) -> PollHints:
    """The wishes now valid: a document replaces its own, a 304 says nothing of them; headers come with either."""
    heard = outcome.hints
    if outcome.window_items is None:
        max_age = heard.max_age_seconds
        return before if max_age is None else replace(before, max_age_seconds=max_age)
    return heard


def _see_redirect(health: Health, target: str | None, options: ScheduleOptions, now: datetime) -> Health:
    if target is None:
        return replace(health, redirect=None)
    seen = health.redirect
    if seen is None or seen.target != target:
        seen = Redirect(target=target, first_seen_at=now)
    else:
        seen = replace(seen, sightings=seen.sightings + 1)
    age_seconds = _seconds_between(seen.first_seen_at, now)
    if seen.sightings >= options.redirect_sightings and age_seconds >= options.redirect_days * DAY_SECONDS:
        return replace(health, url=target, redirect=None)
    return replace(health, redirect=seen)


def _pass_skips(
    hints: PollHints, wait_seconds: float, options: ScheduleOptions, now: datetime, rng: random.Random
) -> float:
    """The wait, lengthened to the first hour that the feed does not skip, as far as the cap allows."""
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
    return min(_seconds_between(now, at) + spread_seconds, max(wait_seconds, options.cap_seconds))


def _spread(seconds: float, cap_seconds: float, options: ScheduleOptions, rng: random.Random) -> float:
    """The wait with jitter, which also spreads what stands at the cap but never passes it."""
    most = 1 + options.jitter
    return min(seconds, cap_seconds / most) * rng.uniform(1, most)


def _current_seconds(health: Health, options: ScheduleOptions) -> float:
    return options.first_seconds if health.interval_seconds is None else health.interval_seconds


def _is_distrusted(health: Health, now: datetime) -> bool:
    return health.distrusted_until is not None and now < health.distrusted_until


def _clamp(seconds: float, floor_seconds: float, cap_seconds: float) -> float:
    return min(max(seconds, floor_seconds), cap_seconds)


def _seconds_between(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds()
