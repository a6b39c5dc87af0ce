"""The order in which a site is asked: its due feeds, then its pages, then those that are asked for again.

New pages come before old ones, but for one in three.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Generic, Protocol, TypeVar

from msgspec import Struct, field

# Of a site's pages, one in so many requests goes to the page that has waited longest.
OLDEST_EVERY = 3


class Job(Protocol):
    """Something to ask a site for: a feed, a page, or a page once more. No two jobs of a flight have one key."""

    @property
    def key(self) -> str:
        """What tells the job from all others."""

    @property
    def site(self) -> str:
        """The site that is asked."""

    @property
    def is_poll(self) -> bool:
        """Whether it is a feed."""

    @property
    def is_recheck(self) -> bool:
        """Whether it is a page that was written before: no news waits for it."""


J = TypeVar("J", bound=Job)


def takes_oldest(pages_before: int) -> bool:
    """Tell whether the next page of a site is its oldest; `pages_before` were asked for before it.

    Two pages in three are the newest ones, so that news does not wait behind a backlog of days; one in three is the oldest,
    so that the backlog shrinks while news keeps coming: a page with n older ones waits for 3 * (n + 1) requests at most.

    >>> [takes_oldest(n) for n in range(6)]
    [False, False, True, False, False, True]
    """
    return pages_before % OLDEST_EVERY == OLDEST_EVERY - 1


class SiteQueue(Generic[J]):
    """The jobs of one site that have not begun. Pages come in with the oldest first, as they were parked."""

    def __init__(self) -> None:
        self._polls: deque[J] = deque()
        self._pages: deque[J] = deque()
        self._again: deque[J] = deque()
        self._pages_before = 0

    def __len__(self) -> int:
        return len(self._polls) + len(self._pages) + len(self._again)

    def push(self, job: J) -> None:
        """Add a job behind all of its kind."""
        (self._polls if job.is_poll else self._again if job.is_recheck else self._pages).append(job)

    @property
    def polls(self) -> int:
        """How many feeds are in it."""
        return len(self._polls)

    def has_before(self, job: J) -> bool:
        """Tell whether something is in it that goes ahead of a job that was taken."""
        return not job.is_poll and bool(self._polls or (job.is_recheck and self._pages))

    def put_back(self, page: J) -> None:
        """Undo that a page was taken: it is next again, behind what goes ahead of it."""
        if page.is_recheck:
            self._again.appendleft(page)
            return
        self._pages_before -= 1
        if takes_oldest(self._pages_before):
            self._pages.appendleft(page)
        else:
            self._pages.append(page)

    def pop(self) -> J | None:
        """Take the job that is next; None where there is none."""
        if self._polls:
            return self._polls.popleft()
        if not self._pages:
            return self._again.popleft() if self._again else None
        oldest = takes_oldest(self._pages_before)
        self._pages_before += 1
        return self._pages.popleft() if oldest else self._pages.pop()

    def clear(self) -> list[J]:
        """Take all jobs."""
        left = [*self._polls, *self._pages, *self._again]
        self._polls.clear()
        self._pages.clear()
        self._again.clear()
        return left


class SiteLine(Struct, Generic[J], eq=False):
    """The requests of one site: those in its queue, those that wait for their slot, those that are under way since when."""

    queue: SiteQueue[J] = field(default_factory=SiteQueue)
    tasks: int = 0
    waiting: dict[str, tuple[J, asyncio.Task[Any]]] = field(default_factory=dict)
    begun: dict[str, tuple[J, asyncio.Task[Any], float]] = field(default_factory=dict)

    def pop(self) -> J | None:
        """Take the job that is next; None where there is none, or news waits for its slot first: who asks for that takes it."""
        job = self.queue.pop()
        if job is None or not self.has_before(job):
            return job
        self.queue.put_back(job)
        return None

    def has_before(self, job: J) -> bool:
        """Tell whether something that has not begun goes ahead of a job that may begin now."""
        news = job.is_recheck and any(not other.is_recheck for other, _ in self.waiting.values())
        return news or self.queue.has_before(job)
