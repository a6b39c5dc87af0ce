"""Wait for what a process of the pool made of a page, and make the failure of a page that holds no article."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from transforms import reasons
from transforms.errors import ExtractError
from transforms.pool.errors import TaskCrashed, TaskTimedOut
from transforms.pure.body.site_memory import Mode
from transforms.records import Evidence, Page
from transforms.turns import Failed, fail_by_error

T = TypeVar("T")


class ExtractOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How pages become articles.

    processes: how many processes extract; null is one a core, 0 extracts in the worker's own process (for debugging).
    page_seconds: the time that one page may take.
    min_text_chars: a page with less text than this has no article.
    memory: whether blocks that a site's earlier articles repeat are removed: on; frozen, which learns nothing new; off.
    """

    processes: Annotated[int, Meta(ge=0)] | None = None
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
    """Give the error of a page that ended its process (`crashed`), or was not read in time (`hung`)."""
    if isinstance(end, TaskCrashed):
        problem, reason = f"the page ended the process that read it: {end}", reasons.CRASHED
    else:
        problem, reason = f"the page was not read within {options.page_seconds:g} s", reasons.HUNG
    return ExtractError(page.fetched_url, problem, reason=reason)


def fail_page(page: Page, error: ExtractError, now: datetime) -> Failed:
    """Give the failure of a page that gave no article."""
    evidence = Evidence(status=page.status, bytes=page.size)
    return fail_by_error(page.entry, now, error, stage="extract", evidence=evidence)
