"""A clock on the wall that jumps where a test wants it to; it stays the same one in the steps of a pipeline, which are copied."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_clocks: list[JumpingClock] = []


class JumpingClock:
    """The time since `begun` in days, which goes on by itself: `day` is set between runs, `wrong` is by how much it is wrong."""

    def __init__(self, begun: datetime) -> None:
        self.begun, self.day, self.wrong = begun, 0.0, 0.0
        self._set_at = time.monotonic()
        _clocks.append(self)

    def __call__(self) -> datetime:
        passed = timedelta(seconds=time.monotonic() - self._set_at)
        return self.begun + timedelta(days=self.day + self.wrong) + passed

    def __reduce__(self) -> tuple[Callable[[int], JumpingClock], tuple[int]]:
        return _clock_at, (_clocks.index(self),)

    def jumping(self, wrong: float, answer: Handler, after: Came | None = None, seconds: float = 0.0) -> Handler:
        """Answer a request once the clock has jumped: by so many days it is wrong from then on.

        It jumps so many seconds after the request came, or after another request, which has come by then.
        """

        async def handle(request: web.Request) -> web.StreamResponse:
            if after is not None:
                await after.event.wait()
            await asyncio.sleep(seconds)
            self.wrong = wrong
            return await answer(request)

        return handle


class Came:
    """Notes that a request came, before it is answered."""

    def __init__(self) -> None:
        self.event = asyncio.Event()

    def noting(self, answer: Handler) -> Handler:
        """Note the request, and answer it."""

        async def handle(request: web.Request) -> web.StreamResponse:
            self.event.set()
            return await answer(request)

        return handle


def _clock_at(number: int) -> JumpingClock:
    return _clocks[number]
