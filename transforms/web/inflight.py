"""Keep many requests under way at once, and hand their answers to a step one by one."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any, Generic, Protocol, TypeVar

from transforms.errors import FetchError
from transforms.web.client import Web
from transforms.web.response import Response

# Also the longest time until a request to stop is noticed.
PULSE_SECONDS = 0.5


class Job(Protocol):
    """Something to fetch; jobs of one site begin in the order given."""

    @property
    def site(self) -> str:
        """The site that is asked."""


J = TypeVar("J", bound=Job)
Begin = Callable[[], Awaitable[None]]
Ask = Callable[[J, Begin], Awaitable[Response]]


class InFlight(Generic[J]):
    """Answers to jobs, in the order in which they come.

    `ask` makes one request; before it sends anything, it awaits the function that it is given. At most `room` answers wait
    for the caller of `run`: until it reads on, no further request begins. Once `stopping` is true no request begins, and a
    job that had not begun has no answer. Once `leaving` is true, requests under way are cancelled, too. An exception other
    than FetchError is a bug, and is raised in the caller of `run`.
    """

    def __init__(
        self,
        web: Web,
        ask: Ask[J],
        *,
        per_site: int,
        room: int,
        stopping: Callable[[], bool],
        leaving: Callable[[], bool],
    ) -> None:
        self._web, self._ask = web, ask
        self._per_site, self._room, self._stopping, self._leaving = per_site, room, stopping, leaving
        self._answers: queue.SimpleQueue[tuple[J, Response | FetchError] | BaseException | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._unread = 0
        self._stopped = self._left = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._not_begun: set[asyncio.Task[Any]] = set()
        self._under_way: set[asyncio.Task[Any]] = set()

    def run(self, jobs: Iterable[J]) -> Iterator[tuple[J, Response | FetchError] | None]:
        """Give each job with its answer; None where PULSE_SECONDS pass without one."""
        self._stopped = self._stopping()  # before the loop's thread can begin anything
        running = self._web.submit(self._run_all(list(jobs)))
        try:
            while True:
                self._stop_if_due()
                try:
                    answer = self._answers.get(timeout=PULSE_SECONDS)
                except queue.Empty:
                    yield None
                    continue
                if answer is None:
                    return
                if isinstance(answer, BaseException):
                    raise answer
                self._note_read()
                yield answer
        finally:
            running.cancel()

    async def _run_all(self, jobs: list[J]) -> None:
        self._loop, self._free = asyncio.get_running_loop(), asyncio.Event()
        self._free.set()
        sites: dict[str, deque[J]] = {}
        for job in jobs:
            sites.setdefault(job.site, deque()).append(job)
        try:
            async with asyncio.TaskGroup() as group:
                for waiting in sites.values():
                    for _ in range(min(self._per_site, len(waiting))):
                        self._under_way.add(group.create_task(self._run_site(waiting)))
        except BaseExceptionGroup as errors:
            self._answers.put(errors.exceptions[0])
        else:
            self._answers.put(None)

    async def _run_site(self, waiting: deque[J]) -> None:
        task = asyncio.current_task()
        assert task is not None
        while waiting and not self._stopped:
            job = waiting.popleft()
            self._not_begun.add(task)
            try:
                answer: Response | FetchError = await self._ask(job, self._begin)
            except FetchError as error:
                answer = error
            finally:
                self._not_begun.discard(task)
            with self._lock:
                self._unread += 1
                if self._unread >= self._room:
                    self._free.clear()
            self._answers.put((job, answer))
            del answer  # Or each site's task would keep a page in memory while it waits for its next turn.

    async def _begin(self) -> None:
        await self._free.wait()
        if self._stopping():
            raise asyncio.CancelledError  # as `_cancel` would, had the caller of `run` already looked
        task = asyncio.current_task()
        assert task is not None
        self._not_begun.discard(task)

    def _note_read(self) -> None:
        with self._lock:
            self._unread -= 1
            if self._unread == self._room - 1 and self._loop is not None:
                self._loop.call_soon_threadsafe(self._free.set)

    def _stop_if_due(self) -> None:
        if not self._stopped and self._stopping():
            self._stopped = True
            self._cancel(self._not_begun)
        if not self._left and self._leaving():
            self._left = True
            self._cancel(self._under_way)

    def _cancel(self, tasks: set[asyncio.Task[Any]]) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(_cancel_all, tasks)


def _cancel_all(tasks: set[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
