"""Articles that are to be asked for again: in order, each once, whatever was set before."""

from __future__ import annotations

import random
from datetime import timedelta

from asked_again import HOUR, recheck
from msgspec.structs import replace
from one_shard import NOON

from transforms.revision_records import GoneAnswer
from transforms.state.changes import Replaced
from transforms.state.recheck_queue import MOST_CHECK_WAIT, RecheckQueue

A, B, C = (recheck(name, NOON + hours * HOUR) for name, hours in (("a", 3), ("b", 1), ("c", 2)))


def queue() -> RecheckQueue:
    return RecheckQueue({one.id: one for one in (A, B, C)})


def test_those_that_are_due_come_the_longest_overdue_first_and_stay() -> None:
    found = queue()
    assert found.next_at == B.next_at
    for _ in range(2):
        assert found.due(NOON + 2 * HOUR, 9) == [B, C]
    assert found.due(NOON + 9 * HOUR, 1) == [B]
    assert found.due(NOON + 9 * HOUR, 9, without={"b"}) == [C, A]
    assert found.due(NOON, 9) == []
    assert found == {"a": A, "b": B, "c": C}


def test_what_is_set_again_is_due_at_its_new_time_alone() -> None:
    found, later = queue(), replace(B, next_at=NOON + 5 * HOUR)
    found.set(later)
    assert (found.next_at, found.due(NOON + 5 * HOUR, 9)) == (C.next_at, [C, A, later])
    found.set(B)
    found.set(later)
    found.set(B)
    assert found.due(NOON + 9 * HOUR, 9) == [B, C, A]


def test_what_is_removed_is_due_no_more() -> None:
    found = queue()
    found.remove(["b", "unknown"])
    assert (found.next_at, list(found)) == (C.next_at, ["a", "c"])
    found.remove(["a", "c"])
    assert (found.next_at, len(found)) == (None, 0)


def test_it_agrees_with_a_plain_list_whatever_happens_to_it() -> None:
    rng, found, plain = random.Random(0), RecheckQueue(), dict[str, int]()
    for _ in range(3000):
        name, hours = str(rng.randrange(40)), rng.randrange(30)
        if rng.random() < 0.3:
            found.remove([name])
            plain.pop(name, None)
        else:
            found.set(recheck(name, NOON + hours * HOUR))
            plain[name] = hours
        until = rng.randrange(30)
        due = sorted((at, id_) for id_, at in plain.items() if at <= until)
        assert [(one.next_at, one.id) for one in found.due(NOON + until * HOUR, 99)] == [
            (NOON + at * HOUR, id_) for at, id_ in due
        ]
        assert found.next_at == (NOON + min(plain.values()) * HOUR if plain else None)


def test_one_is_moved_with_its_file_and_ends_where_that_is_gone() -> None:
    found = RecheckQueue({name: recheck(name, file=file) for name, file in (("a", "f1"), ("b", "f2"), ("c", "f3"))})
    found.move([Replaced(path="f1", by="f9", first=4), Replaced(path="f2")])
    assert {id_: one.file for id_, one in found.items()} == {"a": "f9", "c": "f3"}
    assert [one.file for one in found.due(NOON + HOUR, 9)] == ["f9", "f3"]


def test_what_a_clock_has_put_off_that_was_ahead_is_due() -> None:
    ahead = NOON + timedelta(days=400)
    by_future = recheck("b", ahead + HOUR, at=ahead, gone=(GoneAnswer(status=404, answered_at=ahead),))
    far = recheck("c", NOON + MOST_CHECK_WAIT + HOUR)
    found = RecheckQueue({"a": A, "b": by_future, "c": far})
    found.undo_future(NOON)
    assert found["a"] == A
    assert found["b"] == recheck("b", NOON, gone=(GoneAnswer(status=404, answered_at=NOON),))
    assert found.due(NOON, 9) == [found["b"], found["c"]]


def test_those_of_articles_that_are_too_old_are_left_out() -> None:
    found = RecheckQueue({"a": A, "b": recheck("b", at=NOON - HOUR)})
    assert found.since(NOON) == {"a": A}
    assert found.since(None) == found
