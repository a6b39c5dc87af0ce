"""How waits are spread, at either end of what chance allows."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pure.feeds.spreading import Bounds, mean_wait, spread_wait

HOUR, DAY = 3600.0, 86_400.0
QUARTER = 900.0


class Ends(random.Random):
    """Chance that always takes one end of a range: 0 the lower one, 1 the upper one."""

    def __init__(self, end: int) -> None:
        super().__init__()
        self._end = end

    def uniform(self, a: float, b: float) -> float:
        return (a, b)[self._end]


def bounds(soonest: float = QUARTER, latest: float = DAY, draw: float = 0.0) -> Bounds:
    return Bounds(soonest_seconds=soonest, latest_seconds=latest, draw_seconds=draw)


# The planned seconds, the bounds, how late the poll came, and between which seconds the wait lies, with a jitter of 0.2.
WAITS = {
    "in time: a little early": (HOUR, bounds(), 0.0, (2880, 3600)),
    "a tick late: from when it was due": (HOUR, bounds(), 60.0, (2820, 3540)),
    "half an hour late: keeps its place": (HOUR, bounds(), 1800.0, (1080, 1800)),
    "so late that its place may come too soon": (HOUR, bounds(), 2000.0, (900, 1600)),  # or a new place
    "never sooner than the floor: a little late": (QUARTER, bounds(), 0.0, (900, 1080)),
    "at the floor a tick's lateness is not made up": (QUARTER, bounds(), 60.0, (900, 1080)),
    "just above the floor": (1000.0, bounds(), 0.0, (900, 1080)),
    "a wish is not undercut": (HOUR, bounds(soonest=HOUR), 0.0, (3600, 4320)),
    "never later than the cap": (DAY, bounds(), 0.0, (0.8 * DAY, DAY)),
    "no room at all": (QUARTER, bounds(latest=QUARTER), 30.0, (900, 900)),
    "a first poll: evenly, over a mean wait": (HOUR, bounds(), None, (900, 900 + 3240)),
    "a first poll: no later than jitter allows": (HOUR, bounds(soonest=1800), None, (1800, 4320)),
    "a first poll at the floor": (QUARTER, bounds(), None, (900, 1080)),
    "a first poll at the floor, of a feed that may wait once": (QUARTER, bounds(draw=math.inf), None, (900, 900 + 990)),
    "a first poll at the floor, of a shorter window": (QUARTER, bounds(draw=1500.0), None, (900, 1500)),
    "a first poll: never later than the cap": (DAY, bounds(soonest=0.5 * DAY, draw=math.inf), None, (0.5 * DAY, DAY)),
    "an hour late: a new place": (HOUR, bounds(), HOUR, (900, 900 + 3240)),
    "twelve hours late: a new place": (HOUR, bounds(), 12 * HOUR, (900, 900 + 3240)),
}


@pytest.mark.parametrize(("planned", "between", "late", "expected"), WAITS.values(), ids=WAITS)
def test_a_wait_lies_between(
    planned: float, between: Bounds, late: float | None, expected: tuple[float, float]
) -> None:
    found = [spread_wait(planned, between, late, 0.2, Ends(end)) for end in (0, 1)]
    assert tuple(found) == pytest.approx(expected)


@pytest.mark.parametrize("name", [name for name, (_, _, late, _) in WAITS.items() if late == 0])
def test_the_mean_wait_is_that_of_a_feed_in_time(name: str) -> None:
    planned, between, _, ends = WAITS[name]
    assert mean_wait(planned, between, 0.2) == pytest.approx(sum(ends) / 2)


@pytest.mark.parametrize("late", [None, 0.0, 60.0, DAY])
def test_without_jitter_all_waits_are_as_planned(late: float | None) -> None:
    assert spread_wait(HOUR, bounds(), late, 0.0, Ends(0)) == HOUR


@given(
    st.tuples(st.floats(1, DAY), st.floats(1, DAY), st.floats(1, DAY)).map(sorted),
    st.none() | st.floats(0, 3 * DAY),
    st.floats(0, 1),
    st.floats(0, 3 * DAY),
    st.randoms(use_true_random=False),
)
def test_no_wait_leaves_its_bounds(
    ordered: list[float], late: float | None, jitter: float, draw: float, rng: random.Random
) -> None:
    soonest, planned, latest = ordered
    seconds = spread_wait(planned, bounds(soonest, latest, draw), late, jitter, rng)
    assert soonest <= seconds <= latest
    assert seconds <= max(planned * (1 + jitter), draw) + 1e-6
