"""Jobs for Dataflow as the launcher lays them; nothing is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pipelines.config.config import Config
from pipelines.run import template
from transforms.records import Feed

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


def config(**changes: Any) -> Config:
    """Give a configuration on a bucket."""
    return Config(
        **{"output": "gs://bucket/news", "shards": 8, "feeds": (Feed(url="https://paper.example/rss"),)} | changes
    )


def lay(mode: str, *flags: str, environ: dict[str, str] | None = None) -> Any:
    """Lay the job of a mode, in the image IMAGE unless `environ` says otherwise."""
    environ = {template.IMAGE_VARIABLE: IMAGE} if environ is None else environ
    return template.lay(config(), [*FLAGS, *flags], mode=mode, environ=environ, clock=lambda: NOW)
