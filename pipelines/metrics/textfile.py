"""Write the figures of an ingest as a file that node_exporter's textfile collector reads: for runs by cron."""

from __future__ import annotations

import logging
from pathlib import Path

from pipelines.config.config import Config
from pipelines.metrics.exposing import earlier_counts, text_of, write_file
from pipelines.metrics.gathering import Gathering
from pipelines.run.errors import Refused
from pipelines.run.passes import Report
from transforms.state.warm import shared_warm

_log = logging.getLogger(__name__)


def check_path(path: str) -> None:
    """See, before an ingest begins, that its figures can be written there. Raises: Refused."""
    if not path.endswith(".prom"):
        raise Refused(f"--metrics-file: {path} does not end in .prom, and the textfile collector reads no other file")
    if not Path(path).parent.is_dir():
        raise Refused(f"--metrics-file: the folder {Path(path).parent} is not there; make it, or name another one")


def write_metrics(path: str, config: Config, report: Report) -> None:
    """Write the figures after an ingest. Counts are added to those that the file holds of earlier runs. An error is a warning."""
    gathering = Gathering(config, shared_warm(config.memory_mb))
    try:
        earlier = Path(path)
        if earlier.exists():
            gathering.add(earlier_counts(earlier.read_text("utf-8")))
    except (OSError, ValueError) as error:
        _log.warning("%s: the counts of earlier runs cannot be read (%s), and begin again", path, error)
    gathering.end_ingest(report)
    try:
        write_file(path, text_of(gathering.samples()))
    except OSError as error:
        _log.warning("%s: the figures cannot be written: %s", path, error.strerror or error)
