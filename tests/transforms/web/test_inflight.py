"""Requests under way at once: order within a site, room for answers, stopping; over a real loop with a played client."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from msgspec import Struct

from transforms.errors import FetchError
from transforms.web.inflight import Begin, InFlight


class Job(Struct, frozen=True):
    site: str
    name: str


class Loop:
    """The part of a Web that InFlight needs: an event loop in a thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def submit(self, coroutine: Coroutine[Any, Any, Any]) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def web() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.close()


def flight(
    web: Loop,
    ask: Any,
    *,
    room: int = 10,
    per_site: int = 1,
    stopping: Callable[[], bool] = lambda: False,
    leaving: Callable[[], bool] = lambda: False,
) -> InFlight[Job]:
    return InFlight(web, ask, per_site=per_site, room=room, stopping=stopping, leaving=leaving)  # type: ignore[arg-type]


def jobs(*names: str) -> list[Job]:
    return [Job(site=name[0], name=name) for name in names]


async def at_once(job: Job, begin: Begin) -> Any:
    await begin()
    return job.name.upper()


def test_every_job_is_answered_and_those_of_a_site_in_order(web: Loop) -> None:
    answers = [found for found in flight(web, at_once).run(jobs("a1", "a2", "b1", "a3")) if found]
    assert [answer for job, answer in answers if job.site == "a"] == ["A1", "A2", "A3"]
    assert sorted(answer for _, answer in answers) == ["A1", "A2", "A3", "B1"]


def test_no_jobs_no_answers(web: Loop) -> None:
    assert list(flight(web, at_once).run([])) == []


def test_a_fetch_error_is_an_answer(web: Loop) -> None:
    async def fail(job: Job, begin: Begin) -> Any:
        raise FetchError(job.name, "no", reason="timeout")

    ((_, answer),) = [found for found in flight(web, fail).run(jobs("a1")) if found]
    assert isinstance(answer, FetchError) and answer.reason == "timeout"


def test_a_bug_is_raised_to_the_taker(web: Loop) -> None:
    async def broken(job: Job, begin: Begin) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(flight(web, broken).run(jobs("a1", "b1")))


def test_no_request_begins_while_the_room_is_full(web: Loop) -> None:
    begun: list[str] = []

    async def note(job: Job, begin: Begin) -> Any:
        await begin()
        begun.append(job.name)
        return job.name

    running = flight(web, note, room=2, per_site=1).run(jobs("a1", "a2", "a3", "a4", "a5", "a6"))
    taken = 0
    for found in running:
        taken += found is not None
        assert len(begun) <= taken + 2
    assert taken == 6


def test_what_has_not_begun_is_given_up_on_stopping(web: Loop) -> None:
    stop = threading.Event()
    never = asyncio.Event()

    async def wait_for_a_slot(job: Job, begin: Begin) -> Any:
        if job.name == "a2":
            await never.wait()  # a crawl-delay of minutes
        await begin()
        return job.name

    answers = []
    for found in flight(web, wait_for_a_slot, stopping=stop.is_set).run(jobs("a1", "a2", "a3")):
        if found:
            answers.append(found[1])
            stop.set()
    assert answers == ["a1"]


def test_nothing_begins_where_it_is_to_stop_from_the_start(web: Loop) -> None:
    begun: list[str] = []

    async def note(job: Job, begin: Begin) -> Any:
        begun.append(job.name)

    assert list(flight(web, note, stopping=lambda: True).run(jobs("a1", "b1"))) == []
    assert begun == []


def test_what_may_begin_only_after_the_stop_does_not(web: Loop) -> None:
    stop = threading.Event()
    sent: list[str] = []

    async def stop_while_waiting(job: Job, begin: Begin) -> Any:
        stop.set()
        await begin()
        sent.append(job.name)
        return job.name

    answers = [found for found in flight(web, stop_while_waiting, stopping=stop.is_set).run(jobs("a1", "b1")) if found]
    assert (answers, sent) == ([], [])


def test_what_is_under_way_is_given_up_on_leaving(web: Loop) -> None:
    leave, never = threading.Event(), asyncio.Event()
    under_way = threading.Event()

    async def answer_never(job: Job, begin: Begin) -> Any:
        await begin()
        if job.name == "b1":
            under_way.set()
            await never.wait()  # a server that has gone to sleep
        return job.name

    answers = []
    for found in flight(web, answer_never, stopping=leave.is_set, leaving=leave.is_set).run(jobs("a1", "b1")):
        answers += [found[1]] if found else []
        if answers and under_way.is_set():
            leave.set()
    assert answers == ["a1"]
