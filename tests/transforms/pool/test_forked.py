"""One task in a fork: what it gives, what it raises, and what its death or its deadline becomes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time

import pytest

from transforms.errors import ExtractError
from transforms.pool.errors import TaskCrashed, TaskOutgrew, TaskTimedOut
from transforms.pool.forked import run_forked

PATIENCE_SECONDS = 600.0


def refuse(url: str) -> None:
    raise ExtractError(url, "no text", reason="no_text")


def die(code: int) -> None:
    os._exit(code)


def kill(number: int) -> None:
    os.kill(os.getpid(), number)


def test_the_answer_comes_from_another_process() -> None:
    length, pid = run_forked(lambda text: (len(text), os.getpid()), "a" * 5_000_000, PATIENCE_SECONDS)
    assert length == 5_000_000 and pid != os.getpid()


def test_what_a_task_raises_comes_back_whole_with_its_traceback() -> None:
    with pytest.raises(ExtractError, match=r"^https://a\.example/: no text$") as caught:
        run_forked(refuse, "https://a.example/", PATIENCE_SECONDS)
    assert caught.value.reason == "no_text"
    assert "in refuse" in str(caught.value.__cause__)


@pytest.mark.parametrize(("end", "argument", "code"), [(die, 3, 3), (kill, signal.SIGKILL, -9)])
def test_a_task_that_ends_its_process_is_a_crash(end: object, argument: int, code: int) -> None:
    with pytest.raises(TaskCrashed, match=f"the child process died with exit code {code}$"):
        run_forked(end, argument, PATIENCE_SECONDS)  # type: ignore[arg-type]


def test_a_task_over_its_deadline_is_killed() -> None:
    before, begun = multiprocessing.active_children(), time.monotonic()
    with pytest.raises(TaskTimedOut, match=r"no answer after 0\.2 s"):
        run_forked(time.sleep, PATIENCE_SECONDS, 0.2)
    assert time.monotonic() - begun < PATIENCE_SECONDS
    assert multiprocessing.active_children() == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to RLIMIT_DATA")
def test_what_the_parent_has_does_not_count() -> None:
    hoarded = bytearray(300_000_000)
    assert run_forked(len, b"page", PATIENCE_SECONDS, memory_mb=200) == 4
    with pytest.raises(TaskOutgrew):
        run_forked(bytearray, 400_000_000, PATIENCE_SECONDS, memory_mb=200)
    assert len(hoarded) == 300_000_000
