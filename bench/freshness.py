"""How long an article takes from its first appearance in a feed to its row in a file, while newsbeam streams.

python bench/freshness.py [--seconds 80] [--interval 15] [--tick 3] [--spacing 1] [--commit 3] [--sites 20]

Beside it stands what the polling interval and the pacing allow at best: a poll comes at a random moment of the interval, the
n-th new page of a site `spacing` n times later, and nothing else takes any time. The tick is short, so that rows are to be
committed after a time as short (`commit_seconds`; by default it is as long as a tick).
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from replay import Publisher, run_in_folder, running, stream_command, wait_for_output, write_config
from targets import Target

ARTICLES = 10
# How many articles appear together; one such burst a second, at a random site.
BURSTS = (1, 1, 1, 2, 3)
LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 60.0
GRID = 200
# The measured freshness over that at best: of its median and of its p95.
OVER_BEST = Target(1.25, 1.1, rising=False)

# When some articles appeared together (epoch seconds), and their links.
Burst = tuple[float, list[str]]


class Watch:
    """When each article's row was first seen in a file (epoch seconds), by its link; and which links failed for good."""

    def __init__(self, output: Path) -> None:
        self._output, self._known = output, set[Path]()
        self.seen: dict[str, float] = {}
        self.failed: set[str] = set()

    def look(self) -> None:
        """Takes in the files that are new."""
        for path in set(self._output.glob("*/date=*/*.jsonl.gz")) - self._known:
            now = time.time()
            self._known.add(path)
            rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
            if path.is_relative_to(self._output / "articles"):
                self.seen |= {row["url"]: now for row in rows}
            else:
                self.failed |= {row["entry"]["url"] for row in rows if row.get("entry")}

    def has_all(self, links: Iterable[str]) -> bool:
        """Whether nothing more is to come of these links."""
        return all(link in self.seen or link in self.failed for link in links)


def main() -> int:
    """Runs the command line; gives the exit code: 1 where an article did not come or a target is missed."""
    options = _options()
    return run_in_folder("freshness", lambda folder: show(*measure(folder, options), options))


def measure(folder: Path, options: argparse.Namespace) -> tuple[list[Burst], Watch]:
    """Gives what appeared in feeds, when and together, and when each article's row could be read."""
    settings = {
        "tick_seconds": options.tick,
        "poll": {"schedule": {"floor_seconds": options.interval, "cap_seconds": options.interval, "jitter": 0}},
        "web": {"spacing_seconds": options.spacing},
        "write": {"commit_seconds": options.commit},
    }
    with running(folder, "--load", "--sites", str(options.sites), "--articles", str(ARTICLES)) as newsroom:
        config = write_config(folder, newsroom.feeds, settings)
        publisher, watch = Publisher(newsroom, options.sites, ARTICLES), Watch(folder / "out")
        with (folder / "stream.log").open("w") as log:
            process = subprocess.Popen(stream_command(config), stdout=log, stderr=subprocess.STDOUT)
            wait_for_output(Path(log.name), process)
            _look_until_all_came(watch, publisher)
            bursts = list(_publish(publisher, watch, options.seconds))
            _look_until_all_came(watch, publisher)
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_SECONDS)
    return bursts, watch


def _publish(publisher: Publisher, watch: Watch, seconds: float) -> Iterator[Burst]:
    """Lets articles appear, one burst a second, and looks for rows meanwhile."""
    rng, begun = random.Random(1), time.time()
    for n in range(int(seconds)):
        while time.time() < begun + n:
            time.sleep(LOOK_SECONDS)
            watch.look()
        links = publisher.publish(rng.randrange(publisher.sites), rng.choice(BURSTS))
        yield time.time(), links


def _look_until_all_came(watch: Watch, publisher: Publisher) -> None:
    deadline = time.time() + PATIENCE_SECONDS
    while not watch.has_all(publisher.links) and time.time() < deadline:
        time.sleep(LOOK_SECONDS)
        watch.look()


def at_best(sizes: Sequence[int], interval_seconds: float, spacing_seconds: float) -> list[float]:
    """Gives what freshness would be if only the wait for the poll and for the site's pace took time: a fair sample of it.

    `sizes` says how many articles of a site appeared together, for each time that some did.

    >>> statistics.median(at_best([1], 15.0, 1.0))
    8.5
    """
    waits = [interval_seconds * (n + 0.5) / GRID for n in range(GRID)]
    return [wait + spacing_seconds * n for size in sizes for n in range(1, size + 1) for wait in waits]


def show(bursts: list[Burst], watch: Watch, options: argparse.Namespace) -> int:
    """Prints the figures; gives 1 where an article did not come or a target is missed."""
    links = [link for _, together in bursts for link in together]
    took = [watch.seen[link] - at for at, together in bursts for link in together if link in watch.seen]
    best = at_best([len(together) for _, together in bursts], options.interval, options.spacing)
    missing = [link for link in links if not watch.has_all([link])]
    print(
        f"Freshness {len(took)} articles in {len(bursts)} bursts at {options.sites} sites, published in {options.seconds:g} s"
    )
    print(
        f"          feeds polled every {options.interval:g} s, ticks of {options.tick:g} s, a request to a site every"
    )
    print(
        f"          {options.spacing:g} s, rows committed after {options.commit:g} s at most (`write.commit_seconds`)"
    )
    print(f"          {len(set(links) & watch.failed)} pages more had no article\n")
    measured, limit = _median_and_p95(took), _median_and_p95(best)
    for name, (median, p95) in (("measured", measured), ("at best", limit)):
        print(f"{name:10}median {median:5.1f} s, p95 {p95:5.1f} s")
    print()
    ratios = [ours / least for ours, least in zip(measured, limit, strict=True)]
    for name, ratio in zip(("median", "p95"), ratios, strict=True):
        print(f"{name:10}{ratio:.2f} times that at best; {OVER_BEST.verdict(ratio)}")
    print("\nAt best, the poll comes at a random moment of the interval and pages as fast as the pace allows. The rest")
    print("is the tick, the work, and the time for which rows wait for their commit.")
    for link in missing:
        print(f"MISSED: {link} appeared, and nothing came of it within {PATIENCE_SECONDS:g} s")
    return 0 if not missing and all(map(OVER_BEST.is_met, ratios)) else 1


def _median_and_p95(values: Sequence[float]) -> tuple[float, float]:
    return statistics.median(values), quantile(values, 0.95)


def quantile(values: Sequence[float], share: float) -> float:
    """Gives the smallest value that so large a share of the values does not exceed.

    >>> quantile([3.0, 1.0, 2.0, 4.0], 0.75)
    3.0
    """
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how fresh the articles of newsbeam's stream are.")
    parser.add_argument("--seconds", type=float, default=80, help="for how long articles are published (default 80)")
    parser.add_argument("--interval", type=float, default=15, help="seconds between the polls of a feed (default 15)")
    parser.add_argument("--tick", type=float, default=3, help="seconds between ticks (default 3)")
    parser.add_argument("--spacing", type=float, default=1, help="seconds between requests to one site (default 1)")
    parser.add_argument("--sites", type=int, default=20, help="of the newsroom, each with a feed (default 20)")
    parser.add_argument("--commit", type=float, help="seconds that rows wait at most for a commit (default: a tick)")
    options = parser.parse_args()
    if options.commit is None:
        options.commit = options.tick
    return options


if __name__ == "__main__":
    sys.exit(main())
