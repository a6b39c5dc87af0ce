"""One task in a fork of this process: the cheapest child there is, for a command that reads a single page.

The child has all that its parent has imported, so that no second Python starts. A process with threads has the pool instead:
a fork copies locks that other threads hold, and nobody releases them in the child.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from transforms.pool.child import answer_to, value_of
from transforms.pool.errors import TaskTimedOut, death_of
from transforms.pool.memory import MEMORY_MB, bound_memory
from transforms.pool.patience import answers_within

T = TypeVar("T")
R = TypeVar("R")

_CONTEXT = get_context("fork")


def run_forked(function: Callable[[T], R], argument: T, timeout_seconds: float, memory_mb: int | None = MEMORY_MB) -> R:
    """Give `function(argument)`, run in a child that may have so much memory beside what this process has (None: all there is).

    Raises: what the function raised; TaskCrashed where the child died, or ran out of memory; TaskTimedOut where it took longer,
    and was killed.
    """
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_run, args=(theirs, function, argument, timeout_seconds, memory_mb), daemon=True)
    process.start()
    theirs.close()
    try:
        if not answers_within(ours, timeout_seconds):
            raise TaskTimedOut(f"no answer after {timeout_seconds:g} s: the child process was killed")
        return value_of(ours.recv_bytes())
    except EOFError:
        process.join()
        raise death_of(process.exitcode) from None
    finally:
        process.kill()
        process.join()
        ours.close()


def _run(
    connection: Connection[Any, Any],
    function: Callable[[T], Any],
    argument: T,
    timeout_seconds: float,
    memory_mb: int | None,
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which kills this process.
    bound_memory(memory_mb, more=True)
    connection.send_bytes(answer_to(function, argument, timeout_seconds, memory_mb))
