"""What commits say of an entry, in the order in which it happened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from one_shard import NOON

from pipelines.histories.events import Event, What, add_log, last_end, last_of_way, list_events
from transforms import reasons
from transforms.reasons import Reason
from transforms.state.changes import Forgotten
from transforms.state.log import Commit, Deferral
from transforms.state.memory import Memory
from transforms.state.past import PastCommit

PATH = "articles/date=2026-11-22/part-1.jsonl.gz"


def commit(number: int, **more: object) -> PastCommit:
    return PastCommit(shard=0, number=number, committed_at=NOON + timedelta(hours=number), **more)  # type: ignore[arg-type]


def event(what: What, id_: str = "a", reason: Reason | None = None, led_to: str | None = None) -> Event:
    return Event(at=NOON, what=what, id=id_, shard=0, commit=1, reason=reason, led_to=led_to)


def test_each_thing_that_a_commit_says_is_an_event() -> None:
    later = Deferral(attempts=2, not_before=NOON, reason=reasons.TIMEOUT)
    commits = [
        commit(1, deferred={"a": later}),
        commit(2, kept={"failures/date=2026-11-22/f": ("a", "b")}),
        commit(3, reopened={"a": NOON}),
        commit(4, kept={PATH: ("c", "a")}, aliases={"a": "c"}),
        commit(5, dropped={reasons.SEEN_AGAIN: ["a"]}),
        commit(6, forgotten=[Forgotten(id="a", reason="why")]),
        commit(7, kept={PATH: ("z",)}),
    ]
    events = list_events(commits, ["a"])
    assert [one.what for one in events] == ["deferred", "failed", "reopened", "written", "dropped", "taken down"]
    assert [one.commit for one in events] == [1, 2, 3, 4, 5, 6]
    assert (events[0].attempts, events[0].reason) == (2, reasons.TIMEOUT)
    assert (events[3].path, events[3].led_to, events[5].note) == (PATH, "c", "why")


@pytest.mark.parametrize(
    ("events", "end"),
    [
        ([], None),
        ([event("deferred")], None),
        ([event("written"), event("dropped", reason=reasons.SEEN_AGAIN)], "written"),
        ([event("failed"), event("reopened")], None),
        ([event("failed"), event("reopened"), event("dropped", reason=reasons.DUPLICATE)], "dropped"),
        ([event("written"), event("taken down")], "taken down"),
    ],
)
def test_the_last_end_counts_unless_it_was_undone(events: list[Event], end: str | None) -> None:
    found = last_end(events)
    assert (found.what if found else None) == end


def test_a_way_of_hand_overs_is_followed_to_its_end_and_not_in_a_circle() -> None:
    way = [event("dropped", one, reasons.MOVED, to) for one, to in (("a", "b"), ("b", "c"))]
    assert [last_of_way(id_, way) for id_ in "abcd"] == ["c", "c", "c", "d"]
    assert last_of_way("a", [*way, event("dropped", "c", reasons.MOVED, "a")]) == "c"
    assert last_of_way("a", [event("dropped", "a", reasons.DUPLICATE, "b")]) == "a"


def test_commits_that_past_and_log_have_in_common_stand_once() -> None:
    kept = Commit(attempt="x", pass_id="p", opened_at=NOON, committed_at=NOON, dropped={reasons.DUPLICATE: ["a"]})
    past = [PastCommit(shard=0, number=1, committed_at=NOON, pass_id="p", dropped=kept.dropped)]
    assert add_log(past, 0, [(1, kept)], Memory()) == past
    assert len(add_log(past, 1, [(1, kept)], Memory())) == 2
