"""A turn: when it begins no further request, that it stays in its process, and how an entry's failure is made."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

import pytest
from one_shard import Shard, bare_turn, entry

from transforms.errors import FetchError, StateError
from transforms.records import NO_EVIDENCE, Evidence, Failure
from transforms.state.documents import Due
from transforms.turns import Failed, Pass, Turn, fail_by_error, fail_entry

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "over"),
    [pytest.param(-1, False, id="before"), pytest.param(0, True, id="at"), pytest.param(1, True, id="after")],
)
def test_a_turn_is_over_at_its_deadline(seconds: float, over: bool) -> None:
    turn = Turn(Shard("turns").open(), "p1", NOON, Due(), NOON - timedelta(hours=1))
    assert turn.is_over(NOON + timedelta(seconds=seconds)) is over


@pytest.mark.parametrize(
    ("deadline", "turn_seconds", "ends_at"),
    [
        pytest.param(NOON, None, NOON, id="a deadline"),
        pytest.param(None, 60.0, NOON + timedelta(seconds=60), id="a turn's time"),
        pytest.param(NOON + timedelta(seconds=10), 60.0, NOON + timedelta(seconds=10), id="the deadline comes first"),
        pytest.param(NOON + timedelta(hours=1), 60.0, NOON + timedelta(seconds=60), id="the turn's time is over first"),
        pytest.param(None, None, datetime.max.replace(tzinfo=UTC), id="neither"),
    ],
)
def test_a_pass_says_when_a_turn_that_begins_at_noon_ends(
    deadline: datetime | None, turn_seconds: float | None, ends_at: datetime
) -> None:
    assert Pass(id="p1", deadline=deadline, turn_seconds=turn_seconds).ends_at(NOON) == ends_at


def test_turns_that_come_one_after_another_share_the_time_that_is_left() -> None:
    this_pass = Pass(id="p1", deadline=NOON + timedelta(seconds=60), among=4)
    assert [(this_pass.ends_at(NOON, before) - NOON).total_seconds() for before in range(5)] == [15, 20, 30, 60, 60]
    late = NOON + timedelta(seconds=90)
    assert this_pass.ends_at(late) < late


def test_a_turn_that_leaves_its_worker_says_so() -> None:
    token = pickle.dumps(bare_turn(number=3))
    assert len(token) < 200
    with pytest.raises(StateError, match=r"shard 3, pass p1: .* must be one fused stage"):
        pickle.loads(token)


PARKED_AT = NOON - timedelta(days=30)


def test_an_entrys_failure_is_a_record_with_the_entry_in_it() -> None:
    owed = entry("a", PARKED_AT)
    found = fail_entry(owed, NOON, stage="expire", reason="expired", message="a: too old", subject="a", attempts=3)
    assert found == Failed(
        "a",
        Failure(
            stage="expire", reason="expired", message="a: too old", retryable=False, subject="a", failed_at=NOON, id="a",
            feed_url="https://site.example/feed", attempts=3, first_seen_at=PARKED_AT, evidence=NO_EVIDENCE, entry=owed,
        ),
    )  # fmt: skip


def test_an_error_says_why_an_entry_failed() -> None:
    owed, url = entry("a", PARKED_AT), "https://site.example/b"
    error = FetchError(url, "it is busy", reason="http_503", retry=True, evidence=Evidence(status=503, bytes=1))
    found = fail_by_error(owed, NOON, error, stage="fetch", attempts=6, evidence=Evidence(bytes=0, title="Busy"))
    failure = found.failure
    assert (found.id, failure.id, failure.entry, failure.first_seen_at) == ("a", "a", owed, PARKED_AT)
    assert (failure.stage, failure.reason, failure.retryable, failure.attempts) == ("fetch", "http_503", True, 6)
    assert (failure.subject, failure.message) == (url, "https://site.example/b: it is busy")
    assert failure.evidence == Evidence(status=503, bytes=1, title="Busy"), "the error knows best"


@pytest.mark.parametrize(
    ("went_back", "over"), [(timedelta(seconds=30), False), (timedelta(hours=1), True), (timedelta(days=400), True)]
)
def test_a_turn_is_over_where_the_clock_was_set_back_below_its_beginning(went_back: timedelta, over: bool) -> None:
    turn = Turn(Shard("turns").open(), "p1", NOON + timedelta(hours=1), Due(), NOON)
    assert turn.is_over(NOON - went_back) is over
