"""Whether ticks end."""

from __future__ import annotations

import pytest

from pipelines.metrics.heartbeat import judge

CASES = {
    "ticks end": ((12, 60, True, None), (200, "The last tick ended 12 s ago.")),
    "it has just begun": ((12, 60, False, None), (200, "Started 12 s ago, no tick has ended.")),
    "a long turn": ((300, 60, True, None), (200, "The last tick ended 300 s ago.")),
    "a stall": (
        (301, 60, True, None),
        (503, "The last tick ended 301 s ago, more than the 300 s in which one should have."),
    ),
    "a stall from the start": (
        (301, 60, False, None),
        (503, "Started 301 s ago, no tick has ended, more than the 300 s in which one should have."),
    ),
    "ticks that are far apart": ((3000, 600, True, None), (200, "The last tick ended 3000 s ago.")),
    "a store that fails": (
        (12, 60, True, "out: gone"),
        (200, "The last tick ended 12 s ago, with a problem of the store, and the next one tries again."),
    ),
}


@pytest.mark.parametrize(("given", "expected"), CASES.values(), ids=CASES)
def test_health(given: tuple[float, float, bool, str | None], expected: tuple[int, str]) -> None:
    since, tick_seconds, ticked, problem = given
    assert judge(since, tick_seconds, ticked=ticked, problem=problem) == expected
