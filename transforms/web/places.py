"""How many requests are open at once over all sites: a few that are quick, and beside them those that stall.

A request that stalls may be open for a minute. If it held one of the few places for so long, as many stalled sites as there
are places would stop all others.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from transforms.web.options import STALLED_SECONDS

# So many requests a place may be open in all, those that stall included.
OPEN_TIMES = 4


class Places:
    """Places for requests. At most `quick` have begun within STALLED_SECONDS, and OPEN_TIMES as many are open in all."""

    def __init__(self, quick: int, files: int | None) -> None:
        """`files` are those that the process may have open, sockets included; half of them are left to all else."""
        open_at_most = quick * OPEN_TIMES if files is None else min(quick * OPEN_TIMES, files // 2)
        self._quick = asyncio.Semaphore(quick)
        self._open = asyncio.Semaphore(max(quick, open_at_most))

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[Place]:
        """Wait for a place, and hold it."""
        async with self._quick_place() as place, self._open:
            yield place

    @asynccontextmanager
    async def _quick_place(self) -> AsyncIterator[Place]:
        await self._quick.acquire()
        place = Place(self._quick)
        try:
            yield place
        finally:
            place.give_back()


class Place:
    """A request's place. STALLED_SECONDS after it has begun, another request may have it beside this one."""

    def __init__(self, quick: asyncio.Semaphore) -> None:
        self._quick, self._held = quick, True
        self._late: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Note that the request begins now: until here it was only allowed to."""
        self._late = asyncio.get_running_loop().call_later(STALLED_SECONDS, self.give_back)

    def give_back(self) -> None:
        """Let the next request have the place; do nothing where it has been given back."""
        if self._late is not None:
            self._late.cancel()
        if self._held:
            self._held = False
            self._quick.release()


def open_files() -> int | None:
    """Give how many files this process may have open at once; None where there is no limit, or none that can be asked for."""
    if sys.platform == "win32":
        return None
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if limit == resource.RLIM_INFINITY else limit
