"""`newsbeam ingest --metrics-file`."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from small_newsroom import Newsroom

from pipelines.cli import main


def read(path: Path) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(path.read_text())
        for sample in family.samples
    }


def test_counts_go_on_from_run_to_run(newsroom: Newsroom, tmp_path: Path) -> None:
    path = tmp_path / "newsbeam.prom"
    command = ["ingest", newsroom.file(), "--now", "--metrics-file", str(path)]
    newsroom.publish("/1")
    assert main(command) == 0
    first = read(path)
    newsroom.publish("/1", "/2")
    assert main(command) == 0
    second = read(path)
    assert [found["newsbeam_articles_written_total", ()] for found in (first, second)] == [1, 2]
    assert [found["newsbeam_polls_total", ("new",)] for found in (first, second)] == [1, 2]
    assert second["newsbeam_run_seconds_count", ()] == 2
    assert second["newsbeam_last_tick_timestamp_seconds", ()] > first["newsbeam_last_tick_timestamp_seconds", ()]


def test_a_file_that_cannot_be_read_begins_again(
    newsroom: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "newsbeam.prom"
    path.write_text("newsbeam_polls_total{outcome= 3\n")
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file(), "--metrics-file", str(path)]) == 0
    assert read(path)["newsbeam_polls_total", ("new",)] == 1
    assert "the counts of earlier runs cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("newsbeam.txt", "does not end in .prom"),
        ("nowhere/newsbeam.prom", "nowhere is not there; make it, or name another one"),
    ],
)
def test_a_place_where_it_cannot_be_is_told_before_anything_begins(
    newsroom: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    assert main(["ingest", newsroom.file(), "--metrics-file", str(tmp_path / name)]) == 2
    assert said in capsys.readouterr().err
    assert not newsroom.output.exists()
