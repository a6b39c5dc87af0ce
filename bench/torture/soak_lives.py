"""Processes that ingest a made-up world one after another, each until it is killed, ended, or done; and what they leave."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from bench.measure import memory_mb
from bench.publishing_world import DAY
from bench.torture.soak_turns import Runner, VirtualClock
from bench.torture.soak_world import Journal, SoakWorld, moment
from pipelines.config.loading import load_config

TICK_SECONDS = 900.0
# What makes a file appear or go, of which one may be a life's last.
CHANGES = ("os.link", "os.rename", "os.remove")


class Life(NamedTuple):
    """A process: until when it lives (seconds), and at which change of the store after that it is killed; 0: it just ends."""

    until: float
    dies_at: int = 0


class Measured(NamedTuple):
    """What a day came to: resident memory in MB, and bytes and files of the state."""

    day: int
    rss_mb: float
    state_bytes: int
    state_files: int


def write_config(folder: Path, world: SoakWorld, settings: dict[str, Any]) -> Path:
    """Write the configuration that all lives have; give its path."""
    path = folder / "soak.json"
    fixed = {
        "output": str(folder / "out"),
        "feeds": [feed.url for feed in world.feeds],
        "first_poll": {"max_age_days": None, "max_entries": 10_000},
        "poll": {"backfill": {"enabled": False}, **settings.get("poll", {})},
        "extract": {"processes": 0},
        "failure_share": 1,
    }
    path.write_text(json.dumps({**settings, **fixed}))
    return path


def live(config: Path, world: SoakWorld, journal: Journal, begins: float, life: Life) -> int:
    """Fork a process that lives one life; give how it ended, as `Popen.returncode`."""
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            _be(config, world, journal, begins, life)
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _be(config: Path, world: SoakWorld, journal: Journal, begins: float, life: Life) -> None:
    clock = VirtualClock(moment(begins))
    if life.dies_at:
        sys.addaudithook(_die(lambda: clock() >= moment(life.until), life.dies_at))
    loaded = load_config(str(config))
    runner = Runner(loaded, world, clock, journal)
    seconds = begins
    # Who is to be killed lives until it is.
    while seconds <= life.until or life.dies_at:
        journal.note("tick", seconds)
        runner.make_pass()
        if seconds % DAY < TICK_SECONDS:
            _note_size(journal, int(seconds // DAY), Path(loaded.roots.state))
        seconds = max(seconds + TICK_SECONDS, (clock() - moment(0)).total_seconds())
        clock.now = moment(seconds)


def _note_size(journal: Journal, day: int, state: Path) -> None:
    sizes = [path.stat().st_size for path in state.rglob("*") if path.is_file()]
    journal.note("size", day, f"{memory_mb(os.getpid())[0]:.1f}", sum(sizes), len(sizes))


def _die(is_time: Callable[[], bool], count: int) -> Callable[[str, tuple[Any, ...]], None]:
    """Give a hook that kills the process as it makes so many changes more, once it is time."""
    left = [count]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in CHANGES and is_time():
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return hook


def last_tick(journal: Journal) -> float:
    """Give when the newest pass began."""
    return max((float(words[1]) for words in journal.lines() if words[0] == "tick"), default=0.0)


def sizes(journal: Journal) -> list[Measured]:
    """Give what each day came to."""
    return [Measured(int(w[1]), float(w[2]), int(w[3]), int(w[4])) for w in journal.lines() if w[0] == "size"]
