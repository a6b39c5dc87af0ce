"""Where cursors are kept: of two that would move one, one is refused, also where an answer was lost or a number freed."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from msgspec.structs import replace
from one_shard import NOON

from pipelines.follow.cursors import Cursor
from pipelines.follow.events import Point
from pipelines.follow.keeping import FOLDER, CursorKeeper, FollowerState, Overtaken, read_followers
from transforms.errors import StateError, StorageError, Unclear
from transforms.state.decoding import encode
from transforms.state.storage import Store, open_store

_numbers = itertools.count()


def cursor(attempt: str, position: int = 0) -> Cursor:
    return Cursor(
        name="a",
        sink="s",
        target="t",
        digest="d",
        kind="articles",
        attempt=attempt,
        saved_at=NOON,
        point=Point(position),
    )


@pytest.fixture
def store() -> Store:
    return open_store(f"memory://keeping-{next(_numbers)}")


def test_it_is_read_back_and_few_stay(store: Store) -> None:
    keeper = CursorKeeper(store, "a")
    assert keeper.load() is None
    for position in range(5):
        keeper.save(cursor("1", position))
    assert CursorKeeper(store, "a").load() == cursor("1", 4)
    assert store.names("a") == ["0000000004.json", "0000000005.json"]


def test_how_far_followers_are_behind(store: Store) -> None:
    assert read_followers(store) == []
    CursorKeeper(store.below(FOLDER), "a").save(replace(cursor("1", 4), refused=2))
    store.put("runs/date=2026-11-22/0000000006-p1.json", b"{}")
    known = FollowerState(name="a", sink="s", target="t", behind=2, refused=2, moved_at=NOON)
    assert read_followers(store) == [known]


def test_the_one_that_came_later_continues(store: Store) -> None:
    first, second = CursorKeeper(store, "a"), CursorKeeper(store, "a")
    first.save(cursor("1"))
    assert second.load() == cursor("1")
    second.save(cursor("2"))
    for ends in (first.check, lambda: first.save(cursor("1", 9))):
        with pytest.raises(Overtaken):
            ends()
    second.check()
    assert CursorKeeper(store, "a").load() == cursor("2")


def test_a_number_that_was_freed_is_no_cursor(store: Store) -> None:
    stalled, other = CursorKeeper(store, "a"), CursorKeeper(store, "a")
    stalled.save(cursor("1"))
    other.load()
    for position in range(4):
        other.save(cursor("2", position))
    assert "0000000002.json" not in store.names("a")
    with pytest.raises(Overtaken):
        stalled.save(cursor("1", 9))
    assert CursorKeeper(store, "a").load() == cursor("2", 3)


class LosesAnswers:
    """A store whose answers to a create are lost: it has worked, or it has not, or somebody else was first."""

    def __init__(self, store: Store, *, works: bool, rival: bytes | None = None) -> None:
        self._store, self._works, self._rival, self.left = store, works, rival, 2

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def create(self, path: str, data: bytes) -> None:
        if self.left:
            self.left -= 1
            if self._rival is not None:
                self._store.put(path, self._rival)
            elif self._works and self._store.read(path) is None:
                self._store.create(path, data)
            raise Unclear("no answer")
        self._store.create(path, data)


@pytest.mark.parametrize("works", [True, False])
def test_a_lost_answer_is_asked_for_again(store: Store, works: bool) -> None:
    CursorKeeper(LosesAnswers(store, works=works), "a").save(cursor("1"))
    assert CursorKeeper(store, "a").load() == cursor("1")


def test_a_lost_answer_of_a_lost_race(store: Store) -> None:
    with pytest.raises(Overtaken):
        CursorKeeper(LosesAnswers(store, works=False, rival=encode(cursor("2"))), "a").save(cursor("1"))


def test_a_try_that_came_late_is_our_own(store: Store) -> None:
    keeper = CursorKeeper(store, "a")
    keeper.save(cursor("1"))
    store.create("a/0000000002.json", encode(cursor("1", 3)))  # The store said that this had failed.
    keeper.save(cursor("1", 5))
    assert (keeper.load(), keeper.number) == (cursor("1", 5), 3)


def test_a_store_that_never_answers(store: Store) -> None:
    silent = LosesAnswers(store, works=False)
    silent.left = 99
    with pytest.raises(StorageError):
        CursorKeeper(silent, "a").save(cursor("1"))


def test_a_damaged_cursor_is_told(store: Store) -> None:
    CursorKeeper(store, "a").save(cursor("1"))
    store.put("a/0000000001.json", b"{")
    with pytest.raises(StateError, match=r"0000000001.json: this document is damaged .* begin again"):
        CursorKeeper(store, "a").load()


def test_what_was_refused_is_kept_beside_it(store: Store) -> None:
    keeper = CursorKeeper(store, "a")
    keeper.save(cursor("1"))
    path = keeper.save_refused([b"{}", b"{}"], "1")
    assert (path, store.read(path)) == ("a/refused/0000000002-1.jsonl", b"{}\n{}\n")
    assert keeper.load() == replace(cursor("1"))
