"""A job without an end in a process of its own, to be stopped or killed with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 60.0


class EndlessJob:
    """A job that runs until it is stopped or killed. `log` takes what it prints."""

    def __init__(
        self,
        config: Path | str,
        log: Path,
        *sets: str,
        tick_seconds: float,
        flags: Sequence[str],
        env: Mapping[str, str] = os.environ,
    ) -> None:
        overrides = [part for value in (f"tick_seconds={tick_seconds}", *sets) for part in ("--set", value)]
        command = [sys.executable, "-m", "pipelines", "stream", str(config), *overrides, *flags]
        self.log = log
        with log.open("ab") as output:
            # A session of its own: its members are the job's processes, and no others.
            self.process = subprocess.Popen(
                command, stdout=output, stderr=output, env=dict(env), cwd=ROOT, start_new_session=True
            )

    def wait_until(self, done: Callable[[], bool], timeout_seconds: float = 90.0) -> None:
        """Wait until something is so. Raises: AssertionError where the job ends before, or the time is over."""
        ends_at = time.monotonic() + timeout_seconds
        while not done():
            assert self.process.poll() is None, f"the job ended:\n{self.said()}"
            assert time.monotonic() < ends_at, f"it took longer than {timeout_seconds:g} s:\n{self.said()}"
            time.sleep(0.2)

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """Kill all its processes at once, whatever they are doing."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(STOP_SECONDS)

    def left(self, grace_seconds: float = 10.0) -> list[str]:
        """The processes of the job that still run a little after its end (a fork server takes a moment to notice)."""
        ends_at = time.monotonic() + grace_seconds
        while (found := self._members()) and time.monotonic() < ends_at:
            time.sleep(0.1)
        return found

    def _members(self) -> list[str]:
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # It has ended meanwhile.
            if int(fields[3]) == self.process.pid and fields[0] != "Z":
                found.append((stat.parent / "cmdline").read_text().replace("\0", " "))
        return found

    def said(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")
