"""The launcher of a job on Dataflow: the job that it lays, the roots that it refuses, and what it says."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from apache_beam.options.pipeline_options import PipelineOptions, SetupOptions, WorkerOptions
from dataflow_jobs import FLAGS, IMAGE, config, lay

from pipelines.config.config import Config
from pipelines.run import template
from pipelines.run.errors import RunnerRefused
from pipelines.run.worker_lists import WorkerLists
from transforms.state.roots import Roots
from transforms.tick import TickForEver


def test_the_workers_run_the_image_that_started_the_job_unless_another_is_named() -> None:
    def image_of(pipeline: Any) -> str | None:
        options: PipelineOptions = pipeline.options
        assert options.view_as(SetupOptions).sdk_location == "container", "nothing is fetched when a worker starts"
        image: str | None = options.view_as(WorkerOptions).sdk_container_image
        return image

    assert image_of(lay("stream")) == IMAGE
    assert image_of(lay("stream", "--sdk_container_image=images.example/other:2")) == "images.example/other:2"
    assert image_of(lay("stream", environ={})) is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"output": "out/mine"}, "output out/mine: this is on one machine"),
        ({"state": "file:///srv/state"}, "state file:///srv/state: this is on one machine"),
        ({"output": "memory://news"}, "output memory://news: this is on one machine"),
    ],
    ids=["folder", "file URL", "memory"],
)
def test_roots_that_workers_do_not_share_are_refused(changes: dict[str, str], says: str) -> None:
    with pytest.raises(RunnerRefused, match=re.escape(says)):
        template.lay(config(**changes), FLAGS, mode="stream")


@pytest.mark.usefixtures("needs_client")
def test_the_launcher_s_command_prepares_the_roots_and_starts_the_job(tmp_path: Path) -> None:
    prepared = []

    def prepare(given: Config, now: datetime) -> None:
        prepared.append(given.roots)

    (tmp_path / "mine.yaml").write_text("output: gs://bucket/news\nshards: 4\nfeeds: [https://paper.example/rss]\n")
    given = [f"--config={tmp_path / 'mine.yaml'}", "--mode=ingest", "--set=shards=2", "--runner=DataflowRunner", *FLAGS]
    assert template.main(given, prepare) == 0
    assert prepared == [Roots(state="gs://bucket/news/_state", output="gs://bucket/news", shards=2, memory_mb=256)]


@pytest.mark.usefixtures("needs_client")
def test_the_workers_of_a_stream_look_for_changed_lists_where_the_launcher_read_its_own() -> None:
    source = ("gs://bucket/mine.yaml", ["shards=8"])
    pipeline = template.lay(config(), FLAGS, mode="stream", source=source)
    ticks = next(part.transform for part in pipeline.transforms_stack[0].parts if part.full_label == "Tick")
    assert isinstance(ticks, TickForEver) and isinstance(ticks.roster, WorkerLists)
    assert (ticks.roster.path, ticks.roster.sets, ticks.roster.config.feeds) == (source[0], ("shards=8",), ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("output: gs://bucket/news\nfeed: x\n", "feed"),
        ("output: out/mine\nfeeds: [https://paper.example/rss]\n", "one machine"),
    ],
    ids=["configuration", "roots"],
)
def test_what_cannot_be_started_is_said_and_ends_with_2(
    text: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.yaml").write_text(text)
    assert template.main([f"--config={tmp_path / 'mine.yaml'}", *FLAGS]) == 2
    assert says in capsys.readouterr().err
