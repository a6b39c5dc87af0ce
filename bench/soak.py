"""newsbeam's stream, for an hour or as long as you like, against the replay newsroom while that publishes.

python bench/soak.py [--minutes 60] [--sites 40] [--per-minute 30] [--stalls 10] [--tick 5] [--interval 20] [--growth 1.05]
    [--keep FOLDER]

Beside the newsroom there are `--stalls` sites that misbehave, by default a fifth of all sites: half of their feeds
and a tenth of the pages that the others list accept a connection and never answer, or drip. They recover when the stream
has ended, so that all that was owed can be fetched.

Shown: resident memory after a quarter of the time and at the end, the state's size, and that no article is missing, none
doubled, and nothing is owed at the end.
"""

from __future__ import annotations

import argparse
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from measure import memory_mb, tree
from replay import (
    Publisher,
    ingest,
    read_rows,
    run_in_folder,
    running,
    stream_command,
    wait_for_output,
    write_config,
)
from stalling_world import World, lay_out
from targets import Target

ARTICLES = 25
SAMPLE_SECONDS = 1.0
LINE_SECONDS = 300.0
# What a stalled site's feeds publish, all together, and the share of those feeds and pages that stall.
STALLING_PER_MINUTE = 6.0
STALLED_FEEDS, STALLED_PAGES = 0.5, 0.1
# A request that stalls takes so long, and its page is tried again after as long.
STALL_SECONDS = 5.0
# After the stream, what was deferred is fetched by several ingests, one after another.
INGESTS = 5
# Of the time, on either side of a mark: memory is the median of the samples there.
SHARE = 1 / 30


@dataclass
class Samples:
    """Memory of the stream over its time: seconds since its start, RSS of its own process, PSS of all its processes (MB)."""

    taken: list[tuple[float, float, float]] = field(default_factory=list)

    def take(self, seconds: float, pid: int) -> None:
        """Takes one sample."""
        sizes = [memory_mb(member) for member in tree(pid)]
        self.taken.append((seconds, sizes[0][0], sum(pss for _, pss in sizes)))

    def near(self, share: float) -> tuple[float, float]:
        """Gives RSS and PSS about a moment, told as a share of the time that was sampled: medians."""
        end = self.taken[-1][0]
        by_distance = sorted(self.taken, key=lambda sample: abs(sample[0] / end - share))
        found = [sample for sample in by_distance if abs(sample[0] / end - share) <= SHARE] or by_distance[:1]
        return statistics.median(rss for _, rss, _ in found), statistics.median(pss for _, _, pss in found)


def main() -> int:
    """Runs the command line; gives the exit code: 1 where anything is missing, doubled or has grown."""
    options = _options()
    return run_in_folder("soak", partial(soak, options=options), options.keep)


def soak(folder: Path, options: argparse.Namespace) -> int:
    """Streams for so many minutes and prints what came of it; gives the exit code."""
    layout = lay_out(
        options.stalls,
        1,
        STALLING_PER_MINUTE / 60 if options.stalls > 1 else 0.0,
        options.minutes * 60,
        feed_share=STALLED_FEEDS,
        page_share=STALLED_PAGES,
    )
    plain = ["--load", "--sites", str(options.sites), "--articles", str(ARTICLES)]
    with running(folder, *plain) as newsroom, World(layout, stalls=True).served() as world:
        config = write_config(folder, [*newsroom.feeds, *world.feed_urls()], _settings(world, options))
        publisher = Publisher(newsroom, options.sites, ARTICLES)
        samples, code = _stream(folder, config, publisher, options)
        world.stalls = False
        rest = _ingest_rest(config)
    print(f"The rest, by an ingest afterwards:\n{rest.partition(chr(10) * 2)[0]}\n")
    links = publisher.links | world.listed_at.keys()
    is_whole = _show_counts(folder / "out", links, code) and "Owed      nothing" in rest
    _show_state(folder / "out" / "_state", len(newsroom.feeds) + options.stalls)
    return 0 if _show_memory(samples, options.minutes, options.growth) and is_whole else 1


def _settings(world: World, options: argparse.Namespace) -> dict[str, Any]:
    return {
        "tick_seconds": options.tick,
        "poll": {"schedule": {"floor_seconds": options.interval, "cap_seconds": options.interval}},
        "fetch": {"backoff_seconds": STALL_SECONDS, "backoff_cap_seconds": 2 * STALL_SECONDS},
        "web": {"spacing_seconds": 0.2, "total_seconds": STALL_SECONDS, "resolve": world.pins()},
        "write": {"commit_seconds": options.tick},
    }


def _ingest_rest(config: Path) -> str:
    """Gives what the last of some ingests printed: the first that leaves nothing owed, each after the wait of a retry."""
    for _ in range(INGESTS):
        rest = ingest(config, "--now")
        if "Owed      nothing" in rest:
            break
        time.sleep(2 * STALL_SECONDS)
    return rest


def _stream(folder: Path, config: Path, publisher: Publisher, options: argparse.Namespace) -> tuple[Samples, int]:
    """Runs the stream, publishes, takes samples; gives them, and how the stream ended when it was asked to."""
    samples, rng = Samples(), random.Random(1)
    with (folder / "stream.log").open("w") as log:
        process = subprocess.Popen(stream_command(config), stdout=log, stderr=subprocess.STDOUT)
        wait_for_output(Path(log.name), process)  # what is published before may push out what nobody has seen
        begun = time.monotonic()
        published, said, seconds = 0, 0.0, 0.0
        while (seconds < options.minutes * 60 or _passes(log.name) < options.passes) and process.poll() is None:
            time.sleep(SAMPLE_SECONDS)
            seconds = time.monotonic() - begun
            samples.take(seconds, process.pid)
            while published < min(seconds / 60, options.minutes) * options.per_minute:
                publisher.publish(rng.randrange(publisher.sites))
                published += 1
            if seconds - said >= LINE_SECONDS:
                said = seconds
                print(f"{seconds / 60:5.0f} min: RSS {samples.taken[-1][1]:.0f} MB, {published} published", flush=True)
        process.send_signal(signal.SIGTERM)
        return samples, process.wait()


def _passes(log: str) -> int:
    """Give the number of passes that a stream has printed."""
    return Path(log).read_text().count("\n")


def _show_counts(output: Path, links: set[str], code: int) -> bool:
    """Prints what is missing or doubled; gives whether all is as it should be."""
    rows = Counter(row["url"] for row in read_rows(output / "articles"))
    failed = Counter(row["entry"]["url"] for row in read_rows(output / "failures") if row.get("entry"))
    told = rows + failed
    missing, doubled = links - told.keys(), [url for url, n in told.items() if n > 1]
    strange = told.keys() - links
    print(f"Stream    ended with exit code {code}")
    print(f"Articles  {len(links)} published: {rows.total()} written, {failed.total()} failed for good")
    print(f"Checked   {len(missing)} missing, {len(doubled)} doubled, {len(strange)} that nobody published")
    for url in [*sorted(missing)[:5], *doubled[:5], *sorted(strange)[:5]]:
        print(f"          {url}")
    return not (missing or doubled or strange or code)


def _show_state(state: Path, feeds: int) -> None:
    """Prints the size of the state, and of its parts."""
    sizes = Counter(
        {
            part.name: sum(file.stat().st_size for file in part.rglob("*") if file.is_file())
            for part in state.iterdir()
            if part.is_dir()
        }
    )
    parts = ", ".join(f"{name} {size / 1000:.1f} kB" for name, size in sizes.most_common() if size)
    print(f"State     {sizes.total() / feeds:.0f} bytes per known feed ({feeds} feeds; {parts})")


def _show_memory(samples: Samples, minutes: float, growth: float) -> bool:
    """Prints memory at a quarter of the time and at the end; gives whether it grew no more than it may."""
    early, late = samples.near(0.25), samples.near(1.0)
    ratio = late[0] / early[0]
    target = Target(growth, rising=False)
    print(f"Memory    after {minutes / 4:g} min RSS {early[0]:.1f} MB, PSS of all processes {early[1]:.1f} MB")
    print(f"          after {minutes:g} min RSS {late[0]:.1f} MB, PSS of all processes {late[1]:.1f} MB")
    print(f"          RSS became {ratio:.3f} times as much (PSS: {late[1] / early[1]:.3f}); {target.verdict(ratio)}")
    return target.is_met(ratio)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Let newsbeam's stream run against a newsroom that publishes.")
    parser.add_argument("--minutes", type=float, default=60, help="how long it runs (default 60)")
    parser.add_argument(
        "--passes", type=int, default=0, help="run until it has made so many passes, for a slow machine"
    )
    parser.add_argument("--sites", type=int, default=40, help="of the newsroom, each with a feed (default 40)")
    parser.add_argument("--per-minute", type=float, default=30, help="articles published a minute (default 30)")
    parser.add_argument(
        "--stalls", type=int, default=10, help="sites beside it that stall, or whose pages do (default 10; 0: none)"
    )
    parser.add_argument("--tick", type=float, default=5, help="seconds between ticks (default 5)")
    parser.add_argument("--interval", type=float, default=20, help="seconds between the polls of a feed (default 20)")
    parser.add_argument("--growth", type=float, default=1.05, help="how many times the RSS may become (default 1.05)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave configuration, log and output there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
