"""When a request came, as a server's event loop can tell that may itself have been late to look.

A server stamps a request when it reads it. On a busy machine that may be long after it came: the request behind it then seems
to have come too early. A heart that beats on the same loop says how long it had not looked, and so how early a request may
have come.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Sequence

BEAT_SECONDS = 0.005
# From a request's arrival to its stamp the loop turns a few times: it accepts, reads, parses and starts the handler.
TURNS = 4
# Of gaps that are only a little too short so many may be: between the moment that a client notes as its sending and the
# sending itself it may be stopped, too, for as long as others use the machine.
EXCUSED_SHARE = 0.05


class Heart:
    """Beats on the running loop from the moment that it is made."""

    def __init__(self) -> None:
        self._beats: deque[float] = deque([-math.inf], maxlen=TURNS)
        self._beating = asyncio.get_running_loop().create_task(self._beat())

    def came_after(self) -> float:
        """Give the moment (monotonic) after which a request came that is read now."""
        return self._beats[0]

    def stop(self) -> None:
        """Stop beating."""
        self._beating.cancel()

    async def _beat(self) -> None:
        while True:
            self._beats.append(time.monotonic())
            await asyncio.sleep(BEAT_SECONDS)


def too_close(gaps: Sequence[float], spacing_seconds: float) -> list[float]:
    """Give the gaps between requests that break a spacing; each gap is the longest that there may have been.

    One below half of the spacing does. Those below four fifths do where they are more than one, and more than a few of many.

    >>> too_close([0.51, 0.5, 0.43], 0.5), too_close([0.51, 0.3, 0.52], 0.5)
    ([], [])
    >>> too_close([0.5, 0.2], 0.5), too_close([0.5, 0.39, 0.38], 0.5)
    ([0.2], [0.39, 0.38])
    """
    short = [gap for gap in gaps if gap < 0.8 * spacing_seconds]
    if len(short) <= max(1.0, EXCUSED_SHARE * len(gaps)):
        return [gap for gap in short if gap < 0.5 * spacing_seconds]
    return short
