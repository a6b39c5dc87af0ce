"""What an answer means for an article that was asked for again."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from asked_again import HOUR, recheck
from msgspec.structs import replace
from one_shard import NOON

from transforms import reasons
from transforms.errors import FetchError
from transforms.recheck_results import judge_again, put_off_for, wait_for
from transforms.records import Page
from transforms.revision_records import GoneAnswer
from transforms.tries import FetchOptions
from transforms.turns import Rechecked, Retracted
from transforms.web.response import Reserved, Response

CHECKS = (3600.0, 86_400.0)
BEFORE = recheck("a", etag='"1"')
URL = BEFORE.url
AT = NOON + HOUR


def answer(**fields: object) -> Response:
    said = {"url": URL, "final_url": URL, "status": 200, "headers": {"etag": '"2"'}, "body": b"<p>", "fetched_at": AT}
    return Response(**{"seconds": 0.1, "wire_bytes": 3} | said | fields)  # type: ignore[arg-type]


def judge(given: Response | FetchError, before: object = BEFORE, hours: float = 1) -> Page | Rechecked | Retracted:
    return judge_again(before, given, CHECKS, FetchOptions(), NOON + hours * HOUR, random.Random(1))  # type: ignore[arg-type]


def test_an_answer_with_a_body_is_a_page_of_its_entry() -> None:
    page = judge(answer())
    assert isinstance(page, Page) and (page.entry, page.etag, page.body) == (BEFORE.entry, '"2"', b"<p>")


def test_not_modified_is_unchanged() -> None:
    found = judge(answer(status=304, body=b"", not_modified=True))
    assert isinstance(found, Rechecked) and found.outcome == "unchanged"
    assert found.after is not None and (found.after.seen_at, found.after.done) == (AT, 1)


def error(reason: str, *, status: int | None = None, retry: bool = True, **fields: object) -> FetchError:
    return FetchError(URL, "no answer", reason=reasons.Reason(reason), retry=retry, status=status, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [404, 410])
def test_gone_once_is_asked_again_an_hour_later_and_twice_is_believed(status: int) -> None:
    once = judge(error(f"http_{status}", status=status, retry=False))
    assert isinstance(once, Rechecked) and once.outcome == "gone_once" and once.after is not None
    assert once.after.next_at == AT + HOUR
    twice = judge(error("http_404", status=404, retry=False), once.after, hours=2)
    assert isinstance(twice, Retracted) and twice.before == once.after
    said = twice.retraction
    assert (said.because, said.version, said.url, said.site) == ("gone", 1, URL, "site.example")
    assert said.answers == (GoneAnswer(status=status, answered_at=AT), GoneAnswer(status=404, answered_at=AT + HOUR))


@pytest.mark.parametrize(
    ("given", "why", "least_minutes", "most_minutes"),
    [
        (error("timeout"), "timeout", 10, 12),
        (error("http_503", status=503, wait_seconds=7200.0), "http_503", 120, 120),
        (error("http_403", status=403), "http_403", 720, 830),
        (error("robots_denied", retry=False), "robots_denied", 720, 830),
        (error("bad_redirect", retry=False), "bad_redirect", 720, 830),
    ],
)
def test_all_else_is_put_off(given: FetchError, why: str, least_minutes: int, most_minutes: int) -> None:
    found = judge(given)
    assert isinstance(found, Rechecked) and found.outcome == f"put_off/{why}" and found.after is not None
    minute = timedelta(minutes=1)
    assert AT + least_minutes * minute <= found.after.next_at <= AT + most_minutes * minute
    assert replace(found.after, next_at=BEFORE.next_at, tries=0) == BEFORE


def test_what_is_reserved_now_ends() -> None:
    found = judge(Reserved(URL, "reserved", reason=reasons.RESERVED_RSL))
    assert isinstance(found, Rechecked) and (found.after, found.outcome) == (None, "ended/reserved_rsl")


def test_waits_grow_and_then_the_check_is_given_up() -> None:
    options, rng = FetchOptions(), random.Random(1)
    waits = [wait_for(replace(BEFORE, tries=tries), options, rng, is_long=False) for tries in range(12)]
    assert waits[0] < waits[1] < waits[3] < waits[5] and max(waits) <= timedelta(hours=7)
    assert wait_for(replace(BEFORE, tries=99), options, rng, is_long=True) <= timedelta(hours=28)
    late = put_off_for(BEFORE, "timeout", CHECKS, NOON + timedelta(days=5), HOUR)
    assert (late.after, late.outcome) == (None, "given_up/timeout")
