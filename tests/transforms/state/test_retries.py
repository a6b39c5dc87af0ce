"""Failures made owed again: what becomes of each, and beside whom."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from one_shard import NOON, entry

from transforms.state.failures import FailedEntry
from transforms.state.memory import FOREVER, Memory
from transforms.state.retries import Fate, judge
from transforms.state.settled import SettledIds

EARLIER, LATER = NOON - timedelta(hours=1), NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "reopened_at", "parked_at", "age_days", "fate"),
    [
        ("2026-11-22", None, None, 0, "failed"),
        ("2026-11-22", None, EARLIER, 0, "failed"),
        ("2026-11-22", EARLIER, None, 0, "failed"),
        ("2026-11-22", NOON, None, 0, "ended"),
        ("2026-11-22", LATER, None, 0, "ended"),
        (FOREVER, None, None, 0, "taken_down"),
        (None, NOON, None, 0, "unparked"),
        (None, NOON, EARLIER, 0, "unparked"),
        (None, NOON, LATER, 0, "owed"),
        (None, None, None, 0, "unparked"),
        ("2026-11-22", None, None, 100, "failed"),
        ("2026-11-22", None, None, 100.1, "too_old"),
        (None, NOON, None, 100.1, "too_old"),
    ],
)
def test_what_is_done_about_a_failure(
    day: str | None, reopened_at: datetime | None, parked_at: datetime | None, age_days: float, fate: Fate
) -> None:
    memory = Memory(
        settled=SettledIds({} if day is None else {"x": day}),
        reopened={} if reopened_at is None else {"x": reopened_at},
    )
    failed = FailedEntry(entry=entry("x"), reason="http_404", failed_at=NOON)
    assert judge(failed, memory, parked_at, NOON + timedelta(days=age_days)) == fate
