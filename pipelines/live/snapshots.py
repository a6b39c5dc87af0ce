"""Add up what is counted and asked while a command runs, and give it as one picture of a moment that nothing changes."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable

from msgspec import Struct

from transforms.web.looks import SiteLook

FEEDS, PAGES, ARTICLES = "feeds polled", "pages fetched", "articles written"
RATE_SECONDS = 60.0

# What a count adds to: what is done, and what is expected in all.
_DONE = {
    "poll/new": FEEDS,
    "poll/unchanged": FEEDS,
    "poll/not_modified": FEEDS,
    "poll/failed": FEEDS,
    "fetch/pages": PAGES,
    "write/written": ARTICLES,
}
_EXPECTED = {
    "poll/due": ((FEEDS, 1),),
    "poll/carried": ((FEEDS, -1),),
    "fetch/due": ((PAGES, 1), (ARTICLES, 1)),
    "fetch/carried": ((PAGES, -1), (ARTICLES, -1)),
    "fetch/ended": ((ARTICLES, 1),),
    "fetch/no_page": ((PAGES, -1),),
}
_NO_ARTICLE = ("write/failed/", "write/dropped/", "write/deferred/")
_ENDS = ("write/written", "write/failed/", "write/dropped/")
_ERRORS = ("write/failed/", "write/deferred/", "write/poll_failed/")


class RunSnapshot(Struct, frozen=True, kw_only=True):
    """How far a pass is at a moment.

    `polled`, `fetched` and `written` count what is done, those with `_of` what is expected in all. `failed` of the polls failed.
    `in_all` articles were written since the command began, `per_minute` in the last minute. `owed` is None where nobody knows.
    `errors` are reasons with their numbers, the most frequent first: of feeds, of entries that ended and of those that are
    tried again. `outlook` says what comes next. `is_starting`: nothing was counted yet.
    """

    polled: int = 0
    polled_of: int = 0
    failed: int = 0
    fetched: int = 0
    fetched_of: int = 0
    written: int = 0
    written_of: int = 0
    in_all: int = 0
    per_minute: float = 0.0
    owed: int | None = None
    errors: tuple[tuple[str, int], ...] = ()
    sites: tuple[SiteLook, ...] = ()
    outlook: str = ""
    is_starting: bool = False


class Tally:
    """How much of each thing is done in a pass, how much is expected, and what went wrong."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.expected: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.failed_polls = 0

    def count(self, name: str, n: int) -> None:
        """Add one count."""
        if name in _DONE:
            self.done[_DONE[name]] += n
        for thing, sign in _EXPECTED.get(name, ()):
            self.expected[thing] += sign * n
        if name.startswith(_NO_ARTICLE):
            self.expected[ARTICLES] -= n
        if name.startswith(_ERRORS):
            self.errors[name.rpartition("/")[2]] += n
        if name == "poll/failed":
            self.failed_polls += n


class Watching:
    """What is shown of a command. Counts come from any thread; `seconds` is a clock that only goes forward."""

    def __init__(self, seconds: Callable[[], float], outlook: str = "") -> None:
        """`outlook` says what comes next while a pass is under way."""
        self._seconds, self._lock = seconds, threading.Lock()
        self._tally, self._is_over = Tally(), False
        self._in_all, self._owed = 0, 0
        self._knows_owed = False
        self._ended: deque[tuple[float, int]] = deque()
        self._outlook = self._meanwhile = outlook

    def count(self, name: str, n: int) -> None:
        """Add one count. The first one after the end of a pass begins a new one."""
        with self._lock:
            if self._is_over and name.startswith(("poll/due", "fetch/due")):
                self._tally, self._is_over, self._outlook = Tally(), False, self._meanwhile
            self._tally.count(name, n)
            if name == "poll/parked":
                self._owed += n
            if name.startswith(_ENDS):
                self._owed = max(0, self._owed - n)
            if name == "write/written":
                self._in_all += n
                self._ended.append((self._seconds(), n))

    def end_pass(self, owed: int, outlook: str) -> None:
        """Note what the state says at the end of a tick, and what comes next."""
        with self._lock:
            self._is_over, self._knows_owed = True, True
            self._owed, self._outlook = owed, outlook

    def snapshot(self, sites: tuple[SiteLook, ...] = ()) -> RunSnapshot:
        """Give how it is now; `sites` are those with requests under way."""
        with self._lock:
            while self._ended and self._ended[0][0] < self._seconds() - RATE_SECONDS:
                self._ended.popleft()
            tally = self._tally
            return RunSnapshot(
                polled=tally.done[FEEDS],
                polled_of=tally.expected[FEEDS],
                failed=tally.failed_polls,
                fetched=tally.done[PAGES],
                fetched_of=tally.expected[PAGES],
                written=tally.done[ARTICLES],
                written_of=tally.expected[ARTICLES],
                in_all=self._in_all,
                per_minute=sum(n for _, n in self._ended) * 60.0 / RATE_SECONDS,
                owed=self._owed if self._knows_owed else None,
                errors=tuple(sorted(tally.errors.items(), key=lambda error: (-error[1], error[0]))),
                sites=sites,
                outlook=self._outlook,
                is_starting=not (self._is_over or tally.expected or tally.done),
            )
