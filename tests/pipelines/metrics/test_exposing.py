"""Samples as Prometheus reads them; its own parser reads them back."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pipelines.metrics.counting import count_report
from pipelines.metrics.exposing import earlier_counts, text_of, write_file
from pipelines.metrics.table import Sample
from pipelines.run.passes import Report

SAMPLES: dict[Sample, float] = {
    **count_report(Report(passes=1, seconds=3.0)),
    ("newsbeam_polls_total", ("new",)): 2,
    ("newsbeam_feeds", ("dead",)): 1,
    ("newsbeam_articles_written_total", ()): 7,
    ("newsbeam_requests_total", ("page", "2xx")): 4,
}


def test_prometheus_reads_what_is_written() -> None:
    found = {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text_of(SAMPLES).decode())
        for sample in family.samples
    }
    assert found == SAMPLES


def test_each_metric_says_what_it_means() -> None:
    text = text_of(SAMPLES).decode()
    assert (
        "# HELP newsbeam_feeds Feeds by health: new, healthy, failing, dead, gone.\n# TYPE newsbeam_feeds gauge\n"
        in text
    )
    assert "# TYPE newsbeam_run_seconds histogram\n" in text


def test_counts_of_earlier_runs_are_read_but_for_those_that_the_state_holds() -> None:
    earlier = earlier_counts(text_of(SAMPLES).decode())
    assert earlier["newsbeam_polls_total", ("new",)] == 2
    assert earlier["newsbeam_run_seconds_bucket", ("5.0",)] == 1
    assert not {"newsbeam_feeds", "newsbeam_articles_written_total"} & {name for name, _ in earlier}


@pytest.mark.parametrize("text", ["", "# a comment\n", 'other_total{le="1"} 3\n'])
def test_what_is_not_ours_counts_nothing(text: str) -> None:
    assert not earlier_counts(text)


def test_a_file_is_put_in_place_whole(tmp_path: Path) -> None:
    path = tmp_path / "newsbeam.prom"
    write_file(str(path), b"old\n")
    with path.open("rb") as reading:  # somebody who reads it while the next one is written
        write_file(str(path), b"new\n")
        assert reading.read() == b"old\n"
    assert path.read_bytes() == b"new\n" and path.stat().st_mode & 0o777 == 0o644
    assert [one.name for one in tmp_path.iterdir()] == ["newsbeam.prom"]


def test_nothing_is_left_behind_where_it_cannot_be_put(tmp_path: Path) -> None:
    (tmp_path / "newsbeam.prom").mkdir()
    with pytest.raises(OSError):
        write_file(str(tmp_path / "newsbeam.prom"), b"new\n")
    assert [one.name for one in tmp_path.iterdir()] == ["newsbeam.prom"]
