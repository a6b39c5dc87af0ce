"""What the answer to a request for a page means: a page, another try later, or the end."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Literal

import pytest
from one_shard import entry

from transforms.errors import FetchError
from transforms.fetch_results import judge_error, make_page
from transforms.records import Failure, Page
from transforms.state.log import Deferral
from transforms.tries import FetchOptions
from transforms.turns import Deferred, Failed
from transforms.web.response import Response

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OPTIONS = FetchOptions()
URL = "http://paper.example/story"


def deferral(attempts: int) -> Deferral:
    return Deferral(attempts=attempts, not_before=NOON, reason="timeout")


def error(
    reason: str = "timeout",
    *,
    retry: bool = True,
    wait_seconds: float | None = None,
    severity: Literal["hard", "soft", "temporary"] = "soft",
) -> FetchError:
    return FetchError(URL, "it did not work", reason=reason, retry=retry, wait_seconds=wait_seconds, severity=severity)


# The error, the tries before, then: tries that now count, and the seconds of the wait before its jitter of up to 15 %.
DEFERRED = {
    "a first try": (error(), None, 1, 600),
    "a second": (error(), deferral(1), 2, 1200),
    "a fifth": (error(), deferral(4), 5, 9600),
    "a server that asks for more": (error("http_503", wait_seconds=7200.0), None, 1, 7200),
    "a server that asks for less": (error("http_429", wait_seconds=1.0), None, 1, 600),
    "what is kept from us": (error("http_403"), None, 1, 12 * 3600),
    "a site that is down was not asked": (error("site_down", wait_seconds=500.0), None, 0, 500),
    "even where that ends sooner than any backoff": (error("site_down", wait_seconds=15.0), deferral(1), 1, 15),
    "nor one that asked us to wait": (error("host_waiting", wait_seconds=5000.0), deferral(5), 5, 5000),
    "nor one without robots.txt": (error("robots_unreachable", wait_seconds=3600.0), None, 0, 3600),
    "which may not say how long to wait": (error("robots_unreachable"), deferral(2), 2, 1200),
}


@pytest.mark.parametrize(("failed", "before", "attempts", "seconds"), DEFERRED.values(), ids=DEFERRED)
def test_a_temporary_error_waits(failed: FetchError, before: Deferral | None, attempts: int, seconds: float) -> None:
    found = judge_error(entry("a"), failed, before, OPTIONS, NOON, random.Random(1))
    assert isinstance(found, Deferred) and found.id == "a"
    assert (found.deferral.attempts, found.deferral.reason) == (attempts, failed.reason)
    waited = (found.deferral.not_before - NOON).total_seconds()
    assert seconds <= waited <= seconds * 1.15


def test_the_wait_between_two_tries_has_a_cap() -> None:
    patient = FetchOptions(attempts=50)
    found = judge_error(entry("a"), error(), deferral(40), patient, NOON, random.Random(1))
    assert isinstance(found, Deferred)
    assert 6 * 3600 <= (found.deferral.not_before - NOON).total_seconds() <= 6 * 3600 * 1.15


ENDED = {
    "gone": (error("http_404", retry=False), None, 1),
    "no page": (error("content_type", retry=False), deferral(2), 3),
    "the last try": (error(), deferral(5), 6),
}


@pytest.mark.parametrize(("failed", "before", "attempts"), ENDED.values(), ids=ENDED)
def test_an_error_that_waiting_does_not_cure_is_the_end(
    failed: FetchError, before: Deferral | None, attempts: int
) -> None:
    found = judge_error(entry("a"), failed, before, OPTIONS, NOON, random.Random(1))
    assert isinstance(found, Failed)
    assert found.failure == Failure(
        stage="fetch",
        reason=failed.reason,
        message=f"{URL}: it did not work",
        retryable=failed.retry,
        subject=URL,
        failed_at=NOON,
        id="a",
        feed_url="https://site.example/feed",
        attempts=attempts,
        first_seen_at=NOON,
        entry=entry("a"),
    )


def test_a_page_is_what_the_response_brought() -> None:
    response = Response(
        url=URL, final_url=f"{URL}/", status=200, body=b"<p>", fetched_at=NOON, seconds=0.1, wire_bytes=2,
        headers={"content-type": "text/html; charset=KOI8-R", "etag": '"1"', "last-modified": "then"},
    )  # fmt: skip
    assert make_page(entry("a"), response) == Page(
        entry=entry("a"), fetched_url=f"{URL}/", status=200, body=b"<p>", fetched_at=NOON, size=3, charset="KOI8-R",
        etag='"1"', last_modified="then",
    )  # fmt: skip
