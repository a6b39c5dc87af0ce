"""Streams on several worlds at the same time, and how long their healthy sites' stories took."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.measure import cpu_seconds, memory_mb, tree
from bench.torture.fault_world import FaultWorld

LOOK_SECONDS = 1.0
STOP_SECONDS = 60.0


class Result(NamedTuple):
    """What came of a stream. `waits` are the seconds from a story's publication until its row could be read."""

    name: str
    wanted: int
    waits: list[float]
    missed: list[str]
    doubled: list[str]
    peak_mb: float
    cpu_seconds: float
    exit_code: int


class Stream:
    """A stream that runs on a world."""

    def __init__(self, name: str, world: FaultWorld, config: Path) -> None:
        self.name, self.world, self.config = name, world, config
        self.peak_mb = self.cpu_seconds = 0.0
        self._cpu_by_process: dict[int, float] = {}
        self._read: set[Path] = set()
        self._seen: dict[str, list[float]] = {}
        with (config.parent / "stream.log").open("w") as log:
            command = [sys.executable, "-m", "bench.torture.hanging_names", "stream", str(config)]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def look(self) -> None:
        """Measure the memory and CPU of all its processes; what they share counts once."""
        members = tree(self.process.pid)
        self.peak_mb = max(self.peak_mb, sum(memory_mb(pid)[1] for pid in members))
        self._cpu_by_process |= {pid: seconds for pid in members if (seconds := cpu_seconds(pid)) is not None}
        self.cpu_seconds = sum(self._cpu_by_process.values())

    def has_all(self) -> bool:
        """Tell whether all stories of healthy sites can be read."""
        self._read_new()
        return all(story.url in self._seen for story in self.world.stories)

    def _read_new(self) -> None:
        """Read the files that have come since the last look; a file's time is when its rows could be read."""
        for path in (self.config.parent / "out" / "articles").rglob("*.jsonl.gz"):
            if path not in self._read:
                self._read.add(path)
                for line in gzip.decompress(path.read_bytes()).splitlines():
                    self._seen.setdefault(json.loads(line)["url"], []).append(path.stat().st_mtime)

    def result(self) -> Result:
        """Give what came of it, once it has ended."""
        self._read_new()
        begun, seen, stories = self.world.begun or 0.0, self._seen, self.world.stories
        waits = [seen[story.url][0] - begun - story.at for story in stories if story.at and story.url in seen]
        missed = [story.url for story in stories if story.url not in seen]
        doubled = [url for url, times in seen.items() if len(times) > 1]
        code = self.process.wait()
        return Result(self.name, len(stories), waits, missed, doubled, self.peak_mb, self.cpu_seconds, code)


def side_by_side(streams: Sequence[Stream], seconds: float, patience_seconds: float) -> None:
    """Let streams run while their worlds publish for so many seconds, and until all has come or patience ends; then stop them."""
    while all(stream.process.poll() is None for stream in streams):
        time.sleep(LOOK_SECONDS)
        for stream in streams:
            stream.look()
        begun = [stream.world.begun for stream in streams]
        published_for = time.time() - max(at for at in begun if at is not None) if all(begun) else 0.0
        if published_for > seconds + patience_seconds:
            break
        if published_for > seconds and all(stream.has_all() for stream in streams):
            break
    for stream in streams:
        stream.process.send_signal(signal.SIGTERM)
    for stream in streams:
        try:
            stream.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            stream.process.kill()
