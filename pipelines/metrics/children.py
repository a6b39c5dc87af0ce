"""How much memory the processes have that this one has started, read from /proc; nothing where there is none."""

from __future__ import annotations

import os
from pathlib import Path


def descendants(pid: int, proc: Path = Path("/proc")) -> dict[int, int]:
    """Give the processes that a process has started, and those that these have, with their resident memory in bytes."""
    page = os.sysconf("SC_PAGE_SIZE")
    parents: dict[int, int] = {}
    resident: dict[int, int] = {}
    for folder in proc.glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # It has ended meanwhile.
        parents[int(folder.name)], resident[int(folder.name)] = int(fields[1]), int(fields[21]) * page
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {child: resident[child] for child in found - {pid} if child in resident}
