"""A turn: when it begins no further request. That it never leaves its process is shown in tests/pipelines/test_graph.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from transforms.state.documents import Due
from transforms.turns import Pass, Turn

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "over"),
    [pytest.param(-1, False, id="before"), pytest.param(0, True, id="at"), pytest.param(1, True, id="after")],
)
def test_a_turn_is_over_at_its_deadline(seconds: float, over: bool) -> None:
    turn = Turn(0, "p1", NOON, Due(), NOON - timedelta(hours=1))
    assert turn.is_over(NOON + timedelta(seconds=seconds)) is over
    assert turn.owner is None, "a shard is opened after its feeds are polled"


@pytest.mark.parametrize(
    ("deadline", "turn_seconds", "ends_at"),
    [
        pytest.param(NOON, None, NOON, id="a deadline"),
        pytest.param(None, 60.0, NOON + timedelta(seconds=60), id="a turn's time"),
        pytest.param(NOON + timedelta(seconds=10), 60.0, NOON + timedelta(seconds=10), id="the deadline comes first"),
        pytest.param(NOON + timedelta(hours=1), 60.0, NOON + timedelta(seconds=60), id="the turn's time is over first"),
        pytest.param(None, None, datetime.max.replace(tzinfo=UTC), id="neither"),
    ],
)
def test_a_pass_says_when_a_turn_that_begins_at_noon_ends(
    deadline: datetime | None, turn_seconds: float | None, ends_at: datetime
) -> None:
    assert Pass(id="p1", deadline=deadline, turn_seconds=turn_seconds).ends_at(NOON) == ends_at
