"""What a command costs: time, and the CPU and memory of the whole tree of its processes, sampled from /proc."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")
SAMPLE_SECONDS = 0.2


@dataclass
class Cost:
    """The cost of a command that has ended. None where the system has no /proc that tells.

    `peak_rss_mb` counts what processes share once for each of them, `peak_pss_mb` once in all. The CPU of a process is that of
    the last sample, at most SAMPLE_SECONDS before its end. `machine_cpu_seconds` is what all processes of the machine used.
    """

    seconds: float = 0.0
    exit_code: int = 0
    stdout: str = ""
    stderr: str = ""
    peak_rss_mb: float | None = None
    peak_pss_mb: float | None = None
    machine_cpu_seconds: float | None = None
    cpu_by_process: dict[int, float] = field(default_factory=dict)
    pid: int = 0

    @property
    def own_cpu_seconds(self) -> float | None:
        """User and system time of the command's own process, without those that it started."""
        return self.cpu_by_process.get(self.pid)

    @property
    def cpu_seconds(self) -> float | None:
        """User and system time of all processes of the tree."""
        return sum(self.cpu_by_process.values()) if self.cpu_by_process else None


def measure(command: Sequence[str]) -> Cost:
    """Runs a command to its end; gives its cost."""
    cost = Cost()
    busy = _machine_cpu_seconds()
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    cost.pid = process.pid
    ended = threading.Event()
    sampler = threading.Thread(target=_sample_until, args=(ended, process.pid, cost), daemon=True)
    sampler.start()
    cost.stdout, cost.stderr = process.communicate()
    cost.seconds = time.monotonic() - begun
    busy_after = _machine_cpu_seconds()
    cost.machine_cpu_seconds = None if busy is None or busy_after is None else busy_after - busy
    ended.set()
    sampler.join()
    cost.exit_code = process.returncode
    return cost


def _sample_until(ended: threading.Event, pid: int, cost: Cost) -> None:
    if not (PROC / "self" / "stat").exists():
        return
    while not ended.wait(SAMPLE_SECONDS):
        members = tree(pid)
        for member in members:
            seconds = cpu_seconds(member)
            if seconds is not None:
                cost.cpu_by_process[member] = seconds
        memory = [memory_mb(member) for member in members]
        cost.peak_rss_mb = max(cost.peak_rss_mb or 0.0, sum(rss for rss, _ in memory))
        cost.peak_pss_mb = max(cost.peak_pss_mb or 0.0, sum(pss for _, pss in memory))


def _machine_cpu_seconds() -> float | None:
    """What all cores have done since the machine started: user, nice and system time."""
    try:
        fields = (PROC / "stat").read_text().split("\n", 1)[0].split()
    except OSError:
        return None
    return sum(map(int, fields[1:4])) / os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """Gives a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    members, frontier = [root], [root]
    while frontier:
        found = children.get(frontier.pop(), [])
        members += found
        frontier += found
    return members


def cpu_seconds(pid: int) -> float | None:
    """Gives the CPU that a process has used; None where it has ended."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else None


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the third (state) on: a name in brackets, which may hold spaces, stands before."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []  # It has ended meanwhile.


def memory_mb(pid: int) -> tuple[float, float]:
    """Gives RSS and PSS of a process; 0 where it has ended."""
    found = {"Rss": 0, "Pss": 0}
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    for line in lines:
        name, _, value = line.partition(":")
        if name in found:
            found[name] = int(value.split()[0])
    return found["Rss"] / 1024, found["Pss"] / 1024
