"""What a stream says: one line a tick, and what is owed at its end."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from pipelines.run.passes import Report
from pipelines.run.stream import Ticked
from pipelines.show.rechecked import describe_rechecks
from pipelines.show.report import by_reason, polled
from pipelines.show.report import figures as report_figures
from pipelines.wording import plural

IDLE_LINE_SECONDS = 300.0
# Reasons that a line names.
MOST_REASONS = 3


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
        return f"{at:%Y-%m-%d %H:%M:%S} UTC  idle{ticks}: {_owed(report)}, {look_ahead(ticked)}{relisted}"


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
    again = describe_rechecks(counts)
    if again is not None:
        parts.append(again.replace(": ", " (") + ")")
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


def look_ahead(ticked: Ticked) -> str:
    """Say when something is due next."""
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
