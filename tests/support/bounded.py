"""Work on hostile input in a child of the pool that may use so much CPU and memory.

The bounds are many times what the work needs that grows with its input, also on a slow machine; work that grows with the
square of it needs many times the bounds. CPU is what counts, not time: a busy machine changes nothing.
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from transforms.pool.pool import Pool

R = TypeVar("R")

CPU_SECONDS = 60
# Nobody waits for the CPU that long.
TIMEOUT_SECONDS = 600.0
MEMORY_MB = 1024


class Bounded(NamedTuple):
    """Work without arguments, and the seconds of CPU that it may use."""

    work: Callable[[], object]
    seconds: int


def run_bounded(bounded: Bounded) -> object:
    """Gives what the work gives. The process is ended by the system where it uses more CPU than it may."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 1 + bounded.seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
    return bounded.work()


def bounded_pool(*preload: str) -> Pool:
    """Gives a pool of one child that has imported some modules, with the memory that a page may have."""
    return Pool(1, preload=(__name__, *preload), memory_mb=MEMORY_MB)


def within_bounds(pool: Pool, work: Callable[[], R], seconds: int = CPU_SECONDS) -> R:
    """Gives what the work gives, done in the pool's child. Raises: TaskCrashed where it uses too much of CPU or memory."""
    return pool.submit(run_bounded, Bounded(work, seconds), TIMEOUT_SECONDS).result()  # type: ignore[return-value]
