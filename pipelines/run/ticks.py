"""The ticks of the loop in this process: when passes begin, one at a time however long each takes.

On a runner that streams it is `transforms.tick` that ticks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct


class Tick(Struct, frozen=True):
    """One tick: its number, counted from the start, and how many before it came and went while a pass was under way."""

    number: int
    skipped: int = 0


def ticks(tick_seconds: float, seconds: Callable[[], float], wait: Callable[[float], bool]) -> Iterator[Tick]:
    """Yield ticks, the first at once, until `wait` says that somebody asked to stop.

    The caller may take longer over a tick than until the next one. That one is then given at once, late; of several that
    came meanwhile the latest alone. `seconds` is a clock that only goes forward; `wait` lets so many seconds pass,
    fewer where it is to stop.

    >>> clock = iter([0.0, 25.0, 25.0, 26.0, 26.0])  # the first pass takes 25 s, the second one second
    >>> list(ticks(10.0, lambda: next(clock), lambda wanted: wanted > 0.0))
    [Tick(number=0, skipped=0), Tick(number=2, skipped=1)]
    """
    begun, tick = seconds(), Tick(0)
    while True:
        yield tick
        come = int((seconds() - begun) / tick_seconds)
        tick = Tick(come, come - tick.number - 1) if come > tick.number else Tick(tick.number + 1)
        if wait(max(0.0, begun + tick.number * tick_seconds - seconds())):
            return
