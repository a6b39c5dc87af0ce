"""What keeping pages as they came costs: CPU and bytes a page, and the throughput, beside an ingest that keeps none.

python bench/warc_cost.py [--rounds 3] [--sites 40] [--articles 50] [--latency 0.005]

Each round runs `newsbeam ingest` on the replay newsroom without `warc.root`, and with it and all that it keeps (pages, feeds,
robots.txt), one after the other, from the start of the process to its end; every second round the other way round. Where others
use the machine meanwhile, believe the CPU more than the throughput.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from measure import measure
from replay import Newsroom, ingest_command, read_rows, run_in_folder, running, write_config
from targets import Target
from throughput import HEADER, UNPACED, Run, read_options

OF_WITHOUT = Target(0.9, 0.95)
KEEPING = {"warc": {"root": "warc"}}


@dataclass(frozen=True)
class Pair:
    """The two runs of a round, and how many bytes the files of the second take."""

    without: Run
    keeping: Run
    kept_bytes: int

    @property
    def cpu_ms(self) -> float | None:
        """How much CPU a page costs more, in ms; None where that is not known."""
        before, after = self.without.cost.cpu_seconds, self.keeping.cost.cpu_seconds
        return None if before is None or after is None else 1000 * (after - before) / self.keeping.articles


def main() -> int:
    """Runs the command line; gives the exit code: 1 where a run failed or the target is missed."""
    options = read_options("Measure what keeping pages as they came costs, on the replay newsroom.")
    layout = ("--load", "--sites", str(options.sites), "--articles", str(options.articles))
    flags = (*layout, "--latency", str(options.latency))
    return run_in_folder("warc-cost", partial(bench, flags=flags, rounds=options.rounds))


def bench(folder: Path, flags: Sequence[str], rounds: int) -> int:
    """Runs both so many times, and prints the table; gives the exit code."""
    with running(folder, *flags) as newsroom:
        print(HEADER)
        pairs = [_pair(folder / str(n), newsroom, is_first=n % 2 == 1) for n in range(rounds)]
    rates = [pair.keeping.rate / pair.without.rate for pair in pairs]
    known = [ratio for ratio in map(_cpu_ratio, pairs) if ratio is not None]
    more = [pair.cpu_ms for pair in pairs if pair.cpu_ms is not None]
    sizes = [pair.kept_bytes / pair.keeping.articles for pair in pairs]
    ratio = statistics.median(rates)
    print(f"\nThroughput  {ratio:.2f} of that without ({_spread(rates)}); {OF_WITHOUT.verdict(ratio)}")
    if known:
        print(f"CPU         {statistics.median(known):.2f} times that without ({_spread(known)})")
        print(f"            {statistics.median(more):.1f} ms a page more ({_spread(more)})")
    print(f"Size        {statistics.median(sizes) / 1000:.1f} kB a page, with the answers of feeds and robots.txt")
    failed = any(run.cost.exit_code for pair in pairs for run in (pair.without, pair.keeping))
    return int(failed or not OF_WITHOUT.is_met(ratio))


def _pair(folder: Path, newsroom: Newsroom, is_first: bool) -> Pair:
    folder.mkdir()
    runs = {}
    for keeping in (is_first, not is_first):
        runs[keeping] = _ingest(folder / ("keeping" if keeping else "without"), newsroom, keeping)
    kept = (folder / "keeping" / "out" / "warc").rglob("*.warc.gz")
    return Pair(runs[False], runs[True], sum(path.stat().st_size for path in kept))


def _ingest(folder: Path, newsroom: Newsroom, keeping: bool) -> Run:
    folder.mkdir()
    config = write_config(folder, newsroom.feeds, UNPACED | (KEEPING if keeping else {}))
    cost = measure(ingest_command(config))
    if cost.exit_code:
        print(f"{cost.stdout}{cost.stderr}", file=sys.stderr)
    run = Run(folder.name, cost, len(read_rows(folder / "out" / "articles")))
    print(run.line(), flush=True)
    return run


def _cpu_ratio(pair: Pair) -> float | None:
    before, after = pair.without.cost.cpu_seconds, pair.keeping.cost.cpu_seconds
    return None if before is None or after is None else after / before


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):.2f} to {max(values):.2f}"


if __name__ == "__main__":
    sys.exit(main())
