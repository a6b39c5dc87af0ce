"""When an entry that failed is tried again, and when it is given up."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from one_shard import entry

from transforms.errors import ExtractError, FetchError, IngestError
from transforms.records import Evidence, Hop
from transforms.state.log import Deferral
from transforms.tries import FetchOptions, judge_failure
from transforms.turns import Deferred, Failed

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OPTIONS = FetchOptions()
URL = "http://paper.example/story"
HOUR = 3600.0
HOPS = Evidence(redirects=(Hop(status=302, url=URL, location="http://10.1.0.1/"),))


def error(reason: str, *, wait_seconds: float | None = None, evidence: Evidence | None = None) -> FetchError:
    retry = reason.startswith(("http_4", "timeout", "site_down"))
    found = FetchError(URL, "it did not work", reason=reason, retry=retry, wait_seconds=wait_seconds)
    found.evidence |= evidence or Evidence()
    return found


def judge(
    failed: IngestError, before: Deferral | None = None, at: datetime = NOON, terms: dict[str, str] | None = None
) -> Failed | Deferred:
    rng = random.Random(1)
    return judge_failure(entry("a"), failed, before, OPTIONS, at, rng, stage="fetch", terms=terms or {})


def refused(reason: str, refusals: int, attempts: int | None = None) -> Deferral:
    return Deferral(attempts=attempts or refusals, not_before=NOON, reason=reason, refusals=refusals)


# The error, the deferral before, then: tries, refusals, and the hours of the wait before its jitter of up to 15 %.
WAITS = {
    "a first refusal": (error("http_403"), None, 1, 1, 12),
    "a second one": (error("http_403"), refused("http_403", 1), 2, 2, 24),
    "a fifth one": (error("http_403"), refused("http_403", 4), 5, 5, 192),
    "a wall in place of the page": (ExtractError(URL, "a wall", reason="bot_check"), refused("http_403", 1), 2, 2, 24),
    "a refusal after errors": (error("http_403"), Deferral(attempts=3, not_before=NOON, reason="timeout"), 4, 1, 12),
    "what costs no request": (error("blocked_address"), refused("blocked_address", 9), 10, 10, 12),
    "the same behind a redirect": (error("blocked_address", evidence=HOPS), refused("blocked_address", 2), 3, 3, 48),
    "robots.txt": (error("robots_denied"), refused("robots_denied", 30), 31, 31, 12),
    "a first 429": (error("http_429"), None, 1, 0, 1 / 6),
    "a 429 that says for how long": (error("http_429", wait_seconds=3 * HOUR), None, 1, 0, 3),
    "a sixth 429": (error("http_429"), Deferral(attempts=5, not_before=NOON, reason="http_429"), 6, 1, 12),
    "a seventh": (error("http_429"), refused("http_429", 1, 6), 7, 2, 24),
    "an error after refusals": (error("timeout"), refused("http_403", 5), 6, 5, 1 / 6),
    "a site that is down after refusals": (error("site_down", wait_seconds=HOUR), refused("http_403", 5), 5, 5, 1),
}  # fmt: skip


@pytest.mark.parametrize(("failed", "before", "attempts", "refusals", "hours"), WAITS.values(), ids=WAITS)
def test_what_is_kept_from_us_waits_longer_each_time(
    failed: IngestError, before: Deferral | None, attempts: int, refusals: int, hours: float
) -> None:
    found = judge(failed, before)
    assert isinstance(found, Deferred), found
    assert (found.deferral.attempts, found.deferral.refusals, found.deferral.reason) == (
        attempts, refusals, failed.reason,
    )  # fmt: skip
    assert hours * HOUR <= (found.deferral.not_before - NOON).total_seconds() <= hours * HOUR * 1.15


def test_what_costs_no_request_is_looked_at_together() -> None:
    """Each at a moment of its own would need a turn of its own."""
    moments = [NOON + timedelta(seconds=seconds) for seconds in (0, 1.5, 59.999)]
    looks = {
        found.deferral.not_before
        for at in moments
        if isinstance(found := judge(error("robots_denied"), at=at), Deferred)
    }
    assert looks == {NOON + timedelta(hours=12, minutes=1)}


def test_few_requests_are_made_in_thirty_days_and_the_last_when_they_are_over() -> None:
    at, before, asked = NOON, None, []
    while isinstance(found := judge(error("http_403"), before, at), Deferred):
        asked.append(at - NOON)
        at, before = found.deferral.not_before, found.deferral
    assert at - NOON == timedelta(days=30) and len(asked) == 6
    assert found.failure.message == f"{URL}: it did not work; refused 7 times since 2026-11-22 12:00 UTC"
    assert (found.failure.reason, found.failure.attempts, found.failure.retryable) == ("http_403", 7, True)


def test_what_is_too_large_is_not_read_again_before_the_end() -> None:
    found = judge(error("too_large"), terms={"too_large": "t1", "http_403": "t2"})
    assert isinstance(found, Deferred)
    assert (found.deferral.not_before, found.deferral.terms) == (NOON + timedelta(days=30), ("t1",))


def test_an_error_that_is_no_refusal_has_no_terms() -> None:
    found = judge(error("timeout"), refused("http_403", 1), terms={"timeout": "t1"})
    assert isinstance(found, Deferred) and found.deferral.terms == ()


# The terms before and now, and those that the deferral names.
TERMS = {
    "a first refusal": (None, "t1", ("t1",)),
    "the same configuration": (replace(refused("http_403", 1), terms=("t1",)), "t1", ("t1",)),
    "another one": (replace(refused("http_403", 1), terms=("t1",)), "t2", ("t1", "t2")),
    "the first one again": (replace(refused("http_403", 1), terms=("t1", "t2")), "t1", ("t1", "t2")),
    "the ninth": (replace(refused("http_403", 1), terms=tuple("abcdefgh")), "i", tuple("bcdefghi")),
    "for another reason": (replace(refused("blocked_address", 1), terms=("t1",)), "t2", ("t2",)),
    "of a step without a configuration": (replace(refused("http_403", 1), terms=("t1",)), None, ("t1",)),
}


@pytest.mark.parametrize(("before", "now", "found"), TERMS.values(), ids=TERMS)
def test_a_refusal_notes_the_terms_under_which_it_was(
    before: Deferral | None, now: str | None, found: tuple[str, ...]
) -> None:
    deferred = judge(error("http_403"), before, terms={} if now is None else {"http_403": now})
    assert isinstance(deferred, Deferred) and deferred.deferral.terms == found


def test_refusals_do_not_use_up_the_tries_of_temporary_errors() -> None:
    before = refused("http_403", 5, 10)
    assert isinstance(judge(error("timeout"), before), Failed)
    assert isinstance(judge(error("timeout"), refused("http_403", 5, 9)), Deferred)


def test_a_failure_after_one_refusal_says_nothing_of_how_often() -> None:
    found = judge(error("http_403"), at=NOON + timedelta(days=31))
    assert isinstance(found, Failed) and found.failure.message == f"{URL}: it did not work"


def judge_aged(reason: str, aged_at: datetime, refusals: int = 3) -> Failed | Deferred:
    rng, old = random.Random(1), replace(entry("a"), parked_at=NOON - timedelta(days=400))
    found = refused(reason, refusals)
    return judge_failure(old, error(reason), found, OPTIONS, NOON, rng, stage="fetch", aged_at=aged_at)


@pytest.mark.parametrize("reason", ["http_403", "robots_denied", "too_large"])
def test_a_refusal_is_not_the_end_where_the_clock_has_leapt(reason: str) -> None:
    later = judge_aged(reason, NOON - timedelta(days=380))
    assert isinstance(later, Deferred) and later.deferral.not_before > NOON
    assert isinstance(judge_aged(reason, NOON - timedelta(days=2)), Failed)


@pytest.mark.parametrize(
    ("reason", "refusals"), [("http_403", 6), ("http_403", 60), ("robots_denied", 60), ("too_large", 1)]
)
def test_an_entry_that_was_parked_in_the_future_ends_once_its_refusals_took_as_long_as_others_have(
    reason: str, refusals: int
) -> None:
    ahead = replace(entry("a"), parked_at=NOON + timedelta(days=400))
    rng = random.Random(1)
    early = judge_failure(ahead, error(reason), None, OPTIONS, NOON, rng, stage="fetch")
    assert isinstance(early, Deferred) and early.deferral.not_before <= NOON + timedelta(days=30)
    late = judge_failure(ahead, error(reason), refused(reason, refusals), OPTIONS, NOON, rng, stage="fetch")
    assert isinstance(late, Failed)
