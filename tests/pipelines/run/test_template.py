"""The launcher of a job on Dataflow: the job that it lays, the roots that it refuses, and what it says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from apache_beam.options.pipeline_options import PipelineOptions, SetupOptions, WorkerOptions

from pipelines.config.config import Config
from pipelines.run import template
from pipelines.run.errors import RunnerRefused
from transforms.records import Feed
from transforms.state.roots import Roots

NOW = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
IMAGE = "images.example/newsbeam:1"
FLAGS = [
    "--project=news-project",
    "--region=europe-west1",
    "--temp_location=gs://bucket/temp",
    "--staging_location=gs://bucket/staging",
    "--job_name=newsbeam",
    "--dry_run=True",
]


@pytest.fixture
def needs_client() -> None:
    module = "apache_beam.runners.dataflow.internal.apiclient"
    pytest.importorskip(
        module, reason="Beam's client of Dataflow is not installed (extra: dataflow)", exc_type=ImportError
    )


def config(**changes: Any) -> Config:
    return Config(
        **{"output": "gs://bucket/news", "shards": 8, "feeds": (Feed(url="https://paper.example/rss"),)} | changes
    )


def lay(mode: str, *flags: str, environ: dict[str, str] | None = None) -> Any:
    environ = {template.IMAGE_VARIABLE: IMAGE} if environ is None else environ
    return template.lay(config(), [*FLAGS, *flags], mode=mode, environ=environ, clock=lambda: NOW)


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
    assert prepared == [Roots(state="gs://bucket/news/_state", output="gs://bucket/news", shards=2)]


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
