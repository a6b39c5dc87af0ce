"""The lines on what waits long."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.show.waiting import describe_waits
from transforms.state.waits import Wait

AT = datetime(2026, 11, 30, 18, 0, 59, tzinfo=UTC)


@pytest.mark.parametrize(("days", "words"), [(30.0, "30 days"), (1.0, "1 day"), (0.5, "0.5 days")])
def test_a_line_says_how_many_wait_why_how_long_and_what_helps(days: float, words: str) -> None:
    waits = [
        Wait(reason="blocked_address", entries=1034, next_try=AT),
        Wait(reason="http_403", entries=1, next_try=AT),
    ]
    assert describe_waits(waits, days) == [
        f"Waiting   1,034 for blocked_address: asked for again from 2026-11-30 18:00 UTC on, for {words} in all."
        " Name the address under `web.allow_addresses` if it is meant.",
        f"          1 for http_403: asked for again from 2026-11-30 18:00 UTC on, for {words} in all."
        " Set `web.contact`, and ask the publisher for access.",
    ]


def test_where_nothing_waits_there_is_no_line() -> None:
    assert describe_waits([], 30.0) == []


def test_a_reason_of_another_version_has_no_cure() -> None:
    (line,) = describe_waits([Wait(reason="too_blue", entries=2, next_try=AT)], 30.0)
    assert line.endswith("for 30 days in all.")
