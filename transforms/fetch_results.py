"""Decide what the answer to a request for a page means for its entry; the moment and the random source are passed in."""

from __future__ import annotations

import random
from datetime import datetime

from msgspec.structs import replace

from transforms.errors import FetchError
from transforms.pure.net.responses import declared_charset
from transforms.records import Entry, Page
from transforms.rights import Heard, Statement
from transforms.state.log import NO_TERMS, Deferral, Terms
from transforms.tries import FetchOptions, judge_failure
from transforms.turns import Deferred, Failed
from transforms.web.response import Response


def judge_error(
    entry: Entry,
    error: FetchError,
    deferral: Deferral | None,
    options: FetchOptions,
    now: datetime,
    rng: random.Random,
    terms: Terms = NO_TERMS,
    *,
    aged_at: datetime | None = None,
) -> Failed | Deferred:
    """Decide what a failed request means: another try later, or the end. `aged_at` is as in `judge_failure`."""
    return judge_failure(entry, error, deferral, options, now, rng, stage="fetch", terms=terms, aged_at=aged_at)


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
        heard=_with_feed(response.heard, entry),
        captures=response.captures,
    )


def _with_feed(heard: Heard, entry: Entry) -> Heard:
    """Give what was heard of a page, together with what its feed says of it."""
    said = tuple(Statement(signal=one) for one in entry.said)
    return replace(heard, statements=(*said, *heard.statements)) if said else heard
