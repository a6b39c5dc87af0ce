"""What the sites of a flight wait for at this moment: for people who watch. No decision uses it."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Literal, Protocol

from msgspec import Struct

from transforms.web.site_queue import Job, SiteQueue

# answer: a request is under way. robots: the answer to a request for robots.txt. asked: the site asked us to wait for a few
# seconds (429, or 503 with a Retry-After), or could not be reached. pacing: the distance to the request before.
# readers: so many answers wait to be read that no further request begins. rests: nothing is asked of the host for long, since it
# said so or could not be reached.
Wait = Literal["answer", "robots", "asked", "pacing", "readers", "rests"]

# Of hosts that are left alone, so many are looked at.
MOST_RESTS = 200


class Hold(Struct, frozen=True):
    """What keeps a request, and for how many seconds: since then (answer, robots), or still (asked, pacing)."""

    wait: Wait
    seconds: float = 0.0


class SiteLook(Struct, frozen=True):
    """What a site's requests wait for, and how many more stand behind: `polls` of feeds, and `pages`.

    Of several requests the one that is under way for longest counts.
    """

    site: str
    wait: Wait
    seconds: float
    polls: int = 0
    pages: int = 0


class _Line(Protocol):
    """The requests of one site of a flight (`transforms.web.flight`)."""

    queue: SiteQueue[Any]
    waiting: dict[str, tuple[Any, Any]]
    begun: dict[str, tuple[Any, Any, float]]


class _Holds(Protocol):
    """Says what keeps requests that have not begun."""

    def hold_of(self, url: str) -> Hold:
        """Give what keeps a request for a URL."""


def look_at_lines(lines: Mapping[str, _Line], holds: _Holds, *, is_full: bool, now: float) -> list[SiteLook]:
    """Give what each site waits for; `now` is of the flight's clock, `is_full` that no further request begins for now."""
    return [_look_at(site, line, holds, is_full, now) for site, line in lines.items() if line.begun or line.waiting]


def _look_at(site: str, line: _Line, holds: _Holds, is_full: bool, now: float) -> SiteLook:
    if line.begun:
        hold = Hold("answer", now - min(since for *_, since in line.begun.values()))
    elif is_full:
        hold = Hold("readers")
    else:
        job, _ = next(iter(line.waiting.values()))
        hold = holds.hold_of(job.url)
    waiting: Iterable[Job] = (job for job, *_ in line.waiting.values())
    polls = sum(job.is_poll for job in waiting) + line.queue.polls
    pages = len(line.waiting) + len(line.queue) - polls
    return SiteLook(site, hold.wait, max(0.0, hold.seconds), polls, pages)


class _Flight(Protocol):
    """A flight."""

    web: Any

    def __len__(self) -> int:
        """Give the number of jobs that have no answer yet."""

    def look(self) -> list[SiteLook]:
        """Give what each site waits for."""


class _Rests(Protocol):
    """The hosts that are left alone (`transforms.web.rests`)."""

    def waits(self, most: int) -> list[tuple[str, float]]:
        """List such hosts, each with the seconds."""


_flights: dict[int, weakref.ref[Any]] = {}

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_flights.clear)  # A forked child has none of the parent's flights.


def show_flight(flight: _Flight) -> None:
    """Let those who watch look at a flight, as long as it is there."""
    number = id(flight)
    _flights[number] = weakref.ref(flight, lambda _: _flights.pop(number, None))


def begin_looks() -> list[Future[list[SiteLook]]]:
    """Have the flights of this process that have requests looked at, a look for each client. From any thread; nothing waits."""
    flights = [flight for reference in list(_flights.values()) if (flight := reference()) is not None]
    asked = [flight for flight in flights if len(flight) and not flight.web.is_closed]
    looks = []
    for web in {id(flight.web): flight.web for flight in asked}.values():
        try:
            looks.append(web.submit(_look([flight for flight in asked if flight.web is web], web.rests)))
        except RuntimeError:  # It was closed a moment ago.
            continue
    return looks


async def _look(flights: Sequence[_Flight], rests: _Rests) -> list[SiteLook]:
    sites = [site for flight in flights for site in flight.look()]
    return sites + [SiteLook(host, "rests", seconds) for host, seconds in rests.waits(MOST_RESTS)]
