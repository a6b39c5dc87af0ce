"""The calls to disks that are under way: each has a deadline, as those to object stores have.

A call into the operating system cannot be given up by the thread that made it: a network disk that hangs holds that thread for
ever, and so does a pipe in the place of a file. So a last timer looks at all calls that are under way. Where one has had its
time, whoever runs the command is told, and ends the process. What that leaves is what a kill leaves, and the commit protocol is
made for it. A call itself costs no more than a note.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from transforms.state.store_calls import LAST_SECONDS
from transforms.stopping import seconds_of_grace

# How long a call may take that carries no bytes; each megabyte has two seconds more.
CALL_SECONDS: Final = 30.0
BYTES_A_SECOND: Final = 500_000
LOOK_SECONDS: Final = 0.5

_CURE: Final = (
    "try again later; where it stays so, see whether a network disk hangs there, or a pipe stands in the place of the file, and"
    " choose another place"
)


class Call(NamedTuple):
    """A call to a disk: on which path, what was to be done with it, and how many bytes it carries."""

    path: Path
    done: str
    size: int

    def describe(self, seconds: float) -> str:
        """Say that it has had no answer."""
        return f"{self.path}: cannot be {self.done} (the disk did not answer within {seconds:.0f} s); {_CURE}"


# By thread: one call each at a time.
_under_way: dict[int, Call] = {}


@contextmanager
def under_way(call: Call) -> Iterator[None]:
    """Note that a call is under way until the block ends."""
    thread = threading.get_ident()
    _under_way[thread] = call
    try:
        yield
    finally:
        _under_way.pop(thread, None)


class Overdue:
    """Finds calls that have had their time, look by look.

    Their age is counted in looks, so that the time does not count for which the whole process was stopped.
    """

    def __init__(self, seconds: float = CALL_SECONDS) -> None:
        self._seconds = seconds
        self._ages: dict[int, tuple[Call, float]] = {}

    def look(self, passed: float) -> str | None:
        """Say which call is overdue, if one is; `passed` are the seconds since the last look."""
        known, self._ages = self._ages, {}
        for thread, call in list(_under_way.items()):
            before = known.get(thread)
            age = before[1] + passed if before is not None and before[0] is call else 0.0
            self._ages[thread] = (call, age)
            most = self._seconds + call.size / BYTES_A_SECOND
            if age >= most or (seconds_of_grace() <= 0 and age >= LAST_SECONDS):
                return call.describe(age)
        return None


@contextmanager
def watched(give_up: Callable[[str], None], seconds: float = CALL_SECONDS) -> Iterator[None]:
    """Watch the calls to disks until the block ends; `give_up` gets the sentence on one that is overdue, in another thread."""
    ended = threading.Event()

    def watch() -> None:
        overdue, last = Overdue(seconds), time.monotonic()
        while not ended.wait(LOOK_SECONDS):
            now = time.monotonic()
            sentence = overdue.look(min(now - last, 2 * LOOK_SECONDS))
            last = now
            if sentence is not None:
                give_up(sentence)
                return

    threading.Thread(target=watch, name="newsbeam-disks", daemon=True).start()
    try:
        yield
    finally:
        ended.set()
