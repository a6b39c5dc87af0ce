"""Wait for what a process of the pool made of a page, and make the failure of a page that holds no article."""

from __future__ import annotations

import random
from concurrent.futures import Future
from datetime import datetime
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from transforms import reasons
from transforms.errors import ExtractError
from transforms.pool.errors import TaskCrashed, TaskKilled, TaskOutgrew, TaskTimedOut
from transforms.pool.memory import MEMORY_MB
from transforms.pure.body.site_memory import Mode
from transforms.records import Evidence, Page
from transforms.state.log import NO_TERMS, Deferral, Terms
from transforms.tries import FetchOptions, judge_failure
from transforms.turns import Deferred, Failed, fail_by_error

T = TypeVar("T")


class ExtractOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How pages become articles.

    processes: how many processes extract; null is one a core, 0 extracts in the worker's own process (for debugging).
    process_mb: the memory that each of them may have, with what it has loaded, 230 MB (on Linux); null is no bound.
    page_seconds: the time that one page may take.
    min_text_chars: a page with less text than this has no article.
    memory: whether blocks that a site's earlier articles repeat are removed: on; frozen, which learns nothing new; off.
    """

    processes: Annotated[int, Meta(ge=0)] | None = None
    process_mb: Annotated[int, Meta(ge=256)] | None = MEMORY_MB
    page_seconds: Annotated[float, Meta(gt=0)] = 20.0
    min_text_chars: Annotated[int, Meta(ge=1)] = 100
    memory: Mode = "on"


def await_answer(page: Page, future: Future[T], options: ExtractOptions) -> T:
    """Give what the pool made of a page. Raises: ExtractError; for a crash or a deadline see `refused`."""
    try:
        return future.result()
    except (TaskCrashed, TaskTimedOut) as end:
        raise refused(page, end, options) from None


def refused(page: Page, end: TaskCrashed | TaskTimedOut, options: ExtractOptions) -> ExtractError:
    """Give the error of a page that was not read.

    It ended its process (`crashed`), needed more memory than one may have (`outgrew`), or too long (`hung`). Where its
    processes were `killed` from outside, it may be read later.
    """
    if isinstance(end, TaskKilled):
        problem = f"the process that read the page was killed from outside: {end}"
        return ExtractError(page.fetched_url, problem, reason=reasons.KILLED, retry=True)
    if isinstance(end, TaskOutgrew):
        problem, reason = f"the page was not read: {end}", reasons.OUTGREW
    elif isinstance(end, TaskCrashed):
        problem, reason = f"the page ended the process that read it: {end}", reasons.CRASHED
    else:
        problem, reason = f"the page was not read within {options.page_seconds:g} s", reasons.HUNG
    return ExtractError(page.fetched_url, problem, reason=reason)


def fail_page(page: Page, error: ExtractError, now: datetime) -> Failed:
    """Give the failure of a page that gave no article."""
    return fail_by_error(page.entry, now, error, stage="extract", evidence=_evidence(page))


def judge_page(
    page: Page,
    error: ExtractError,
    deferral: Deferral | None,
    options: FetchOptions,
    now: datetime,
    rng: random.Random,
    terms: Terms = NO_TERMS,
    *,
    aged_at: datetime | None = None,
) -> Failed | Deferred:
    """Decide what becomes of a page that gave no article: a check for robots, say, may not stand in its place for ever.

    The page was asked for, so this counts as a try. `deferral` is the entry's last one, if any; `aged_at` is as in
    `judge_failure`.
    """
    return judge_failure(
        page.entry,
        error,
        deferral,
        options,
        now,
        rng,
        stage="extract",
        terms=terms,
        evidence=_evidence(page),
        aged_at=aged_at,
    )


def _evidence(page: Page) -> Evidence:
    return Evidence(status=page.status, bytes=page.size)
