"""Decide what the answer to a request for a page means for its entry; the moment and the random source are passed in."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct

from transforms import reasons
from transforms.errors import FetchError
from transforms.pure.net.responses import declared_charset
from transforms.records import Entry, Page
from transforms.state.log import Deferral
from transforms.turns import Deferred, Failed, fail_by_error
from transforms.web.response import Response

# The server was not asked: such a deferral is no try.
_NOT_ASKED = {reasons.SITE_DOWN, reasons.HOST_WAITING, reasons.ROBOTS_UNREACHABLE}


class FetchOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How owed pages are fetched.

    attempts: tries of a page before a temporary error becomes a failure for good.
    backoff_seconds: the wait after the first failed try; it doubles with each further one.
    backoff_cap_seconds: the longest wait between two tries.
    expire_days: what has been owed for so long fails as expired.
    turn_entries: the most entries of a shard that one turn handles; the others wait for the next.
    pages_in_memory: fetched pages that may wait for their extraction.
    """

    attempts: Annotated[int, Meta(ge=1)] = 6
    backoff_seconds: Annotated[float, Meta(ge=0)] = 600.0
    backoff_cap_seconds: Annotated[float, Meta(ge=0)] = 21600.0
    expire_days: Annotated[float, Meta(gt=0, le=90)] = 30.0
    turn_entries: Annotated[int, Meta(ge=1)] = 5000
    pages_in_memory: Annotated[int, Meta(ge=1)] = 32


def judge_error(
    entry: Entry,
    error: FetchError,
    deferral: Deferral | None,
    options: FetchOptions,
    now: datetime,
    rng: random.Random,
) -> Failed | Deferred:
    """Decide what a failed request means: another try later, or the end.

    An entry whose host was not asked waits as long as the host is left alone, and a little longer; one whose request failed
    waits for its backoff at least.
    """
    before = deferral.attempts if deferral else 0
    was_asked = error.reason not in _NOT_ASKED
    attempts = before + was_asked
    if error.retry and attempts < options.attempts:
        backoff = min(options.backoff_seconds * 2 ** max(attempts - 1, 0), options.backoff_cap_seconds)
        jitter = rng.uniform(1.0, 1.15)
        if was_asked or error.wait_seconds is None:
            wait = max(backoff * jitter, error.wait_seconds or 0.0)
        else:
            wait = error.wait_seconds * jitter
        return Deferred(
            entry.id, Deferral(attempts=attempts, not_before=now + timedelta(seconds=wait), reason=error.reason)
        )
    return fail_by_error(entry, now, error, stage="fetch", attempts=attempts)


def make_page(entry: Entry, response: Response) -> Page:
    """Make the page that a response brought."""
    return Page(
        entry=entry,
        fetched_url=response.final_url,
        status=response.status,
        body=response.body,
        fetched_at=response.fetched_at,
        size=len(response.body),
        charset=declared_charset(response.headers),
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
    )
