"""A turn: when it begins no further request. That it never leaves its process is shown in tests/pipelines/test_graph.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from transforms.documents import Due
from transforms.turns import Turn

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "over"),
    [pytest.param(-1, False, id="before"), pytest.param(0, True, id="at"), pytest.param(1, True, id="after")],
)
def test_a_turn_is_over_at_its_deadline(seconds: float, over: bool) -> None:
    turn = Turn(0, "p1", NOON, Due(), NOON - timedelta(hours=1))
    assert turn.is_over(NOON + timedelta(seconds=seconds)) is over
    assert turn.hold is None, "a shard is opened after its feeds are polled"
