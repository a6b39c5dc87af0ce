"""The order in which a site is asked: its due feeds, then its pages, new ones before old ones, but for one in three."""

from __future__ import annotations

from collections import deque
from typing import Generic, Protocol, TypeVar

# Of a site's pages, one in so many requests goes to the page that has waited longest.
OLDEST_EVERY = 3


class Job(Protocol):
    """Something to ask a site for: a feed or a page. No two jobs of a flight have one key."""

    @property
    def key(self) -> str:
        """What tells the job from all others."""

    @property
    def site(self) -> str:
        """The site that is asked."""

    @property
    def is_poll(self) -> bool:
        """Whether it is a feed."""


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
        self._pages_before = 0

    def __len__(self) -> int:
        return len(self._polls) + len(self._pages)

    def push(self, job: J) -> None:
        """Add a job behind all that are there."""
        (self._polls if job.is_poll else self._pages).append(job)

    @property
    def polls(self) -> int:
        """How many feeds are in it."""
        return len(self._polls)

    @property
    def has_poll(self) -> bool:
        """Whether a feed is in it."""
        return bool(self._polls)

    def put_back(self, page: J) -> None:
        """Undo that a page was taken: it is next again, behind feeds."""
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
            return None
        oldest = takes_oldest(self._pages_before)
        self._pages_before += 1
        return self._pages.popleft() if oldest else self._pages.pop()

    def clear(self) -> list[J]:
        """Take all jobs."""
        left = [*self._polls, *self._pages]
        self._polls.clear()
        self._pages.clear()
        return left
