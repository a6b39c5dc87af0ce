"""Moments and spans of time in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.histories.moments import away, moment, span

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (89, "89 s"),
        (90, "2 min"),
        (3600, "1 h"),
        (5400, "1 h 30 min"),
        (86_400, "1 d"),
        (93_600, "1 d 2 h"),
    ],
)
def test_a_span_has_two_units_at_most(seconds: float, said: str) -> None:
    assert span(seconds) == said


def test_moments_are_said_with_their_distance() -> None:
    assert moment(NOW) == "2026-11-30 12:00 UTC"
    assert [away(NOW + timedelta(hours=n), NOW) for n in (-30, 0, 30)] == ["1 d 6 h ago", "now", "in 1 d 6 h"]
