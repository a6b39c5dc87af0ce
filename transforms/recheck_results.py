"""Decide what an answer means for an article that was asked for again; the moment and the random source are passed in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from transforms import reasons
from transforms.errors import FetchError, IngestError
from transforms.fetch_results import make_page
from transforms.pure.net.urls import site_of
from transforms.pure.revisions.due import after_answer, after_gone, is_gone, put_off
from transforms.rechecks import Recheck
from transforms.records import Page
from transforms.revision_records import Retraction
from transforms.tries import FetchOptions
from transforms.turns import Rechecked, Retracted
from transforms.web.response import Response

# The server says that there is no such page (any more).
_GONE = (404, 410)
_LONGEST_WAIT_SECONDS = 86_400.0


def judge_again(
    recheck: Recheck,
    answer: Response | FetchError,
    checks: Sequence[float],
    options: FetchOptions,
    now: datetime,
    rng: random.Random,
) -> Page | Rechecked | Retracted:
    """Decide what an answer means: a page that is to be read and compared, or what is remembered now.

    What was read before is unchanged (304); what is gone twice is retracted; what its publisher reserves now is not asked for
    any more; all else is put off.
    """
    if isinstance(answer, Response) and not answer.not_modified:
        return make_page(recheck.entry, answer)
    if isinstance(answer, Response):
        return Rechecked(recheck, after_answer(recheck, now, checks), "unchanged")
    if answer.status in _GONE:
        return _judge_gone(recheck, answer.status, now)
    if reasons.is_recorded_drop(answer.reason):
        return end_recheck(recheck, answer.reason)
    return put_off_by(recheck, answer, checks, options, now, rng)


def _judge_gone(recheck: Recheck, status: int, now: datetime) -> Rechecked | Retracted:
    after = after_gone(recheck, status, now)
    if not is_gone(after):
        return Rechecked(recheck, after, "gone_once")
    retraction = Retraction(
        id=recheck.id,
        url=recheck.url,
        site=site_of(recheck.url),
        because="gone",
        retracted_at=now,
        version=recheck.version,
        title=recheck.entry.title,
        feed_url=recheck.entry.feed_url,
        answers=after.gone,
    )
    return Retracted(recheck, retraction)


def end_recheck(recheck: Recheck, why: str) -> Rechecked:
    """End the checks of an article without a row."""
    return Rechecked(recheck, None, f"ended/{why}")


def put_off_by(
    recheck: Recheck,
    error: IngestError,
    checks: Sequence[float],
    options: FetchOptions,
    now: datetime,
    rng: random.Random,
) -> Rechecked:
    """Put a check off that an error has kept from being made: for long where a page is kept from us, or waiting does not help."""
    wait = wait_for(recheck, options, rng, is_long=reasons.waits_long(error.reason) or not error.retry)
    if isinstance(error, FetchError) and error.wait_seconds is not None:
        wait = max(wait, timedelta(seconds=error.wait_seconds))
    return put_off_for(recheck, error.reason, checks, now, wait)


def put_off_for(recheck: Recheck, why: str, checks: Sequence[float], now: datetime, wait: timedelta) -> Rechecked:
    """Put a check off for some time; it is given up where that has lasted too long."""
    after = put_off(recheck, now, checks, wait)
    return Rechecked(recheck, after, f"{'given_up' if after is None else 'put_off'}/{why}")


def wait_for(recheck: Recheck, options: FetchOptions, rng: random.Random, *, is_long: bool) -> timedelta:
    """Give how long a check waits for its next try: as long as a page that was not written yet, and a day at most."""
    first = options.refused_seconds if is_long else options.backoff_seconds
    most = max(first, _LONGEST_WAIT_SECONDS if is_long else options.backoff_cap_seconds)
    return timedelta(seconds=min(first * 2.0 ** min(recheck.tries, 20), most) * rng.uniform(1.0, 1.15))
