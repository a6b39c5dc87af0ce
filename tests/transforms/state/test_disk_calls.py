"""A call to a disk that never answers is found by its age, and by nobody else's."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from transforms.state.disk_calls import Call, Overdue, under_way, watched
from transforms.state.local_store import LocalStore

CALL = Call(Path("/srv/news/due/0.json"), "read", 0)


@pytest.fixture
def hangs(tmp_path: Path) -> Iterator[Path]:
    """A pipe in the place of a file that a thread reads: it waits for a writer."""
    pipe = tmp_path / "due" / "0.json"
    pipe.parent.mkdir()
    os.mkfifo(pipe)
    reader = threading.Thread(target=LocalStore(str(tmp_path)).read, args=("due/0.json",), daemon=True)
    reader.start()
    yield pipe
    with pipe.open("wb"):
        pass
    reader.join()


def test_a_call_is_overdue_once_it_is_as_old_as_it_may_be() -> None:
    overdue = Overdue(30.0)
    with under_way(CALL):
        assert [overdue.look(10.0) for _ in range(3)] == [None, None, None]
        assert (overdue.look(10.0) or "").startswith(
            "/srv/news/due/0.json: cannot be read (the disk did not answer within 30 s); try again later; where it stays so,"
        )
    assert overdue.look(100.0) is None


def test_another_call_of_the_same_thread_is_younger() -> None:
    overdue = Overdue(30.0)
    for _ in range(9):
        with under_way(Call(*CALL)):
            assert overdue.look(20.0) is None


def test_what_carries_many_bytes_has_more_time() -> None:
    overdue = Overdue(30.0)
    with under_way(Call(CALL.path, "written", 100_000_000)):
        assert [overdue.look(100.0) for _ in range(4)][:3] == [None, None, None]
        assert overdue.look(1.0) is not None


def test_a_read_that_hangs_is_told_and_others_go_on(tmp_path: Path, hangs: Path) -> None:
    told, said = threading.Event(), list[str]()

    def give_up(sentence: str) -> None:
        said.append(sentence)
        told.set()

    with watched(give_up, seconds=1.0):
        assert LocalStore(str(tmp_path)).read("other.json") is None
        assert told.wait(60)
    assert said[0].startswith(f"{hangs}: cannot be read (the disk did not answer within ")


def test_a_call_that_ends_in_time_is_none(tmp_path: Path) -> None:
    store, said = LocalStore(str(tmp_path)), list[str]()
    with watched(said.append, seconds=1.0):
        for n in range(200):
            store.put("a", b"%d" % n)
    assert said == []
