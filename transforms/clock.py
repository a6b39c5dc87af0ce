"""The real clock. Everything that decides takes a clock as an argument; this is the one that pipelines pass in."""

from collections.abc import Callable
from datetime import UTC, datetime

# A function that gives the moment at which it is called, as an aware UTC datetime.
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Give the present moment, as an aware UTC datetime."""
    return datetime.now(UTC)
