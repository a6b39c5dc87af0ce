"""Deliver a batch: what is not taken is tried again after a while, what is refused together is handed over in halves.

A batch is over once each of its events was taken, or refused for good.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from msgspec import Struct

from pipelines.follow.answers import SinkAnswer
from pipelines.follow.events import Event, halves
from transforms.stopping import stop_requested, wait_for_stop

FIRST_WAIT_SECONDS: Final = 1.0
LONGEST_WAIT_SECONDS: Final = 60.0
# A sink that refuses so many, one after the other, refuses everything: that is no flaw of a row.
REFUSED_IN_A_ROW: Final = 50

_Events = tuple[Event, ...]


class Sink(Protocol):
    """Where events are handed to. `target` is how it may be shown, `digest` tells it from others of its kind."""

    kind: str
    target: str
    digest: str
    most: int
    most_bytes: int

    def deliver(self, events: _Events) -> list[SinkAnswer]:
        """Hand events over; give what became of each. What goes wrong is in the answers."""

    def check(self) -> None:
        """See that somebody still takes what is handed over, where that can be told. Raises: OSError."""

    def close(self) -> None:
        """Let go of what is open."""


class GaveUp(Exception):
    """A sink has not taken what it was handed, and what is left was not delivered; the message says why."""


class Stopped(Exception):
    """The process was asked to stop while a sink was not taking what it was handed."""


class RefusedEvent(Struct, frozen=True):
    """An event that the sink refused for good, and why."""

    event: Event
    reason: str


class Deliverer:
    """Hands batches to a sink. `give_up_seconds` is for how long it may take nothing at all."""

    def __init__(
        self,
        sink: Sink,
        give_up_seconds: float,
        *,
        say: Callable[[str], None] = lambda line: None,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], bool] = wait_for_stop,
        share: Callable[[], float] = random.random,
    ) -> None:
        self.sink, self._give_up_seconds, self._say = sink, give_up_seconds, say
        self._clock, self._wait, self._share = clock, wait, share
        self._refused_in_a_row = 0

    def deliver(self, events: _Events) -> list[RefusedEvent]:
        """Deliver a batch, and give what was refused for good. Raises: GaveUp; Stopped."""
        refused: list[RefusedEvent] = []
        groups = deque([events] if events else [])
        since, tries = self._clock(), 0
        while groups:
            group = groups.popleft()
            answers = self.sink.deliver(group)
            verdicts = {answer.verdict for answer in answers}
            for event, answer in zip(group, answers, strict=True):
                if answer.verdict == "refused":
                    refused.append(RefusedEvent(event, answer.problem or "refused"))
            self._count(answers)
            if "wrong" in verdicts:
                raise GaveUp(f"{self.sink.target}: {_problem(answers, 'wrong')}; it takes nothing of us like this")
            if "split" in verdicts:
                groups.extendleft(reversed(halves(group)))
            left = tuple(event for event, answer in zip(group, answers, strict=True) if answer.verdict == "again")
            if verdicts - {"again"}:
                since, tries = self._clock(), 0
            if left:
                groups.appendleft(left)
                self._pause(answers, since, tries)
                tries += 1
        return refused

    def _count(self, answers: list[SinkAnswer]) -> None:
        """Count refusals in a row. Raises: GaveUp."""
        for answer in answers:
            if answer.verdict == "refused":
                self._refused_in_a_row += 1
            elif answer.verdict == "taken":
                self._refused_in_a_row = 0
            if self._refused_in_a_row >= REFUSED_IN_A_ROW:
                raise GaveUp(
                    f"{self.sink.target}: it has refused {self._refused_in_a_row} rows in a row, the last one since"
                    f" {answer.problem}: that is no flaw of a row; see to the sink"
                )

    def _pause(self, answers: list[SinkAnswer], since: float, tries: int) -> None:
        """Wait before the next try. Raises: GaveUp where that would be too late; Stopped."""
        wanted = max((answer.wait_seconds or 0.0 for answer in answers), default=0.0)
        seconds = max(wanted, backoff(tries, self._share()))
        problem = _problem(answers, "again")
        left = since + self._give_up_seconds - self._clock()
        if seconds > left:
            asked = f"; it wants to be asked again in {wanted:.0f} s" if wanted > max(left, 0.0) else ""
            raise GaveUp(f"{self.sink.target}: {problem}; nothing was taken for {self._give_up_seconds:g} s{asked}")
        self._say(f"{self.sink.target}: {problem}; tried again in {seconds:.0f} s")
        if stop_requested() or self._wait(seconds):
            raise Stopped


def backoff(tries: int, share: float) -> float:
    """Give the seconds to wait after so many tries; `share`, from 0 to 1, spreads those who wait at once.

    >>> backoff(0, 0.0), backoff(0, 1.0), backoff(3, 0.5), backoff(40, 1.0)
    (0.5, 1.0, 6.0, 60.0)
    """
    longest: float = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(tries, 16))
    return longest * (0.5 + share / 2)


def _problem(answers: list[SinkAnswer], verdict: str) -> str:
    return next((answer.problem for answer in answers if answer.verdict == verdict and answer.problem), "no answer")
