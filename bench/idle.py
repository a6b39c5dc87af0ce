"""What an ingest costs when no feed is due: at 50, at 5,000 and, with --full, at 50,000 known feeds.

python bench/idle.py [--full] [--repeats 5]

The state is made by newsbeam itself, which polls each feed once: 60 items, all of them dropped by a rule, so that each
feed's window is full and nothing is owed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from counted_store import PROTOCOL, CountedFileSystem
from many_feeds import HOSTS, ITEMS, feed_urls, serving
from replay import ingest, write_config

from pipelines.config.loading import load_config
from pipelines.run.passes import ingest as ingest_here

COUNTS = (50, 5_000)
FULL_COUNT = 50_000
TARGET_SECONDS = 1.0
WEEK_SECONDS = 7 * 24 * 3600
HEADER = f"{'feeds':>8}{'made in s':>11}{'process s':>11}{'config s':>10}{'pass s':>8}   store requests, bytes"


class NotIdleError(Exception):
    """What was to be measured did not come about."""


@dataclass(frozen=True)
class Idle:
    """The cost of one idle ingest: of the whole process, and in a process that is warm: its configuration and its pass."""

    feeds: int
    made_seconds: float
    process_seconds: float
    config_seconds: float
    pass_seconds: float
    requests: dict[str, int]
    moved: dict[str, int]

    def line(self) -> str:
        """Gives its line of the table."""
        requests = " + ".join(f"{n} {kind}" for kind, n in sorted(self.requests.items()))
        moved = ", ".join(f"{n:,} bytes {kind}" for kind, n in sorted(self.moved.items()))
        times = (
            f"{self.made_seconds:11.1f}{self.process_seconds:11.2f}{self.config_seconds:10.3f}{self.pass_seconds:8.3f}"
        )
        return f"{self.feeds:8,}{times}   {sum(self.requests.values())} ({requests}), {moved}"


def main() -> int:
    """Runs the command line; gives the exit code."""
    options = _options()
    print(f"Idle ingests: feeds of {ITEMS} items each, none due; medians of {options.repeats}\n\n{HEADER}")
    found = []
    with serving() as port:
        for count in (*COUNTS, *([FULL_COUNT] if options.full else [])):
            with tempfile.TemporaryDirectory(prefix="newsbeam-idle-") as folder:
                found.append(measure_idle(Path(folder), count, port, options.repeats))
            print(found[-1].line(), flush=True)
    more = found[1].process_seconds - found[0].process_seconds
    verdict = "the target is met: at most" if more <= TARGET_SECONDS else "the target is MISSED: at most"
    print(f"\n{found[1].feeds:,} feeds cost {more:.2f} s more than {found[0].feeds:,}; {verdict} {TARGET_SECONDS:g} s")
    return 0


def measure_idle(folder: Path, count: int, port: int, repeats: int) -> Idle:
    """Gives the cost of an idle ingest of so many feeds. Raises: NotIdleError."""
    settings = {
        "web": {"resolve": dict.fromkeys(HOSTS, f"127.0.0.1:{port}"), "spacing_seconds": 0, "per_site": 8},
        "poll": {"schedule": {"floor_seconds": WEEK_SECONDS, "cap_seconds": WEEK_SECONDS}},
        "keep": {"url_exclude": ["/stories/"]},
    }
    config = write_config(folder, feed_urls(count), settings)
    made_seconds = _time(lambda: ingest(config), 1)
    _check_windows(folder / "out" / "_state", count)
    process_seconds = _time(lambda: ingest(config), repeats)
    sets = [f"output={PROTOCOL}://{folder}/out", f"state={PROTOCOL}://{folder}/out/_state"]
    loaded = load_config(str(config), sets)
    pass_seconds = _time(lambda: ingest_here(loaded), repeats)
    CountedFileSystem.reset()
    if ingest_here(loaded).passes:
        raise NotIdleError(f"a pass over {count} feeds was made, though none should be due")
    return Idle(
        feeds=count,
        made_seconds=made_seconds,
        process_seconds=process_seconds,
        config_seconds=_time(lambda: load_config(str(config), sets), repeats),
        pass_seconds=pass_seconds,
        requests=dict(CountedFileSystem.requests),
        moved=dict(CountedFileSystem.moved),
    )


def _time(work: Callable[[], object], repeats: int) -> float:
    """The median time that the work takes, in seconds."""
    seconds = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def _check_windows(state: Path, count: int) -> None:
    documents = sorted(state.glob("feeds/*/*.json"))
    if len(documents) != count:
        raise NotIdleError(f"{len(documents)} of {count} feeds are known to {state}")
    held = len(json.loads(documents[0].read_bytes())["window"]["seen"])
    if held != ITEMS:
        raise NotIdleError(f"{documents[0]} holds {held} ids, not {ITEMS}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure an ingest that finds nothing to do.")
    parser.add_argument("--full", action="store_true", help=f"also at {FULL_COUNT:,} feeds; takes minutes")
    parser.add_argument("--repeats", type=int, default=5, help="of each measurement (default 5)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
