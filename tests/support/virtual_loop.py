"""An event loop whose time passes only where nothing else is to be done: hours take no longer than what happens in them."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class _Selector(selectors.DefaultSelector):
    """Never waits: what it would have waited is added to the loop's time."""

    passed_seconds = 0.0

    def select(self, timeout: float | None = None) -> Any:
        assert timeout is not None, "everything waits, and nothing will ever happen"
        self.passed_seconds += timeout
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop for code that awaits nothing but timers and its own tasks: no sockets, no threads."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.passed_seconds

    def now(self) -> datetime:
        """The clock that goes with it."""
        return NOON + timedelta(seconds=self.time())


def run_virtually(coroutine: Coroutine[Any, Any, T], loop: VirtualLoop) -> T:
    """Run to the end, and close the loop."""
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()
