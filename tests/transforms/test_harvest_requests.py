"""What a turn asks of the store, by name: a turn that was the shard's last in its process reads nothing twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import apache_beam as beam
from hostile_server import conditional
from msgspec.structs import replace
from one_shard import entry
from papers import HOST, NOON, Paper, rss
from steps import now, set_now, through

from bench.counted_store import PROTOCOL, CountedFileSystem
from transforms.batch import WriteOptions
from transforms.harvest import HarvestOptions, HarvestShards
from transforms.poll_results import PollOptions
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.records import Feed
from transforms.state.documents import load_due, save_due
from transforms.state.inbox import park
from transforms.state.roots import Roots
from transforms.state.roster import make_roster
from transforms.tries import FetchOptions
from transforms.turns import Pass
from transforms.web.options import WebOptions
from transforms.write import WriteRecords

FEEDS = tuple(Feed(url=f"http://{HOST}/feed{n}.xml") for n in range(10))
OPENING = {"list next": 1}
TURN = {"list inbox": 1, "read due": 1, "list log": 1, "read rests": 1, "put feeds": 10, "put sites": 1, "put due": 1}


@dataclass(eq=False, repr=False)
class _HarvestAndWrite(beam.PTransform):
    roots: Roots
    web: WebOptions

    def expand(self, shards: beam.PCollection[Any]) -> beam.PCollection[Any]:
        options = HarvestOptions(PollOptions(schedule=ScheduleOptions(jitter=0.0)), FetchOptions(), self.web, 1)
        harvest = HarvestShards(options, self.roots, make_roster(FEEDS, 1), None, now)
        return shards | harvest | WriteRecords(WriteOptions(), "1.0", now)


class Process:
    """A process whose feeds stay as they are, after its first turn."""

    def __init__(self, paper: Paper, memory_mb: float) -> None:
        folder = paper.roots.state.removesuffix("/state")
        self.roots = Roots(
            state=f"{PROTOCOL}://{folder}/s", output=f"{PROTOCOL}://{folder}/o", shards=1, memory_mb=memory_mb
        )
        self.web, self.state = WebOptions(**paper.web), self.roots.open()[0]
        for n, _ in enumerate(FEEDS):
            paper.server.answers[f"/feed{n}.xml"] = conditional('"v1"', rss())
        self.turn(0)

    def turn(self, hours: float) -> dict[str, int]:
        """What a turn asks for that begins so long after noon, without what is asked when a state is opened."""
        set_now(NOON + timedelta(hours=hours))
        CountedFileSystem.reset()
        this_pass = Pass(id=f"p{hours}", deadline=now() + timedelta(hours=1))
        through(_HarvestAndWrite(self.roots, self.web), ("0", [this_pass]))
        asked = dict(CountedFileSystem.named)
        return {name: n for name, n in asked.items() if name not in OPENING}


def test_a_warm_turn_asks_for_little_beside_its_feeds(paper: Paper) -> None:
    assert Process(paper, 16.5).turn(2) == TURN


def test_a_warm_turn_with_nothing_to_do_lists_the_inbox(paper: Paper) -> None:
    assert Process(paper, 16.5).turn(0.5) == {"list inbox": 1}


def test_a_shard_where_entries_only_wait_long_costs_no_more_than_an_idle_one(paper: Paper) -> None:
    process = Process(paper, 16.5)
    park(process.state, 0, [replace(entry(str(n)), url=paper.server.url(f"/{n}")) for n in range(20)])
    process.turn(0.1)
    (wait,) = load_due(process.state, 0).waits
    assert (wait.reason, wait.entries) == ("blocked_address", 20)
    assert process.turn(0.5) == {"list inbox": 1}
    # The file in which they were parked is remembered, and listed again at the end: not all was taken from there.
    assert process.turn(2) == TURN | {"list inbox": 2}
    process.web = WebOptions(**paper.web, allow_addresses=["127.0.0.1"])
    assert len(process.turn(2.1)) > 1 and len(paper.server.paths()) > 20


def test_a_turn_after_that_of_another_process_reads_what_that_one_may_have_changed(paper: Paper) -> None:
    process = Process(paper, 16.5)
    due = load_due(process.state, 0)
    due.saved_by = "another"
    save_due(process.state, 0, due)
    # Of the advice the head, and then the whole; of the log the newest commit's head.
    assert process.turn(2) == TURN | {"read due": 2, "read log": 1, "read sites": 1, "read feeds": 10}


def test_a_turn_that_remembers_nothing_reads_all(paper: Paper) -> None:
    cold = TURN | {"read log": 1, "list log": 2, "list manifests": 1, "read sites": 1, "read feeds": 10}
    assert Process(paper, 0).turn(2) == cold
