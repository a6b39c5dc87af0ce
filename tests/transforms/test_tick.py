"""Ticks: who has a turn at each, and what the turn may do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import FixedWindows

from transforms.tick import TickForEver, TickOnce, passes_at, tick_at_or_before
from transforms.turns import Pass

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_in_a_bounded_job_each_shard_has_the_same_pass() -> None:
    this_pass = Pass(id="p1", deadline=NOON, polls="all")
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        ticks = pipeline | TickOnce(3, this_pass)
        assert_that(ticks, equal_to([("0", this_pass), ("1", this_pass), ("2", this_pass)]))


@pytest.mark.parametrize(("tick_seconds", "turn_seconds"), [(10.0, 10.0), (60.0, 60.0), (600.0, 60.0)])
def test_a_turn_of_a_tick_may_last_as_long_as_the_tick_but_no_longer_than_a_minute(
    tick_seconds: float, turn_seconds: float
) -> None:
    passes = dict(passes_at(NOON.timestamp(), 2, tick_seconds))
    assert set(passes) == {"0", "1", "manifests"}
    for one in passes.values():
        assert (one.next_tick, one.polls, one.deadline, one.turn_seconds) == (
            NOON + timedelta(seconds=tick_seconds),
            "due",
            None,
            turn_seconds,
        )


@pytest.mark.parametrize(
    ("seconds", "first"),
    [
        pytest.param(0, 0, id="on a tick"),
        pytest.param(59.9, 0, id="before the next"),
        pytest.param(61, 60, id="after it"),
    ],
)
def test_the_first_tick_is_the_last_that_was_due(seconds: float, first: float) -> None:
    assert tick_at_or_before(NOON + timedelta(seconds=seconds), 60.0) == NOON.timestamp() + first


def test_a_window_holds_one_tick() -> None:
    """Ticks and windows are cut alike, or a turn would wait for the end of a window that another tick shares."""
    pipeline = beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"]))
    ticks = pipeline | TickForEver(2, 45.0, lambda: NOON + timedelta(seconds=50))
    assert ticks.windowing.windowfn == FixedWindows(45.0)
    assert tick_at_or_before(NOON, 45.0) % 45.0 == FixedWindows(45.0).offset


def test_each_tick_asks_which_feeds_are_polled_by_now() -> None:
    names = iter([None, "later"])
    ticks = [dict(passes_at(NOON.timestamp(), 2, 60.0, lambda: next(names))) for _ in range(2)]
    assert [{one.roster for one in passes.values()} for passes in ticks] == [{None}, {"later"}]
