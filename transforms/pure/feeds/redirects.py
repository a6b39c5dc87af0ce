"""When a feed's permanent redirect is adopted: seen often enough, over a long enough time.

A server that answers 301 by mistake for an hour must not move a feed for ever.
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from transforms.pure.feeds.health import Health, Redirect
from transforms.pure.feeds.schedule_options import DAY_SECONDS, ScheduleOptions


def note_redirect(health: Health, target: str | None, options: ScheduleOptions, now: datetime) -> Health:
    """Give the health after a successful poll that was redirected to `target` for good, None if it was not.

    One answer without the redirect, or with another target, starts the count again.

    >>> now = datetime.fromisoformat("2026-11-22T10:00:00+00:00")
    >>> note_redirect(Health(), "https://new.valley.example/rss", ScheduleOptions(), now).redirect.sightings
    1
    """
    if target is None:
        return replace(health, redirect=None)
    seen = health.redirect
    if seen is None or seen.target != target:
        seen = Redirect(target=target, first_seen_at=now)
    else:
        seen = replace(seen, sightings=seen.sightings + 1)
    age_seconds = (now - seen.first_seen_at).total_seconds()
    if seen.sightings >= options.redirect_sightings and age_seconds >= options.redirect_days * DAY_SECONDS:
        return replace(health, adopted_url=target, redirect=None)
    return replace(health, redirect=seen)
