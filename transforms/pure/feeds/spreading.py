"""Draw waits so that feeds do not come due together.

Feeds that are polled at one moment, at a first start or after a downtime, would otherwise be due at one moment for ever. Two
rules part them: a feed without a place of its own in its interval draws one at once, and every wait varies a little.
"""

from __future__ import annotations

import random

from msgspec import Struct


class Bounds(Struct, frozen=True, kw_only=True):
    """Between which seconds a wait must lie: never below `soonest_seconds`, never beyond `latest_seconds`.

    `draw_seconds`: a wait that gives a feed its place may last so long, though it was planned shorter.
    """

    soonest_seconds: float
    latest_seconds: float
    draw_seconds: float = 0.0


def spread_wait(
    planned_seconds: float, bounds: Bounds, late_seconds: float | None, jitter: float, rng: random.Random
) -> float:
    """Give the seconds to wait in place of those planned, which lie within the bounds.

    `late_seconds`: how long after its time the feed was polled now, None where it had none: a first poll, or an early one
    that was asked for. `jitter` is the share by which waits vary; where it is 0, all waits are as planned.

    A wait ends up to `jitter` early, or late where it may not end sooner. It counts from when the feed was due, so that
    feeds polled together in one tick part again. Where that is not possible, the end is drawn evenly from a whole interval.

    >>> spread_wait(3600.0, Bounds(soonest_seconds=900.0, latest_seconds=86400.0), 0.0, 0.0, random.Random(1))
    3600.0
    """
    if jitter == 0:
        return planned_seconds
    soonest, latest = bounds.soonest_seconds, bounds.latest_seconds
    low, high = _usual_ends(planned_seconds, bounds, jitter)
    if late_seconds is not None:
        seconds = rng.uniform(low, high)
        if low - late_seconds < soonest and late_seconds <= jitter * planned_seconds:
            return seconds
        if seconds - late_seconds >= soonest:
            return seconds - late_seconds
    # Over a longer time than the mean wait, the first feeds would be due again before the last have had their turn.
    most = min(soonest + (low + high) / 2, max(planned_seconds * (1 + jitter), bounds.draw_seconds), latest)
    return rng.uniform(soonest, max(high, most))


def mean_wait(planned_seconds: float, bounds: Bounds, jitter: float) -> float:
    """Give the mean of the waits of a feed that has its place.

    >>> mean_wait(3600.0, Bounds(soonest_seconds=900.0, latest_seconds=86400.0), 0.1)
    3420.0
    """
    return sum(_usual_ends(planned_seconds, bounds, jitter)) / 2


def _usual_ends(planned_seconds: float, bounds: Bounds, jitter: float) -> tuple[float, float]:
    low = min(max(bounds.soonest_seconds, planned_seconds * (1 - jitter)), bounds.latest_seconds)
    return low, min(max(planned_seconds, low * (1 + jitter)), bounds.latest_seconds)
