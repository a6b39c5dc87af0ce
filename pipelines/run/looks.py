"""Look at the list of feeds in a thread: neither a tick nor a stop waits for a store that does not answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from queue import Empty, SimpleQueue

from pipelines.config.relisting import Look, Relisted
from transforms.stopping import stop_requested

# A tick waits so long for a look. What comes later is given at the tick after it.
WAIT_SECONDS = 5.0
_PULSE_SECONDS = 0.1


class LookAside:
    """A look in a thread of its own, one at a time; it is called once a tick."""

    def __init__(
        self, look: Look, wait_seconds: float = WAIT_SECONDS, stopped: Callable[[], bool] = stop_requested
    ) -> None:
        self._look, self._wait_seconds, self._stopped = look, wait_seconds, stopped
        self._found: SimpleQueue[Relisted | BaseException | None] = SimpleQueue()
        self._is_looking = False

    def __call__(self, now: datetime) -> Relisted | None:
        """Give what has changed; None where nothing has, or where the look has not ended yet. Raises what the look raises."""
        if not self._is_looking:
            self._is_looking = True
            threading.Thread(target=self._run, args=(now,), name="newsbeam-list", daemon=True).start()
        for _ in range(max(1, round(self._wait_seconds / _PULSE_SECONDS))):
            try:
                found = self._found.get(timeout=_PULSE_SECONDS)
            except Empty:
                if self._stopped():
                    return None
                continue
            self._is_looking = False
            if isinstance(found, BaseException):
                raise found
            return found
        return None

    def _run(self, now: datetime) -> None:
        try:
            self._found.put(self._look(now))
        except BaseException as error:  # It belongs to whoever waits.
            self._found.put(error)
