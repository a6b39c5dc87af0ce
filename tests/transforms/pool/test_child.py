"""A child of the pool: what it says over its pipe, what it imports, and when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any

import pool_tasks as tasks
import pytest
from processes import wait_for_text, wait_until_gone

from transforms.pool.child import OBJECTS_BEFORE_SEARCH, YES, pickled, serve
from transforms.pool.pool import Pool

PATIENCE_SECONDS = 600.0


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(2)
    yield made
    made.close()


@pytest.fixture
def pipe() -> Iterator[Connection[Any, Any]]:
    """The parent's end of the pipe of a child that has started."""
    context = get_context("forkserver")
    ours, theirs = context.Pipe()
    child = context.Process(target=serve, args=(theirs, ()), daemon=True)
    child.start()
    theirs.close()
    assert heard(ours) == YES
    yield ours
    ours.close()
    child.join(PATIENCE_SECONDS)
    assert child.exitcode == 0, "a child ends when its pipe is closed"


def heard(pipe: Connection[Any, Any]) -> bytes:
    assert pipe.poll(PATIENCE_SECONDS), "the child said nothing"
    return pipe.recv_bytes()


def test_a_child_says_that_it_has_a_task_and_then_what_came_of_it(pipe: Connection[Any, Any]) -> None:
    for number in (4, 21):
        pipe.send_bytes(pickled((PATIENCE_SECONDS, tasks.double, number)))
        assert heard(pipe) == YES
        assert ForkingPickler.loads(heard(pipe)) == (True, 2 * number)


def test_a_task_that_fails_is_answered_and_the_child_lives_on(pipe: Connection[Any, Any]) -> None:
    pipe.send_bytes(pickled((PATIENCE_SECONDS, tasks.refuse_page, "http://paper.example/a")))
    assert heard(pipe) == YES
    succeeded, (error, text) = ForkingPickler.loads(heard(pipe))
    assert not succeeded and error.reason == "no_text"
    assert text.startswith("Traceback") and "in refuse_page" in text
    pipe.send_bytes(b"no pickle at all")
    assert heard(pipe) == YES
    succeeded, (error, _) = ForkingPickler.loads(heard(pipe))
    assert not succeeded and isinstance(error, Exception)
    pipe.send_bytes(pickled((PATIENCE_SECONDS, tasks.double, 4)))
    assert (heard(pipe), ForkingPickler.loads(heard(pipe))) == (YES, (True, 8))


def test_a_child_seldom_looks_for_garbage_and_never_among_what_it_has_loaded(pool: Pool) -> None:
    frozen, begins_after = pool.submit(tasks.search_for_garbage, None, PATIENCE_SECONDS).result(PATIENCE_SECONDS)
    assert frozen > 1000
    assert begins_after == OBJECTS_BEFORE_SEARCH


def test_the_traceback_in_the_child_is_the_cause(pool: Pool) -> None:
    error = pool.submit(tasks.refuse_page, "http://paper.example/a", PATIENCE_SECONDS).exception(PATIENCE_SECONDS)
    assert error is not None
    assert "in refuse_page" in str(error.__cause__)


def test_an_exception_that_cannot_travel_is_told_in_words(pool: Pool) -> None:
    with pytest.raises(RuntimeError, match="Stubborn: first and second"):
        pool.submit(tasks.be_stubborn, "first", PATIENCE_SECONDS).result(PATIENCE_SECONDS)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["interrupt", "termination"])
def test_children_leave_signals_to_the_parent(pool: Pool, tmp_path: Path, number: signal.Signals) -> None:
    gate = tmp_path / "gate"
    assert pool.submit(tasks.double, 1, PATIENCE_SECONDS).result(PATIENCE_SECONDS) == 2
    running = pool.submit(tasks.answer_with_pid_when_there, (str(tmp_path / "pid"), str(gate)), PATIENCE_SECONDS)
    pid = int(wait_for_text(tmp_path / "pid"))
    os.kill(pid, number)
    gate.touch()
    assert running.result(PATIENCE_SECONDS) == pid


def test_modules_are_imported_before_the_first_task() -> None:
    pool = Pool(1, preload=["colorsys"])
    assert pool.submit(tasks.imported, "colorsys", PATIENCE_SECONDS).result(PATIENCE_SECONDS)
    pool.close()


PARENT = """
import sys, time
sys.path.insert(0, {tasks!r})
import pool_tasks
from transforms.pool.pool import Pool
pool = Pool(2)
pool.submit(pool_tasks.announce_and_hang, {busy!r}, 600)
print(pool.submit(pool_tasks.process_id, None, 60).result(), flush=True)
time.sleep(600)
"""


def test_no_child_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    busy = tmp_path / "busy"
    program = PARENT.format(tasks=str(Path(tasks.__file__).parent), busy=str(busy))
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        idle_pid = int(parent.stdout.readline())
        busy_pid = int(wait_for_text(busy))
        parent.kill()
        parent.wait()
        wait_until_gone([idle_pid, busy_pid])
