"""How often feeds are polled: the options of the schedule and their defaults."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

HOUR_SECONDS: Final = 3600.0
DAY_SECONDS: Final = 24 * HOUR_SECONDS

Seconds = Annotated[float, Meta(ge=0)]


class ScheduleOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often feeds are polled.

    floor_seconds: never sooner than this; 0 means that every pass polls, whatever windows and hints say (failures
        still back off).
    cap_seconds: never later than this, unless a feed fails, is gone or has a longer fixed interval.
    first_seconds: the interval after the first poll, if the window does not ask for a shorter one.
    latency_seconds: the longest interval of a feed with news; each day without news adds an hour.
    jitter: the share, 0 to 1, by which waits end early, or late where they may not end sooner, so that feeds are not due
        together; 0: all waits are as planned, and what is polled together stays together.
    hint_cap_seconds: how far the publisher's hints (ttl, sy:update*, Cache-Control, Expires) are obeyed at most.
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
