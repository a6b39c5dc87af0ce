"""Weeks, and a year, of made-up feeds in minutes: nothing lost, nothing twice, all bounded."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from sound import problems

from bench.publishing_world import DAY
from bench.torture.proof import Proof, table
from bench.torture.soak_lives import TICK_SECONDS, Life, Measured, last_tick, live, sizes, write_config
from bench.torture.soak_world import Journal, SoakWorld, fate_of, moment

# In memory, where there is such a place: the disk is not what is looked at.
MEMORY = Path("/dev/shm")
FLOOR_SECONDS, CAP_SECONDS = 900.0, DAY
# After the last day: what is refused for days is asked for at ever longer distances.
AFTER_DAYS = 8.0
MOST_GROWTH = 1.1


class Size(NamedTuple):
    """A world, and how often its process is killed or ends in the first half of its days."""

    name: str
    feeds: int
    days: float
    slower: float
    kills: int
    restarts: int


MONTH = Size("a month", 500, 30.0, 10.0, 12, 4)
YEAR = Size("a year", 40, 365.0, 6.0, 4, 4)
SHORT = Size("two days", 20, 2.0, 1.0, 3, 1)


class Counts(NamedTuple):
    """What came of a world, beside what must."""

    shown: int
    articles: int
    failures: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    strange: tuple[str, ...]
    wrong: tuple[str, ...]


class Pace(NamedTuple):
    """How feeds were polled: how often, how often too soon, and the longest that one was left alone, in hours."""

    polls: int
    too_soon: int
    longest_hours: float


def prove(short: bool, seed: int) -> Proof:
    """Live through worlds, and compare what is written with what was shown."""
    proofs = [_prove(size, seed) for size in ((SHORT,) if short else (MONTH, YEAR))]
    return Proof(
        "\n\n".join(proof.figures for proof in proofs), tuple(problem for proof in proofs for problem in proof.problems)
    )


def _prove(size: Size, seed: int) -> Proof:
    place = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="newsbeam-soak-", dir=place) as folder:
        world, journal = SoakWorld(size.feeds, size.days, size.slower, seed), Journal(Path(folder) / "journal")
        config = write_config(Path(folder), world, {"shards": 2})
        wrong = list(_live_all(size, world, journal, config, random.Random(seed)))
        output = Path(folder) / "out"
        counts, pace, measured = count(world, journal, output), poll_pace(journal), sizes(journal)
        wrong += [f"verify: {problem}" for problem in problems(output)]
    took = time.monotonic() - begun
    wrong += [f"{what}: {', '.join(urls[:3])} ({len(urls)} in all)" for what, urls in _named(counts) if urls]
    wrong += [f"{pace.too_soon} polls came too soon"] if pace.too_soon else []
    wrong += _not_bounded(measured, size)
    said = (
        f"**{size.name.capitalize()}**: {size.feeds} feeds, {size.days:g} days, seed {seed}; the process is killed {size.kills}"
        f" times and started again {size.restarts} times more. {took:.0f} s."
    )
    figures = [said, _count_table(counts, pace), _size_table(measured, size)]
    return Proof("\n\n".join(figures), tuple(f"{size.name}: {problem}" for problem in wrong))


def _live_all(size: Size, world: SoakWorld, journal: Journal, config: Path, rng: random.Random) -> Iterable[str]:
    """Live through the days, life after life; yield what is wrong with how they ended."""
    ends = sorted(rng.uniform(0.1, size.days / 2) * DAY for _ in range(size.kills + size.restarts))
    killed = set(rng.sample(range(len(ends)), size.kills))
    lives = [Life(end, rng.randint(1, 60) if n in killed else 0) for n, end in enumerate(ends)]
    lives.append(Life((size.days + AFTER_DAYS) * DAY))
    begins = 0.0
    for life in lives:
        code = live(config, world, journal, begins, life)
        if code != (-signal.SIGKILL if life.dies_at else 0):
            yield f"a process ended with {code}"
        begins = last_tick(journal) + (0.0 if life.dies_at else TICK_SECONDS)


def count(world: SoakWorld, journal: Journal, output: Path) -> Counts:
    """Compare what polls have shown with what is written."""
    shown = set[str]()
    for words in journal.lines():
        if words[0] == "poll" and len(words) > 4 and words[4]:
            at = moment(0).timestamp()
            shown |= world.links(words[1], words[4].encode(), moment(float(words[2]) - at))
    articles = Counter(row["url"] for row in _rows(output, "articles"))
    failures = Counter({row["entry"]["url"]: 1 for row in _rows(output, "failures") if row.get("entry")})
    for row in _rows(output, "failures"):
        if row.get("entry") and failures[row["entry"]["url"]] > 1:
            continue
    told = articles + failures
    good = {"article", "late", "refused"}
    return Counts(
        shown=len(shown),
        articles=articles.total(),
        failures=failures.total(),
        lost=tuple(sorted(shown - told.keys())),
        doubled=tuple(url for url, n in told.items() if n > 1),
        strange=tuple(sorted(told.keys() - shown)),
        wrong=tuple(url for url in told if (url in articles) != (fate_of(url) in good)),
    )


def poll_pace(journal: Journal) -> Pace:
    """Look at the times between polls of a feed, those aside between which the process was killed."""
    last, lives = dict[str, tuple[float, bool]](), defaultdict[str, int](int)
    polls = too_soon = 0
    longest = life = 0.0
    previous = -1.0
    for words in journal.lines():
        if words[0] == "tick":
            life += float(words[1]) <= previous
            previous = float(words[1])
        if words[0] != "poll":
            continue
        polls += 1
        host, at, failed = words[1], float(words[2]), words[3] == "1"
        before, has_failed = last.get(host, (at, False))
        waited = at - before
        if waited and waited < FLOOR_SECONDS - 1 and lives[host] == life:
            too_soon += 1
        if not has_failed:
            longest = max(longest, waited)
        last[host], lives[host] = (at, failed), int(life)
    return Pace(polls, too_soon, longest / 3600)


def _rows(output: Path, kind: str) -> Iterable[dict[str, dict[str, str]]]:
    for path in (output / kind).rglob("*.jsonl.gz"):
        yield from map(json.loads, gzip.decompress(path.read_bytes()).splitlines())


def _named(counts: Counts) -> Iterable[tuple[str, tuple[str, ...]]]:
    return (
        ("lost", counts.lost),
        ("written twice", counts.doubled),
        ("never published", counts.strange),
        ("came to something else", counts.wrong),
    )


def _count_table(counts: Counts, pace: Pace) -> str:
    head = (
        "shown by polls",
        "articles",
        "failures",
        "lost",
        "doubled",
        "otherwise",
        "polls",
        "too soon",
        "longest wait, h",
    )
    cells = (
        *(counts.shown, counts.articles, counts.failures, len(counts.lost), len(counts.doubled)),
        *(len(counts.strange) + len(counts.wrong), pace.polls, pace.too_soon, f"{pace.longest_hours:.1f}"),
    )
    return table(head, [cells])


def _size_table(measured: Sequence[Measured], size: Size) -> str:
    step = max(1, round(size.days / 12))
    shown = [one for one in measured if one.day % step == 0]
    rows = [(one.day, f"{one.rss_mb:.0f}", f"{one.state_bytes / 1e6:.2f}", one.state_files) for one in shown]
    return table(("day", "resident MB", "state MB", "files of the state"), rows)


def _not_bounded(measured: Sequence[Measured], size: Size) -> list[str]:
    """Look at memory and state once the last life has begun and the memory of ids is full."""
    late = [one for one in measured if one.day >= max(size.days / 2, min(130.0, size.days * 0.75))]
    if len(late) < 4:
        return []
    first, last = late[0], [one for one in late if one.day <= size.days][-1]
    found = []
    if last.rss_mb > MOST_GROWTH * first.rss_mb:
        found.append(
            f"memory grew from {first.rss_mb:.0f} MB on day {first.day} to {last.rss_mb:.0f} MB on day {last.day}"
        )
    if size.days > 200 and last.state_bytes > 1.25 * first.state_bytes:
        found.append(
            f"the state grew from {first.state_bytes} bytes on day {first.day} to {last.state_bytes} on {last.day}"
        )
    return found
