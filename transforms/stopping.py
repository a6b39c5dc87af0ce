"""Ask this process to stop: at first no request begins any more, later nothing is waited for."""

from __future__ import annotations

import math
import threading
import time

_stop = threading.Event()
# The moment, by time.monotonic, from which requests under way are cancelled as well.
_grace_ends_at = math.inf


def request_stop(grace_seconds: float = math.inf) -> None:
    """Ask the turns of this process to begin no further request, and to commit what they have.

    Requests under way are finished, as far as they end within `grace_seconds`.
    """
    global _grace_ends_at
    _grace_ends_at = time.monotonic() + grace_seconds
    _stop.set()


def stop_requested() -> bool:
    """Tell whether this process was asked to stop."""
    return _stop.is_set()


def grace_is_over() -> bool:
    """Tell whether this process was asked to stop so long ago that requests under way are cancelled."""
    return _stop.is_set() and time.monotonic() >= _grace_ends_at


def seconds_of_grace() -> float:
    """Give the seconds until requests under way are cancelled: infinite where nobody asked to stop, below 0 afterwards."""
    return _grace_ends_at - time.monotonic() if _stop.is_set() else math.inf


def wait_for_stop(seconds: float) -> bool:
    """Wait for some seconds, or until this process is asked to stop; tell whether it was."""
    return _stop.wait(seconds)
