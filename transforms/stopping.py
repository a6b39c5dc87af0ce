"""A wish to stop, as this process hears it: nothing new is begun, and later nothing is waited for."""

from __future__ import annotations

import math
import threading
import time

_stop = threading.Event()
# Seconds of the clock that only goes forward, at which requests under way are given up as well.
_patience_ends_at = math.inf


def request_stop(grace_seconds: float = math.inf) -> None:
    """Let the turns of this process begin no further request, and commit what they have.

    Requests under way are finished, as far as they end within `grace_seconds`.
    """
    global _patience_ends_at
    _patience_ends_at = time.monotonic() + grace_seconds
    _stop.set()


def stop_requested() -> bool:
    """Whether this process was asked to stop."""
    return _stop.is_set()


def grace_is_over() -> bool:
    """Whether this process was asked to stop so long ago that requests under way are given up."""
    return _stop.is_set() and time.monotonic() >= _patience_ends_at


def wait_for_stop(seconds: float) -> bool:
    """Let time pass, at most until this process is asked to stop; whether it was."""
    return _stop.wait(seconds)
