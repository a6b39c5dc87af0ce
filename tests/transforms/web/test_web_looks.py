"""What the sites of a flight wait for, told from its lines."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any

import pytest
from asking import Clock, failure, get
from hostile_server import HTML, HostileServer, reply
from msgspec import Struct, field

from transforms.web.client import Web
from transforms.web.looks import Hold, SiteLook, begin_looks, look_at_lines, show_flight
from transforms.web.site_queue import SiteQueue


class Job(Struct, frozen=True):
    key: str
    is_poll: bool = False
    is_recheck: bool = False
    site: str = "a.example"

    @property
    def url(self) -> str:
        return f"http://{self.site}/{self.key}"


class Line(Struct):
    queue: SiteQueue[Job] = field(default_factory=SiteQueue)
    waiting: dict[str, tuple[Job, None]] = field(default_factory=dict)
    begun: dict[str, tuple[Job, None, float]] = field(default_factory=dict)


class Holds:
    """Everything waits for its pace, but for what is held back otherwise."""

    def __init__(self, **others: Hold) -> None:
        self.others = others

    def hold_of(self, url: str) -> Hold:
        return self.others.get(url.rpartition("/")[2], Hold("pacing", 0.5))


def line(begun: dict[str, float], waiting: list[Job], *queued: Job) -> Line:
    found = Line(waiting={job.key: (job, None) for job in waiting})
    found.begun = {name: (Job(name), None, since) for name, since in begun.items()}
    for job in queued:
        found.queue.push(job)
    return found


LOOKS = {
    "an answer": (line({"x": 90.0, "y": 95.0}, []), False, SiteLook("a.example", "answer", 10.0)),
    "an answer, with others behind": (
        line({"x": 90.0}, [Job("w")], Job("p"), Job("f", True)), False, SiteLook("a.example", "answer", 10.0, 1, 2),
    ),
    "its pace": (line({}, [Job("w")], Job("p")), False, SiteLook("a.example", "pacing", 0.5, 0, 2)),
    "a feed's robots.txt": (line({}, [Job("r", True)]), False, SiteLook("a.example", "robots", 4.0, 1, 0)),
    "the readers": (line({}, [Job("r")]), True, SiteLook("a.example", "readers", 0.0, 0, 1)),
    "a wait that is over": (line({}, [Job("late")]), False, SiteLook("a.example", "asked", 0.0, 0, 1)),
}  # fmt: skip


@pytest.mark.parametrize(("given", "is_full", "expected"), LOOKS.values(), ids=LOOKS)
def test_a_site_waits_for(given: Line, is_full: bool, expected: SiteLook) -> None:
    holds = Holds(r=Hold("robots", 4.0), late=Hold("asked", -0.1))
    assert look_at_lines({"a.example": given}, holds, is_full=is_full, now=100.0) == [expected]


def test_a_site_that_is_not_asked_is_not_in_flight() -> None:
    assert look_at_lines({"a.example": line({}, [])}, Holds(), is_full=False, now=0.0) == []


class Rests:
    def waits(self, most: int) -> list[tuple[str, float]]:
        return [("tired.example", 3600.0)][:most]


class Client:
    def __init__(self) -> None:
        self.is_closed, self.loop, self.rests = False, asyncio.new_event_loop(), Rests()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def submit(self, coroutine: Coroutine[Any, Any, Any]) -> Future[Any]:
        if self.is_closed:
            coroutine.close()
            raise RuntimeError("closed")
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop)


class Flight:
    def __init__(self, web: Client, site: SiteLook, jobs: int = 1) -> None:
        self.web, self._site, self._jobs = web, site, jobs

    def __len__(self) -> int:
        return self._jobs

    def look(self) -> list[SiteLook]:
        return [self._site]


def test_each_flight_with_requests_is_asked() -> None:
    web, site = Client(), SiteLook("told-apart.example", "pacing", 0.5)
    busy, idle = Flight(web, site), Flight(web, SiteLook("idle.example", "pacing", 0.0), jobs=0)
    show_flight(busy)
    show_flight(idle)
    expected = [site, SiteLook("tired.example", "rests", 3600.0)]
    found = [look.result() for look in begin_looks()]
    assert expected in found and all(one.site != "idle.example" for look in found for one in look)
    del busy, idle
    gc.collect()
    assert expected not in [look.result() for look in begin_looks()]
    web.loop.call_soon_threadsafe(web.loop.stop)
    web.thread.join()
    web.loop.close()


def test_a_client_that_was_closed_is_not_asked() -> None:
    web = Client()
    flight = Flight(web, SiteLook("closed.example", "pacing", 0.0))
    show_flight(flight)
    web.is_closed = True
    before = len(begin_looks())
    web.loop.call_soon_threadsafe(web.loop.stop)
    web.thread.join()
    web.loop.close()
    assert len(begin_looks()) == before


# What keeps a request, as a client knows it.


def hold(web: Web, url: str) -> Hold:
    async def ask() -> Hold:
        return web.hold_of(url)

    return web.submit(ask()).result()


def wait_for(web: Web, url: str, wait: str) -> Hold:
    """Look until a request is kept by that; each look is one round of the loop."""
    while (found := hold(web, url)).wait != wait or (wait == "pacing" and not found.seconds):
        pass
    return found


def test_a_request_waits_for_robots(server: HostileServer, open_web: Any) -> None:
    server.answers["/robots.txt"] = reply(after_seconds=600.0)
    web = open_web(total_seconds=600.0)
    asked = web.submit(web.get("http://paper.example/a", kind="page"))
    assert wait_for(web, "http://paper.example/a", "robots").seconds >= 0
    asked.cancel()


def test_a_request_waits_for_its_pace(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = reply(body=HTML)
    web = open_web(spacing_seconds=600.0, respect_robots=False)
    get(web, "http://paper.example/a")
    asked = web.submit(web.get("http://paper.example/b", kind="page"))
    assert 0 < wait_for(web, "http://paper.example/a", "pacing").seconds <= 600
    asked.cancel()


@pytest.mark.parametrize(("asked", "waits"), [("5", "asked"), ("120", "pacing")], ids=["briefly", "for long"])
def test_a_site_may_ask_to_wait(server: HostileServer, open_web: Any, asked: str, waits: str) -> None:
    server.answers["/a"] = reply(503, headers={"Retry-After": asked})
    web = open_web(Clock(), respect_robots=False)
    failure(web, "http://paper.example/a")
    assert hold(web, "http://paper.example/a").wait == waits
    assert web.rests.waits(10) == ([] if waits == "asked" else [("paper.example", 120.0)])
    assert web.rests.waits(0) == []
