"""Pages per second, CPU per page and peak memory, end to end, against a plain script on the same newsroom.

python bench/throughput.py [--rounds 3] [--sites 40] [--articles 50] [--latency 0.005]

Each round runs bench/plain.py as one process, as two that share the feeds, and `newsbeam ingest` (with no pacing, as the
plain script has none), one after the other, from the start of the process to its end. The newsroom takes its share of the
same cores. A second ingest, which finds nothing to do, shows what the start of newsbeam's own process costs.
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
from targets import Target

PLAIN = Path(__file__).with_name("plain.py")
OVER_PLAIN = Target(1.85, 2.2)
OVER_TWO = Target(1.0, 1.3)
# Of the worker's own process: HTTP, handing over and writing.
OWN_MS = Target(3.0, 2.0, rising=False)
MEMORY_MB = Target(900, rising=False)
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
        return f"{self.name:10}{self.articles:10}{self.cost.seconds:10.1f}{self.rate:10.1f}{numbers}"


@dataclass(frozen=True)
class Round:
    """The runs of one round. `start_seconds` is the CPU of newsbeam's own process where there is nothing to do."""

    plain: Run
    two: Run
    ours: Run
    start_seconds: float | None

    @property
    def has_failed(self) -> bool:
        """Whether a run ended with an error."""
        return any(run.cost.exit_code for run in (self.plain, self.two, self.ours))

    @property
    def own_ms(self) -> float | None:
        """CPU of newsbeam's own process a page, its start and extraction apart, in ms; None where that is not known."""
        own = self.ours.cost.own_cpu_seconds
        if own is None or self.start_seconds is None or not self.ours.articles:
            return None
        return (own - self.start_seconds) / self.ours.articles * 1000


COLUMNS = ("articles", "seconds", "per s", "CPU ms/a", "cores", "others", "RSS MB", "PSS MB")
HEADER = f"{'':10}{''.join(f'{column:>10}' for column in COLUMNS)}"


def main() -> int:
    """Runs the command line; gives the exit code: 1 where a run failed or a target is missed."""
    options = read_options("Measure newsbeam against a plain script, and two of them, on the replay newsroom.")
    return run_in_folder("bench", partial(bench, options=options))


def bench(folder: Path, options: argparse.Namespace) -> int:
    """Runs all so many times, one beside the other, and prints the table; gives the exit code."""
    layout = ["--load", "--sites", str(options.sites), "--articles", str(options.articles)]
    with running(folder, *layout, "--latency", str(options.latency)) as newsroom:
        print(f"{options.sites} sites with {options.articles} articles each, latency {options.latency:g} s\n\n{HEADER}")
        rounds = [_round(folder / str(n), newsroom) for n in range(options.rounds)]
    are_met = _conclude(rounds)
    return 0 if are_met and not any(one.has_failed for one in rounds) else 1


def _round(folder: Path, newsroom: Newsroom) -> Round:
    folder.mkdir()
    config = write_config(folder, newsroom.feeds, UNPACED)
    plain, two = _plain("plain", folder, 1), _plain("plain x 2", folder, 2)
    ours = Run("newsbeam", _run("newsbeam", ingest_command(config)), len(read_rows(folder / "out" / "articles")))
    print(ours.line(), flush=True)
    return Round(plain, two, ours, _run("newsbeam, with nothing to do,", ingest_command(config)).own_cpu_seconds)


def _plain(name: str, folder: Path, processes: int) -> Run:
    written = folder / f"{processes}.jsonl"
    cost = _run(name, [sys.executable, str(PLAIN), str(folder / "list.txt"), str(written), str(processes)])
    lines = (path.read_text(encoding="utf-8").splitlines() for path in folder.glob(f"{written.name}*"))
    run = Run(name, cost, sum(map(len, lines)))
    print(run.line(), flush=True)
    return run


def _run(name: str, command: Sequence[str]) -> Cost:
    cost = measure(command)
    if cost.exit_code:
        print(f"{name} ended with {cost.exit_code}:\n{cost.stdout}{cost.stderr}", file=sys.stderr)
    return cost


def _conclude(rounds: Sequence[Round]) -> bool:
    """Prints the ratios, medians of the rounds; gives whether all targets are met."""
    print()
    over_plain = [one.ours.rate / one.plain.rate for one in rounds]
    over_two = [one.ours.rate / one.two.rate for one in rounds]
    met = [
        _judge("Throughput", over_plain, "times the plain script's", OVER_PLAIN),
        _judge("", over_two, "times that of two that share the feeds", OVER_TWO),
    ]
    own = [one.own_ms for one in rounds if one.own_ms is not None]
    if own:
        met.append(_judge("CPU", own, "ms a page in newsbeam's own process, its start and extraction apart", OWN_MS))
    cpus = [_cpu_ratio(one) for one in rounds]
    known = [ratio for ratio in cpus if ratio is not None]
    if known:
        print(f"{'':12}{statistics.median(known):.2f} times the plain script's, per article")
    peaks = [one.ours.cost.peak_pss_mb for one in rounds if one.ours.cost.peak_pss_mb is not None]
    if peaks:
        met.append(MEMORY_MB.is_met(max(peaks)))
        print(f"{'Memory':12}{max(peaks):.0f} MB at most (PSS of the tree); {MEMORY_MB.verdict(max(peaks))}")
    _warn(rounds)
    return all(met)


def _judge(name: str, values: Sequence[float], what: str, target: Target) -> bool:
    """Prints a figure of all rounds, the median; gives whether it meets its target."""
    value, each = statistics.median(values), ", ".join(f"{one:.2f}" for one in values)
    print(f"{name:12}{value:.2f} {what} (rounds: {each}); {target.verdict(value)}")
    return target.is_met(value)


def _cpu_ratio(one: Round) -> float | None:
    ours, plain = one.ours.cost.cpu_seconds, one.plain.cost.cpu_seconds
    if not (ours and plain and one.ours.articles and one.plain.articles):
        return None
    return (ours / one.ours.articles) / (plain / one.plain.articles)


def _warn(rounds: Sequence[Round]) -> None:
    runs = [run for one in rounds for run in (one.plain, one.two, one.ours)]
    others = max((run.others_cores or 0.0 for run in runs), default=0.0)
    if others > OTHERS_CORES:
        print(f"{'':12}Others had up to {others:.2f} cores of this machine meanwhile: the throughputs mean little.")


def read_options(about: str) -> argparse.Namespace:
    """Gives the options of a benchmark on the replay newsroom: how often each is run, and of what the newsroom consists."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--rounds", type=int, default=3, help="runs of each (default 3)")
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--articles", type=int, default=50, help="of each site (default 50)")
    parser.add_argument(
        "--latency", type=float, default=0.005, metavar="SECONDS", help="before each answer (default 0.005)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
