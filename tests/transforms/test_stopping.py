"""Stopping: nothing says so until it is asked for, and then all do; each in a process of its own, which is asked once."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import threading, time
from transforms.stopping import grace_is_over, request_stop, stop_requested, wait_for_stop

def show(*more):
    print(stop_requested(), grace_is_over(), *more)
"""

PROGRAMS = {
    "nobody asked": ("show(wait_for_stop(0.01))", ["False False False"]),
    "without an end of patience": ("request_stop(); show(wait_for_stop(600))", ["True False True"]),
    "at once": ("request_stop(0.0); show()", ["True True"]),
    "with seconds left": ("request_stop(600.0); show()", ["True False"]),
    "asked again, more urgently": ("request_stop(600.0); request_stop(0.0); show()", ["True True"]),
    "not before the grace is over": (
        "until = time.monotonic() + 0.2; request_stop(0.2)\n"
        "while not grace_is_over(): time.sleep(0.01)\n"
        "show(time.monotonic() >= until)",
        ["True True True"],
    ),
    # A handler runs in the main thread, wherever that is just then: within a wait, too.
    "by signals that come while it waits": (
        "import signal\n"
        "signal.signal(signal.SIGALRM, lambda *_: request_stop())\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)\n"
        "for _ in range(100_000): wait_for_stop(0)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0); show(wait_for_stop(600))",
        ["True False True"],
    ),
    "all who wait are woken": (
        "waiters = [threading.Thread(target=wait_for_stop, args=(600,)) for _ in range(5)]\n"
        "for one in waiters: one.start()\n"
        "request_stop()\n"
        "for one in waiters: one.join()\n"
        "show()",
        ["True False"],
    ),
    "one who waits is woken": (
        "waiter = threading.Thread(target=lambda: show(wait_for_stop(600)))\n"
        "waiter.start(); request_stop(); waiter.join(); print('over')",
        ["True False True", "over"],
    ),
}


@pytest.mark.parametrize(("program", "lines"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_process_is_asked_to_stop(program: str, lines: list[str]) -> None:
    command = [sys.executable, "-c", PROGRAM + program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.stdout.splitlines(), done.stderr, done.returncode) == (lines, "", 0)
