"""Bound the memory of a child process, where the system can: on Linux it cannot grow beyond what it is given."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

# What a child may have where nothing else is said. It begins with some 230 MB: the libraries that it has loaded.
MEMORY_MB: Final = 1024


def bound_memory(megabytes: int | None, *, more: bool = False) -> None:
    """Let this process have so many megabytes of its own at most (None: as many as there are); beyond them is a MemoryError.

    With `more` they come on top of what it has already: a fork has all that its parent has, which may be any amount.

    What counts is memory that it alone can write (RLIMIT_DATA), used or not. Address space (RLIMIT_AS) would count the files of
    libraries as well: more than a gigabyte before the first page. Systems other than Linux do not hold a process to it.
    """
    if megabytes is None or sys.platform != "linux":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes * 1_000_000 + (_present_bytes() if more else 0)
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _present_bytes() -> int:
    """Give what RLIMIT_DATA counts of this process now (proc_pid_status(5): VmData, in kB)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0


def outgrew(megabytes: int | None) -> str:
    """Say what a task did that needed more than that."""
    if megabytes is None:
        return "it needed more memory than the system gave"
    return f"it needed more than the {megabytes} MB of memory that a process may have"
