"""Wait for an answer from a child; time in which this very process was stopped does not count."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection
from typing import Any, Final

LOOK_SECONDS: Final = 1.0


def answers_within(connection: Connection[Any, Any], seconds: float) -> bool:
    """Wait for an answer for so long; tell whether there is one.

    A process that is stopped (SIGSTOP, a frozen container) and continues is as old as the clock says, and its children did
    nothing meanwhile: one look counts as no more than twice its time.
    """
    left = seconds
    while left > 0:
        look, begun = min(left, LOOK_SECONDS), time.monotonic()
        if connection.poll(look):
            return True
        left -= min(time.monotonic() - begun, 2 * look)
    return connection.poll(0)
