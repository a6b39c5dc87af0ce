"""A dataset in a folder, which changes in all ways while others follow it; and what a sink has that was handed its rows."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec
from one_shard import NOON
from small_dataset import SmallDataset

from transforms.pure.net.urls import url_id
from transforms.state.compacting import Compaction, compact
from transforms.state.forgetting import Takedown, Target
from transforms.state.retention import RetentionOptions
from transforms.state.storage import open_store

KEPT_DAYS = 7


class DiskDataset(SmallDataset):
    """State and output in a folder; `change` makes the n-th change."""

    def __init__(self, folder: Path, shards: int = 2) -> None:
        self.state, self.output = open_store(str(folder / "state")), open_store(str(folder / "out"))
        self.shards, self.now, self._attempts = shards, NOON, 0
        self.output.put("_newsbeam.json", b"{}")
        self.taken_down = self.dropped = self._rows = 0
        self.dropped_days: list[str] = []

    def change(self, at: int, chance: random.Random) -> None:
        """Publish some rows; at times take one down, let days pass, put files together and drop what is old."""
        for _ in range(chance.randint(1, 3)):
            names = [f"{chance.choice(('valley', 'hill'))}/{self._rows + n}" for n in range(chance.randint(3, 12))]
            self._rows += len(names)
            self.park(*names)
            self.write(*names)
        present = sorted(row["url"] for row in self.current().values())
        if at % 3 == 1:
            target = url_id(chance.choice(present))
            Takedown(self.rewriter(), Target(ids=frozenset((target,)))).run()
            self.taken_down += 1
        if at % 5 == 4:
            self._days_go_by(at)

    def _days_go_by(self, at: int) -> None:
        self.days_pass(3)
        name = f"valley/day-{at}"
        self.park(name)
        self.write(name)
        before = self._by_day()
        compact(self.rewriter(job="compact"), Compaction(retention=RetentionOptions(articles_days=KEPT_DAYS)))
        gone = {day: rows for day, rows in before.items() if day not in self._by_day()}
        self.dropped_days += gone
        self.dropped += sum(gone.values())

    def _by_day(self) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for row in self.current().values():
            found[row["fetched"]["fetched_at"][:10]] += 1
        return dict(found)

    def current(self) -> dict[str, dict[str, Any]]:
        """The rows that the output has now, by id."""
        found = [msgspec.json.decode(line) for path in self.paths() for line in self.lines(path)]
        return {row["id"]: row for row in found}

    def cursor(self) -> int:
        """The number of the cursor's newest document; 0 before the first."""
        names = [name for name in self.output.names("_followers/one") if name.endswith(".json")]
        return int(names[-1].removesuffix(".json")) if names else 0


class SinkEnd:
    """What a sink has in the end that applies each event as it comes. `twice` counts rows that came again, where it can."""

    def __init__(self, rows: dict[str, dict[str, Any]] | None = None, twice: int | str = 0) -> None:
        self.rows = rows or {}
        self.twice = twice
        self._seen: dict[str, dict[str, Any]] = {}

    def apply(self, event: dict[str, Any]) -> None:
        """Apply a row, `forgotten` or `dropped_day`."""
        if "forgotten" in event:
            self.rows.pop(event["forgotten"]["id"], None)
        elif "dropped_day" in event:
            day = event["dropped_day"]
            self.rows = {id_: row for id_, row in self.rows.items() if not row["fetched"]["fetched_at"].startswith(day)}
        else:
            if event["id"] in self._seen:
                assert self._seen[event["id"]] == event, "a row that comes again is another one"
                assert isinstance(self.twice, int)
                self.twice += 1
            self._seen[event["id"]] = self.rows[event["id"]] = event
