"""What a poll brings, and what the schedule remembers of a feed from poll to poll."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from transforms.errors import Severity
from transforms.moments import Moment

# Clocks of machines that poll the same feeds may differ by so much.
AHEAD: Final = timedelta(hours=1)


class PollHints(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How often the publisher wants to be polled, as last read. `max_age_seconds` is what Cache-Control or Expires said."""

    ttl_seconds: float | None = None
    update_seconds: float | None = None
    max_age_seconds: float | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


class Redirect(Struct, frozen=True, kw_only=True):
    """A permanent redirect that has been seen, but not often and long enough to be adopted."""

    target: str
    first_seen_at: Moment
    sightings: int = 1


class Health(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the schedule remembers of one feed.

    `interval_seconds` is the adaptive interval before hints and jitter, `window_seconds` the time that a window spans;
    None if unknown. `failures` is the weighted number in a row, `last_error` the sentence of the newest one.
    `last_new_at` counts the first success as news, `last_full_at` is the last success without validators, `gone_at` the
    first 410 since a success. Before `distrusted_until` validators are not believed. `adopted_url` is polled in place of
    the configured URL, None while that one holds; it is stored as `url`. `overrun_at` is when items had come and gone last
    although a poll came as planned, `overrun_seconds` the time that the window spanned then.
    """

    next_poll_at: Moment | None = None
    interval_seconds: float | None = None
    window_seconds: float | None = None
    failures: float = 0.0
    last_error: str | None = None
    last_polled_at: Moment | None = None
    last_success_at: Moment | None = None
    last_new_at: Moment | None = None
    last_full_at: Moment | None = None
    gone_at: Moment | None = None
    distrusted_until: Moment | None = None
    overrun_at: Moment | None = None
    overrun_seconds: float = 0.0
    hints: PollHints = PollHints()
    redirect: Redirect | None = None
    adopted_url: str | None = field(default=None, name="url")


class PollOutcome(Struct, frozen=True, kw_only=True):
    """The outcome of one poll: `new` items, `unchanged` (304, the same body, or nothing new in it), or `failed`.

    `window_items` counts the items of the document, None if it was not read (304, same body, failure); `overlap` those
    that were known, `new_items` those that were not. `window_seconds` lies between the oldest and the newest dated item.
    `redirect_target` is None unless every hop was permanent. `validators_lied`: a changed body came with the ETag or
    Last-Modified of the old one. `gap`: items may have come and gone unseen before the document. `wait_seconds` is a
    Retry-After. `severity` and `message` belong to failures.
    """

    kind: Literal["new", "unchanged", "failed"]
    status: int | None = None
    new_items: int = 0
    window_items: int | None = None
    overlap: int = 0
    gap: bool = False
    window_seconds: float | None = None
    hints: PollHints = PollHints()
    unconditional: bool = False
    validators_lied: bool = False
    redirect_target: str | None = None
    severity: Severity | None = None
    wait_seconds: float | None = None
    message: str | None = None


def is_due(health: Health, now: datetime) -> bool:
    """Tell whether it is time to poll a feed.

    >>> is_due(Health(), datetime.fromisoformat("2026-11-22T10:00:00+00:00"))
    True
    """
    return health.next_poll_at is None or now >= health.next_poll_at


def without_future(health: Health, now: datetime, longest_seconds: float) -> Health:
    """Give a feed's health without what a clock has written that was ahead: then the feed is due.

    A clock was ahead where the feed was polled last in the future, or is to be polled later than any schedule says.

    >>> now = datetime.fromisoformat("2026-11-22T10:00:00+00:00")
    >>> without_future(Health(next_poll_at=now + timedelta(days=400)), now, 86_400.0) == Health()
    True
    """
    polled_at, next_poll_at = health.last_polled_at, health.next_poll_at
    is_ahead = polled_at is not None and polled_at - now > AHEAD
    if not is_ahead and (next_poll_at is None or (next_poll_at - now).total_seconds() <= longest_seconds):
        return health
    return replace(
        health,
        next_poll_at=None,
        last_polled_at=_past(polled_at, now),
        last_success_at=_past(health.last_success_at, now),
        last_new_at=_past(health.last_new_at, now),
        last_full_at=None,
        gone_at=_past(health.gone_at, now),
        distrusted_until=None,
        overrun_at=_past(health.overrun_at, now),
        redirect=None,
    )


def _past(moment: datetime | None, now: datetime) -> datetime | None:
    return None if moment is None else min(moment, now)


def is_distrusted(health: Health, now: datetime) -> bool:
    """Tell whether a feed's validators are not believed, since they lied lately.

    >>> is_distrusted(Health(), datetime.fromisoformat("2026-11-22T10:00:00+00:00"))
    False
    """
    return health.distrusted_until is not None and now < health.distrusted_until
