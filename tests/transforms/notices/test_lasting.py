"""Which states last and what is told: a table of ticks, a minute apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from transforms.notices.lasting import Lasting, Seen, advance
from transforms.notices.options import STATES

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DISK = Seen(state="disk_low", subject="/a", message="3 MB are free")
OTHER = Seen(state="disk_low", subject="/b", message="4 MB are free")
FEEDS = Seen(state="feeds_failing", message="5 of 6 feeds failed")
LEDGER = Seen(state="ledger_unbalanced", message="2 entries are missing")
SILENT = [Seen(state="source_silent", subject=f"https://{n}.example/rss", message="nothing new") for n in "ab"]

# What each tick sees (None: it could not look), and what is told at which of them, where a state has to last for 3 minutes.
Tick = Sequence[Seen] | None
CASES: dict[str, tuple[list[Tick], dict[int, list[str]]]] = {
    "nothing": ([[], [], []], {}),
    "it lasts": ([[FEEDS]] * 6, {3: ["feeds_failing began 1"]}),
    "it passes before it has lasted": ([[FEEDS], [FEEDS], [FEEDS], [], [FEEDS], [FEEDS], []], {}),
    "it ends": ([[FEEDS]] * 4 + [[]] * 5, {3: ["feeds_failing began 1"], 7: ["feeds_failing ended 1"]}),
    "it flaps after it was told": (
        [[FEEDS]] * 4 + [[], [FEEDS]] * 5 + [[]] * 4,
        {3: ["feeds_failing began 1"], 17: ["feeds_failing ended 1"]},
    ),
    "it comes back after its end": (
        [[LEDGER], [], [LEDGER]],
        {0: ["ledger_unbalanced began 1"], 1: ["ledger_unbalanced ended 1"], 2: ["ledger_unbalanced began 1"]},
    ),
    "some have lasted when they are seen": ([[LEDGER]] * 3, {0: ["ledger_unbalanced began 1"]}),
    "what cannot be looked at stays as it was": (
        [[FEEDS]] * 4 + [None] * 9 + [[]] * 4,
        {3: ["feeds_failing began 1"], 16: ["feeds_failing ended 1"]},
    ),
    "many at once are one notice": ([SILENT, SILENT, []], {0: ["source_silent began 2"], 2: ["source_silent ended 2"]}),
    "each subject has its own time": (
        [[DISK], [DISK], [DISK, OTHER], [DISK, OTHER], [OTHER], [OTHER], []],
        {3: ["disk_low began 1"], 5: ["disk_low began 1"]},
    ),
}


@pytest.mark.parametrize(("ticks", "expected"), CASES.values(), ids=CASES)
def test_what_is_told_when(ticks: list[Tick], expected: dict[int, list[str]]) -> None:
    known: dict[str, Lasting] = {}
    told: dict[int, list[str]] = {}
    for minute, seen in enumerate(ticks):
        known, notices = advance(
            known, seen or (), STATES if seen is not None else (), NOON + timedelta(minutes=minute), 180.0
        )
        if notices:
            told[minute] = [f"{one.state} {one.phase} {len(one.subjects)}" for one in notices]
    assert told == expected


def test_the_sentence_is_the_newest_and_the_time_the_first() -> None:
    known, _ = advance({}, [DISK], STATES, NOON, 60.0)
    newer = Seen(state="disk_low", subject="/a", message="2 MB are free")
    _, (notice,) = advance(known, [newer], STATES, NOON + timedelta(minutes=5), 60.0)
    assert notice.subjects == (Lasting(seen=newer, since=NOON, told=True),)
