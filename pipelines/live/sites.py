"""Ask the flights of this process what their sites wait for, without waiting for the answer longer than a moment."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, wait

from transforms.web.looks import SiteLook, begin_looks

# A loop that is busy answers later: until then the picture before is shown.
PATIENCE_SECONDS = 0.2
SITES_A_SECOND = 1000


class SiteLooks:
    """What the sites in flight wait for, as they said last."""

    def __init__(
        self,
        begin: Callable[[], list[Future[list[SiteLook]]]] = begin_looks,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._begin, self._seconds = begin, seconds
        self._next_at = -math.inf
        self._asked: list[Future[list[SiteLook]]] = []
        self._known: tuple[SiteLook, ...] = ()

    def take(self) -> tuple[SiteLook, ...]:
        """Give the newest answer. A look at thousands of sites is made more seldom: it takes the loop some milliseconds."""
        if not self._asked:
            if self._seconds() < self._next_at:
                return self._known
            self._asked = self._begin()
        if wait(self._asked, timeout=PATIENCE_SECONDS).not_done:
            return self._known
        self._known = tuple(site for look in self._asked for site in _result(look))
        self._asked = []
        self._next_at = self._seconds() + len(self._known) / SITES_A_SECOND
        return self._known


def _result(look: Future[list[SiteLook]]) -> list[SiteLook]:
    """Give what a flight said; nothing where its client was closed meanwhile."""
    try:
        return look.result()
    except CancelledError:
        return []
