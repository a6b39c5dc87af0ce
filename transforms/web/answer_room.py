"""Room for the answers of a flight that nobody has taken yet, and the line of those that wait for it."""

from __future__ import annotations

import asyncio
import threading
from collections import deque


class AnswerRoom:
    """How many answers wait to be taken, and who may ask for another. Made and waited for on the loop; taken from any thread.

    Once `most` answers wait, requests wait in a line, feeds ahead of pages. Each answer that is taken lets one request
    continue. If it woke all of them, hundreds would ask for robots.txt and a slot, for one free place. A request that
    continues may still wait for its site's pace, so all continue once half of the room is free.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._unread = 0
        self._polls: deque[asyncio.Future[None]] = deque()
        self._pages: deque[asyncio.Future[None]] = deque()
        self._lock = threading.Lock()
        self._loop = asyncio.get_running_loop()

    @property
    def unread(self) -> int:
        """How many answers wait to be taken."""
        return self._unread

    @property
    def is_full(self) -> bool:
        """Whether as many wait as may."""
        return self._unread >= self._most

    async def wait(self, is_poll: bool) -> None:
        """Wait in the line until this request may continue; return at once where there is room and nobody waits."""
        line = self._polls if is_poll else self._pages
        with self._lock:
            if not self.is_full and not (self._polls or (self._pages and not is_poll)):
                return
            waiting: asyncio.Future[None] = self._loop.create_future()
            line.append(waiting)
        try:
            await waiting
        finally:
            with self._lock:
                if waiting in line:  # It was cancelled, not released.
                    line.remove(waiting)

    def put(self) -> None:
        """Note that an answer waits."""
        with self._lock:
            self._unread += 1

    def take(self) -> None:
        """Note that an answer was taken, and let those continue that may. From any thread."""
        with self._lock:
            self._unread -= 1
            waiting = len(self._polls) + len(self._pages)
            if waiting and not self.is_full:
                self._loop.call_soon_threadsafe(self._release, waiting if self._unread <= self._most // 2 else 1)

    def _release(self, count: int) -> None:
        with self._lock:
            while count and (self._polls or self._pages):
                waiting = (self._polls or self._pages).popleft()
                if not waiting.done():  # Else its request was cancelled a moment ago.
                    waiting.set_result(None)
                    count -= 1
