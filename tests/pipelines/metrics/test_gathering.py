"""What is gathered over ticks."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from small_newsroom import Newsroom

from pipelines.metrics.gathering import Gathering
from pipelines.metrics.table import sample_names
from pipelines.run.passes import Report, ingest
from pipelines.run.stream import Ticked
from pipelines.run.ticks import Tick

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def ticked(**changes: Any) -> Ticked:
    return Ticked(**{"tick": Tick(0), "at": NOON, "report": Report()} | changes)


def test_counts_add_up_and_gauges_are_the_newest(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    config = newsroom.config()
    gathering = Gathering(config, clock=lambda: NOON)
    gathering.end_ingest(ingest(config))
    gathering.end_tick(ticked(report=Report(passes=1, missing={0: ["a", "b"]})))
    found = gathering.samples()
    assert found["newsbeam_passes_total", ()] == 2
    assert found["newsbeam_articles_written_total", ()] == 1
    assert found["newsbeam_entries_missing", ()] == 2
    assert found["newsbeam_last_tick_timestamp_seconds", ()] == NOON.timestamp()
    assert {name for name, _ in found} <= sample_names()


def test_a_state_that_cannot_be_read_is_told_and_the_figures_before_stay(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    newsroom.publish("/1")
    config = newsroom.config()
    gathering = Gathering(config)
    gathering.end_ingest(ingest(config))
    newsroom.is_damaged = True
    (chain,) = (newsroom.output / "_state" / "manifests").iterdir()
    chain.write_bytes(b"{")
    with caplog.at_level(logging.WARNING):
        gathering.end_tick(ticked())
    found = gathering.samples()
    assert found["newsbeam_articles_written_total", ()] == 1
    assert found["newsbeam_store_errors_total", ()] == 1
    assert "the figures of the state could not be read" in caplog.text


def test_health_is_the_time_since_the_last_tick(newsroom: Newsroom) -> None:
    seconds = [100.0]
    gathering = Gathering(newsroom.config(), seconds=lambda: seconds[0])
    seconds[0] = 500.0
    assert gathering.health()[0] == 503
    gathering.end_tick(ticked(problem="out: the disk is full"))
    seconds[0] = 520.0
    status, sentence = gathering.health()
    assert status == 200 and "20 s ago, with a problem" in sentence
