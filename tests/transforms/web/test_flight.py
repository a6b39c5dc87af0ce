"""Requests under way at once: order, room for answers, stopping, carrying on; over a real loop with a played client."""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from msgspec import Struct

from transforms.errors import FetchError
from transforms.web.flight import Begin, Flight, carried_answers, flight_of, keep_flight
from transforms.web.options import STALLED_SECONDS

PATIENCE = 30.0
_roots = itertools.count()


class Job(Struct, frozen=True):
    site: str
    key: str
    is_poll: bool = False
    is_recheck: bool = False


class Loop:
    """The part of a Web that a Flight needs: an event loop in a thread."""

    def __init__(self) -> None:
        self.loop, self.is_closed = asyncio.new_event_loop(), False
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def submit(self, coroutine: Coroutine[Any, Any, Any]) -> Future[Any]:
        assert not self.is_closed
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop)

    def close(self) -> None:
        self.is_closed = True
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def web() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.close()


class Site:
    """What answers at once, or when it is told to: `held` are the jobs whose answers are held back."""

    def __init__(self, *held: str) -> None:
        self.held, self.begun = set(held), list[str]()
        self.under_way = {name: threading.Event() for name in held}
        self._released: dict[str, asyncio.Event] = {}

    async def __call__(self, job: Job, begin: Begin) -> Any:
        released = self._released.setdefault(job.key, asyncio.Event())
        await begin()
        self.begun.append(job.key)
        if job.key in self.held:
            self.under_way[job.key].set()
            await released.wait()
        return job.key.upper()

    def wait_until_under_way(self, *names: str) -> None:
        for name in names:
            assert self.under_way[name].wait(PATIENCE)

    def release(self, web: Loop, name: str) -> None:
        web.loop.call_soon_threadsafe(self._released[name].set)


def make_flight(web: Loop, ask: Any, **options: Any) -> Flight[Job]:
    return Flight(web, ask, **{"per_site": 1, "room": 10} | options)  # type: ignore[arg-type]


def jobs(*names: str) -> list[Job]:
    """Jobs: `a1` is a page, `a-feed` a feed, `a1-again` a page that is asked for again."""
    again = "-again"
    return [
        Job(site=name[0], key=name, is_poll=len(name) > 2 and not name.endswith(again), is_recheck=name.endswith(again))
        for name in names
    ]


def wait_until_over(flight: Flight[Job]) -> None:
    """Wait until nothing is under way; each look is one round of the loop."""
    while flight.jobs():
        flight.survey()


def answers(flight: Flight[Job]) -> list[Any]:
    """All answers, until the flight is empty."""
    found = []
    while flight:
        taken = flight.take(PATIENCE)
        if taken is not None:
            found.append(taken[1])
    return found


def test_every_job_is_answered_and_a_sites_feed_goes_first(web: Loop) -> None:
    flight = make_flight(web, Site())
    assert flight.add(jobs("a1", "a2", "b1", "a3", "a-feed")) == 5
    found = answers(flight)
    assert [answer for answer in found if answer[0] == "A"] == ["A-FEED", "A3", "A2", "A1"]
    assert sorted(found) == ["A-FEED", "A1", "A2", "A3", "B1"]


def test_a_page_that_has_not_begun_lets_a_feed_of_its_site_go_first(web: Loop) -> None:
    site, has_slot, waiting = Site(), asyncio.Event(), threading.Event()

    async def ask(job: Job, begin: Begin) -> Any:
        waiting.set()
        await has_slot.wait()
        return await site(job, begin)

    flight = make_flight(web, ask)
    flight.add(jobs("a1", "a2", "a3"))
    assert waiting.wait(PATIENCE)
    flight.add(jobs("a-feed"))
    web.loop.call_soon_threadsafe(has_slot.set)
    assert answers(flight) == ["A-FEED", "A3", "A2", "A1"], "the pages keep their order"


def test_what_is_asked_again_goes_behind_all_that_is_new(web: Loop) -> None:
    site, has_slot, waiting = Site(), asyncio.Event(), threading.Event()

    async def ask(job: Job, begin: Begin) -> Any:
        waiting.set()
        await has_slot.wait()
        return await site(job, begin)

    flight = make_flight(web, ask)
    flight.add(jobs("a1-again", "a2-again"))
    assert waiting.wait(PATIENCE)
    flight.add(jobs("a3", "a-feed", "a4"))
    web.loop.call_soon_threadsafe(has_slot.set)
    assert answers(flight) == ["A-FEED", "A4", "A3", "A1-AGAIN", "A2-AGAIN"]


def test_news_beside_it_goes_first_though_it_came_later(web: Loop) -> None:
    """With two requests at once, a page may wait for its slot beside one that is asked for again and has its slot."""
    site, gates, waiting = Site(), dict[str, asyncio.Event](), dict[str, threading.Event]()
    for name in ("a1-again", "a2"):
        gates[name], waiting[name] = asyncio.Event(), threading.Event()

    async def ask(job: Job, begin: Begin) -> Any:
        waiting[job.key].set()
        await gates[job.key].wait()
        return await site(job, begin)

    flight = make_flight(web, ask, per_site=2)
    flight.add(jobs("a1-again"))
    assert waiting["a1-again"].wait(PATIENCE)
    flight.add(jobs("a2"))
    assert waiting["a2"].wait(PATIENCE)
    web.loop.call_soon_threadsafe(gates["a1-again"].set)
    flight.survey()  # a round of the loop, in which the first one would begin
    web.loop.call_soon_threadsafe(gates["a2"].set)
    assert answers(flight) == ["A2", "A1-AGAIN"]
    assert site.begun == ["a2", "a1-again"]


def test_jobs_can_be_added_while_others_are_under_way(web: Loop) -> None:
    site = Site("a1")
    flight = make_flight(web, site)
    flight.add(jobs("a1"))
    site.wait_until_under_way("a1")
    assert flight.add(jobs("b1", "a1")) == 1, "a1 is under way"
    assert flight.take(PATIENCE) == (jobs("b1")[0], "B1")
    assert [job.key for job in flight.jobs()] == ["a1"]
    site.release(web, "a1")
    assert answers(flight) == ["A1"]


def test_no_jobs_no_answers(web: Loop) -> None:
    flight = make_flight(web, Site())
    assert not flight and flight.take(0) is None
    assert not flight.survey().moves


def test_a_fetch_error_is_an_answer(web: Loop) -> None:
    async def fail(job: Job, begin: Begin) -> Any:
        raise FetchError(job.key, "no", reason="timeout")

    flight = make_flight(web, fail)
    flight.add(jobs("a1"))
    (answer,) = answers(flight)
    assert isinstance(answer, FetchError) and answer.reason == "timeout"


def test_a_bug_is_raised_to_the_taker(web: Loop) -> None:
    async def broken(job: Job, begin: Begin) -> Any:
        raise ZeroDivisionError

    flight = make_flight(web, broken)
    flight.add(jobs("a1", "b1"))
    with pytest.raises(ZeroDivisionError):
        flight.take(PATIENCE)


def test_a_bug_waits_to_be_taken_like_an_answer(web: Loop) -> None:
    async def broken(job: Job, begin: Begin) -> Any:
        raise ZeroDivisionError

    flight = make_flight(web, broken)
    flight.add(jobs("a1"))
    wait_until_over(flight)
    assert flight.unread == 1, "a turn that finds nothing under way must not end without it"
    with pytest.raises(ZeroDivisionError):
        flight.take(0)
    assert flight.unread == 0


def test_no_request_begins_while_the_room_is_full(web: Loop) -> None:
    site = Site()
    flight = make_flight(web, site, room=2)
    flight.add(jobs("a1", "a2", "a3", "a4", "a5", "a6"))
    for taken in range(1, 7):
        assert flight.take(PATIENCE) is not None
        assert len(site.begun) <= taken + 2


def test_a_full_room_does_not_send_all_that_wait_through_the_way_to_a_request(web: Loop) -> None:
    asked = 0

    async def ask(job: Job, begin: Begin) -> Any:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        await begin()
        return job.key

    flight = make_flight(web, ask, per_site=20, room=8)
    flight.add([Job(site=site, key=f"{site}{n}") for site in "abcde" for n in range(20)])
    for _ in range(100):
        assert flight.take(PATIENCE) is not None
        for _ in range(5):
            flight.survey()  # Each is a round of the loop: the room is full again before the next answer is taken.
    assert not flight
    assert asked < 250, f"{asked}: each job once or twice, not at each answer that is taken"


def test_what_waits_for_room_holds_no_slot_meanwhile(web: Loop) -> None:
    slot, site = asyncio.Lock(), Site()

    async def ask(job: Job, begin: Begin) -> Any:
        async with slot:  # as in `Sites`: one for the flights of all shards
            return await site(job, begin)

    slow, other = make_flight(web, ask, room=1), make_flight(web, ask)
    slow.add(jobs("a1", "b1", "c1"))
    while slow.unread < 1 or slot.locked():
        slow.survey()  # one round of the loop
    other.add(jobs("b2"))
    assert answers(other) == ["B2"], "nobody has taken the slow one's answer"
    assert sorted(answers(slow)) == ["A1", "B1", "C1"]


def test_a_wake_ends_the_wait(web: Loop) -> None:
    flight = make_flight(web, Site())
    flight.wake()
    assert flight.take(PATIENCE) is None


def test_what_has_not_begun_leaves_the_flight_when_it_stops(web: Loop) -> None:
    site = Site("a1")
    flight = make_flight(web, site)
    flight.add(jobs("a0", "a1"))
    site.wait_until_under_way("a1")
    flight.stop()
    assert [job.key for job in flight.jobs()] == ["a1"]
    site.release(web, "a1")
    assert answers(flight) == ["A1"]
    flight.add(jobs("b1"))
    assert answers(flight) == [], "no job is taken until it resumes"
    late = threading.Event()
    flight.resume(late.is_set)
    flight.add(jobs("a0"))
    assert answers(flight) == ["A0"]
    late.set()
    flight.add(jobs("b1"))
    assert answers(flight) == [], "its moment to begin came too late"


def test_what_waits_for_its_slot_leaves_the_flight_when_it_stops(web: Loop) -> None:
    waiting = threading.Event()

    async def wait_for_a_slot(job: Job, begin: Begin) -> Any:
        waiting.set()
        await asyncio.Event().wait()  # a crawl-delay of minutes

    flight = make_flight(web, wait_for_a_slot)
    flight.add(jobs("a1"))
    assert waiting.wait(PATIENCE)
    flight.stop()
    assert not flight


def test_what_may_begin_only_after_the_stop_does_not(web: Loop) -> None:
    stopped, sent = asyncio.Event(), list[str]()
    waiting = threading.Event()

    async def wait_through_the_stop(job: Job, begin: Begin) -> Any:
        waiting.set()
        try:
            await stopped.wait()
        except asyncio.CancelledError:
            await begin()  # as one whose slot came at the moment of the stop
        sent.append(job.key)

    flight = make_flight(web, wait_through_the_stop)
    flight.add(jobs("a1"))
    assert waiting.wait(PATIENCE)
    flight.stop()
    assert (len(flight), sent) == (0, [])


def test_what_is_under_way_is_given_up_when_it_is_cancelled(web: Loop) -> None:
    site = Site("b1")
    flight = make_flight(web, site)
    flight.add(jobs("a1", "b1"))
    site.wait_until_under_way("b1")
    assert flight.take(PATIENCE) == (jobs("a1")[0], "A1")
    flight.cancel()
    assert not flight


def test_a_flight_that_has_stopped_remembers_nothing_of_its_turn(web: Loop) -> None:
    class Turn:
        def is_over(self) -> bool:
            return False

    turn, flight = Turn(), make_flight(web, Site())
    flight.resume(turn.is_over)
    flight.add(jobs("a1"))
    assert answers(flight) == ["A1"]
    flight.stop()
    kept = weakref.ref(turn)
    del turn
    gc.collect()
    assert kept() is None


def test_a_turn_that_is_thrown_away_on_the_loop_itself_does_not_stop_the_loop(web: Loop) -> None:
    site = Site("a1")
    flight = make_flight(web, site)
    flight.add(jobs("a1"))
    site.wait_until_under_way("a1")

    async def collect_garbage() -> None:
        flight.cancel()  # as the end of an abandoned turn's generator does, in whatever thread that is collected

    web.submit(collect_garbage()).result(PATIENCE)
    wait_until_over(flight)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_does_not_wait_for_a_flight_of_its_parent() -> None:
    program = """
import os, sys
from transforms.web.client import shared_web
from transforms.web.flight import Flight, flight_of, keep_flight
from transforms.web.options import WebOptions
make = lambda: Flight(shared_web(WebOptions()), None, per_site=1, room=1)
before = make()
keep_flight("root", 0, before)
child = os.fork()
is_same = flight_of("root", 0, make, shared_web(WebOptions())) is before
os.write(sys.stdout.fileno(), f"{is_same}\\n".encode())  # in one piece, beside the other process
if child:
    os.waitpid(child, 0)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (sorted(done.stdout.split()), done.returncode) == (["False", "True"], 0), done.stderr


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


STALLS = {
    "a request that is young": (["a1"], 1, 0.0, True, 0),
    "one that has stalled": (["a1"], 1, 0.1, False, 1),
    "what waits behind it cannot move": (["a1", "a0"], 1, 0.1, False, 1),
    "what has a slot of its own can": (["a1", "a2"], 2, 0.1, False, 2),
    "stalls of two sites": (["a1", "b1"], 1, 0.1, False, 2),
}


@pytest.mark.parametrize(("names", "per_site", "late", "moves", "stalled"), STALLS.values(), ids=STALLS)
def test_a_flight_knows_what_it_waits_for(
    web: Loop, names: list[str], per_site: int, late: float, moves: bool, stalled: int
) -> None:
    held = [name for name in names if name != "a0"]
    site, clock = Site(*held), Clock()
    flight = make_flight(web, site, per_site=per_site, seconds=clock)
    flight.add(jobs(*reversed(names)))
    site.wait_until_under_way(*held)
    clock.seconds += STALLED_SECONDS + late
    survey = flight.survey()
    assert (survey.moves, len(survey.stalled)) == (moves, stalled)
    flight.cancel()


def test_a_job_that_waits_for_a_robots_txt_that_stalls_has_stalled(web: Loop) -> None:
    waiting = threading.Event()

    async def wait_for_robots(job: Job, begin: Begin) -> Any:
        waiting.set()
        await asyncio.Event().wait()

    stalls: Callable[[Job], bool] = lambda job: job.key == "a1"  # noqa: E731
    flight = make_flight(web, wait_for_robots, is_held_up=stalls)
    flight.add(jobs("a1"))
    assert waiting.wait(PATIENCE)
    assert [job.key for job in flight.survey().stalled] == ["a1"] and not flight.survey().moves
    flight.cancel()


def test_the_next_turn_gets_what_this_one_left_under_way(web: Loop) -> None:
    root, site = f"flight{next(_roots)}", Site("a1")
    first = flight_of(root, 0, lambda: make_flight(web, site), web)  # type: ignore[arg-type]
    first.add(jobs("a0", "a1"))
    site.wait_until_under_way("a1")
    first.stop()
    keep_flight(root, 0, first)
    assert carried_answers(root, 0) == 0
    site.release(web, "a1")
    while not carried_answers(root, 0):
        first.survey()  # one round of the loop
    second = flight_of(root, 0, lambda: make_flight(web, site), web)  # type: ignore[arg-type]
    assert second is first and carried_answers(root, 1) == 0
    assert second.add(jobs("a1")) == 0, "it is not asked for twice"
    second.resume(lambda: False)
    second.add(jobs("a0"))
    assert answers(second) == ["A1", "A0"]


def test_a_flight_of_another_client_is_given_up(web: Loop) -> None:
    root, site, other = f"flight{next(_roots)}", Site("a1"), Loop()
    first = flight_of(root, 0, lambda: make_flight(web, site), web)  # type: ignore[arg-type]
    first.add(jobs("a1"))
    site.wait_until_under_way("a1")
    keep_flight(root, 0, first)
    second = flight_of(root, 0, lambda: make_flight(other, site), other)  # type: ignore[arg-type]
    assert second is not first and not first
    other.close()


def test_a_flight_whose_client_is_closed_is_replaced(web: Loop) -> None:
    root, site, other = f"flight{next(_roots)}", Site(), Loop()
    first = make_flight(other, site)
    keep_flight(root, 0, first)
    other.close()
    second = flight_of(root, 0, lambda: make_flight(web, site), web)  # type: ignore[arg-type]
    assert second is not first


def test_of_two_flights_of_a_shard_one_is_given_up(web: Loop) -> None:
    root, site = f"flight{next(_roots)}", Site("a1", "b1")
    first, second = make_flight(web, site), make_flight(web, site)
    first.add(jobs("a1"))
    second.add(jobs("b1"))
    site.wait_until_under_way("a1", "b1")
    keep_flight(root, 0, first)
    keep_flight(root, 0, second)
    assert not first and len(second) == 1, "nobody would ever take the first one's answer"
    assert flight_of(root, 0, lambda: make_flight(web, site), web) is second  # type: ignore[arg-type]
    second.cancel()
