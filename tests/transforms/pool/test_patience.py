"""Waiting for a child's answer: it ends at the deadline, or at once where the answer or the pipe's end is there."""

from __future__ import annotations

import pytest

from transforms.pool import patience
from transforms.pool.patience import answers_within


class Pipe:
    """A pipe whose answer comes after so many seconds of a clock that each look moves on; `stops` are pauses of this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answers_after: float, stops: dict[int, float]) -> None:
        self.now, self.worked, self.looks = 0.0, 0.0, 0
        self.answers_after, self.stops = answers_after, stops
        monkeypatch.setattr(patience.time, "monotonic", lambda: self.now)

    def poll(self, seconds: float) -> bool:
        self.looks += 1
        self.worked += seconds
        self.now += seconds + self.stops.get(self.looks, 0.0)
        return self.worked >= self.answers_after


@pytest.mark.parametrize(
    ("answers_after", "stops", "answered"),
    [
        (0.5, {}, True),
        (19.0, {}, True),
        (21.5, {}, False),
        (19.0, {3: 3600.0}, True),
        (16.0, {3: 3600.0, 9: 60.0}, True),
        (60.0, {3: 3600.0}, False),
    ],
    ids=["soon", "late", "never", "after a stop", "after two stops", "a stop is no excuse"],
)
def test_time_in_which_this_process_was_stopped_does_not_count(
    monkeypatch: pytest.MonkeyPatch, answers_after: float, stops: dict[int, float], answered: bool
) -> None:
    pipe = Pipe(monkeypatch, answers_after, stops)
    assert answers_within(pipe, 20.0) == answered  # type: ignore[arg-type]
