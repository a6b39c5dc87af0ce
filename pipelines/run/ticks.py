"""The ticks of the loop in this process: when passes begin, one at a time however long each takes.

On a runner that streams it is `transforms.tick` that ticks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct


class Tick(Struct, frozen=True):
    """One tick: its number, counted from the start, and how many before it came and went while a pass was under way.

    `seconds_left` is the time from now until the next one.
    """

    number: int
    skipped: int = 0
    seconds_left: float = 0.0


def ticks(tick_seconds: float, seconds: Callable[[], float], wait: Callable[[float], bool]) -> Iterator[Tick]:
    """Yield ticks, the first at once, until `wait` says that somebody asked to stop.

    The caller may take longer over a tick than until the next one. That one is then given at once, late; of several that
    came meanwhile the latest alone. `seconds` is a clock that only goes forward; `wait` lets so many seconds pass,
    fewer where it is to stop.

    >>> clock = iter([0.0, 25.0, 26.0])  # the first pass takes 25 s, the second one second
    >>> for tick in ticks(10.0, lambda: next(clock), lambda wanted: wanted > 0.0):
    ...     print(tick)
    Tick(number=0, skipped=0, seconds_left=10.0)
    Tick(number=2, skipped=1, seconds_left=5.0)
    """
    begun, tick = seconds(), Tick(0, seconds_left=tick_seconds)
    while True:
        yield tick
        now = seconds()
        come = int((now - begun) / tick_seconds)
        number = max(come, tick.number + 1)
        at = max(now, begun + number * tick_seconds)
        if wait(at - now):
            return
        tick = Tick(number, max(0, come - tick.number - 1), begun + (number + 1) * tick_seconds - at)
