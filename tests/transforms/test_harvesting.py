"""A turn's requests, over real HTTP: polls and pages side by side, and what stalls holds nobody else."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import slow_first
from hostile_server import HTML, reply
from papers import NOON, Paper, rss
from steps import now, set_now

from transforms.clock import utc_now
from transforms.counters import watch
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.pure.net.urls import url_id
from transforms.records import Feed, Page
from transforms.state.documents import (
    load_feed,
)
from transforms.state.files import CommitFiles
from transforms.state.log import ShardLog
from transforms.state.owner import Owner, open_shard
from transforms.turns import Deferred, Ended, Pass, Pulse
from transforms.web.flight import carried_answers

# What stalls: it holds nobody else, and is neither forgotten nor asked for twice.


class Held:
    """An answer that comes when the test lets it."""

    def __init__(self, body: bytes = HTML, kind: str = "text/html") -> None:
        self._body, self._kind, self._free = body, kind, threading.Event()
        self.asked = threading.Event()

    async def __call__(self, request: Any) -> Any:
        self.asked.set()
        while not self._free.is_set():
            await asyncio.sleep(0.01)
        return await reply(body=self._body, kind=self._kind)(request)

    def release(self) -> None:
        self._free.set()


def carrying(**fields: Any) -> Pass:
    """A pass after which another follows soon in this process, by the real clock."""
    return Pass(**{"id": "p1", "deadline": utc_now() + timedelta(seconds=20), "carries": True} | fields)


@pytest.fixture
def busy(paper: Paper) -> Paper:
    """Three feeds of three sites, each with two pages; the clock is the real one."""
    paper.clock = utc_now
    hosts = ("paper.example", "other.example", "third.example")
    paper.web["resolve"] = paper.server.pins(*hosts)
    paper.feeds = tuple(Feed(url=f"http://{host}/{host[0]}.xml") for host in hosts)
    for host in hosts:
        pages = [f"/{host[0]}{n}" for n in (1, 2)]
        links = [f"http://{host}{page}" for page in pages]
        paper.server.answers |= {page: reply(body=HTML) for page in pages}
        paper.server.answers[f"/{host[0]}.xml"] = reply(body=rss(*links), kind="text/xml")
    return paper


def pages(elements: list[Any]) -> set[str]:
    return {element.fetched_url.partition(".example")[2] for element in elements if isinstance(element, Page)}


def test_no_page_waits_for_a_feed_that_stalls(busy: Paper) -> None:
    stalled = Held(rss("http://third.example/t1"), "text/xml")
    busy.server.answers["/t.xml"] = stalled
    found = busy.harvest(carrying())
    assert pages(found) == {"/p1", "/p2", "/o1", "/o2"} and isinstance(found[-1], Ended)
    assert len(found[-1].turn.due.polled) == 2, "the third feed is still being asked"
    stalled.release()
    wait_for_answers(busy)
    again = busy.harvest(carrying(polls="none"))
    assert pages(again) == {"/p1", "/p2", "/o1", "/o2", "/t1"}, "nothing was committed here, so all is still owed"
    assert busy.server.paths().count("/t.xml") == 1
    assert load_feed(busy.state, 0, url_id(busy.feeds[2].url), busy.feeds[2].url).health.failures == 0


def test_a_page_that_stalls_is_carried_on_and_asked_for_once(busy: Paper) -> None:
    stalled = Held()
    busy.server.answers["/t1"] = stalled
    first = busy.harvest(carrying())
    assert pages(first) == {"/p1", "/p2", "/o1", "/o2", "/t2"}
    assert url_id("http://third.example/t1") not in first[-1].turn.owner.memory.deferred, "it was no failed try"
    second = busy.harvest(carrying(polls="none"))
    assert "/t1" not in pages(second) and busy.server.paths().count("/t1") == 1
    stalled.release()
    wait_for_answers(busy)
    assert "/t1" in pages(busy.harvest(carrying(polls="none")))
    assert busy.server.paths().count("/t1") == 1


def test_a_turn_polls_a_site_before_it_fetches_what_the_site_owes(busy: Paper) -> None:
    busy.harvest(carrying())
    asked = len(busy.server.paths())
    found = busy.harvest(carrying(polls="all"))
    assert pages(found) == {"/p1", "/p2", "/o1", "/o2", "/t1", "/t2"}, "nothing was committed"
    again = [path for path in busy.server.paths()[asked:] if path != "/robots.txt"]
    for site in "pot":
        assert next(path for path in again if path.startswith(f"/{site}")) == f"/{site}.xml"


def test_the_polls_of_a_site_are_handled_in_the_order_of_their_answers(busy: Paper) -> None:
    """Else a process that ends in between would leave an entry to the later feed, though the earlier one had it too."""
    urls = [f"http://paper.example/{name}.xml" for name in ("slow", "quick")]
    busy.feeds = tuple(Feed(url=url) for url in urls)
    for url in urls:
        busy.server.answers[url.removeprefix("http://paper.example")] = reply(body=rss(url + "/1"), kind="text/xml")
    busy.parse = slow_first.read_slowly_first
    busy.harvest(carrying(polls="all"))
    assert slow_first.read == slow_first.begun and sorted(slow_first.read) == sorted(urls)
    assert len(busy.parked()) == 2


def test_an_answer_is_of_no_use_where_somebody_else_has_settled_its_entry(busy: Paper) -> None:
    stalled = Held()
    busy.server.answers["/t1"] = stalled
    busy.harvest(carrying())
    rival = open_rival(busy)
    assert rival.commit({}, {"moved": [url_id("http://third.example/t1")]}, {})
    stalled.release()
    wait_for_answers(busy)
    assert "/t1" not in pages(busy.harvest(carrying(polls="none")))


def test_a_turn_without_a_successor_waits_for_what_stalls(busy: Paper) -> None:
    stalled = Held()
    busy.server.answers["/t1"] = stalled
    pulses: list[Pulse] = []

    def let_go(pulse: Pulse) -> None:
        pulses.append(pulse)
        if pulse.quiet and stalled.asked.is_set():  # Rows are committed at this, before anything is waited for.
            stalled.release()

    busy.on_pulse = let_go
    found = busy.harvest(carrying(carries=False))
    assert pages(found) == {"/p1", "/p2", "/o1", "/o2", "/t1", "/t2"}
    assert any(pulse.quiet for pulse in pulses)


@pytest.mark.parametrize(("lingers", "polls"), [(True, 4), (False, 1)])
def test_a_turn_that_lingers_polls_the_feeds_that_become_due(paper: Paper, lingers: bool, polls: int) -> None:
    paper.options["schedule"] = ScheduleOptions(floor_seconds=60, first_seconds=60, cap_seconds=60, jitter=0.0)
    paper.answers(reply(body=rss(), kind="text/xml"))

    def wait_for_the_next_poll(pulse: Pulse) -> None:
        planned = paper.document().health.next_poll_at
        if planned is not None and planned > now():
            set_now(now() + timedelta(seconds=30))

    paper.on_pulse = wait_for_the_next_poll
    paper.harvest(Pass(id="p1", deadline=NOON + timedelta(seconds=200), carries=True, lingers=lingers))
    assert paper.server.paths().count("/feed.xml") == polls


def test_a_turn_that_has_lost_its_shard_waits_for_nothing(busy: Paper) -> None:
    busy.web["total_seconds"] = 10.0
    stalled = Held()
    busy.server.answers["/t1"] = stalled

    def lose(pulse: Pulse) -> None:
        if pulse.quiet and stalled.asked.is_set():
            lose_shard(busy)

    busy.on_pulse = lose
    found = busy.harvest(carrying(carries=False))
    assert "/t1" not in pages(found) and not [it for it in found if isinstance(it, Deferred)]


def test_a_turn_that_has_lost_its_shard_polls_no_further_feed(paper: Paper) -> None:
    paper.options["schedule"] = ScheduleOptions(floor_seconds=60, first_seconds=60, cap_seconds=60, jitter=0.0)
    paper.answers(reply(body=rss(), kind="text/xml"))
    counted = Counter[str]()

    def lose(pulse: Pulse) -> None:
        if paper.document().health.next_poll_at is not None:
            lose_shard(paper)
            set_now(NOON + timedelta(seconds=90))  # The feed is due again.

    paper.on_pulse = lose
    unwatch = watch(lambda name, n: counted.update({name: n}))
    paper.harvest(Pass(id="p1", deadline=NOON + timedelta(seconds=200), carries=True, lingers=True))
    unwatch()
    assert counted["poll/due"] == 1


def lose_shard(paper: Paper) -> None:
    """Let a commit of the turn that is under way have been refused."""
    assert paper.turn is not None
    paper.turn.owner.lost = True


def test_a_turn_that_is_over_leaves_what_is_under_way_to_the_next(busy: Paper) -> None:
    stalled = Held()
    busy.server.answers |= {"/t1": stalled, "/t2": stalled}
    begun = time.monotonic()
    busy.harvest(carrying(deadline=utc_now() + timedelta(seconds=6)))  # a busy machine has asked by then, too
    assert stalled.asked.is_set() and time.monotonic() - begun < 25
    stalled.release()
    wait_for_answers(busy)
    assert {"/t1", "/t2"} <= pages(busy.harvest(carrying(polls="none")))


def wait_for_answers(paper: Paper) -> None:
    """Wait until an answer has come that was carried on; a turn that finds none would wait for it, too."""
    deadline = time.monotonic() + 30
    while not carried_answers(paper.state.root, paper.shard):
        assert time.monotonic() < deadline, "no answer came"
        time.sleep(0.01)


def open_rival(paper: Paper) -> Owner:
    """Another owner of the shard, of another process: it has what no turn here remembers."""
    owner = open_shard(
        ShardLog(paper.state, paper.shard),
        CommitFiles(paper.roots.open()[1]),
        pass_id="rival",
        attempt="rival",
        opened_at=utc_now(),
        clock=utc_now,
    )
    owner.take_up(1000)
    return owner
