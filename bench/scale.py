"""What a pass costs: by the feeds known, the feeds due, the entries owed and the shards; of the CPU, and of the store.

python bench/scale.py [--full] [--repeats 3] [--latency-ms 0] [--only known]

A pass is what a tick of `newsbeam stream` does, with the answers of a server on this machine and a store that counts. Its CPU
seconds are those of this process, all threads; extraction takes place in it. The feeds that are due are polled once by
newsbeam itself to begin with; of the others the state holds what a pass looks at, their line in the advice on what is due.

The last columns count the requests of the turns alone: a job without an end makes those, and one look at each shard a tick for
the manifests; the others are the look before a pass, and the check and the manifest after it. What a worker asks once, when it
opens the state, is no part of a turn.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
from counted_store import PROTOCOL, CountedFileSystem
from many_feeds import feed_urls, serving_apart
from msgspec.structs import replace
from replay import write_config

from pipelines.config.config import Config
from pipelines.config.loading import load_config
from pipelines.run.passes import Report, ingest, is_idle, make_pass, new_id, read_owed, run_pass
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Entry
from transforms.state.documents import load_due, save_due
from transforms.state.inbox import park
from transforms.state.log import Commit, Snapshot, read_log
from transforms.state.memory import add_up, snapshot_of
from transforms.state.numbering import numbered
from transforms.state.storage import Store
from transforms.turns import Pass

HOSTS = tuple(f"paper-{n}.example" for n in range(200))
HOUR_SECONDS = 3600
BETWEEN = timedelta(minutes=61)
BOX_ENTRIES = 10
# What is listed to find the division of the state that is in force: when a worker opens the state.
OPENING = "next"
T = TypeVar("T")
KINDS = ("read", "list", "create", "put", "delete")
HEADER = (
    f"{'':10}{'known':>8}{'due':>6}{'owed':>6}{'shards':>7}{'ids':>12} |{'config s':>9}{'hash s':>8} |{'CPU s':>7}{'wall s':>8} |"
    + "".join(f"{kind:>7}" for kind in KINDS)
    + f" |{'kB read':>9}{'kB written':>11} |"
    + "".join(f"{kind:>7}" for kind in KINDS)
)


class UnexpectedPassError(Exception):
    """What was to be measured did not come about."""


@dataclass(frozen=True)
class Case:
    """A pass: feeds known, those due (with one entry each that is new, or unchanged), entries owed before, shards.

    `remembered` are the ids that the state remembers beside those.
    """

    group: str
    known: int = 10_000
    due: int = 0
    fresh: bool = False
    owed: int = 0
    shards: int = 1
    remembered: int = 0


DEFAULT = (
    Case("known", known=1_000, due=100),
    Case("known", known=10_000, due=100),
    Case("due", due=10),
    Case("due", due=1_000),
    Case("fresh", due=100, fresh=True),
    Case("fresh", due=1_000, fresh=True),
    Case("owed", owed=100),
    Case("owed", owed=1_000),
    Case("shards", due=100, shards=8),
    Case("shards", due=100, shards=64),
    Case("idle", known=100),
    Case("ten due", known=100, due=10),
    Case("ids", known=100, due=10, fresh=True, remembered=10_000),
    Case("ids", known=100, due=10, fresh=True, remembered=1_000_000),
)
FULL = (
    Case("known", known=100_000, due=100),
    Case("ids", known=100, due=10, fresh=True, remembered=10_000_000),
)


@dataclass
class Cost:
    """What a pass cost, and what came before it: to read the configuration, and to hash its feeds, in CPU seconds."""

    config_seconds: float = 0.0
    hash_seconds: float = 0.0
    cpu_seconds: list[float] = field(default_factory=list)
    wall_seconds: list[float] = field(default_factory=list)
    requests: dict[str, int] = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)
    turns_requests: Counter[str] = field(default_factory=Counter)
    turns_named: Counter[str] = field(default_factory=Counter)
    turns_moved: dict[str, int] = field(default_factory=dict)

    @property
    def cpu(self) -> float:
        """The median of the CPU seconds."""
        return statistics.median(self.cpu_seconds)

    def line(self, case: Case) -> str:
        """Gives its line of the table."""
        numbers = f"{case.group:10}{case.known:8,}{case.due:6,}{case.owed:6,}{case.shards:7}{case.remembered:12,}"
        before = f"{self.config_seconds:9.3f}{self.hash_seconds:8.3f}"
        took = f"{self.cpu:7.3f}{statistics.median(self.wall_seconds):8.2f}"
        requests = "".join(f"{self.requests.get(kind, 0):7,}" for kind in KINDS)
        moved = f"{self.moved.get('read', 0) / 1000:9,.1f}{self.moved.get('written', 0) / 1000:11,.1f}"
        turns = "".join(f"{self.turns_requests.get(kind, 0):7,}" for kind in KINDS)
        return f"{numbers} |{before} |{took} |{requests} |{moved} |{turns}"


def main() -> int:
    """Runs the command line; gives the exit code."""
    options = _options()
    cases = [case for case in (*DEFAULT, *(FULL if options.full else ())) if case.group in options.only]
    print(f"A pass, median of {options.repeats}; the store takes {options.latency_ms:g} ms a request\n\n{HEADER}")
    found: dict[Case, Cost] = {}
    with serving_apart() as port:
        for case in cases:
            with tempfile.TemporaryDirectory(prefix="newsbeam-scale-") as folder:
                found[case] = measure(Path(folder), case, port, options.repeats, options.latency_ms / 1000)
            print(found[case].line(case), flush=True)
    print("", *_verdicts(found), sep="\n")
    return 0


def measure(folder: Path, case: Case, port: int, repeats: int, latency_seconds: float) -> Cost:
    """Gives the cost of a pass. Raises: UnexpectedPassError."""
    cost = Cost()
    urls = feed_urls(case.known, HOSTS, "fresh" if case.fresh else "feeds")
    path = str(write_config(folder, urls, _settings(folder, case, port)))
    config, cost.config_seconds = _timed(lambda: load_config(path))
    _, cost.hash_seconds = _timed(lambda: config.roster)
    at = datetime.now(UTC).replace(hour=0, minute=30)
    make_state(config, case, at)
    for n in range(repeats + 1):  # The first is to warm up.
        at += BETWEEN
        _park_owed(config, case, at, n)
        CountedFileSystem.reset()
        CountedFileSystem.latency_seconds = latency_seconds if n else 0.0
        begun = time.perf_counter()
        _, seconds = _timed(lambda now=at: make_tick(config, case, now))
        if n:
            cost.cpu_seconds.append(seconds)
            cost.wall_seconds.append(time.perf_counter() - begun)
        CountedFileSystem.latency_seconds = 0.0
    cost.requests, cost.moved = dict(CountedFileSystem.requests), dict(CountedFileSystem.moved)
    at += BETWEEN
    _park_owed(config, case, at, repeats + 1)
    CountedFileSystem.reset()
    run_pass(config, Pass(id=new_id(at), deadline=at + BETWEEN), (), lambda: at)
    cost.turns_moved = dict(CountedFileSystem.moved)
    for name, n in CountedFileSystem.named.items():
        kind, folder = name.split()
        if folder != OPENING:
            cost.turns_requests[kind] += n
            cost.turns_named[name] += n
    return cost


def make_state(config: Config, case: Case, at: datetime) -> None:
    """Lets newsbeam poll the feeds that are to be due, and enters the others as if it had."""
    ingest(replace(config, feeds=config.feeds[: case.due]), clock=lambda: at)
    state, _ = config.roots.open()
    never = (at + timedelta(days=365)).timestamp()
    for shard in range(case.shards):
        due = load_due(state, shard)
        feeds = config.roster.of(shard, state)
        due.polls = dict.fromkeys(feeds.by_id, never) | due.polls
        # Saved as if by another process: this one has its own memory of what it saved.
        due.feeds_hash, due.saved_by = feeds.hash, "bench"
        save_due(state, shard, due)
        _remember(state, shard, case.remembered // case.shards, at)


def _remember(state: Store, shard: int, count: int, at: datetime) -> None:
    """Enters ids in a shard's log as if they had been settled this day: by a snapshot, as a log of this size has one."""
    log = read_log(state, shard)
    if not count or not log:
        return
    number = log[-1][0]
    known = add_up(log, lambda path, planned: "kept")
    ids = [f"{n:024d}"[::-1] for n in range(count)]
    settled = snapshot_of(known, at).settled
    settled[f"{at:%Y-%m-%d}"] = [*settled.get(f"{at:%Y-%m-%d}", []), *ids]
    commit = Commit(
        attempt="bench",
        pass_id="bench",
        opened_at=at,
        committed_at=at,
        decisions=dict(known.decisions),
        totals=dict(known.totals),
        snapshot=Snapshot(settled=settled, deferred={}),
    )
    state.create(f"log/{shard}/{numbered(number + 1)}", msgspec.json.encode(commit))


def make_tick(config: Config, case: Case, at: datetime) -> None:
    """Makes a pass, as a tick does. Raises: UnexpectedPassError."""
    roots, report = config.roots, Report()
    if not is_idle(config, roots, "due", at):
        this_pass = Pass(id=new_id(at), deadline=at + BETWEEN)
        make_pass(config, roots, this_pass, (), report, lambda: at)
    read_owed(roots, report)
    written = case.owed + (case.due if case.fresh else 0)
    found = (report.counts["poll/due"], report.settled["written"], report.owed)
    if found != (case.due, written, 0):
        raise UnexpectedPassError(f"{case}: polled, wrote, owes {found}; wanted {(case.due, written, 0)}")


def _park_owed(config: Config, case: Case, at: datetime, attempt: int) -> None:
    state, _ = config.roots.open()
    boxes: dict[int, list[Entry]] = {}
    for k in range(case.owed):
        url = f"http://{HOSTS[k % len(HOSTS)]}/stories/owed-{attempt}/{k}.html"
        entry = Entry(id=url_id(url), url=url, link=url, feed_url=config.feeds[0].url, parked_at=at, title=f"Story {k}")
        boxes.setdefault(shard_of(url, case.shards), []).append(entry)
    for shard, entries in boxes.items():
        for start in range(0, len(entries), BOX_ENTRIES):
            park(state, shard, entries[start : start + BOX_ENTRIES])


def _settings(folder: Path, case: Case, port: int) -> dict[str, object]:
    return {
        "output": f"{PROTOCOL}://{folder}/out",
        "shards": case.shards,
        "first_poll": {"max_age_days": 7},
        "web": {"resolve": dict.fromkeys(HOSTS, f"127.0.0.1:{port}"), "spacing_seconds": 0, "per_site": 8},
        "poll": {"schedule": {"floor_seconds": HOUR_SECONDS, "cap_seconds": HOUR_SECONDS, "jitter": 0}},
        "extract": {"processes": 0},
    }


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    """What a piece of work gives, and the CPU seconds that it takes."""
    begun = time.process_time()
    given = work()
    return given, time.process_time() - begun


def _verdicts(found: dict[Case, Cost]) -> Iterator[str]:
    """What the lines say side by side."""
    yield from _warm_verdicts(found)
    known = [case for case in found if case.group == "known"]
    for case in known[1:]:
        ratio = found[case].cpu / found[known[0]].cpu
        yield f"{case.known:,} known, {case.due} due: {ratio:.2f} times the CPU of {known[0].known:,} known"
    for group, of in (("due", "due"), ("fresh", "due"), ("owed", "owed"), ("shards", "shards")):
        cases = [case for case in found if case.group == group]
        if len(cases) == 2:
            yield f"one more ({group}): {_slope(found, cases[0], cases[1], getattr(cases[1], of) - getattr(cases[0], of))}"


def _warm_verdicts(found: dict[Case, Cost]) -> Iterator[str]:
    """What a turn costs whose process has had one at the shard before."""
    for case, cost in found.items():
        requests, read = sum(cost.turns_requests.values()), cost.turns_moved.get("read", 0)
        if case.group == "idle":
            yield f"An idle shard and tick: {requests} requests (wanted: 1)"
        if case.group == "ten due":
            yield f"A turn with ten due feeds, unchanged: {requests} requests (at most 25, aim 15): {_names(cost)}"
        if case.group == "ids":
            yield (
                f"A second turn with ten new entries, {case.remembered:,} ids remembered: {requests} requests,"
                f" {read / 1000:,.1f} kB read (at most 300, aim 50): {_names(cost)}"
            )
    ids = [case for case in found if case.group == "ids"]
    for case in ids[1:]:
        ratio = found[case].cpu / found[ids[0]].cpu
        yield f"{case.remembered:,} ids: {ratio:.2f} times the CPU of a pass with {ids[0].remembered:,} (at most 1.2, aim 1.05)"


def _names(cost: Cost) -> str:
    return ", ".join(f"{n} {name}" for name, n in sorted(cost.turns_named.items()))


def _slope(found: dict[Case, Cost], low: Case, high: Case, more: int) -> str:
    a, b = found[low], found[high]
    requests = ", ".join(f"{(b.requests.get(kind, 0) - a.requests.get(kind, 0)) / more:.2f} {kind}" for kind in KINDS)
    moved = ", ".join(f"{(b.moved.get(way, 0) - a.moved.get(way, 0)) / more:,.0f} bytes {way}" for way in b.moved)
    return f"{(b.cpu - a.cpu) / more * 1000:.2f} ms of CPU, {requests}; {moved}"


def _options() -> argparse.Namespace:
    groups = sorted({case.group for case in DEFAULT})
    parser = argparse.ArgumentParser(description="Measure what a pass costs.")
    parser.add_argument(
        "--full", action="store_true", help=f"also {FULL[0].known:,} known feeds, and {FULL[1].remembered:,} ids"
    )
    parser.add_argument("--repeats", type=int, default=3, help="of each measurement (default 3)")
    parser.add_argument("--latency-ms", type=float, default=0.0, help="that the store takes a request (default 0)")
    parser.add_argument("--only", nargs="+", choices=groups, default=groups, help="groups of lines (default all)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
