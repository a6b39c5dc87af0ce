"""Decide when an entry that failed is tried again, and when it is given up; the moment and the random source are passed in."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from transforms import reasons
from transforms.errors import FetchError, IngestError
from transforms.records import NO_EVIDENCE, Entry, Evidence
from transforms.state.days import is_ahead
from transforms.state.log import NO_TERMS, Deferral, Terms
from transforms.turns import Deferred, Failed, fail_by_error

# The server was not asked: such a deferral is no try.
_NOT_ASKED = {reasons.SITE_DOWN, reasons.HOST_WAITING, reasons.ROBOTS_UNREACHABLE}
# Of an entry: who changes the configuration more often asks again under the first.
MOST_TERMS = 8
# Judged here, unless a redirect led there: then a site was asked.
_JUDGED_HERE = {reasons.BLOCKED_ADDRESS, reasons.ROBOTS_DENIED}


class FetchOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How owed pages are fetched.

    attempts: tries of a page before a temporary error becomes a failure for good.
    backoff_seconds: the wait after the first failed try; it doubles with each further one.
    backoff_cap_seconds: the longest wait between two tries.
    refused_seconds: the wait after a page was forbidden, denied or refused to us, an hour at least; it doubles with each
        further time.
    expire_days: what has been owed for so long fails: as expired, or for the reason for which the page is kept from us.
    turn_entries: the most entries of a shard that one turn handles; the others wait for the next.
    pages_in_memory: fetched pages that may wait for their extraction.
    """

    attempts: Annotated[int, Meta(ge=1)] = 6
    backoff_seconds: Annotated[float, Meta(ge=0)] = 600.0
    backoff_cap_seconds: Annotated[float, Meta(ge=0)] = 21600.0
    refused_seconds: Annotated[float, Meta(ge=3600)] = 43200.0
    expire_days: Annotated[float, Meta(gt=0, le=90)] = 30.0
    turn_entries: Annotated[int, Meta(ge=1)] = 5000
    pages_in_memory: Annotated[int, Meta(ge=1)] = 32


def judge_failure(
    entry: Entry,
    error: IngestError,
    deferral: Deferral | None,
    options: FetchOptions,
    now: datetime,
    rng: random.Random,
    *,
    stage: Literal["fetch", "extract"],
    terms: Terms = NO_TERMS,
    evidence: Evidence = NO_EVIDENCE,
    aged_at: datetime | None = None,
) -> Failed | Deferred:
    """Decide what an error means for its entry: another try later, or the end. `deferral` is the one before, if any.

    What is kept from us (`reasons.waits_long`) is asked for at long distances until it expires. The last of these tries is
    made then, so that the failure shows what the answer is at the end. `aged_at` is the moment that counts for that
    (`Owner.judged_at`); None is `now`.
    """
    attempts = (deferral.attempts if deferral else 0) + (error.reason not in _NOT_ASKED)
    refusals = deferral.refusals if deferral else 0
    asked_under: tuple[str, ...] = ()
    if _is_refusal(error, attempts - refusals, options):
        refusals += 1
        asked_under = _asked_under(error, deferral, terms)
        not_before = _next_look(entry, error, refusals, options, now, aged_at or now, rng)
    else:
        wait = _short_wait(error, attempts - refusals, options, rng)
        not_before = None if wait is None else now + timedelta(seconds=wait)
    if not_before is None:
        note = f"; refused {refusals} times since {entry.parked_at:%Y-%m-%d %H:%M} UTC" if refusals > 1 else ""
        return fail_by_error(entry, now, error, stage=stage, attempts=attempts, evidence=evidence, note=note)
    later = Deferral(
        attempts=attempts, not_before=not_before, reason=error.reason, refusals=refusals, terms=asked_under
    )
    return Deferred(entry.id, later)


def _asked_under(error: IngestError, deferral: Deferral | None, terms: Terms) -> tuple[str, ...]:
    """Give the terms under which a page was refused for this reason, now and before."""
    before = deferral.terms if deferral is not None and deferral.reason == error.reason else ()
    now = terms.get(error.reason)
    return (*before, now)[-MOST_TERMS:] if now is not None and now not in before else before


def _is_refusal(error: IngestError, tries: int, options: FetchOptions) -> bool:
    """Tell whether an error is to wait long. Who asks too often (429) tries again soon at first, as for a temporary error."""
    return reasons.waits_long(error.reason) and (error.reason != reasons.HTTP_429 or tries >= options.attempts)


def _short_wait(error: IngestError, tries: int, options: FetchOptions, rng: random.Random) -> float | None:
    """Give the seconds until the next try after a temporary error; None where there is none.

    An entry whose host was not asked waits as long as the host is left alone, and a little longer; one whose request failed
    waits for its backoff at least.
    """
    if not error.retry or tries >= options.attempts:
        return None
    asked_to_wait = error.wait_seconds if isinstance(error, FetchError) else None
    backoff = min(options.backoff_seconds * 2 ** max(tries - 1, 0), options.backoff_cap_seconds)
    jitter = rng.uniform(1.0, 1.15)
    if error.reason in _NOT_ASKED and asked_to_wait is not None:
        return asked_to_wait * jitter
    return max(backoff * jitter, asked_to_wait or 0.0)


def _next_look(
    entry: Entry,
    error: IngestError,
    refusals: int,
    options: FetchOptions,
    now: datetime,
    aged_at: datetime,
    rng: random.Random,
) -> datetime | None:
    """Give when a page that is kept from us is asked for again; None where that is over.

    Each request that a site gets is twice as far from the one before. What no site was asked for keeps its distance, and is
    looked at together, in one turn: those of one minute. What is too large comes to the same however often it is read: it
    waits for another configuration (`Terms`), or for the end.
    """
    end = _parked_at(entry, error, refusals, options, now) + timedelta(days=options.expire_days)
    if now >= end:
        # Where the clock has leapt, it may be ahead.
        return None if aged_at >= end else now + timedelta(seconds=options.refused_seconds)
    if error.reason == reasons.TOO_LARGE:
        return end
    if error.reason in _JUDGED_HERE and not error.evidence.redirects:
        look = now + timedelta(seconds=options.refused_seconds)
        return min(look.replace(second=0, microsecond=0) + timedelta(minutes=1), end)
    distance = options.refused_seconds * 2.0 ** min(refusals - 1, 50) * rng.uniform(1.0, 1.15)
    asked_to_wait = error.wait_seconds if isinstance(error, FetchError) else None
    return now + timedelta(seconds=min(max(distance, asked_to_wait or 0.0), (end - now).total_seconds()))


def _parked_at(entry: Entry, error: IngestError, refusals: int, options: FetchOptions, now: datetime) -> datetime:
    """Give when an entry was parked; one that lies in the future, by the clock, so long ago as its refusals took at least."""
    if not is_ahead(entry.parked_at, now):
        return entry.parked_at
    before = refusals - 1
    if error.reason == reasons.TOO_LARGE:
        return now - timedelta(days=options.expire_days * min(before, 1))
    waits = before if error.reason in _JUDGED_HERE else 2.0 ** min(before, 20) - 1
    return now - timedelta(seconds=options.refused_seconds * waits)
