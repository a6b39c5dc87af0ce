"""When the next request may start."""

from datetime import UTC, datetime, timedelta

import pytest

from transforms.pure.net.pacing import (
    Pace,
    delay_seconds,
    host_wait_seconds,
    observe,
    remaining_seconds,
    spacing_seconds,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_average_moves_by_a_quarter() -> None:
    pace = Pace(started_at=NOON)
    averages = []
    for seconds in (4.0, 8.0, 0.0):
        pace = observe(pace, seconds)
        averages.append(pace.average_seconds)
    assert averages == [4.0, 5.0, 3.75]
    assert pace.started_at == NOON


@pytest.mark.parametrize(
    ("average", "configured", "crawl_delay", "spacing"),
    [
        (None, 1.0, None, 1.0),
        (2.0, 1.0, None, 1.0),
        (6.0, 1.0, None, 1.5),
        (60.0, 1.0, None, 15.0),
        (None, 1.0, 0.5, 1.0),
        (None, 1.0, 10.0, 10.0),
        (60.0, 1.0, 10.0, 15.0),
        (None, 1.0, 3600.0, 120.0),
        (60.0, 0.0, None, 0.0),
        (60.0, 0.0, 10.0, 10.0),
    ],
)
def test_spacing(average: float | None, configured: float, crawl_delay: float | None, spacing: float) -> None:
    assert spacing_seconds(Pace(average_seconds=average), configured, crawl_delay) == spacing


@pytest.mark.parametrize(
    ("passed", "delay"),
    [(0.0, 2.0), (0.5, 1.5), (2.0, 0.0), (1000.0, 0.0), (-3600.0, 2.0)],
    ids=["at once", "in between", "just", "long ago", "a clock set back"],
)
def test_delay(passed: float, delay: float) -> None:
    assert delay_seconds(Pace(started_at=NOON), NOON + timedelta(seconds=passed), 2.0) == delay


def test_a_site_that_was_never_asked_may_be_asked_now() -> None:
    assert delay_seconds(Pace(), NOON, 5.0) == 0.0


@pytest.mark.parametrize(
    ("asked", "strikes", "wait"),
    [
        (None, 0, 60),
        (None, 1, 120),
        (None, 5, 1920),
        (None, 11, 86400),
        (None, 10_000, 86400),
        (1.0, 0, 60),
        (600.0, 9, 600),
        (1e9, 0, 86400),
    ],
)
def test_how_long_a_host_waits(asked: float | None, strikes: int, wait: float) -> None:
    assert host_wait_seconds(asked, strikes) == wait


@pytest.mark.parametrize(
    ("until", "seconds"), [(None, None), (NOON, None), (NOON - timedelta(1), None), (NOON + timedelta(seconds=9), 9.0)]
)
def test_what_remains(until: datetime | None, seconds: float | None) -> None:
    assert remaining_seconds(until, NOON) == seconds


def test_a_rest_that_is_longer_than_any_of_its_kind_was_noted_by_a_clock_that_was_ahead() -> None:
    hours = [remaining_seconds(NOON + timedelta(hours=hours), NOON, 86_400) for hours in (24, 26)]
    assert hours == [86_400, None]
