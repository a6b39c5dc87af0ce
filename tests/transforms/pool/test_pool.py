"""The pool: a task that fails, crashes or hangs costs that task only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, wait
from pathlib import Path
from pickle import PicklingError

import pool_tasks as tasks
import pytest
from processes import is_alive, wait_for_text, wait_until_gone

from transforms.errors import ExtractError
from transforms.pool.errors import PoolUnusable, TaskCrashed, TaskTimedOut
from transforms.pool.pool import Pool, shared_pool, usable_cpus
from transforms.records import Evidence

PATIENCE_SECONDS = 600.0


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(2)
    yield made
    made.close()


@pytest.mark.parametrize("processes", [0, 1, 2], ids=["in process", "one child", "two children"])
def test_results_come_back_to_their_own_future(processes: int) -> None:
    pool = Pool(processes)
    futures = [pool.submit(tasks.double, number, PATIENCE_SECONDS) for number in range(50)]
    assert [future.result(PATIENCE_SECONDS) for future in futures] == list(range(0, 100, 2))
    pool.close()


@pytest.mark.parametrize("processes", [0, 1], ids=["in process", "one child"])
def test_exceptions_of_the_task_come_through_unchanged(processes: int) -> None:
    pool = Pool(processes)
    future = pool.submit(tasks.refuse_page, "http://paper.example/a", PATIENCE_SECONDS)
    with pytest.raises(ExtractError, match=r"^http://paper\.example/a: no paragraph of text was found$") as caught:
        future.result(PATIENCE_SECONDS)
    assert (caught.value.reason, caught.value.retry, caught.value.evidence) == ("no_text", False, Evidence(bytes=12))
    pool.close()


@pytest.mark.parametrize(
    ("function", "argument"), [(tasks.unpicklable, None), (tasks.double, lambda: 1)], ids=["result", "argument"]
)
def test_what_does_not_pickle_fails_alone(pool: Pool, function: object, argument: object) -> None:
    with pytest.raises((AttributeError, TypeError, PicklingError), match="pickle"):
        pool.submit(function, argument, PATIENCE_SECONDS).result(PATIENCE_SECONDS)  # type: ignore[arg-type]
    assert pool.submit(tasks.double, 4, PATIENCE_SECONDS).result(PATIENCE_SECONDS) == 8


@pytest.mark.parametrize(
    ("function", "argument", "exit_code"),
    [(tasks.kill_itself, signal.SIGSEGV, -11), (tasks.kill_itself, signal.SIGKILL, -9), (tasks.leave, 3, 3)],
    ids=["segfault", "killed", "exit"],
)
def test_a_crash_costs_that_task_only(
    pool: Pool, tmp_path: Path, function: object, argument: int, exit_code: int
) -> None:
    gate = tmp_path / "gate"
    in_flight = pool.submit(tasks.answer_when_there, str(gate), PATIENCE_SECONDS)
    crashing = pool.submit(function, argument, PATIENCE_SECONDS)  # type: ignore[arg-type]
    queued = [pool.submit(tasks.double, number, PATIENCE_SECONDS) for number in range(5)]
    with pytest.raises(TaskCrashed, match=f"^the child process died with exit code {exit_code}$"):
        crashing.result(PATIENCE_SECONDS)
    gate.touch()
    assert in_flight.result(PATIENCE_SECONDS) == str(gate)
    assert [future.result(PATIENCE_SECONDS) for future in queued] == [0, 2, 4, 6, 8]


def test_many_crashes_in_a_row_do_not_wear_the_pool_out(pool: Pool) -> None:
    crashing = [pool.submit(tasks.leave, 7, PATIENCE_SECONDS) for _ in range(10)]
    sound = [pool.submit(tasks.double, number, PATIENCE_SECONDS) for number in range(10)]
    wait(crashing + sound, PATIENCE_SECONDS)
    assert [type(future.exception()) for future in crashing] == [TaskCrashed] * 10
    assert [future.result() for future in sound] == list(range(0, 20, 2))


def test_a_task_at_its_deadline_is_killed_and_others_finish(pool: Pool, tmp_path: Path) -> None:
    note, gate = tmp_path / "pid", tmp_path / "gate"
    in_flight = pool.submit(tasks.answer_when_there, str(gate), PATIENCE_SECONDS)
    hanging = pool.submit(tasks.announce_and_hang, str(note), 2.0)
    with pytest.raises(TaskTimedOut, match=r"^no answer after 2 s: the child process was killed$"):
        hanging.result(PATIENCE_SECONDS)
    assert not is_alive(int(note.read_text(encoding="ascii")))
    gate.touch()
    assert in_flight.result(PATIENCE_SECONDS) == str(gate)


def test_a_child_that_died_idle_is_replaced_unseen() -> None:
    pool = Pool(1)
    victim = pool.submit(tasks.process_id, None, PATIENCE_SECONDS).result(PATIENCE_SECONDS)
    os.kill(victim, signal.SIGKILL)
    wait_until_gone([victim])
    successor = pool.submit(tasks.process_id, None, PATIENCE_SECONDS).result(PATIENCE_SECONDS)
    assert successor not in (victim, os.getpid())
    pool.close()


def test_a_module_that_is_missing_is_a_crash_that_says_so() -> None:
    pool = Pool(1, preload=["no_module_of_this_name"])
    with pytest.raises(PoolUnusable, match=r"did not start \(exit code 1\); its error stream says why"):
        pool.submit(tasks.double, 1, PATIENCE_SECONDS).result(PATIENCE_SECONDS)
    pool.close()


def test_closing_ends_what_runs_and_cancels_what_waits(tmp_path: Path) -> None:
    pool, note = Pool(1), tmp_path / "pid"
    running = pool.submit(tasks.announce_and_hang, str(note), PATIENCE_SECONDS)
    waiting = pool.submit(tasks.double, 1, PATIENCE_SECONDS)
    wait_for_text(note)
    pool.close()
    with pytest.raises(PoolUnusable, match=r"^the pool was closed while the task ran$"):
        running.result(PATIENCE_SECONDS)
    with pytest.raises(CancelledError):
        waiting.result(PATIENCE_SECONDS)
    with pytest.raises(RuntimeError, match=r"^the pool is closed"):
        pool.submit(tasks.double, 1, PATIENCE_SECONDS)
    assert not is_alive(int(note.read_text(encoding="ascii")))


def test_a_shared_pool_is_one_per_size_and_made_again_once_closed() -> None:
    pool = shared_pool(1)
    assert shared_pool(1) is pool
    assert shared_pool(0) is not pool
    assert shared_pool(None).processes == usable_cpus() >= 1
    pool.close()
    assert shared_pool(1) is not pool
    assert shared_pool(1).submit(tasks.double, 2, PATIENCE_SECONDS).result(PATIENCE_SECONDS) == 4


# A program without a guard round its main part, which says so if a child imports it; it may be started in several ways.
PROGRAM = """
import os, sys
print("main part of", __name__)
sys.path.insert(0, {tasks!r})
import pool_tasks
from transforms.pool.pool import Pool
pool = Pool(2)
print("answer", pool.submit(pool_tasks.double, 21, 60).result())
def local(number):
    return number
try:
    pool.submit(local, 1, 60)
except ValueError as error:
    print(error)
"""
EXPECTED = ["main part of __main__", "answer 42"]


@pytest.mark.parametrize("way", ["script", "module", "command", "standard input"])
def test_children_never_import_the_main_module(tmp_path: Path, way: str) -> None:
    program = PROGRAM.format(tasks=str(Path(tasks.__file__).parent))
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    arguments = {"script": ["program.py"], "module": ["-m", "program"], "command": ["-c", program]}.get(way, ["-"])
    done = subprocess.run(
        [sys.executable, *arguments],
        input=program,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    lines = done.stdout.splitlines()
    assert (lines[:2], done.returncode, done.stderr) == (EXPECTED, 0, "")
    assert lines[2].endswith("is of the main module, which children do not import: move it to another")


def test_the_children_of_an_eager_pool_start_before_its_first_task() -> None:
    pool = Pool(2, eager=True)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(pool._children) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    children = {child.process.pid for child in pool._children.values()}
    assert len(children) == 2
    assert pool.submit(tasks.process_id, None, PATIENCE_SECONDS).result(PATIENCE_SECONDS) in children
    pool.close()
