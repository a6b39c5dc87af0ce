"""Every feed is due at once: how much memory and how many turns that takes, and whether each site is asked at its pace."""

from __future__ import annotations

import gzip
import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from sound import problems

from bench.measure import memory_mb, tree
from bench.torture.proof import Proof, table
from bench.torture.storm_world import Asked, has_story, serving_apart

LOOK_SECONDS = 0.5
SPACING_SECONDS = 1.0
PER_SITE = 2
_LINE = re.compile(r"UTC  ([\d,]+) polled, .* ([\d,]+) owed")


class Size(NamedTuple):
    """How many feeds stand on how many sites; the memory that they may take, in MB, and the turns; how long is too long."""

    feeds: int
    sites: int
    most_mb: float
    tick_seconds: float
    most_turns: int
    patience_seconds: float


FULL = Size(10_000, 2_500, 700.0, 60.0, 30, 3600.0)
SHORT = Size(120, 30, 500.0, 10.0, 12, 300.0)


class Turns(NamedTuple):
    """What a stream said: feeds polled in each turn, and after which one all were polled and nothing was owed."""

    polled: tuple[int, ...]
    done_after: int | None


class Ran(NamedTuple):
    """What became of a stream."""

    seconds: float
    peak_mb: float
    turns: Turns
    exit_code: int


def prove(short: bool, seed: int) -> Proof:
    """Stream until all feeds are polled and all pages are fetched. Nothing is drawn here: a seed changes nothing."""
    size = SHORT if short else FULL
    with tempfile.TemporaryDirectory(prefix="newsbeam-storm-") as name, serving_apart(SPACING_SECONDS) as served:
        folder = Path(name)
        config = _write_config(folder, size, served.port)
        ran = _stream(folder, config, size)
        asked = served.asked()
        written = Counter(row["url"] for row in _rows(folder / "out"))
        wrong = [f"verify: {problem}" for problem in problems(folder / "out")]
    return Proof(_figures(size, ran, asked, written), (*wrong, *_wrong(size, ran, asked, written)))


def read_turns(said: str, feeds: int) -> Turns:
    """Read what a stream prints, a line a turn.

    >>> read_turns("2026-11-30 07:36:28 UTC  2 polled, 1 new, 0 written, 0 dropped, 0 failed, 1 owed, 5.4 s\\n", 2)
    Turns(polled=(2,), done_after=None)
    """
    polled: list[int] = []
    for line in said.splitlines():
        found = _LINE.search(line)
        if found is None:
            continue
        polled.append(int(found[1].replace(",", "")))
        if sum(polled) >= feeds and found[2] == "0":
            return Turns(tuple(polled), len(polled))
    return Turns(tuple(polled), None)


def _write_config(folder: Path, size: Size, port: int) -> Path:
    hosts = [f"paper-{n}.example" for n in range(size.sites)]
    settings = {
        "output": str(folder / "out"),
        "tick_seconds": size.tick_seconds,
        "feeds": [f"http://{hosts[n % size.sites]}/feeds/{n}.json" for n in range(size.feeds)],
        "first_poll": {"max_age_days": None},
        "poll": {"schedule": {"first_seconds": 86_400, "floor_seconds": 86_400}},
        "web": {
            "spacing_seconds": SPACING_SECONDS,
            "per_site": PER_SITE,
            "resolve": dict.fromkeys(hosts, f"127.0.0.1:{port}"),
        },
    }
    path = folder / "storm.json"
    path.write_text(json.dumps(settings))
    return path


def _stream(folder: Path, config: Path, size: Size) -> Ran:
    """Stream until all is done, or it has taken too long."""
    log, peak = folder / "stream.log", 0.0
    begun = time.monotonic()
    with log.open("w") as said:
        command = [sys.executable, "-m", "pipelines", "stream", str(config)]
        process = subprocess.Popen(command, stdout=said, stderr=said)
        turns = read_turns("", size.feeds)
        while turns.done_after is None and process.poll() is None:
            if time.monotonic() - begun > size.patience_seconds:
                break
            time.sleep(LOOK_SECONDS)
            peak = max(peak, sum(memory_mb(pid)[1] for pid in tree(process.pid)))
            turns = read_turns(log.read_text(), size.feeds)
        seconds = time.monotonic() - begun
        process.send_signal(signal.SIGTERM)
        return Ran(seconds, peak, turns, process.wait())


def _rows(output: Path) -> list[dict[str, str]]:
    paths = (output / "articles").rglob("*.jsonl.gz")
    return [json.loads(line) for path in paths for line in gzip.decompress(path.read_bytes()).splitlines()]


def _figures(size: Size, ran: Ran, asked: Asked, written: Counter[str]) -> str:
    polled = f"{sum(ran.turns.polled):,} in {sum(n > 0 for n in ran.turns.polled)} turns"
    rows = [
        ("feeds, on so many sites", f"{size.feeds:,} on {size.sites:,}"),
        ("polled", polled),
        ("all polled, fetched and written after", f"{ran.turns.done_after or 'never'} turns, {ran.seconds:,.0f} s"),
        ("peak memory of all processes, MB", f"{ran.peak_mb:.0f} (at most {size.most_mb:.0f})"),
        ("articles, of those listed", f"{written.total():,} of {_wanted(size):,}"),
        ("articles written twice", sum(n > 1 for n in written.values())),
        ("feeds asked twice", asked.twice),
        (f"requests less than half of {SPACING_SECONDS:g} s after the one before at their site", asked.near),
        ("most requests open at once at a site", f"{asked.peak_per_site} (at most {PER_SITE})"),
    ]
    said = (
        f"A stream with ticks of {size.tick_seconds:g} s, begun when all feeds are due; otherwise newsbeam's defaults."
    )
    return f"{said}\n\n{table(('', 'measured'), rows, 'l')}"


def _wanted(size: Size) -> int:
    return sum(map(has_story, range(size.feeds)))


def _wrong(size: Size, ran: Ran, asked: Asked, written: Counter[str]) -> list[str]:
    found = {
        f"it was not done within {size.patience_seconds:g} s": ran.turns.done_after is None,
        f"it took more than {size.most_turns} turns": (ran.turns.done_after or 0) > size.most_turns,
        f"it took {ran.peak_mb:.0f} MB": ran.peak_mb > size.most_mb,
        f"the stream ended with exit code {ran.exit_code}": ran.exit_code != 0,
        f"{written.total()} articles were written": written.total() != _wanted(size),
        "articles were written twice": any(n > 1 for n in written.values()),
        f"{asked.twice} feeds were asked twice": asked.twice > 0,
        f"{asked.near} requests came too soon": asked.near > 0,
        f"{asked.peak_per_site} requests were open at once at a site": asked.peak_per_site > PER_SITE,
    }
    return [problem for problem, is_so in found.items() if is_so]
