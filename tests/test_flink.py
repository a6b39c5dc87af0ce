"""newsbeam on a real Flink: JobManager, TaskManager and a pool of Python workers, each a process that may be killed.

Run by `make test-flink`; with ARGS=--all also what takes minutes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flink_jar
import pytest
import sample_run
from flink_cluster import FlinkCluster

from bench import replay

SHARDS = 8
SPACING_SECONDS = 0.3

_missing = flink_jar.why_not()
pytestmark = [
    pytest.mark.skipif("not config.getoption('--flink')", reason="Flink is tested by `make test-flink`"),
    pytest.mark.skipif(_missing is not None, reason=_missing or ""),
    pytest.mark.timeout(1200),
]


@dataclass(frozen=True)
class Papers:
    """What is ingested: a configuration, the environment that it is read in, and the newsroom where it is one."""

    config: Path
    environment: dict[str, str]
    newsroom: replay.Newsroom | None

    def ingest(self, output: Path, *flags: str) -> str:
        """Ingest into an output of its own; the summary."""
        command = [*replay.ingest_command(self.config), "--set", f"output={output}", "--set", f"shards={SHARDS}", *flags]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def papers(folder: Path) -> Iterator[Papers]:
    """The replay newsroom where it is at hand, else the bundled sample."""
    if replay.why_not() is not None:
        with sample_run.served() as environment:
            yield Papers(Path(sample_run.CONFIG), environment, None)
        return
    with replay.running(folder, "--load", "--sites", "8", "--articles", "6") as newsroom:
        settings = {"web": {"spacing_seconds": SPACING_SECONDS}, "extract": {"processes": 1}}
        yield Papers(replay.write_config(folder, newsroom.feeds, settings), dict(os.environ), newsroom)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlinkCluster]:
    with FlinkCluster(tmp_path_factory.mktemp("flink"), flink_jar.build()) as running:
        yield running


def test_a_batch_pass_gives_the_rows_that_it_gives_in_one_process(cluster: FlinkCluster, tmp_path: Path) -> None:
    with papers(tmp_path) as source:
        source.ingest(tmp_path / "here")
        if source.newsroom is not None:
            source.newsroom.reset()
        summary = source.ingest(tmp_path / "flink", *cluster.flags(parallelism=2))
        stats = source.newsroom.stats() if source.newsroom is not None else None
    expected = sample_run.settled_rows(tmp_path / "here")
    assert sample_run.settled_rows(tmp_path / "flink") == expected
    assert len(expected) >= 12
    assert "Owed      nothing" in summary
    assert len(cluster.jobs("FINISHED")) >= 1, "the pass ran elsewhere"
    if stats is not None:
        assert_manners(stats)


def assert_manners(stats: dict[str, object]) -> None:
    """A site was asked by one worker at a time, at its own pace (less what the server's clock is late)."""
    gap, peak = stats["min_page_gap_s"], stats["peak_open_per_site"]
    assert isinstance(gap, float) and gap >= 0.85 * SPACING_SECONDS
    assert isinstance(peak, int) and peak <= 2
