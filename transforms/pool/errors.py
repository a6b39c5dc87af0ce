"""What can go wrong with a task in a child process, and whose doing a child's death is."""

from __future__ import annotations

import signal
from typing import Final

# What a process brings on itself. Any other signal comes from outside: from the system where memory runs out, or from a person.
_OWN: Final = frozenset(
    -getattr(signal, name)
    for name in ("SIGSEGV", "SIGBUS", "SIGABRT", "SIGFPE", "SIGILL", "SIGSYS", "SIGTRAP", "SIGXCPU", "SIGXFSZ")
    if hasattr(signal, name)
)
# The fork server says how its children ended. Where it died itself, the standard library answers this.
_NOBODY_KNOWS: Final = 255


class TaskCrashed(Exception):
    """The child that ran a task died; the message gives its exit code (negative: the signal)."""


class TaskKilled(TaskCrashed):
    """Each child that was given the task was killed from outside: that is not the task's doing, and it may do better later."""


class TaskOutgrew(TaskCrashed):
    """A child that did nothing else needed more memory for the task than it may have."""


class PoolUnusable(Exception):
    """No task can be run: children do not start, or the pool was closed. It is no task's fault."""


class TaskTimedOut(Exception):
    """A task was still running at its deadline, and its child was killed."""


def is_from_outside(exit_code: int | None) -> bool:
    """Tell whether a child was ended by others, not by what it did.

    >>> [is_from_outside(code) for code in (-9, -15, -11, -6, 1, 255, None)]
    [True, True, False, False, False, True, True]
    """
    return exit_code is None or exit_code == _NOBODY_KNOWS or (exit_code < 0 and exit_code not in _OWN)


def death_of(exit_code: int | None) -> TaskCrashed:
    """Give the error of a task whose child died with an exit code."""
    kind = TaskKilled if is_from_outside(exit_code) else TaskCrashed
    return kind(f"the child process died with exit code {exit_code}")
