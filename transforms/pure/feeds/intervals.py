"""How long to wait between two polls of a feed while all goes well.

The interval follows the feed's window, the items that its document holds: a third of the time that the window spans,
corrected by how much of it was new. The publisher's hints may stretch that to a half.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final

from transforms.pure.feeds.health import Health, PollOutcome, is_distrusted, is_due
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.pure.feeds.spreading import Bounds

# For so long it is remembered how little time a window spanned when items were missed.
OVERRUN_SECONDS: Final = 7 * 86_400.0


def adapt_interval(
    before: Health, learnt: Health, outcome: PollOutcome, options: ScheduleOptions, now: datetime
) -> float:
    """Give the next adaptive interval in seconds, before the publisher's hints.

    `before` is what was remembered before the poll, `learnt` what it taught: its window and its last news.
    """
    current = _current_seconds(before, options)
    # A poll that was asked for (`--now`) or comes first says nothing about the interval, unless something was missed.
    if outcome.gap:
        current /= 2
    elif before.last_success_at is not None and is_due(before, now):
        corrected = _correct(current, outcome, options)
        # One that came much sooner than the interval, to leave a herd, can show that it is too long and not that it is too short.
        is_short = (now - before.last_success_at).total_seconds() < current * (1 - options.jitter)
        current = min(current, corrected) if is_short else corrected
    longest = min(options.latency_seconds + _slack_seconds(learnt, now), _safe_seconds(learnt, 3, now))
    return _clamp(min(current, longest), options.floor_seconds, options.cap_seconds)


def plan_seconds(health: Health, options: ScheduleOptions, interval: float | None, now: datetime) -> float:
    """Give the seconds to the next poll, before jitter and skipped hours.

    `interval` is the feed's fixed interval in seconds, None to adapt; it replaces all but the floor.

    >>> now = datetime.fromisoformat("2026-11-22T10:00:00+00:00")
    >>> plan_seconds(Health(interval_seconds=1800.0), ScheduleOptions(), None, now)
    1800.0
    """
    if interval is not None:
        return max(interval, options.floor_seconds)
    if options.floor_seconds == 0:
        return 0.0
    return _clamp(_current_seconds(health, options), _wished_seconds(health, options, now), options.cap_seconds)


def bound_wait(health: Health, options: ScheduleOptions, interval: float | None, now: datetime) -> Bounds:
    """Give between which seconds the wait for the next poll must lie, however it is spread.

    A fixed interval knows no hints and no cap. At the cap a wish yields a little, so that feeds part there too.
    """
    if interval is not None:
        return Bounds(soonest_seconds=options.floor_seconds, latest_seconds=math.inf, draw_seconds=math.inf)
    at_cap = options.cap_seconds / (1 + options.jitter)
    return Bounds(
        soonest_seconds=max(options.floor_seconds, min(_wished_seconds(health, options, now), at_cap)),
        latest_seconds=options.cap_seconds,
        # As long as a wish may be. Of an unknown window nothing is promised, and a first item may be missed.
        draw_seconds=0.0 if health.window_seconds is None else _safe_seconds(health, 2, now),
    )


def _wished_seconds(health: Health, options: ScheduleOptions, now: datetime) -> float:
    """Give the seconds before which no poll is wanted: by us, or by the publisher as far as we obey.

    A wish that made us miss items is obeyed for a week up to half the window of that time: a quiet night says nothing of the
    day after it.
    """
    hints = health.hints
    wanted = max(hints.ttl_seconds or 0.0, hints.update_seconds or 0.0, hints.max_age_seconds or 0.0)
    obeyed = min(wanted, options.hint_cap_seconds, _safe_seconds(health, 2, now))
    if health.overrun_at is not None and (now - health.overrun_at).total_seconds() < OVERRUN_SECONDS:
        obeyed = min(obeyed, health.overrun_seconds / 2)
    # Each poll of a feed whose validators lie costs the whole document.
    ours = options.first_seconds if is_distrusted(health, now) else 0.0
    return max(obeyed, ours, options.floor_seconds)


def measure_window(health: Health, outcome: PollOutcome, now: datetime) -> float | None:
    """Give the seconds that a feed's window spans: by its dates, and by how much of it came since the last success.

    Where the outcome says nothing of it, what `health` remembers; None if nothing is known.

    >>> now = datetime.fromisoformat("2026-11-22T10:00:00Z")
    >>> measure_window(Health(), PollOutcome(kind="new", window_seconds=7200.0), now)
    7200.0
    """
    spans = []
    if outcome.window_seconds:  # 0: one item, or one date for all
        spans.append(outcome.window_seconds)
    # Dates alone can mislead (an old item pinned for years), and many feeds have none.
    is_telling = is_due(health, now) or outcome.gap
    if outcome.new_items and outcome.window_items and health.last_success_at is not None and is_telling:
        elapsed = (now - health.last_success_at).total_seconds()
        spans.append(elapsed * max(1.0, outcome.window_items / outcome.new_items))
    return min(spans) if spans else health.window_seconds


def _correct(current: float, outcome: PollOutcome, options: ScheduleOptions) -> float:
    """Correct the interval by how much of the window was known: between one and two thirds is right."""
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


def _safe_seconds(health: Health, part: int, now: datetime) -> float:
    """Give a part of the window: the longest wait after which most of what a steady feed held is still there."""
    if health.window_seconds is None:
        return math.inf
    return health.window_seconds / part + _slack_seconds(health, now)


def _slack_seconds(health: Health, now: datetime) -> float:
    """Give an hour for each day without news: what a window of busy days says fades in silence."""
    return 0.0 if health.last_new_at is None else (now - health.last_new_at).total_seconds() / 24


def _current_seconds(health: Health, options: ScheduleOptions) -> float:
    return options.first_seconds if health.interval_seconds is None else health.interval_seconds


def _clamp(seconds: float, floor_seconds: float, cap_seconds: float) -> float:
    return min(max(seconds, floor_seconds), cap_seconds)
