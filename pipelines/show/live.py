"""What a stream shows: one line a tick, and at the foot of a terminal the progress of the pass under way."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any, TextIO

import msgspec
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from pipelines.config.config import Config
from pipelines.output import for_line
from pipelines.run.passes import Report
from pipelines.run.stream import Ticked
from pipelines.show.progress import FEEDS, PAGES, Tally
from pipelines.show.report import by_reason, polled
from pipelines.show.report import figures as report_figures
from pipelines.wording import plural
from transforms.counters import watch
from transforms.errors import StorageError
from transforms.state.documents import load_sites
from transforms.state.roots import Roots
from transforms.web.sites import SiteAdvice

IDLE_LINE_SECONDS = 300.0
DRAW_SECONDS = 0.5
RATE_SECONDS = 60.0
SLOWEST = 4
# Reasons that a line names.
MOST_REASONS = 3

_ENDS = ("write/written", "write/failed/", "write/dropped/")


class TickLines:
    """Makes the lines of a stream. Ticks in a row without a pass share one, at least every IDLE_LINE_SECONDS."""

    def __init__(self) -> None:
        self._idle = 0
        self._said_at: datetime | None = None

    def line(self, ticked: Ticked) -> str | None:
        """Give the line for a tick; None where a later line will count it."""
        report, at = ticked.report, ticked.at
        relisted = "" if ticked.relisted is None else f", {ticked.relisted.said()}"
        if report.passes or report.recovered or ticked.problem:
            self._idle, self._said_at = 0, None
            return f"{at:%Y-%m-%d %H:%M:%S} UTC  {ticked.problem or _news(ticked)}{relisted}"
        self._idle += 1
        if self._said_at is not None and not relisted and (at - self._said_at).total_seconds() < IDLE_LINE_SECONDS:
            return None
        self._said_at = at
        ticks = "" if self._idle == 1 else f" for {self._idle} ticks"
        return f"{at:%Y-%m-%d %H:%M:%S} UTC  idle{ticks}: {_owed(report)}, {_outlook(ticked)}{relisted}"


def figures(ticked: Ticked) -> dict[str, Any]:
    """Give the figures of a tick, for a log that machines read; `problem` is None where there was none."""
    report = ticked.report
    return {
        "at": f"{ticked.at:%Y-%m-%dT%H:%M:%SZ}",
        "skipped_ticks": ticked.tick.skipped,
        **report_figures(report),
        "problem": ticked.problem,
    }


def _news(ticked: Ticked) -> str:
    report, counts, settled = ticked.report, ticked.report.counts, ticked.report.settled + ticked.report.recovered
    failed = (
        f" ({counts['poll/failed']} failed{_why(settled, 'poll_failed/', ': {}')})" if counts["poll/failed"] else ""
    )
    parts = [
        f"{polled(counts)} polled{failed}",
        f"{report.parked} new",
        f"{settled['written']} written",
        f"{_of(settled, 'dropped/')} dropped",
        f"{_of(settled, 'failed/')} failed{_why(settled, 'failed/', ' ({})')}",
        _owed(report),
        f"{report.seconds:.1f} s",
    ]
    if counts["poll/gap"]:
        parts.append(f"{plural(counts['poll/gap'], 'feed', 'feeds')} with a suspected gap")
    unanswered = [(counts["poll/carried"], "feed", "feeds"), (counts["fetch/carried"], "page", "pages")]
    if any(n for n, *_ in unanswered):
        parts.append(f"{' and '.join(plural(*some) for some in unanswered if some[0])} without an answer, carried on")
    if ticked.tick.skipped:
        parts.append(f"{plural(ticked.tick.skipped, 'tick', 'ticks')} skipped")
    return ", ".join(parts)


def _owed(report: Report) -> str:
    """Say what is owed, and what of that waits long: `newsbeam status` says why."""
    kept = sum(wait.entries for wait in report.waits)
    return f"{report.owed} owed" + (f" ({kept} kept from us)" if kept else "")


def _of(counts: Counter[str], beginning: str) -> int:
    return sum(n for name, n in counts.items() if name.startswith(beginning))


def _why(counts: Counter[str], beginning: str, form: str) -> str:
    """Give the most frequent reasons that begin so, with their numbers, in a form; empty where there is none."""
    reasons = by_reason(counts, beginning)
    more = ["..."] if len(reasons) > MOST_REASONS else []
    return form.format(", ".join([*reasons[:MOST_REASONS], *more])) if reasons else ""


def _outlook(ticked: Ticked) -> str:
    moments = [moment for moment in (ticked.report.next_poll, ticked.report.next_try) if moment is not None]
    if not moments:
        return "no feed to poll"
    moment = min(moments)
    return f"nothing due before {moment:{'%H:%M:%S' if moment.date() == ticked.at.date() else '%Y-%m-%d %H:%M:%S'}}"


def farewell(ticked: Ticked | None) -> str:
    """Give the last line of a stream: what is still owed after its last tick (None where it made none)."""
    owed = ticked.report.owed if ticked is not None else 0
    if not owed:
        return "Stopped: what was started is written, and nothing is owed."
    entries = plural(owed, "entry is", "entries are")
    return f"Stopped: what was started is written; {entries} still owed. Run the same command again to continue."


def slowest_sites(roots: Roots, since: datetime) -> list[tuple[str, float]]:
    """List the sites that answered most slowly since then, with their average in seconds, the slowest first."""
    state, _ = roots.open()
    found: list[tuple[str, float]] = []
    for shard in range(roots.shards):
        sites = msgspec.convert(load_sites(state, shard).sites, dict[str, SiteAdvice])
        for name, advice in sites.items():
            pace = advice.pace
            if pace.average_seconds is not None and pace.started_at is not None and pace.started_at >= since:
                found.append((name, pace.average_seconds))
    return sorted(found, key=lambda site: -site[1])[:SLOWEST]


def _slowest(roots: Roots, ticked: Ticked) -> list[tuple[str, float]]:
    try:
        return slowest_sites(roots, ticked.at) if ticked.report.passes else []
    except (StorageError, msgspec.DecodeError):
        return []  # Only shown for interest: whatever is wrong, the next pass meets it and reports it.


class View:
    """The progress of a stream in two lines; `seconds` is a clock that only goes forward."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds, self._lock = seconds, threading.Lock()
        self._tally, self._owed, self._written = Tally(), 0, 0
        self._ended: deque[float] = deque()
        self._outlook, self._slowest, self._stalled = "starting", "", 0

    def count(self, name: str, n: int) -> None:
        """Add one count."""
        with self._lock:
            self._tally.count(name, n)
            if name == "harvest/stalled":
                self._stalled += n
            if name == "poll/parked":
                self._owed += n
            if name.startswith(_ENDS):
                self._owed = max(0, self._owed - n)
            if name == "write/written":
                self._written += n
                self._ended.extend([self._seconds()] * n)

    def end_tick(self, ticked: Ticked, slowest: list[tuple[str, float]]) -> None:
        """Add the result of a tick; from here on the next one is counted."""
        with self._lock:
            self._tally, self._owed, self._outlook = Tally(), ticked.report.owed, _outlook(ticked)
            if ticked.report.passes:
                self._slowest = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in slowest)

    def lines(self) -> list[str]:
        """Give both lines, as they are now."""
        with self._lock:
            done, expected = self._tally.done, self._tally.expected
            things = [(FEEDS, "feeds polled"), (PAGES, "pages fetched")]
            doing = [f"{done[thing]} of {expected[thing]} {words}" for thing, words in things if expected[thing]]
            if self._stalled:
                doing.append(f"{plural(self._stalled, 'request', 'requests')} stalled, which nothing else waits for")
            return [
                f"{', '.join(doing) or self._outlook}; {self._owed} owed; {self._written} written, {self._rate():.1f}/s",
                f"slowest sites: {self._slowest or 'known when a pass has ended'}",
            ]

    def _rate(self) -> float:
        while self._ended and self._ended[0] < self._seconds() - RATE_SECONDS:
            self._ended.popleft()
        return len(self._ended) / RATE_SECONDS


@contextmanager
def shown(
    config: Config, say: Callable[[str, Mapping[str, Any]], None], stream: TextIO | None = None
) -> Iterator[Callable[[Ticked], None]]:
    """Give a function that hands the line and figures of a tick on; on a terminal, draw the view beneath until the block ends."""
    stream, lines = stream or sys.stderr, TickLines()
    view = View(time.monotonic) if stream.isatty() else None

    def show(ticked: Ticked) -> None:
        line = lines.line(ticked)
        if line is not None:
            with tqdm.external_write_mode(file=sys.stdout):
                say(line, figures(ticked))
        if view is not None:
            view.end_tick(ticked, _slowest(config.roots, ticked))

    with ExitStack() as ends:
        if view is not None:
            ends.callback(watch(view.count))
            ends.enter_context(logging_redirect_tqdm())
            ends.enter_context(_drawn(view, stream))
        yield show


@contextmanager
def _drawn(view: View, stream: TextIO) -> Iterator[None]:
    """Draw the view's lines by a thread of its own, since between ticks nothing else happens."""
    bars = [tqdm(bar_format="{desc}", position=i, leave=False, file=stream, dynamic_ncols=True) for i in range(2)]
    ended = threading.Event()

    def draw() -> None:
        while not ended.wait(DRAW_SECONDS):
            columns = shutil.get_terminal_size().columns - 3  # The terminal puts its ^C behind a line.
            for bar, line in zip(bars, view.lines(), strict=True):
                bar.set_description_str(for_line(line)[:columns])

    thread = threading.Thread(target=draw, name="newsbeam-live", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        for bar in reversed(bars):  # The upper one last: it leaves the cursor where the next line begins.
            bar.close()
