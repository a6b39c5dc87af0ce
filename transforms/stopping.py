"""Ask this process to stop: at first no request begins any more, later nothing is waited for."""

from __future__ import annotations

import math
import time
from queue import Empty, SimpleQueue

# No Event: a signal's handler runs in the main thread, which may hold the Event's lock just then, and would wait for it without
# an end. To put something into this queue takes no such lock.
_stop = False
_woken: SimpleQueue[None] = SimpleQueue()
# The moment, by time.monotonic, from which requests under way are cancelled as well.
_grace_ends_at = math.inf


def request_stop(grace_seconds: float = math.inf) -> None:
    """Ask the turns of this process to begin no further request, and to commit what they have.

    Requests under way are finished, as far as they end within `grace_seconds`.
    """
    global _grace_ends_at, _stop
    _grace_ends_at = time.monotonic() + grace_seconds
    _stop = True
    _woken.put(None)


def stop_requested() -> bool:
    """Tell whether this process was asked to stop."""
    return _stop


def grace_is_over() -> bool:
    """Tell whether this process was asked to stop so long ago that requests under way are cancelled."""
    return _stop and time.monotonic() >= _grace_ends_at


def seconds_of_grace() -> float:
    """Give the seconds until requests under way are cancelled: infinite where nobody asked to stop, below 0 afterwards."""
    return _grace_ends_at - time.monotonic() if _stop else math.inf


def wait_for_stop(seconds: float) -> bool:
    """Wait for some seconds, or until this process is asked to stop; tell whether it was."""
    if not _stop:
        try:
            _woken.get(timeout=max(0.0, seconds))
        except Empty:
            return _stop
        _woken.put(None)  # for others who wait
    return True
