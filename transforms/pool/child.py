"""Run tasks in a child of the pool, one after another, until the parent closes the pipe or is gone."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from typing import Any, TypeVar

from transforms.pool.errors import TaskOutgrew
from transforms.pool.memory import bound_memory, outgrew

T = TypeVar("T")

GRACE_SECONDS = 5.0  # how long after its deadline a child that nobody watches any more lives on

# After so many new objects Python looks for garbage in circles: a page makes thousands that die without, and looking at them
# after each 700 is 2 % of its extraction.
OBJECTS_BEFORE_SEARCH = 20_000

# Ctrl-C, a closed terminal and a service manager's stop reach the whole group of processes: the parent decides what becomes of
# tasks.
LEFT_TO_THE_PARENT = (
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGQUIT,
    signal.SIGUSR1,
    signal.SIGUSR2,
)

_at_end: list[Callable[[], object]] = []

YES = b"yes"  # what a child says when it has started, and when it has received a task


def at_end(function: Callable[[], object]) -> None:
    """Call a function when this child ends because its parent wants no more; not where it is killed."""
    _at_end.append(function)


def serve(connection: Connection[Any, Any], preload: Sequence[str], memory_mb: int | None = None) -> None:
    """Run tasks until the parent closes the pipe, or is gone; `memory_mb` is what this process may have."""
    for number in LEFT_TO_THE_PARENT:
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    for name in preload:
        importlib.import_module(name)
    bound_memory(memory_mb)
    gc.freeze()  # what is loaded is no garbage: it need not be looked at again
    gc.set_threshold(OBJECTS_BEFORE_SEARCH, 20, 20)
    connection.send_bytes(YES)
    with contextlib.suppress(EOFError, OSError):  # the parent is gone, or wants no more
        while True:
            payload = connection.recv_bytes()
            connection.send_bytes(YES)
            connection.send_bytes(_answer(payload, memory_mb))
    for function in _at_end:
        with contextlib.suppress(Exception):  # Nobody is there to be told.
            function()


def _die_with_parent() -> None:
    if parent := parent_process():
        wait([parent.sentinel])
        os._exit(1)


def _answer(payload: bytes, memory_mb: int | None) -> bytes:
    try:
        timeout_seconds, function, argument = ForkingPickler.loads(payload)
    except MemoryError:
        return _pickled_error(TaskOutgrew(outgrew(memory_mb)))
    except Exception as error:  # whatever a class does that is unpickled here, its owner is told
        return _pickled_error(error)
    return answer_to(function, argument, timeout_seconds, memory_mb)


def answer_to(function: Callable[[T], Any], argument: T, timeout_seconds: float, memory_mb: int | None = None) -> bytes:
    """Run a task; give what it returned or raised as bytes for `value_of`."""
    try:
        # If the parent is gone while the task holds the interpreter's lock (a regular expression can, for ever), no thread
        # here can notice; the kernel's timer ends this process all the same.
        signal.setitimer(signal.ITIMER_REAL, timeout_seconds + GRACE_SECONDS)
        answer = (True, function(argument))
        signal.setitimer(signal.ITIMER_REAL, 0)
        return pickled(answer)
    except MemoryError:
        signal.setitimer(signal.ITIMER_REAL, 0)
        return _pickled_error(TaskOutgrew(outgrew(memory_mb)))
    except Exception as error:  # any failure of a task is its owner's to judge, so all of them go back
        signal.setitimer(signal.ITIMER_REAL, 0)
        return _pickled_error(error)


def value_of(answer: bytes) -> Any:
    """Give what a task returned. Raises what it raised, with the traceback of the child as its cause."""
    succeeded, value = ForkingPickler.loads(answer)
    if succeeded:
        return value
    error, text = value
    error.__cause__ = _Traceback(f"\n{text}")
    raise error


class _Traceback(Exception):
    """The cause of an exception from a child: the traceback there, as text."""


def pickled(value: Any) -> bytes:
    """Pickle a value for a pipe between parent and child."""
    # A copy: a view of the pickler's buffer that outlives it makes CPython 3.13 complain at exit.
    with ForkingPickler.dumps(value) as view:
        return bytes(view)


def _pickled_error(error: Exception) -> bytes:
    text = traceback.format_exc()
    try:
        answer = pickled((False, (error, text)))
        ForkingPickler.loads(answer)
    except Exception as problem:  # classes of exceptions that are not ours may do anything here
        said = RuntimeError(f"{type(error).__name__}: {error} (in a child process; it does not pickle: {problem})")
        return pickled((False, (said, text)))
    return answer
