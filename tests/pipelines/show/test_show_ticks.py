"""What a stream says: a line a tick, and few lines where nothing happens."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipelines.config.config import Config
from pipelines.config.relisting import Relisted
from pipelines.run.passes import Report
from pipelines.run.stream import Ticked
from pipelines.run.ticks import Tick
from pipelines.show.ticks import IDLE_LINE_SECONDS, TickLines, farewell, figures
from transforms.state.waits import Wait

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOON = NOON + timedelta(minutes=15)


CONFIG = Config(output="out")


def ticked(
    after_seconds: float = 0,
    *,
    skipped: int = 0,
    problem: str | None = None,
    relisted: Relisted | None = None,
    **report: Any,
) -> Ticked:
    at = NOON + timedelta(seconds=after_seconds)
    return Ticked(tick=Tick(1, skipped), at=at, report=Report(**report), problem=problem, relisted=relisted)


BUSY = {
    "passes": 1,
    "parked": 14,
    "owed": 2,
    "seconds": 3.21,
    "counts": Counter({"poll/new": 5, "poll/not_modified": 7, "poll/failed": 1}),
    "settled": Counter({"written": 9, "dropped/language": 1, "dropped/duplicate": 1, "failed/http_404": 1, "poll_failed/dns": 1}),
}  # fmt: skip

KEPT = [
    Wait(reason="blocked_address", entries=30, next_try=SOON),
    Wait(reason="http_403", entries=4, next_try=SOON),
]
LINES = {
    "a pass": (
        ticked(**BUSY),
        "13 polled (1 failed: dns 1), 14 new, 9 written, 2 dropped, 1 failed (http_404 1), 2 owed, 3.2 s",
    ),
    "failures for many reasons": (
        ticked(
            passes=1,
            counts=Counter({"poll/failed": 2}),
            settled=Counter({"failed/hung": 1, "failed/no_text": 7, "failed/http_404": 2, "failed/http_410": 2}),
            seconds=0.1,
        ),
        "2 polled (2 failed), 0 new, 0 written, 0 dropped, 12 failed (no_text 7, http_404 2, http_410 2, ...), 0 owed, 0.1 s",
    ),
    "a quiet pass": (
        ticked(passes=1, counts=Counter({"poll/not_modified": 1}), seconds=0.1),
        "1 polled, 0 new, 0 written, 0 dropped, 0 failed, 0 owed, 0.1 s",
    ),
    "what was skipped and may have been missed": (
        ticked(skipped=2, passes=1, counts=Counter({"poll/new": 1, "poll/gap": 1}), seconds=150.0),
        "1 polled, 0 new, 0 written, 0 dropped, 0 failed, 0 owed, 150.0 s, 1 feed with a suspected gap, 2 ticks skipped",
    ),
    "what waits for nobody": (
        ticked(passes=1, counts=Counter({"poll/new": 1, "poll/carried": 3, "fetch/carried": 1}), seconds=5.0),
        "1 polled, 0 new, 0 written, 0 dropped, 0 failed, 0 owed, 5.0 s, 3 feeds and 1 page without an answer, carried on",
    ),
    "a page that waits for nobody": (
        ticked(passes=1, counts=Counter({"fetch/carried": 1}), seconds=5.0),
        "0 polled, 0 new, 0 written, 0 dropped, 0 failed, 0 owed, 5.0 s, 1 page without an answer, carried on",
    ),
    "what an earlier run wrote": (
        ticked(recovered=Counter(written=3), seconds=0.0),
        "0 polled, 0 new, 3 written, 0 dropped, 0 failed, 0 owed, 0.0 s",
    ),
    "a problem": (ticked(problem="out: the store is full"), "out: the store is full"),
    "nothing to do": (ticked(owed=2, next_poll=SOON), "idle: 2 owed, nothing due before 12:15:00"),
    "nothing to do until an entry's next try": (
        ticked(owed=2, next_poll=SOON, next_try=NOON + timedelta(minutes=2)),
        "idle: 2 owed, nothing due before 12:02:00",
    ),
    "nothing to do until another day": (
        ticked(next_poll=NOON + timedelta(days=1)),
        "idle: 0 owed, nothing due before 2026-11-23 12:00:00",
    ),
    "what is kept from us": (
        ticked(owed=36, waits=KEPT, next_poll=SOON),
        "idle: 36 owed (34 kept from us), nothing due before 12:15:00",
    ),
    "a pass, and what is kept from us": (
        ticked(**BUSY | {"owed": 36, "waits": KEPT}),
        "13 polled (1 failed: dns 1), 14 new, 9 written, 2 dropped, 1 failed (http_404 1), 36 owed (34 kept from us), 3.2 s",
    ),
    "a pass, with other feeds than before": (
        ticked(**BUSY, relisted=Relisted(config=CONFIG, added=2, removed=1)),
        "13 polled (1 failed: dns 1), 14 new, 9 written, 2 dropped, 1 failed (http_404 1), 2 owed, 3.2 s,"
        " 2 feeds added, 1 removed",
    ),
    "nothing to do, and a broken list": (
        ticked(next_poll=SOON, relisted=Relisted(config=CONFIG, problems=("feeds.txt:2: no URL",))),
        "idle: 0 owed, nothing due before 12:15:00, the changed configuration cannot be used, and the feeds stay as they"
        " were:\n    feeds.txt:2: no URL",
    ),
    "no feed at all": (ticked(), "idle: 0 owed, no feed to poll"),
}


@pytest.mark.parametrize(("tick", "line"), LINES.values(), ids=LINES)
def test_a_tick_has_one_line(tick: Ticked, line: str) -> None:
    assert TickLines().line(tick) == f"2026-11-22 12:00:00 UTC  {line}"


def test_a_changed_list_is_said_between_idle_lines_too() -> None:
    lines = TickLines()
    relisted = Relisted(config=CONFIG, removed=1)
    found = [lines.line(ticked(60 * n, next_poll=SOON, relisted=relisted if n == 2 else None)) for n in range(4)]
    line = "2026-11-22 12:02:00 UTC  idle for 3 ticks: 0 owed, nothing due before 12:15:00, 1 feed removed"
    assert found[1:] == [None, line, None]


def test_idle_ticks_share_a_line_and_the_user_sees_that_it_lives() -> None:
    lines = TickLines()
    idle = [lines.line(ticked(60 * n, next_poll=NOON + timedelta(hours=1))) for n in range(7)]
    assert IDLE_LINE_SECONDS == 300
    assert [n for n, line in enumerate(idle) if line is not None] == [0, 5]
    assert idle[5] == "2026-11-22 12:05:00 UTC  idle for 6 ticks: 0 owed, nothing due before 13:00:00"
    assert lines.line(ticked(420, **BUSY)) is not None
    assert (
        lines.line(ticked(480, next_poll=SOON)) == "2026-11-22 12:08:00 UTC  idle: 0 owed, nothing due before 12:15:00"
    )


ENDS = {
    "before the first tick": (None, "Stopped: what was started is written, and nothing is owed."),
    "nothing owed": (ticked(), "Stopped: what was started is written, and nothing is owed."),
    "one entry": (
        ticked(owed=1),
        "Stopped: what was started is written; 1 entry is still owed. Run the same command again to continue.",
    ),
    "entries": (
        ticked(owed=12),
        "Stopped: what was started is written; 12 entries are still owed. Run the same command again to continue.",
    ),
}


@pytest.mark.parametrize(("last", "sentence"), ENDS.values(), ids=ENDS)
def test_it_ends_with_what_is_owed(last: Ticked | None, sentence: str) -> None:
    assert farewell(last) == sentence


def test_the_figures_of_a_tick_are_those_of_its_line() -> None:
    tick = ticked(skipped=2, problem="out: the disk is full", **BUSY)
    found = figures(tick)
    assert (found["at"], found["skipped_ticks"], found["problem"]) == (
        "2026-11-22T12:00:00Z",
        2,
        "out: the disk is full",
    )
    report = tick.report
    assert (found["owed"], found["parked"], found["seconds"]) == (report.owed, report.parked, report.seconds)
    assert found["settled"] == dict(report.settled)
