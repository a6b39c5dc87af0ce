"""Runs over one root that are killed at random moments, and the dataset that they leave."""

from __future__ import annotations

import gzip
import json
import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sample_run import settled
from sound import problems
from warm import Run, Warm

from bench.torture.publishing_papers import LEADS_ON, Papers
from transforms.state.numbering import number_of
from transforms.state.storage import Store, open_store

# A commit for each row, and no waiting: what failed for now is tried again at once.
SETTINGS: dict[str, Any] = {
    "first_poll": {"max_age_days": None},
    "poll": {"schedule": {"floor_seconds": 0, "cap_seconds": 1, "jitter": 0}},
    "fetch": {"backoff_seconds": 0},
    "web": {"spacing_seconds": 0.01, "respect_robots": False, "down_seconds": 0},
    "write": {"commit_seconds": 0},
    "extract": {"processes": 0},
    "tick_seconds": 2,
    "failure_share": 1,
}
MOST_INGESTS = 12
# How long a run lives that is killed about a commit.
MOST_COMMITS, LOOK_SECONDS, MOMENT_SECONDS = 5, 0.0005, 0.006
NOTHING_OWED = "Owed      nothing"
# Where a kill leaves the log.
BEFORE, AMONG, IN_DOUBT, AFTER = "before a commit", "among commits", "between entry and file", "all settled"
# What a row has from the way on which its article was first reached, where several feeds lead to it.
OF_THE_WAY = ("feed", "fetched", "fetched_url", "provenance", "source", "section", "published_at", "title", "authors")


class Killing:
    """Runs that ingest papers into one root. `files` is a folder for their configuration."""

    def __init__(self, warm: Warm, papers: Papers, root: str, shards: int, files: Path, flags: tuple[str, ...]) -> None:
        self.root, self.shards, self._warm, self._flags = root, shards, warm, flags
        web = {**SETTINGS["web"], "resolve": papers.pins}
        self._config = files / f"{abs(hash(root))}.json"
        self._config.write_text(
            json.dumps({**SETTINGS, "web": web, "output": root, "shards": shards, "feeds": papers.feed_urls})
        )
        self._said = files / f"{self._config.stem}.log"
        self._commits_before: dict[int, int] = {}
        self.killed, self.late, self.odd = 0, 0, list[str]()
        self.stood: Counter[str] = Counter()

    def start(self, command: str) -> Run:
        """Start a run."""
        before = sum(self._commits().values())
        with self._said.open("a") as said:
            run = self._warm.start(command, str(self._config), "--share", *self._flags, stdout=said, stderr=said)
        self._commits_before[run.pid] = before
        return run

    def let_live(self, run: Run, horizon_seconds: float, rng: random.Random) -> None:
        """Let a run live for a time that is drawn; one of two for so many commits, that are drawn, and a moment."""
        if rng.random() < 0.5:
            time.sleep(rng.uniform(0.0, horizon_seconds))
            return
        wanted = self._commits_before[run.pid] + rng.randint(1, MOST_COMMITS)
        ends_at = time.monotonic() + 2 * horizon_seconds
        while run.poll() is None and sum(self._commits().values()) < wanted and time.monotonic() < ends_at:
            time.sleep(LOOK_SECONDS)
        time.sleep(rng.uniform(0.0, MOMENT_SECONDS))

    def kill(self, run: Run) -> None:
        """Kill a run, and note where it left the log; or that it had ended before."""
        run.kill()
        code = run.wait()
        if code == -signal.SIGKILL:
            self.killed += 1
            self.stood[self._where(self._commits_before[run.pid])] += 1
        else:
            self.note_end(code)

    def note_end(self, code: int) -> None:
        """Note that a run ended by itself."""
        self.late += 1
        if code:
            self.odd.append(f"a run ended with exit code {code}: {self._said.read_text()[-2000:]}")

    def finish(self) -> bool:
        """Ingest undisturbed until nothing is owed; tell whether that came about."""
        for _ in range(MOST_INGESTS):
            ended = self._warm.run("ingest", str(self._config), *self._flags)
            if ended.returncode:
                self.odd.append(
                    f"an undisturbed ingest ended with exit code {ended.returncode}: {ended.stderr[-2000:]}"
                )
                return False
            if NOTHING_OWED in ended.stdout:
                return True
        return False

    def rows(self) -> list[str]:
        """Give all rows as lines that can be compared with those of another root."""
        store = open_store(self.root)
        return settled(map(_comparable, _rows_in(store, "articles")), _rows_in(store, "failures"))

    def voids(self) -> int:
        """Count the files that were made void: those that a run had announced, and did not come to write."""
        return sum(not rows for rows in _files_in(open_store(self.root), "articles").values())

    def problems(self) -> list[str]:
        """Give what `newsbeam verify` finds."""
        return problems(self.root)

    def _where(self, commits_before: int) -> str:
        """Say where the log stands, in a word: others at work may have moved it since the run began, and since the kill."""
        commits = self._commits()
        if any(map(self._is_in_doubt, commits)):
            return IN_DOUBT
        if sum(commits.values()) == commits_before:
            return BEFORE
        state = open_store(f"{self.root}/_state")
        return AMONG if any(state.names(f"inbox/{shard}") for shard in commits) else AFTER

    def _commits(self) -> dict[int, int]:
        """Give how far the log of each shard has come."""
        state = open_store(f"{self.root}/_state")
        logs = {shard: state.names(f"log/{shard}") for shard in range(self.shards)}
        return {shard: number_of(names[-1]) if names else 0 for shard, names in logs.items()}

    def _is_in_doubt(self, shard: int) -> bool:
        """Tell whether the newest log entry names a file that is not there."""
        state, output = open_store(f"{self.root}/_state"), open_store(self.root)
        names = state.names(f"log/{shard}")
        newest = json.loads(state.read(f"log/{shard}/{names[-1]}") or b"{}") if names else {}
        return any(output.head(path, 1) is None for path in newest.get("files", {}))


def _files_in(store: Store, folder: str) -> dict[str, list[dict[str, Any]]]:
    paths = [f"{folder}/{day}/{name}" for day in store.names(folder) for name in store.names(f"{folder}/{day}")]
    return {
        path: [json.loads(line) for line in gzip.decompress(store.read(path) or b"").splitlines()] for path in paths
    }


def _rows_in(store: Store, folder: str) -> list[dict[str, Any]]:
    return [row for rows in _files_in(store, folder).values() for row in rows]


def _comparable(row: dict[str, Any]) -> dict[str, Any]:
    """Give a row without what depends on which of two ways to its article came first."""
    k = int(row["url"].rpartition("/")[2].removesuffix(".html"))
    return row | {name: {} for name in OF_THE_WAY} if k % LEADS_ON == 0 else row
