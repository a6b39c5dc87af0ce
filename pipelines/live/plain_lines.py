"""Progress as plain lines that are never rewritten: for logs, for simple terminals and for screen readers."""

from __future__ import annotations

import threading
from collections.abc import Callable

from pipelines.live.pictures import is_slow, spell_seconds
from pipelines.live.snapshots import RunSnapshot
from pipelines.wording import plural

LINE_SECONDS = 30.0
# A look for what has changed.
LOOK_SECONDS = 1.0


def describe(snapshot: RunSnapshot, seconds: float) -> str:
    """Give the line of progress, so many seconds after the beginning."""
    things = [
        f"{snapshot.polled} of {snapshot.polled_of} feeds polled",
        f"{snapshot.fetched} of {snapshot.fetched_of} pages fetched",
        f"{snapshot.written} of {snapshot.written_of} articles written",
    ]
    return f"{seconds:.0f} s: {', '.join(things)}, {snapshot.in_all / max(seconds, 1.0):.1f} articles/s"


def changes(before: RunSnapshot, now: RunSnapshot) -> list[str]:
    """Say what a person would like to hear of what came between two snapshots; nothing where it is more of the same."""
    said = []
    known = dict(before.errors)
    for reason, n in now.errors:
        if reason not in known:
            said.append(f"First {reason} ({plural(n, 'time', 'times')}).")
    if (
        now.polled_of
        and now.polled >= now.polled_of > 0
        and (before.polled, before.polled_of)
        != (
            now.polled,
            now.polled_of,
        )
    ):
        failed = f", {now.failed} of them failed" if now.failed else ""
        said.append(f"All {plural(now.polled_of, 'feed', 'feeds')} polled{failed}.")
    slow = {site.site for site in before.sites if is_slow(site)}
    said += [
        f"{site.site} does not answer, since {spell_seconds(site.seconds)}."
        for site in now.sites
        if is_slow(site) and site.site not in slow
    ]
    if before.sites and not now.sites and now.fetched_of:
        said.append(f"{plural(now.in_all, 'article', 'articles')} written, and no site is asked now.")
    return said


class PlainLines:
    """Says how it goes every LINE_SECONDS; where `tells_changes`, what has changed as well. `seconds` only goes forward."""

    def __init__(self, look: Callable[[], RunSnapshot], say: Callable[[str], None], *, tells_changes: bool) -> None:
        self._look, self._say, self._tells_changes = look, say, tells_changes
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="newsbeam-progress", daemon=True)
        self._waited, self._before = 0.0, RunSnapshot()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End: the summary follows."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        pause = LOOK_SECONDS if self._tells_changes else LINE_SECONDS
        while not self._over.wait(pause):
            self.step(pause)

    def step(self, seconds: float) -> None:
        """Say what is to be said so many seconds after the last time."""
        self._waited += seconds
        now = self._look()
        for sentence in changes(self._before, now) if self._tells_changes else []:
            self._say(sentence)
        self._before = now
        # Where the work is done in other processes, nothing is counted here.
        if self._waited % LINE_SECONDS < seconds and (now.polled_of or now.fetched_of):
            self._say(describe(now, self._waited))
