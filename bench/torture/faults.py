"""Broken sites beside healthy ones: what comes of each, and what they cost the healthy ones."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from bench.sped_up import sped_up
from bench.torture.behaviours import BEHAVIOURS, WELL
from bench.torture.fault_outcomes import read_outcomes
from bench.torture.fault_streams import Stream, side_by_side
from bench.torture.fault_world import Bad, FaultWorld, good_host, lay_out
from bench.torture.proof import Proof, table
from pipelines.config.config import Config
from pipelines.config.loading import load_config
from transforms import reasons

FEEDS, BAD = 500, 80
# Of a feed's intervals, in seconds: the mean; they lie evenly about it, from half of it to one and a half.
INTERVAL_SECONDS, SECONDS, PER_SECOND = 120.0, 300.0, 1.0
FACTOR = 12.0
# For so long after the last publication a busy machine may take to fetch all.
PATIENCE_SECONDS = 1800.0
MOST_SLOWER = 1.1
# So small that a busy machine reads as much before a request's time is over.
MOST_BYTES = {"page_max_bytes": 3_000_000, "feed_max_bytes": 3_000_000}
SHORT_SETTINGS: dict[str, Any] = {
    "fetch": {"backoff_seconds": 0.5, "backoff_cap_seconds": 1},
    "web": {"spacing_seconds": 0, "total_seconds": 6, "connect_seconds": 3, "down_seconds": 1},
    "extract": {"processes": 1},
}
SHORT_HEALTHY, SHORT_INGESTS = 12, 2
HEAD = ("behaviour", "sites", "the feed", "its poll", "its entries", "as it has to be")


def prove(short: bool, seed: int) -> Proof:
    """Run against broken sites: all behaviours once by an ingest, or at length by a stream beside one without them."""
    return _prove_outcomes(seed) if short else _prove_all(seed)


def draw_sites(count: int, rng: random.Random) -> list[Bad]:
    """Draw what each broken site does: each behaviour is there, some several times."""
    drawn = [*BEHAVIOURS, *rng.choices(BEHAVIOURS, k=max(0, count - len(BEHAVIOURS)))]
    rng.shuffle(drawn)
    return [Bad.at(n, behaviour) for n, behaviour in enumerate(drawn)]


def _prove_outcomes(seed: int) -> Proof:
    rng = random.Random(seed)
    bad = draw_sites(0, rng)
    world = FaultWorld(SHORT_HEALTHY, lay_out(SHORT_HEALTHY, 2, 0.0, 0.0, rng), bad)
    with tempfile.TemporaryDirectory(prefix="newsbeam-faults-") as folder, world.served():
        path = write_config(Path(folder), world, SHORT_SETTINGS)
        problems = []
        for _ in range(SHORT_INGESTS):
            ended = subprocess.run(
                [sys.executable, "-m", "bench.torture.hanging_names", "ingest", str(path), "--now"],
                capture_output=True,
                text=True,
            )
            problems += [f"the ingest ended with {ended.returncode}: {ended.stderr}"] if ended.returncode else []
        told, wrong = _outcome_table(load_config(str(path)), bad, SHORT_HEALTHY)
    said = f"{len(bad)} broken sites, one a behaviour, beside {SHORT_HEALTHY} healthy ones; {SHORT_INGESTS} ingests, seed {seed}."
    return Proof(f"{said}\n\n{told}", (*problems, *wrong))


def _prove_all(seed: int) -> Proof:
    rng = random.Random(seed)
    bad, sites = draw_sites(BAD, rng), FEEDS - BAD
    stories = lay_out(sites, 1, PER_SECOND, SECONDS, rng)
    worlds = {"without broken sites": FaultWorld(sites, stories, ()), "with them": FaultWorld(sites, stories, bad)}
    with tempfile.TemporaryDirectory(prefix="newsbeam-faults-") as folder, ExitStack() as served:
        streams = []
        for name, world in worlds.items():
            served.enter_context(world.served())
            below = Path(folder) / name
            below.mkdir()
            streams.append(Stream(name, world, write_config(below, world, scaled(world))))
        side_by_side(streams, SECONDS, PATIENCE_SECONDS)
        outcomes, wrong = _outcome_table(load_config(str(streams[1].config)), bad, sites)
        compared, worse = _compare(streams)
    said = (
        f"{FEEDS} feeds, {BAD} of them broken in {len(BEHAVIOURS)} ways, seed {seed}; the healthy ones publish {PER_SECOND:g}"
        f" stories a second for {SECONDS:g} s. The defaults of newsbeam are divided by {FACTOR:g}."
    )
    return Proof(f"{said}\n\n{compared}\n\n{outcomes}", (*wrong, *worse))


def write_config(folder: Path, world: FaultWorld, settings: dict[str, Any]) -> Path:
    """Write a configuration for a world into a folder; give its path."""
    feeds = settings.get("feeds", [*world.good_feeds, *(site.feed_url for site in world.bad)])
    fixed = {
        "output": str(folder / "out"),
        "first_poll": {"max_age_days": None, "max_entries": 10},
        "failure_share": 1,
        "feeds": feeds,
        "web": {**settings["web"], **MOST_BYTES, "resolve": world.pins},
    }
    path = folder / "faults.json"
    path.write_text(json.dumps({**settings, **fixed}))
    return path


def scaled(world: FaultWorld) -> dict[str, Any]:
    """Give newsbeam's defaults, each time divided by the factor, and an interval for each feed."""
    urls = [*world.good_feeds, *(site.feed_url for site in world.bad)]
    waits = [INTERVAL_SECONDS * (0.5 + (n % FEEDS + 0.5) / FEEDS) for n in range(len(urls))]
    return {
        **sped_up(FACTOR),
        "poll": {
            "schedule": {
                "floor_seconds": waits[0],
                "cap_seconds": INTERVAL_SECONDS * 1.5,
                "backoff_cap_seconds": INTERVAL_SECONDS,
                "jitter": 0,
            }
        },
        "feeds": [{"url": url, "interval": round(wait, 3)} for url, wait in zip(urls, waits, strict=True)],
    }


class _Line(NamedTuple):
    sites: int
    right: int


def _outcome_table(config: Config, bad: Sequence[Bad], healthy: int) -> tuple[str, list[str]]:
    """Give the table of what came of broken sites, and what is not as it has to be."""
    found = read_outcomes(config)
    wrong = [f"{good_host(n)}: {found[good_host(n)]}" for n in range(healthy) if found[good_host(n)][:2] != WELL[:2]]
    lines: dict[str, _Line] = {}
    for site in bad:
        is_right = found[site.host] == site.behaviour.outcome
        sites, right = lines.get(site.behaviour.name, _Line(0, 0))
        lines[site.behaviour.name] = _Line(sites + 1, right + is_right)
        if not is_right:
            wrong.append(f"{site.behaviour.name}: wanted {site.behaviour.outcome}, got {found[site.host]}")
    rows = []
    for behaviour in BEHAVIOURS:
        wanted, line = behaviour.outcome, lines[behaviour.name]
        shown = "; ".join(wanted.entries) or "none"
        poll = f"fails: {wanted.poll}" if wanted.poll else "works"
        rows.append((behaviour.name, line.sites, wanted.health, poll, shown, f"{line.right} of {line.sites}"))
    return f"{table(HEAD, rows, 'lrlllr')}\n\n{_cures()}", wrong


def _cures() -> str:
    """Give what each reason of the table means and what to do."""
    codes = {behaviour.outcome.poll for behaviour in BEHAVIOURS} | {
        entry.partition(": ")[2] for behaviour in BEHAVIOURS for entry in behaviour.outcome.entries
    }
    rows = []
    for code in sorted(codes - {""}):
        row = reasons.row_of(code)
        assert row is not None
        rows.append((f"`{code}`", row.meaning, "yes" if row.waiting_helps else "no", row.cure))
    return table(("reason", "meaning", "waiting may help", "what to do"), rows, "llll")


def _compare(streams: Sequence[Stream]) -> tuple[str, list[str]]:
    """Give the table of both streams, and what is worse with broken sites than it may be."""
    results = [stream.result() for stream in streams]
    rows = [
        (
            *(result.name, result.wanted, result.wanted - len(result.missed), len(result.missed), len(result.doubled)),
            *(
                f"{statistics.median(result.waits):.1f}",
                f"{statistics.fmean(result.waits):.1f}",
                f"{result.peak_mb:.0f}",
                f"{result.cpu_seconds:.0f}",
            ),
        )
        for result in results
    ]
    without, with_ = results
    slower = statistics.fmean(with_.waits) / statistics.fmean(without.waits)
    head = ("", "healthy stories", "written", "missing", "doubled", "median s", "mean s", "peak MB", "CPU s")
    said = (
        f"{table(head, rows, 'l')}\n\nSeconds are from a story's publication until its row can be read; the mean became"
        f" **{slower:.3f}** times as much (at most {MOST_SLOWER:g} is wanted)."
    )
    wrong = [f"{result.name}: missing {url}" for result in results for url in result.missed]
    wrong += [f"{result.name}: doubled {url}" for result in results for url in result.doubled]
    wrong += [f"{result.name}: the stream ended with {result.exit_code}" for result in results if result.exit_code]
    wrong += [f"healthy sites wait {slower:.3f} times as long"] if slower > MOST_SLOWER else []
    return said, wrong
