"""What a stream shows: a line a tick, few lines where nothing happens, and two lines at the foot of a terminal."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from small_newsroom import HOST, Newsroom

from pipelines.config.config import Config
from pipelines.config.relisting import Relisted
from pipelines.run.passes import Report, ingest
from pipelines.run.stream import Ticked
from pipelines.run.ticks import Tick
from pipelines.show.live import IDLE_LINE_SECONDS, TickLines, View, farewell, figures, shown, slowest_sites
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


# The view.


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def counted(view: View, *counts: tuple[str, int]) -> None:
    for name, n in counts:
        view.count(name, n)


def test_the_view_follows_a_pass(seconds: Callable[[], float]) -> None:
    view = View(seconds)
    assert view.lines() == ["starting; 0 owed; 0 written, 0.0/s", "slowest sites: known when a pass has ended"]
    counted(view, ("poll/due", 3), ("poll/new", 1), ("poll/parked", 5))
    assert view.lines()[0] == "1 of 3 feeds polled; 5 owed; 0 written, 0.0/s"
    counted(
        view,
        ("poll/failed", 2),
        ("fetch/due", 5),
        ("fetch/pages", 3),
        ("write/written", 2),
        ("write/failed/no_text", 1),
    )
    assert view.lines()[0] == "3 of 3 feeds polled, 3 of 5 pages fetched; 2 owed; 2 written, 0.0/s"


def test_the_view_says_what_stalls(seconds: Callable[[], float]) -> None:
    view = View(seconds)
    counted(view, ("poll/due", 3), ("poll/new", 1), ("harvest/stalled", 2))
    assert view.lines()[0].startswith("1 of 3 feeds polled, 2 requests stalled, which nothing else waits for; 0 owed")
    counted(view, ("harvest/stalled", -2), ("poll/carried", 2))
    assert view.lines()[0].startswith("1 of 1 feeds polled; 0 owed")


def test_between_passes_the_view_says_what_comes_next(seconds: Callable[[], float]) -> None:
    view = View(seconds)
    counted(view, ("poll/due", 1), ("poll/new", 1), ("poll/parked", 9), ("write/written", 3))
    view.end_tick(ticked(passes=1, owed=4, next_poll=SOON), [("paper.example", 3.21), ("coast.example", 0.5)])
    expected = [
        "nothing due before 12:15:00; 4 owed; 3 written, 0.1/s",
        "slowest sites: paper.example 3.2 s, coast.example 0.5 s",
    ]
    assert view.lines() == expected
    view.end_tick(ticked(owed=4, next_poll=SOON), [])
    assert view.lines() == expected, "an idle tick asks nobody"


def test_the_rate_is_that_of_the_last_minute(seconds: Seconds) -> None:
    view = View(seconds)
    view.count("write/written", 90)
    assert view.lines()[0].endswith("90 written, 1.5/s")
    seconds.now = 61.0
    view.count("write/written", 30)
    assert view.lines()[0].endswith("120 written, 0.5/s")


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "drawn"), [(Terminal(), True), (io.StringIO(), False)], ids=["terminal", "elsewhere"]
)
def test_the_view_is_drawn_on_terminals_alone(stream: io.StringIO, drawn: bool) -> None:
    said = list[str]()
    with shown(Config(output="out"), lambda line, _: said.append(line), stream) as show:
        show(ticked(next_poll=SOON))
    assert said == ["2026-11-22 12:00:00 UTC  idle: 0 owed, nothing due before 12:15:00"]
    assert bool(stream.getvalue()) is drawn


@pytest.mark.parametrize(
    "damage", [b"junk", b'{"version": 1, "sites": {"a.example": 3}}'], ids=["no JSON", "of another version"]
)
def test_advice_that_cannot_be_read_ends_no_stream(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "_state" / "sites").mkdir(parents=True)
    (tmp_path / "_state" / "sites" / "0.json").write_bytes(damage)
    terminal, said = Terminal(), list[str]()
    with shown(Config(output=str(tmp_path)), lambda line, _: said.append(line), terminal) as show:
        show(ticked(**BUSY))
    assert len(said) == 1


def test_the_slowest_sites_are_those_that_were_just_asked(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    config = newsroom.config()
    ingest(config)
    # The client is shared by all that run in this process: it may remember sites of other tests.
    assert 0 < dict(slowest_sites(config.roots, NOON))[HOST] < 60
    assert HOST not in dict(slowest_sites(config.roots, datetime.now(UTC)))


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
