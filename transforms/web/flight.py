"""Keep many requests under way at once, with a queue per site, and hand their answers to a step one by one.

A flight outlives the turn that began it: what is still under way at a turn's end is carried into the shard's next turn in
this process (`flight_of`). A request that is never answered therefore holds no turn, is not made twice, and ends by its own
deadline, which counts as a try.
"""

from __future__ import annotations

import asyncio
import os
import queue
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, Generic, TypeVar

from msgspec import Struct

from transforms.errors import FetchError
from transforms.web.answer_room import AnswerRoom
from transforms.web.client import Web
from transforms.web.looks import SiteLook, look_at_lines, show_flight
from transforms.web.not_now import NoRoom, NotBegun, OthersFirst
from transforms.web.options import STALLED_SECONDS
from transforms.web.response import Response
from transforms.web.site_queue import Job, SiteLine

J = TypeVar("J", bound=Job)
Begin = Callable[[], Awaitable[None]]
Ask = Callable[[J, Begin], Awaitable[Response]]


class Survey(Struct, frozen=True):
    """What a flight waits for: whether any request can still make way, and the jobs that have stalled."""

    moves: bool
    stalled: tuple[Any, ...]


class Flight(Generic[J]):
    """Answers to jobs, in the order in which they come.

    `ask` makes one request; before it sends anything, it awaits the function that it is given. `is_held_up` tells whether a
    job that has not begun waits for something that stalls. At most `room` answers wait for the caller of `take`: until it
    reads on, no further request begins. An exception other than FetchError is a bug, and is raised by `take`.
    """

    def __init__(
        self,
        web: Web,
        ask: Ask[J],
        *,
        per_site: int,
        room: int,
        is_held_up: Callable[[J], bool] = lambda job: False,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.web = web
        self._ask, self._is_held_up = ask, is_held_up
        self._per_site, self._seconds = per_site, seconds
        self._answers: queue.SimpleQueue[tuple[J, Response | FetchError] | Exception | None] = queue.SimpleQueue()
        self._open: dict[str, J] = {}
        self._lines: dict[str, SiteLine[J]] = {}
        self._stopped, self._is_over = False, _never
        self._run(self._prepare(room))
        show_flight(self)

    def __len__(self) -> int:
        """Give the number of jobs that have no answer yet, or one that nobody took."""
        return len(self._open)

    @property
    def unread(self) -> int:
        """How many answers wait to be taken, bugs among them."""
        return self._room.unread

    def add(self, jobs: Iterable[J]) -> int:
        """Add jobs, each behind those of its site; give how many there were. Those that the flight has are left out."""
        new = {job.key: job for job in jobs if job.key not in self._open}
        if new:
            self._open |= new
            self._loop.call_soon_threadsafe(self._enqueue, list(new.values()))
        return len(new)

    def take(self, timeout: float) -> tuple[J, Response | FetchError] | None:
        """Give the next answer, with its job; None where none comes within so many seconds, or before a `wake`."""
        try:
            answer = self._answers.get(timeout=timeout)
        except queue.Empty:
            return None
        if answer is None:
            return None
        self._room.take()
        if isinstance(answer, Exception):
            raise answer
        del self._open[answer[0].key]
        return answer

    def wake(self) -> None:
        """End the wait of `take` without an answer."""
        self._answers.put(None)

    def jobs(self) -> list[J]:
        """List the jobs that have no answer yet, or one that nobody took."""
        return list(self._open.values())

    def stop(self) -> None:
        """Begin no further request: jobs that have not begun leave the flight. Those under way continue."""
        self._stopped = True  # before the loop can begin anything
        self._run(self._leave_behind())
        self._is_over = _never  # a flight that is kept must not keep the turn, with all that its owner remembers

    def resume(self, is_over: Callable[[], bool]) -> None:
        """Begin requests again, each unless `is_over` says at that moment that it is too late."""
        self._stopped, self._is_over = False, is_over

    def cancel(self) -> None:
        """Give up all requests: none has an answer any more, but those that came before."""
        self._stopped = True
        if self.web.is_closed:
            self._open.clear()  # its end has ended them
        elif threading.get_ident() == self._thread:
            # The generator of a turn that nobody wants any more is closed in whatever thread collects it.
            self._cancelling = self._loop.create_task(self._cancel_all())
        else:
            self._run(self._cancel_all())
        self._is_over = _never

    def survey(self) -> Survey:
        """Look at what the flight waits for."""
        return self._run(self._look())

    def look(self) -> list[SiteLook]:
        """Give what each site waits for. To be called on the client's loop."""
        return look_at_lines(self._lines, self.web, is_full=self._room.is_full, now=self._seconds())

    def _run(self, coroutine: Any) -> Any:
        return self.web.submit(coroutine).result()

    async def _prepare(self, room: int) -> None:
        self._loop, self._room = asyncio.get_running_loop(), AnswerRoom(room)
        self._thread = threading.get_ident()

    def _enqueue(self, jobs: list[J]) -> None:
        for job in jobs:
            if self._stopped:
                self._open.pop(job.key, None)
                self.wake()
                continue
            line = self._lines.setdefault(job.site, SiteLine())
            line.queue.push(job)
            if line.tasks < self._per_site:
                line.tasks += 1
                self._loop.create_task(self._work(job.site, line))

    async def _work(self, site: str, line: SiteLine[J]) -> None:
        try:
            while not self._stopped and (job := line.pop()) is not None:
                await self._make(line, job)
        except NotBegun:
            self.wake()  # nothing may be left to wait for
        except Exception as error:
            self._put(error)
        finally:
            line.tasks -= 1
            if not line.tasks and not line.queue:
                self._lines.pop(site, None)

    async def _make(self, line: SiteLine[J], job: J) -> None:
        task = asyncio.current_task()
        assert task is not None
        line.waiting[job.key] = (job, task)
        try:
            answer = await self._answer(line, job)
        except OthersFirst:
            line.queue.put_back(job)
            return
        except BaseException:
            self._open.pop(job.key, None)
            raise
        finally:
            line.waiting.pop(job.key, None)
            line.begun.pop(job.key, None)
        self._put((job, answer))

    async def _answer(self, line: SiteLine[J], job: J) -> Response | FetchError:
        while True:
            await self._room.wait(job.is_poll)
            try:
                return await self._ask(job, partial(self._begin, line, job))
            except NoRoom:
                continue  # It holds no slot and no place while it waits: other flights of the process may need them.
            except FetchError as error:
                return error

    def _put(self, answer: tuple[J, Response | FetchError] | Exception) -> None:
        self._room.put()
        self._answers.put(answer)

    async def _begin(self, line: SiteLine[J], job: J) -> None:
        if self._stopped or self._is_over():
            raise NotBegun
        if self._room.is_full:
            raise NoRoom
        if line.has_before(job):
            raise OthersFirst
        line.begun[job.key] = (*line.waiting.pop(job.key), self._seconds())

    async def _leave_behind(self) -> None:
        tasks = []
        for site, line in list(self._lines.items()):
            for job in line.queue.clear():
                self._open.pop(job.key, None)
            if not line.tasks:  # they found that it was too late to begin
                del self._lines[site]
            tasks += [task for _, task in line.waiting.values()]
        await _end(tasks)

    async def _cancel_all(self) -> None:
        await self._leave_behind()
        await _end([task for line in self._lines.values() for _, task, _ in line.begun.values()])

    async def _look(self) -> Survey:
        stalled: list[J] = []
        moves = False
        for line in list(self._lines.values()):
            slow = [job for job, _, since in line.begun.values() if self._seconds() - since > STALLED_SECONDS]
            held_up = [job for job, _ in line.waiting.values() if self._is_held_up(job)]
            stalled += [*slow, *held_up]
            # Behind slow requests that fill the site's slots, its other jobs can only wait.
            waits = bool(line.queue or line.waiting) and len(slow) < self._per_site and not held_up
            moves = moves or len(slow) < len(line.begun) or waits
        return Survey(moves, tuple(stalled))


async def _end(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _never() -> bool:
    return False


_flights: dict[tuple[str, int], Flight[Any]] = {}


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_flights.clear)  # A forked child has no thread that runs the parent's loop.


def flight_of(root: str, shard: int, make: Callable[[], Flight[J]], web: Web) -> Flight[J]:
    """Give the flight of a shard of a state, with what an earlier turn in this process left under way; or make one.

    A flight of another client (one with other options) is given up.
    """
    kept = _flights.pop((root, shard), None)
    if kept is not None and (kept.web is not web or web.is_closed):
        kept.cancel()
        kept = None
    return make() if kept is None else kept


def keep_flight(root: str, shard: int, flight: Flight[Any]) -> None:
    """Keep what is under way for the shard's next turn in this process; that of another turn, kept meanwhile, is given up."""
    while (other := _flights.setdefault((root, shard), flight)) is not flight:
        if _flights.pop((root, shard), None) is other:
            other.cancel()


def carried_answers(root: str, shard: int) -> int:
    """Count the answers that came since the shard's last turn, and wait for its next one."""
    kept = _flights.get((root, shard))
    return 0 if kept is None else kept.unread
