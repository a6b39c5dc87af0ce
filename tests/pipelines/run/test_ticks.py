"""Ticks: one at a time, in step with the clock, and of those that come too late the latest alone."""

from __future__ import annotations

import pytest

from pipelines.run.ticks import Tick, ticks


class PlayedTime:
    """A clock that moves only when somebody waits or works; `wait` asks to stop after so many ticks."""

    def __init__(self, last: int) -> None:
        self.now, self.left, self.waited = 1000.0, last, list[float]()

    def seconds(self) -> float:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        self.now += seconds
        self.left -= 1
        return self.left == 0


# How long the pass of each tick takes, with ticks 60 s apart; the ticks as (number, skipped), and the waits before each.
PASSES = {
    "short passes": ([1, 59, 0], [(0, 0), (1, 0), (2, 0)], [59, 1, 60]),
    "a pass that ends with the tick": ([60, 1], [(0, 0), (1, 0)], [0, 59]),
    "a pass that runs over begins the next at once": ([61, 1], [(0, 0), (1, 0)], [0, 58]),
    "a pass of two ticks and a half skips one": ([150, 1], [(0, 0), (2, 1)], [0, 29]),
    "after an hour one tick is made up for, not sixty": ([3605, 1], [(0, 0), (60, 59)], [0, 54]),
    "passes that run over a little each make up for it": ([61, 61, 57], [(0, 0), (1, 0), (2, 0)], [0, 0, 1]),
}


@pytest.mark.parametrize(("passes", "expected", "waits"), PASSES.values(), ids=PASSES)
def test_ticks_keep_step(passes: list[float], expected: list[tuple[int, int]], waits: list[float]) -> None:
    time, found = PlayedTime(last=len(passes)), list[Tick]()
    for tick in ticks(60.0, time.seconds, time.wait):
        time.now += passes[len(found)]
        found.append(tick)
    assert [(tick.number, tick.skipped) for tick in found] == expected
    assert time.waited == waits


def test_a_tick_that_comes_late_has_less_time_until_the_next() -> None:
    time, left = PlayedTime(last=3), list[float]()
    for tick, seconds in zip(ticks(60.0, time.seconds, time.wait), (90, 20, 0), strict=True):
        time.now += seconds
        left.append(tick.seconds_left)
    assert left == [60.0, 30.0, 60.0]


def test_no_tick_comes_before_the_taker_is_done_with_the_one_before() -> None:
    time = PlayedTime(last=3)
    taken = iter(ticks(60.0, time.seconds, time.wait))
    assert next(taken) == Tick(0, seconds_left=60.0)
    assert time.waited == [], "the time until the next tick is waited for when that is asked for"
    time.now += 600
    assert next(taken) == Tick(10, 9, seconds_left=60.0)
