"""Pages per second, CPU per page and peak memory, end to end, against a plain script on the same newsroom.

python bench/throughput.py [--rounds 3] [--sites 40] [--articles 50] [--latency 0.005]

Each round runs bench/plain.py and `newsbeam ingest` (with no pacing, as the plain script has none), one after the other, from
the start of the process to its end. The newsroom takes its share of the same cores.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from measure import Cost, measure
from replay import Newsroom, ingest_command, read_rows, run_in_folder, running, write_config

PLAIN = Path(__file__).with_name("plain.py")
TARGET_RATIO = 1.6
TARGET_MB = 900
# The newsroom needs up to a third of a core. With more than this, something else took the cores that were to be measured.
OTHERS_CORES = 0.5
UNPACED = {"web": {"spacing_seconds": 0, "per_site": 16}}


@dataclass(frozen=True)
class Run:
    """One run: what it cost and how many articles it wrote."""

    name: str
    cost: Cost
    articles: int

    @property
    def rate(self) -> float:
        """Articles per second."""
        return self.articles / self.cost.seconds

    @property
    def cores(self) -> float | None:
        """How many cores were at work for it on average; None where that is not known."""
        cpu = self.cost.cpu_seconds
        return None if cpu is None else cpu / self.cost.seconds

    @property
    def others_cores(self) -> float | None:
        """How many cores were at work for others, the newsroom among them; None where that is not known."""
        machine, own = self.cost.machine_cpu_seconds, self.cost.cpu_seconds
        return None if machine is None or own is None else max(0.0, machine - own) / self.cost.seconds

    def line(self) -> str:
        """Gives the run's line of the table."""
        cpu = self.cost.cpu_seconds
        per_article = cpu / self.articles * 1000 if cpu is not None and self.articles else None
        shown = (per_article, self.cores, self.others_cores, self.cost.peak_rss_mb, self.cost.peak_pss_mb)
        numbers = "".join(f"{'-' if number is None else f'{number:.2f}':>10}" for number in shown)
        return f"{self.name:9}{self.articles:10}{self.cost.seconds:10.1f}{self.rate:10.1f}{numbers}"


COLUMNS = ("articles", "seconds", "per s", "CPU ms/a", "cores", "others", "RSS MB", "PSS MB")
HEADER = f"{'':9}{''.join(f'{column:>10}' for column in COLUMNS)}"


def main() -> int:
    """Runs the command line; gives the exit code: 1 where a run failed."""
    options = _options()
    return run_in_folder("bench", partial(bench, options=options))


def bench(folder: Path, options: argparse.Namespace) -> int:
    """Runs both so many times, one beside the other, and prints the table; gives the exit code."""
    layout = ["--load", "--sites", str(options.sites), "--articles", str(options.articles)]
    with running(folder, *layout, "--latency", str(options.latency)) as newsroom:
        print(f"{options.sites} sites with {options.articles} articles each, latency {options.latency:g} s\n\n{HEADER}")
        rounds = [_round(folder / str(n), newsroom) for n in range(options.rounds)]
    _conclude(rounds)
    return int(any(run.cost.exit_code for pair in rounds for run in pair))


def _round(folder: Path, newsroom: Newsroom) -> tuple[Run, Run]:
    folder.mkdir()
    config = write_config(folder, newsroom.feeds, UNPACED)
    written = folder / "plain.jsonl"
    cost = _run("plain", [sys.executable, str(PLAIN), str(folder / "list.txt"), str(written)])
    plain = Run("plain", cost, len(written.read_text(encoding="utf-8").splitlines()))
    print(plain.line(), flush=True)
    cost = _run("newsbeam", ingest_command(config))
    ours = Run("newsbeam", cost, len(read_rows(folder / "out" / "articles")))
    print(ours.line(), flush=True)
    return plain, ours


def _run(name: str, command: Sequence[str]) -> Cost:
    cost = measure(command)
    if cost.exit_code:
        print(f"{name} ended with {cost.exit_code}:\n{cost.stdout}{cost.stderr}", file=sys.stderr)
    return cost


def _conclude(rounds: Sequence[tuple[Run, Run]]) -> None:
    ratios = [ours.rate / plain.rate for plain, ours in rounds]
    ratio = statistics.median(ratios)
    shown = ", ".join(f"{one:.2f}" for one in ratios)
    print(
        f"\nThroughput  {ratio:.2f} times the plain script's (rounds: {shown}); {_verdict(ratio >= TARGET_RATIO)}",
        end="",
    )
    print(f" {TARGET_RATIO:g}")
    peaks = [ours.cost.peak_pss_mb for _, ours in rounds if ours.cost.peak_pss_mb is not None]
    if peaks:
        print(
            f"Memory      {max(peaks):.0f} MB at most (PSS of the tree); {_verdict(max(peaks) < TARGET_MB)} {TARGET_MB} MB"
        )
    cpus = [
        (ours.cost.cpu_seconds / ours.articles) / (plain.cost.cpu_seconds / plain.articles)
        for plain, ours in rounds
        if ours.cost.cpu_seconds and plain.cost.cpu_seconds
    ]
    if cpus:
        print(f"CPU         {statistics.median(cpus):.2f} times the plain script's, per article")
    others = max((run.others_cores or 0.0 for pair in rounds for run in pair), default=0.0)
    if others > OTHERS_CORES:
        print(
            f"            Others had up to {others:.2f} cores of this machine meanwhile: the throughputs mean little."
        )


def _verdict(met: bool) -> str:
    return "the target is met:" if met else "the target is MISSED:"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure newsbeam against a plain script on the replay newsroom.")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each (default 3)")
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--articles", type=int, default=50, help="of each site (default 50)")
    parser.add_argument(
        "--latency", type=float, default=0.005, metavar="SECONDS", help="before each answer (default 0.005)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
