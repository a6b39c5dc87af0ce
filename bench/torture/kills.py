"""Kill runs at random moments, over each kind of store, alone and beside rivals: nothing may be lost or be there twice."""

from __future__ import annotations

import json
import math
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from warm import Run, Warm

from bench.torture.kill_stores import STORES
from bench.torture.killing import AFTER, AMONG, BEFORE, IN_DOUBT, Killing
from bench.torture.proof import Proof, table
from bench.torture.publishing_papers import Papers

PAPERS, BACKLOG, SHARDS = 6, 4, 2
# Stories published before each kill.
NEWS = 6
STOOD = (BEFORE, AMONG, IN_DOUBT, AFTER)
HEAD = ("store", "command", "at once", "kills", *STOOD, "void files", "rows", "lost", "doubled", "other", "findings")


class Case(NamedTuple):
    """Runs of a command over a store, so many at once, and how many are killed."""

    store: str
    command: str
    schedulers: int
    kills: int


COMMANDS, AT_ONCE, KILLS = ("ingest", "stream"), (1, 3), 200
_KINDS = [(store, command, at_once) for store in STORES for command in COMMANDS for at_once in AT_ONCE]
FULL = tuple(Case(*kind, math.ceil(KILLS / len(_KINDS))) for kind in _KINDS)
SHORT = (Case("local", "ingest", 1, 3), Case("local", "stream", 3, 3))


class Outcome(NamedTuple):
    """What came of a case: its line of the table, and what is wrong."""

    cells: tuple[object, ...]
    problems: tuple[str, ...]


def prove(short: bool, seed: int) -> Proof:
    """Kill, and compare with a run that nobody disturbed."""
    cases = SHORT if short else FULL
    with tempfile.TemporaryDirectory(prefix="newsbeam-kills-") as folder:
        warm = Warm(Path(folder))
        try:
            outcomes = [_prove_case(case, warm, Path(folder), random.Random(f"{seed} {case}")) for case in cases]
        finally:
            warm.close()
    killed = sum(case.kills for case in cases)
    said = f"{killed} kills, seed {seed}; {PAPERS} papers that publish after each kill, {SHARDS} shards, a commit for each row."
    cells = [outcome.cells for outcome in outcomes]
    return Proof(
        f"{said}\n\n{table(HEAD, cells, 'llr')}", tuple(problem for outcome in outcomes for problem in outcome.problems)
    )


def _prove_case(case: Case, warm: Warm, folder: Path, rng: random.Random) -> Outcome:
    with Papers(PAPERS, BACKLOG, rng).served() as papers, tempfile.TemporaryDirectory(dir=folder) as files:
        with STORES[case.store](Path(files)) as root:
            made = Killing(warm, papers, f"{root}/calm", SHARDS, Path(files), ())
            begun = time.monotonic()
            made.finish()
            horizon = time.monotonic() - begun
            killing = Killing(warm, papers, f"{root}/killed", SHARDS, Path(files), ())
            _kill(killing, case, papers, rng, horizon)
            is_done = killing.finish() and made.finish()
            return _compare(case, killing, made, is_done)


def _kill(killing: Killing, case: Case, papers: Papers, rng: random.Random, horizon: float) -> None:
    running: list[Run] = []
    while killing.killed < case.kills:
        papers.publish(NEWS)
        ended = [run for run in running if run.poll() is not None]
        for run in ended:
            killing.note_end(run.wait())
        running = [run for run in running if run not in ended]
        running += [killing.start(case.command) for _ in range(case.schedulers - len(running))]
        victim = running.pop(rng.randrange(len(running)))
        killing.let_live(victim, horizon, rng)
        killing.kill(victim)
    for run in running:
        run.kill()
        run.wait()


def _compare(case: Case, killing: Killing, undisturbed: Killing, is_done: bool) -> Outcome:
    found, wanted = Counter(killing.rows()), Counter(undisturbed.rows())
    lost, more = wanted - found, found - wanted
    doubled = sum(n - 1 for n in Counter(json.loads(row)["id"] for row in found.elements()).values())
    other = more.total() - doubled
    findings = killing.problems()
    counts = (found.total(), lost.total(), doubled, other, len(findings))
    name = f"{case.store}, {case.command}, {case.schedulers} at once"
    wrong = [f"{name}: {finding}" for finding in findings]
    wrong += [f"{name}: {problem}" for problem in killing.odd]
    wrong += [f"{name}: lost: {row[:300]}" for row in lost] + [
        f"{name}: not in the undisturbed run: {row[:300]}" for row in more
    ]
    wrong += [] if is_done else [f"{name}: something is owed still"]
    stood = [killing.stood[where] for where in STOOD]
    return Outcome(
        (case.store, case.command, case.schedulers, killing.killed, *stood, killing.voids(), *counts), tuple(wrong)
    )
