"""Streams on several worlds at the same time, and how long their healthy sites' stories took."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import time
from collections import Counter
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
        with (config.parent / "stream.log").open("w") as log:
            command = [sys.executable, "-m", "pipelines", "stream", str(config)]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def look(self) -> None:
        """Measure the memory and CPU of all its processes; what they share counts once."""
        members = tree(self.process.pid)
        self.peak_mb = max(self.peak_mb, sum(memory_mb(pid)[1] for pid in members))
        self._cpu_by_process |= {pid: seconds for pid in members if (seconds := cpu_seconds(pid)) is not None}
        self.cpu_seconds = sum(self._cpu_by_process.values())

    def result(self) -> Result:
        """Give what came of it, once it has ended."""
        seen: dict[str, float] = {}
        counted = Counter[str]()
        for path in (self.config.parent / "out" / "articles").rglob("*.jsonl.gz"):
            at = path.stat().st_mtime
            for line in gzip.decompress(path.read_bytes()).splitlines():
                url = json.loads(line)["url"]
                counted[url] += 1
                seen[url] = at
        begun = self.world.begun or 0.0
        stories = self.world.stories
        waits = [seen[story.url] - begun - story.at for story in stories if story.at and story.url in seen]
        missed = [story.url for story in stories if story.url not in seen]
        doubled = [url for url, n in counted.items() if n > 1]
        return Result(
            self.name, len(stories), waits, missed, doubled, self.peak_mb, self.cpu_seconds, self.process.wait()
        )


def side_by_side(streams: Sequence[Stream], seconds: float, patience_seconds: float) -> None:
    """Let streams run while their worlds publish for so many seconds, and a while longer; then ask them to stop."""
    ends_at: float | None = None
    while all(stream.process.poll() is None for stream in streams) and (ends_at is None or time.time() < ends_at):
        time.sleep(LOOK_SECONDS)
        for stream in streams:
            stream.look()
        begun = [stream.world.begun for stream in streams]
        if ends_at is None and all(begun):
            ends_at = max(at or 0.0 for at in begun) + seconds + patience_seconds
    for stream in streams:
        stream.process.send_signal(signal.SIGTERM)
    for stream in streams:
        try:
            stream.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            stream.process.kill()
