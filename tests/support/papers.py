"""Papers to harvest: feeds and pages on a real server, and the step that harvests them into a state in a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apache_beam as beam
import msgspec
from hostile_server import Handler, HostileServer
from msgspec.structs import replace
from one_shard import entry
from steps import now, through

from transforms.clock import Clock
from transforms.harvest import HarvestOptions, HarvestShards
from transforms.poll_results import PollOptions
from transforms.pure.feeds.keep_rules import FirstPoll
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.pure.net.urls import url_id
from transforms.records import Entry, Feed
from transforms.state.documents import (
    FeedDocument,
    load_feed,
)
from transforms.state.inbox import park
from transforms.state.roots import Roots
from transforms.state.roster import Roster, make_roster
from transforms.state.storage import Store, open_store
from transforms.tries import FetchOptions
from transforms.turns import Began, Ended, Failed, Pass, Polls, Pulse, Turn
from transforms.web.options import WebOptions

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ONE_O_CLOCK = NOON + timedelta(hours=1)
HOST = "paper.example"
FEED = Feed(url=f"http://{HOST}/feed.xml")
FEED_ID = url_id(FEED.url)


def rss(*links: str) -> bytes:
    items = "".join(f"<item><title>t</title><link>{link}</link></item>" for link in links)
    return f"<rss version='2.0'><channel><title>The Paper</title>{items}</channel></rss>".encode()


@dataclass(eq=False, repr=False)
class _Watched(beam.PTransform):
    """The step, whose pulses a test sees while the turn is under way."""

    step: HarvestShards
    paper: Paper

    def expand(self, shards: beam.PCollection[Any]) -> beam.PCollection[Any]:
        _watching[:] = [self.paper]
        return shards | self.step | beam.Map(_watch)


_watching: list[Paper] = []


def _watch(element: Any) -> Any:
    if isinstance(element, Began):
        _watching[0].turn = element.turn
    if isinstance(element, Pulse):
        _watching[0].on_pulse(element)
    return element


class Paper:
    """Feeds and pages on a server, harvested by the step into a state in a folder."""

    def __init__(self, server: HostileServer, folder: Path) -> None:
        self.server, self.roots = server, Roots(state=str(folder / "state"), output=str(folder / "out"), shards=1)
        self.state: Store = open_store(self.roots.state)
        self.web: dict[str, Any] = {"resolve": server.pins(HOST, "other.example"), "spacing_seconds": 0.0}
        self.options: dict[str, Any] = {}
        self.parse = parse_feed
        self.feeds: tuple[Feed, ...] = (FEED,)
        self.wanted: Roster | None = None
        self.shard = 0
        self.clock: Clock = now
        self.turn: Turn | None = None  # the one under way
        self.on_pulse: Callable[[Pulse], None] = lambda pulse: None

    def harvest(self, this_pass: Pass) -> list[Any]:
        """All that the step gives in a turn, pulses aside."""
        poll = PollOptions(
            **{"schedule": ScheduleOptions(jitter=0.0), "first_poll": FirstPoll(max_age_days=None)} | self.options
        )
        step = HarvestShards(
            HarvestOptions(poll, FetchOptions(), WebOptions(**self.web), 1),
            self.roots,
            make_roster(self.feeds, self.roots.shards),
            self.wanted,
            self.clock,
            self.parse,
        )
        found = through(_Watched(step, self), (str(self.shard), [this_pass]))
        return [element for element in found if not isinstance(element, Pulse)]

    def poll(self, polls: Polls = "due", deadline: datetime | None = ONE_O_CLOCK, **fields: Any) -> list[Any]:
        """What a turn gives, what it makes of entries aside."""
        found = self.harvest(Pass(id="p1", deadline=deadline, polls=polls, **fields))
        return [it for it in found if isinstance(it, Began | Ended) or (isinstance(it, Failed) and it.id is None)]

    def fetch(self, deadline: datetime = ONE_O_CLOCK) -> list[Any]:
        """What comes after Began in a turn that polls no feed."""
        began, *found = self.harvest(Pass(id="p1", deadline=deadline, polls="none"))
        assert isinstance(began, Began)
        return found

    def answers(self, *handlers: Handler) -> None:
        self.server.answers["/feed.xml"] = list(handlers)

    def owe(self, *paths: str) -> None:
        urls = [f"http://{HOST}{path}" for path in paths]
        park(self.state, self.shard, [replace(entry("x"), id=url_id(url), url=url, link=url) for url in urls])

    def document(self) -> FeedDocument:
        return load_feed(self.state, 0, FEED_ID, FEED.url)

    def parked(self) -> list[str]:
        boxes = [self.state.read(f"inbox/0/{name}") or b"" for name in self.state.names("inbox/0")]
        return [entry.url for box in boxes for entry in msgspec.json.decode(box, type=list[Entry])]
