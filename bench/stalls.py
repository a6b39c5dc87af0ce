"""Whether sites that stall hold up the others: a stream on a world with stalls, and beside it one on the same without.

python bench/stalls.py [--short] [--sites 200] [--factor 12] [--interval 75] [--seconds 300] [--per-second 3] [--keep FOLDER]
python bench/stalls.py --small

A tenth of the feeds and a twentieth of the pages accept a connection and never answer, or drip a byte now and then. The
defaults of newsbeam are divided by one factor, so that an hour passes in five minutes. Both streams run at the same time
on the same publications, so that what else the machine does meets both. `--small` is the smallest case: one ingest of six
feeds at the default settings, one of which never answers.
"""

from __future__ import annotations

import argparse
import math
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from freshness import Watch, quantile
from replay import ingest_command, read_rows, run_in_folder, stream_command, write_config
from sped_up import sped_up
from stalling_world import Layout, World, lay_out
from targets import Target

from pipelines.config.config import Config

LOOK_SECONDS = 0.1
# A stream that does not end by then after it was asked to is ended by force.
STOP_SECONDS = 30.0
SHOWN = 10
NEVER = math.inf
# What --short stands for: less than 90 seconds.
SHORT = {"interval": 20.0, "seconds": 35.0, "per_second": 4.0, "backlog": 1}

FRESHNESS = Target(1.25, 1.05, rising=False)
PAGES = Target(0.9, 0.98)
SKIPPED = Target(0, rising=False)
# What is enough where nobody waits for the feed that stalls, with room for a busy machine: a request may take a minute.
FIRST_PAGE = Target(10.0, rising=False)
LAST_ARTICLE = Target(30.0, rising=False)

_SKIPPED = re.compile(r"(\d+) ticks? skipped")


@dataclass(frozen=True)
class Result:
    """What came of the healthy articles of one stream. Times are seconds, NEVER for an article that did not come."""

    name: str
    freshness: list[float]
    since_listed: list[float]
    pages_per_second: float
    skipped: int
    exit_code: int
    missed: list[str]
    doubled: list[str]

    def p95(self) -> float:
        """Give the p95 of the freshness."""
        return quantile(self.freshness, 0.95)

    def line(self) -> str:
        """Give its line of the table."""
        shown = [quantile(values, share) for values in (self.freshness, self.since_listed) for share in (0.5, 0.95)]
        times = "".join(f"{'never' if value == NEVER else f'{value:.1f}':>9}" for value in shown)
        counts = f"{self.pages_per_second:9.2f}{self.skipped:9}{self.exit_code:6}"
        return f"{self.name:15}{len(self.freshness):9}{len(self.missed):8}{times}{counts}"


COLUMNS = ("articles:9", "missed:8", "median:9", "p95:9", "median:9", "p95:9", "pages/s:9", "skipped:9", "exit:6")
HEADER = (
    f"{'':32}{'since published':>18}{'since listed':>18}{'':9}{'ticks':>9}\n{'':15}"
    f"{''.join(f'{name:>{width}}' for name, _, width in (column.partition(':') for column in COLUMNS))}"
)


class Run:
    """A stream that runs on a world, and what is seen of its output."""

    def __init__(self, name: str, folder: Path, world: World, config: Path) -> None:
        self.name, self.world, self._log = name, world, folder / "stream.log"
        self._output = folder / "out"
        self.watch = Watch(self._output)
        with self._log.open("w") as log:
            self.process = subprocess.Popen(stream_command(config), stdout=log, stderr=subprocess.STDOUT)

    def has_all(self) -> bool:
        """Whether all healthy articles have come."""
        return self.watch.has_all(story.url for story in self.world.layout.healthy())

    def result(self, seconds: float) -> Result:
        """Give what came of it, once it has ended; `seconds` is for how long articles were published."""
        seen, healthy = self.watch.seen, self.world.layout.healthy()
        later = [story for story in healthy if story.at > 0]
        begun = self.world.begun or 0.0
        in_time = sum(seen.get(story.url, NEVER) <= begun + seconds for story in healthy)
        rows = Counter(row["url"] for row in read_rows(self._output / "articles"))
        return Result(
            name=self.name,
            freshness=[seen.get(story.url, NEVER) - begun - story.at for story in later],
            since_listed=[
                seen.get(story.url, NEVER) - self.world.listed_at.get(story.url, begun + story.at) for story in later
            ],
            pages_per_second=in_time / seconds,
            skipped=sum(map(int, _SKIPPED.findall(self._log.read_text()))),
            exit_code=self.process.wait(),
            missed=[story.url for story in healthy if story.url not in seen],
            doubled=[url for url, count in rows.items() if count > 1],
        )


def main() -> int:
    """Run the command line; give the exit code: 1 where a target is missed or a healthy article did not come."""
    options = _options()
    work = small if options.small else stalls
    return run_in_folder("stalls", partial(work, options=options), options.keep)


def stalls(folder: Path, options: argparse.Namespace) -> int:
    """Stream on both worlds side by side and print what came of it; give the exit code."""
    layout = lay_out(options.sites, options.backlog, options.per_second, options.seconds)
    print(_described(layout, options), flush=True)
    with ExitStack() as served:
        runs = []
        for name, is_stalling in (("without stalls", False), ("with stalls", True)):
            world = served.enter_context(World(layout, stalls=is_stalling).served())
            (folder / name).mkdir()
            config = write_config(folder / name, [], scaled(world, options))
            runs.append(Run(name, folder / name, world, config))
        try:
            _look(runs, options)
        finally:
            _end(runs)
    return _show([run.result(options.seconds) for run in runs])


def scaled(world: World, options: argparse.Namespace) -> dict[str, Any]:
    """Give the settings for a world: newsbeam's defaults, each time divided by the factor, and each feed's interval.

    The intervals lie evenly about the one that is asked for, so that each tick has feeds due. There is no jitter: the
    feeds of both worlds are due at the same moments.
    """
    settings = sped_up(options.factor)
    sites = world.layout.sites
    intervals = [options.interval * (0.5 + (site + 0.5) / sites) for site in range(sites)]
    urls = world.feed_urls()
    return {
        **settings,
        "poll": {"schedule": {"floor_seconds": intervals[0], "cap_seconds": intervals[-1], "jitter": 0}},
        "web": settings["web"] | {"resolve": world.pins()},
        "feeds": [{"url": url, "interval": round(wait, 3)} for url, wait in zip(urls, intervals, strict=True)],
    }


def _described(layout: Layout, options: argparse.Namespace) -> str:
    default, factor = Config(output="out"), options.factor
    first, last = options.interval * 0.5, options.interval * 1.5
    return (
        f"{layout.sites} sites; {len(layout.stalled_feeds)} feeds and {len(layout.stalled_pages)} of"
        f" {len(layout.stories)} pages never answer, or drip; {options.per_second:g} articles a second for"
        f" {options.seconds:g} s\nDefaults divided by {factor:g}: a tick of {default.tick_seconds / factor:g} s, requests of"
        f" {default.web.total_seconds / factor:g} s at most and {default.web.spacing_seconds / factor:.2g} s apart, commits"
        f" after {default.write.commit_seconds / factor:g} s;\nfeeds polled every {first:g} to {last:g} s. Both streams run"
        f" side by side, and each counts its healthy articles alone.\n"
    )


def _look(runs: Sequence[Run], options: argparse.Namespace) -> None:
    """Look for rows until all that is healthy has come, or has had time enough to come, or a stream has ended."""
    patience = options.interval * 1.5 + 2 * Config(output="out").tick_seconds / options.factor
    while all(run.process.poll() is None for run in runs):
        time.sleep(LOOK_SECONDS)
        for run in runs:
            run.watch.look()
        begun = [run.world.begun for run in runs]
        if None in begun:
            continue
        published_for = time.time() - max(at for at in begun if at is not None) - options.seconds
        if published_for > patience or (published_for > 0 and all(run.has_all() for run in runs)):
            return


def _end(runs: Sequence[Run]) -> None:
    for run in runs:
        run.process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for run in runs:
        try:
            run.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            print(f"{run.name}: the stream did not end within {STOP_SECONDS:g} s of the signal")
            run.process.kill()
        run.watch.look()


def _show(results: Sequence[Result]) -> int:
    """Print the figures; give the exit code."""
    print(HEADER)
    for result in results:
        print(result.line())
    without, with_ = results
    shares = (
        ("Freshness", "p95", _ratio(with_.p95(), without.p95()), FRESHNESS),
        ("Pages", "a second", _ratio(with_.pages_per_second, without.pages_per_second), PAGES),
    )
    print()
    for name, what, ratio, target in shares:
        print(f"{name:10}{what}: {ratio:.2f} times that without stalls; {target.verdict(ratio)}")
    skipped = max(0, with_.skipped - without.skipped)
    print(f"Skipped   {skipped} ticks because of stalls; {SKIPPED.verdict(skipped)}")
    for result in results:
        _list(f"MISSED ({result.name})", result.missed)
        _list(f"DOUBLED ({result.name})", result.doubled)
    are_met = SKIPPED.is_met(skipped) and all(target.is_met(ratio) for _, _, ratio, target in shares)
    is_whole = not any(result.missed or result.doubled or result.exit_code for result in results)
    return 0 if are_met and is_whole else 1


def _ratio(value: float, other: float) -> float:
    return value / other if other not in (0, NEVER) else NEVER


def _list(word: str, urls: Sequence[str]) -> None:
    for url in urls[:SHOWN]:
        print(f"{word}: {url}")
    if len(urls) > SHOWN:
        print(f"{word}: and {len(urls) - SHOWN} more")


def small(folder: Path, options: argparse.Namespace) -> int:
    """Ingest six feeds, one of which never answers, at the default settings; print when what came; give the exit code."""
    layout = lay_out(6, 3, 0.0, 0.0, feed_share=1 / 6, page_share=0.0)
    links = [story.url for story in layout.healthy()]
    with World(layout, stalls=True).served() as world:
        config = write_config(folder, world.feed_urls(), {"web": {"resolve": world.pins()}})
        watch, begun = Watch(folder / "out"), time.time()
        process = subprocess.Popen(ingest_command(config), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not watch.has_all(links):
            time.sleep(LOOK_SECONDS)
            watch.look()
        process.wait()
        watch.look()
        ended, asked = time.time(), world.begun or begun
    times = {
        "the first page was asked": ((world.first_page_at or NEVER) - asked, FIRST_PAGE),
        f"all {len(links)} articles were there": (
            max(watch.seen.get(link, NEVER) for link in links) - asked,
            LAST_ARTICLE,
        ),
    }
    print("Six feeds with three articles each, one of which never answers; an ingest at the default settings.")
    print("Seconds since the first request:\n")
    for what, (seconds, target) in times.items():
        print(f"{what:32}{seconds:7.1f} s; {target.verdict(seconds)}")
    print(f"{'the ingest had ended':32}{ended - asked:7.1f} s, with exit code {process.returncode}")
    return 0 if all(target.is_met(seconds) for seconds, target in times.values()) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure whether sites that stall hold up the others.")
    parser.add_argument("--short", action="store_true", help="in less than 90 seconds: sets the four below it")
    parser.add_argument("--interval", type=float, default=75, help="mean seconds between a feed's polls (default 75)")
    parser.add_argument("--seconds", type=float, default=300, help="for how long articles are published (default 300)")
    parser.add_argument("--per-second", type=float, default=3, help="articles published a second (default 3)")
    parser.add_argument("--backlog", type=int, default=3, help="articles a site has from the start (default 3)")
    parser.add_argument("--sites", type=int, default=200, help="each with a feed (default 200)")
    parser.add_argument(
        "--factor", type=float, default=12, help="by which newsbeam's defaults are divided (default 12)"
    )
    parser.add_argument("--small", action="store_true", help="instead: six feeds at the default settings, one ingest")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave configurations, logs and output there")
    options = parser.parse_args()
    if options.short:
        vars(options).update(SHORT)
    return options


if __name__ == "__main__":
    sys.exit(main())
