"""Progress as plain lines: now and then, and at each change where that is asked for."""

from __future__ import annotations

import pytest

from pipelines.live.plain_lines import LINE_SECONDS, PlainLines, changes, describe
from pipelines.live.snapshots import RunSnapshot
from transforms.web.looks import SiteLook

NOW = RunSnapshot(
    polled=6, polled_of=6, failed=1, fetched=4, fetched_of=5, written=3, written_of=4, in_all=3, per_minute=3
)
SLOW = SiteLook("coast.example", "answer", 4.0)

CHANGES = {
    "nothing": (NOW, NOW, []),
    "more of the same": (RunSnapshot(polled=1, polled_of=6), RunSnapshot(polled=4, polled_of=6), []),
    "the last feed": (RunSnapshot(polled=5, polled_of=6), NOW, ["All 6 feeds polled, 1 of them failed."]),
    "a first error": (
        RunSnapshot(errors=(("timeout", 1),)),
        RunSnapshot(errors=(("http_404", 2), ("timeout", 3))),
        ["First http_404 (2 times)."],
    ),
    "a site that stalls": (RunSnapshot(), RunSnapshot(sites=(SLOW,)), ["coast.example does not answer, since 4 s."]),
    "a site that still stalls": (RunSnapshot(sites=(SLOW,)), RunSnapshot(sites=(SLOW,)), []),
    "the last site": (
        RunSnapshot(sites=(SLOW,), fetched_of=5, in_all=3),
        RunSnapshot(fetched_of=5, in_all=4),
        ["4 articles written, and no site is asked now."],
    ),
}


@pytest.mark.parametrize(("before", "now", "said"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_said_once(before: RunSnapshot, now: RunSnapshot, said: list[str]) -> None:
    assert changes(before, now) == said


def test_the_line_of_progress() -> None:
    line = "30 s: 6 of 6 feeds polled, 4 of 5 pages fetched, 3 of 4 articles written, 0.1 articles/s"
    assert describe(NOW, 30.0) == line


def test_elsewhere_a_line_is_said_now_and_then() -> None:
    said = list[str]()
    lines = PlainLines(lambda: NOW, said.append, tells_changes=False)
    lines.step(LINE_SECONDS)
    lines.step(LINE_SECONDS)
    assert [line.partition(":")[0] for line in said] == ["30 s", "60 s"]


def test_with_changes_both_are_said() -> None:
    said = list[str]()
    lines = PlainLines(lambda: NOW, said.append, tells_changes=True)
    for _ in range(30):
        lines.step(1.0)
    assert [line.partition(" ")[0] for line in said] == ["All", "30"]


def test_where_others_do_the_work_nothing_is_said() -> None:
    said = list[str]()
    PlainLines(RunSnapshot, said.append, tells_changes=False).step(LINE_SECONDS)
    assert said == []


def test_a_short_run_says_nothing() -> None:
    said = list[str]()
    lines = PlainLines(lambda: NOW, said.append, tells_changes=False)
    lines.start()
    lines.close()
    assert said == []
