"""Whose doing the death of a child is: a task is blamed for its own alone, and memory is bounded."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from multiprocessing import forkserver
from pathlib import Path

import pool_tasks as tasks
import pytest
from processes import wait_for_text

from transforms.pool.errors import TaskCrashed, TaskKilled, TaskOutgrew
from transforms.pool.memory import MEMORY_MB
from transforms.pool.pool import MOST_RUNS, Pool

PATIENCE_SECONDS = 600.0
BOUND_MB = 900

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to RLIMIT_DATA")


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(1, memory_mb=BOUND_MB)
    yield made
    made.close()


def ask(pool: Pool, function: Callable[..., int], argument: object) -> int:
    return pool.submit(function, argument, PATIENCE_SECONDS).result(PATIENCE_SECONDS)


def countdown(folder: Path, deaths: int) -> Path:
    note = folder / "countdown"
    note.write_text(f"{deaths} 0", encoding="ascii")
    return note


@pytest.mark.parametrize("deaths", range(MOST_RUNS))
def test_a_task_whose_child_is_killed_from_outside_is_run_again(pool: Pool, tmp_path: Path, deaths: int) -> None:
    assert ask(pool, tasks.run_and_kill, str(countdown(tmp_path, deaths))) == deaths + 1
    assert (pool.take_kills(), pool.take_kills()) == (deaths, 0)


def test_one_that_is_killed_each_time_is_given_up_for_now(pool: Pool, tmp_path: Path) -> None:
    note = countdown(tmp_path, 99)
    with pytest.raises(TaskKilled, match=r"^the child process died with exit code -9$"):
        ask(pool, tasks.run_and_kill, str(note))
    assert note.read_text(encoding="ascii").split()[1] == str(MOST_RUNS)
    assert pool.take_kills() == MOST_RUNS
    assert ask(pool, tasks.double, 4) == 8


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT], ids=lambda number: number.name)
def test_a_crash_is_the_tasks_own_and_no_kill(pool: Pool, number: signal.Signals) -> None:
    with pytest.raises(TaskCrashed, match=f"exit code -{number.value}$") as caught:
        ask(pool, tasks.kill_itself, number)
    assert type(caught.value) is TaskCrashed
    assert pool.take_kills() == 0


def test_a_task_is_not_blamed_for_what_an_earlier_one_left_in_its_child(pool: Pool, tmp_path: Path) -> None:
    note = tmp_path / "runs"
    spoiled = ask(pool, tasks.hoard, 1)
    assert ask(pool, tasks.crash_unless_alone, str(note)) != spoiled
    assert note.read_text(encoding="ascii") == "xx"


@on_linux
def test_a_task_that_eats_memory_ends_at_the_bound_and_is_told(pool: Pool) -> None:
    with pytest.raises(
        TaskOutgrew, match=rf"^it needed more than the {BOUND_MB} MB of memory that a process may have$"
    ):
        ask(pool, tasks.need, 2 * BOUND_MB)
    assert ask(pool, tasks.need, 10) == 10_000_000, "others have what they need"


@on_linux
def test_a_child_that_was_left_without_memory_is_replaced_and_nobody_is_blamed(pool: Pool) -> None:
    hoarder = ask(pool, tasks.hoard, BOUND_MB // 2)
    assert ask(pool, tasks.need, BOUND_MB * 2 // 3) == BOUND_MB * 2 // 3 * 1_000_000
    assert ask(pool, tasks.process_id, None) != hoarder


def test_the_bound_of_a_pool_is_a_gigabyte_where_nothing_is_said() -> None:
    assert MEMORY_MB == 1024
    assert Pool(0)._memory_mb == MEMORY_MB


def test_the_death_of_the_fork_server_is_nobodys_fault(pool: Pool) -> None:
    assert ask(pool, tasks.double, 1) == 2
    server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    child = ask(pool, tasks.process_id, None)
    os.kill(server, signal.SIGKILL)
    os.kill(child, signal.SIGKILL)
    assert ask(pool, tasks.double, 4) == 8


def test_children_are_killed_at_random_and_all_tasks_are_answered() -> None:
    pool, over, rng = Pool(2), threading.Event(), random.Random(0)

    def kill() -> None:
        while not over.wait(rng.uniform(0.01, 0.15)):
            for child in list(pool._children.values()):
                if child.process.pid is not None and rng.random() < 0.5:
                    child.process.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    left = list(range(80))
    answers: dict[int, int] = {}
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (
        left and time.monotonic() < deadline
    ):  # What was killed each time is asked for again, as an ingest does later.
        futures = {number: pool.submit(tasks.sleep_and_double, number, PATIENCE_SECONDS) for number in left}
        wait(futures.values(), PATIENCE_SECONDS)
        assert {type(future.exception()) for future in futures.values()} <= {type(None), TaskKilled}
        answers |= {number: future.result() for number, future in futures.items() if future.exception() is None}
        left = [number for number in left if number not in answers]
    over.set()
    killer.join()
    assert answers == {number: 2 * number for number in range(80)}
    assert pool.take_kills() > 0
    pool.close()


# It is stopped for longer than its task may take, with the child that has the task.
STOPPED = """
import sys
sys.path.insert(0, {tasks!r})
import pool_tasks
from pathlib import Path
from transforms.pool.pool import Pool
pool = Pool(1)
pool.submit(pool_tasks.double, 1, 60).result()
future = pool.submit(pool_tasks.sleep_for, 1.5, 3.0)
Path({note!r}).write_text("begun")
print(future.result(), flush=True)
"""


def test_a_process_that_was_stopped_and_goes_on_does_not_find_its_tasks_too_slow(tmp_path: Path) -> None:
    note = tmp_path / "note"
    program = STOPPED.format(tasks=str(Path(tasks.__file__).parent), note=str(note))
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, process_group=0)
    wait_for_text(note)
    os.killpg(parent.pid, signal.SIGSTOP)
    time.sleep(9)  # More than the task's deadline and the grace of its child's own alarm.
    os.killpg(parent.pid, signal.SIGCONT)
    said, _ = parent.communicate(timeout=PATIENCE_SECONDS)
    assert (said, parent.returncode) == ("1.5\n", 0)
