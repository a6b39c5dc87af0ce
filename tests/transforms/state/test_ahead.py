"""Advice of a clock that was ahead keeps nobody idle, and is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from one_shard import NOON

from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.records import Feed
from transforms.state.ahead import is_unbelievable, tell_future, undo_future
from transforms.state.documents import Due
from transforms.state.roster import ShardFeeds

FAR, SOON = NOON + timedelta(days=400), NOON + timedelta(days=2)
FEEDS = ShardFeeds({"f": Feed(url="https://valley.example/f")}, "h")
ADVICE = {
    "nothing is said": (Due(), False),
    "saved just now": (Due(saved_at=NOON + timedelta(minutes=5)), False),
    "saved in the future": (Due(saved_at=SOON), True),
    "a poll is far off": (Due(next_poll=FAR.timestamp()), True),
    "a try is far off": (Due(next_try=FAR), True),
    "a check is far off": (Due(next_recheck=FAR), True),
    "a poll waits": (Due(next_poll=SOON.timestamp(), next_try=SOON), False),
}


@pytest.mark.parametrize(("due", "unbelievable"), ADVICE.values(), ids=ADVICE)
def test_advice_is_not_believed_that_a_wrong_clock_has_saved(due: Due, unbelievable: bool) -> None:
    assert is_unbelievable(due, NOON) is unbelievable


@pytest.mark.parametrize(("at", "saved_at", "polled_at"), [(FAR, None, NOON), (SOON, SOON, NOON), (SOON, NOON, SOON)])
def test_feeds_are_due_that_a_wrong_clock_has_put_off(at, saved_at, polled_at) -> None:  # type: ignore[no-untyped-def]
    due = Due(polls={"f": at.timestamp()}, saved_at=saved_at)
    undo_future(due, FEEDS, ScheduleOptions(), NOON)
    assert due.polls == {"f": polled_at.timestamp()}


def test_a_turn_that_polls_none_saves_nothing_again_that_the_future_has_put_off() -> None:
    due = Due(polls={"f": SOON.timestamp(), "g": NOON.timestamp() - 5}, saved_at=SOON)
    undo_future(due, None, ScheduleOptions(), NOON)
    assert due.polls == {"f": NOON.timestamp(), "g": NOON.timestamp() - 5}


def test_a_document_from_the_future_is_told(caplog: pytest.LogCaptureFixture) -> None:
    tell_future("due/0.json", NOON, NOON)
    assert caplog.text == ""
    tell_future("due/0.json", FAR, NOON)
    assert "due/0.json: it was written at 2027-12-27 12:00 UTC, and it is 2026-11-22 12:00 UTC" in caplog.text
