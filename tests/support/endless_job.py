"""A job without an end in a process of its own, to be stopped or killed with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
# CPU that a job's processes may use until what is waited for has come: many times what they need, and the same however
# busy the machine is. A job that does nothing at all is ended by the limit of the whole test.
CPU_SECONDS = 150.0


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

    def wait_until(self, done: Callable[[], bool], cpu_seconds: float = CPU_SECONDS) -> None:
        """Wait until something is so. Raises: AssertionError where the job ends before, or has used so much CPU in vain."""
        ends_at = self.cpu_seconds() + cpu_seconds
        while not done():
            assert self.process.poll() is None, f"the job ended:\n{self.said()}"
            assert self.cpu_seconds() < ends_at, f"it used more than {cpu_seconds:g} s of CPU:\n{self.said()}"
            time.sleep(0.2)

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait()

    def kill(self) -> None:
        """Kill all its processes at once, whatever they are doing."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def left(self, grace_seconds: float = 120.0) -> list[str]:
        """The processes of the job that still run a little after its end (a fork server takes a moment to notice)."""
        ends_at = time.monotonic() + grace_seconds
        while (found := self._members()) and time.monotonic() < ends_at:
            time.sleep(0.1)
        return found

    def cpu_seconds(self) -> float:
        """Give the CPU that its processes have used, those included that have ended and been waited for."""
        ticks = sum(int(ticks) for _, fields in self._stats() for ticks in fields[11:15])
        return ticks / os.sysconf("SC_CLK_TCK")

    def _members(self) -> list[str]:
        return [(stat.parent / "cmdline").read_text().replace("\0", " ") for stat, f in self._stats() if f[0] != "Z"]

    def _stats(self) -> Iterator[tuple[Path, list[str]]]:
        """Give what /proc says of each of its processes: the fields that follow the name, see proc(5)."""
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # It has ended meanwhile.
            if int(fields[3]) == self.process.pid:
                yield stat, fields

    def said(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")
