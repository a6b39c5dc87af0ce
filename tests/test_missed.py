"""What is missed of feeds is known, and brought where it can be: days of made-up feeds, in short; `make completeness` in full."""

from __future__ import annotations

import itertools
import re

import pytest

from bench.completeness import describe_worst, figures_of
from bench.polled_world import World

# In a small world a single burst that nobody could see weighs much; the aims are those of the large one (bench.completeness).
MOST_POINTS = 1.5


@pytest.mark.parametrize("seed", [1, 2])
def test_gaps_are_named_and_filled_and_nobody_is_asked_too_soon(seed: int) -> None:
    world = World(25, 8, seed)
    world.run()
    found = figures_of(world)
    assert found.gaps >= 10
    assert found.gaps * (1 - found.named / 100) <= max(1.01, 0.05 * found.gaps)
    assert found.curable * (1 - found.filled / 100) <= max(1.01, 0.1 * found.curable)
    assert found.too_soon == 0
    assert abs(found.off) <= MOST_POINTS
    assert found.missed > 0 and found.seen > 3000
    lines = "\n".join(describe_worst(world, 5))
    pairs = re.findall(r": (\d+) missed, (\d+) by the figure;", lines)
    off = [abs(int(missed) - int(said)) for missed, said in pairs]
    # The lines round what they are sorted by.
    assert len(off) == 5 and off[0] > 0 and all(one >= following - 1 for one, following in itertools.pairwise(off))
