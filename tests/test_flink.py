"""newsbeam on a real Flink: JobManager, TaskManager and a pool of Python workers, each a process that may be killed.

Run by `make test-flink`; with ARGS=--all also what takes minutes.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flink_jar
import pytest
import sample_run
from changed_list import assert_said, change_the_list
from endless_job import EndlessJob
from flink_cluster import FlinkCluster
from flink_job_server import job_server_options
from harvest import LAYOUT, NOTING, SPACING_SECONDS, Harvest
from heartbeat import too_close
from sound import problems

from bench import replay
from pipelines.run.flags import FLINK_OPTIONS

SHARDS = 8
TICK_SECONDS = 4.0

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
        command = [
            *replay.ingest_command(self.config),
            "--set",
            f"output={output}",
            "--set",
            f"shards={SHARDS}",
            *flags,
        ]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def papers(folder: Path) -> Iterator[Papers]:
    """The replay newsroom where it is at hand, else the bundled sample."""
    if replay.why_not() is not None:
        with sample_run.served() as environment:
            yield Papers(Path(sample_run.CONFIG), environment, None)
        return
    with replay.running(folder, *LAYOUT, script=NOTING) as newsroom:
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
    assert problems(tmp_path / "flink") == []
    assert len(expected) >= 12
    assert ("Owed      nothing" if source.newsroom is not None else sample_run.OWED_AT_THE_END) in summary
    assert len(cluster.jobs("FINISHED")) >= 1, "the pass ran elsewhere"
    if stats is not None:
        assert_manners(stats)


class OnFlink:
    """A job without an end on a cluster, over a newsroom that goes on publishing."""

    def __init__(self, cluster: FlinkCluster, harvest: Harvest, folder: Path) -> None:
        self.cluster, self.harvest, self._log = cluster, harvest, folder / "job.log"
        self.job = self.start()

    def start(self, *flags: str) -> EndlessJob:
        """Start the job, in place of the one before, which has ended."""
        flags = (*self.cluster.flags(parallelism=2), "--checkpointing_interval=2000", *flags)
        self.job = EndlessJob(self.harvest.config, self._log, tick_seconds=TICK_SECONDS, flags=flags)
        return self.job

    def wait_for_the_middle(self) -> None:
        """Wait until some of what is published is settled, and much is not."""
        before = len(self.harvest.settled())
        settled, is_known = self.harvest.settled, self.harvest.is_known
        self.job.wait_until(lambda: len(settled()) > before + 6 and is_known())
        assert not self.harvest.is_complete(), "there is nothing left to disturb"

    def wait_for_the_end(self) -> None:
        """Wait until all that is published is settled."""
        self.job.wait_until(self.harvest.is_complete)

    def running(self) -> str:
        """The id of the job, once it makes checkpoints."""
        self.job.wait_until(lambda: any(self.cluster.checkpoints(job) for job in self.cluster.jobs()))
        return self.cluster.jobs()[0]


def kill_a_worker(flink: OnFlink) -> None:
    os.kill(flink.cluster.workers()[0], signal.SIGKILL)


def kill_the_task_manager(flink: OnFlink) -> None:
    flink.cluster.kill_task_manager()
    flink.cluster.start_task_manager()


def kill_everything(flink: OnFlink) -> None:
    flink.cluster.kill()
    flink.job.kill()
    flink.cluster.start()
    flink.start()


def stop_with_a_savepoint(flink: OnFlink) -> None:
    savepoint = flink.cluster.stop_with_savepoint(flink.running())
    assert flink.job.process.wait(60) == 0, flink.job.said()
    flink.start(f"--savepoint_path={savepoint}")


def cancel(flink: OnFlink) -> None:
    flink.cluster.cancel(flink.running())
    assert flink.job.process.wait(60) == 0, flink.job.said()
    flink.start()


# The first is done in every run.
DISTURBANCES = [kill_a_worker, kill_the_task_manager, kill_everything, stop_with_a_savepoint, cancel]


@pytest.mark.skipif(replay.why_not() is not None, reason=replay.why_not() or "")
@pytest.mark.parametrize("disturb", DISTURBANCES, ids=lambda disturb: disturb.__name__)
def test_a_job_without_an_end_loses_and_doubles_nothing(
    disturb: Callable[[OnFlink], None], cluster: FlinkCluster, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if disturb is not DISTURBANCES[0] and not request.config.getoption("--all"):
        pytest.skip("one of the long ones: make test-flink ARGS=--all")
    begun = time.monotonic()
    with replay.running(tmp_path, *LAYOUT, script=NOTING) as newsroom:
        harvest = Harvest(tmp_path, newsroom, shards=SHARDS)
        flink = OnFlink(cluster, harvest, tmp_path)
        try:
            flink.wait_for_the_middle()
            at = f"{len(harvest.settled())} of {len(harvest.links)}"
            disturb(flink)
            flink.wait_for_the_end()
            harvest.publish(2)
            flink.wait_for_the_end()
            assert flink.job.stop() == 0, flink.job.said()
            assert cluster.jobs() == [], "Flink goes on with a job that was stopped"
        finally:
            flink.job.kill()
        assert "Owed      nothing" in replay.ingest(harvest.config, "--now")
        assert harvest.problems() == []
        gap = min(newsroom.stats()["page_gaps"])
    print(
        f"\nFlink, {disturb.__name__.replace('_', ' ')} at {at}: {len(harvest.links)} entries, each settled once, in"
        f" {harvest.commits()} commits; two pages of a site never within {gap:.3f} s; {time.monotonic() - begun:.0f} s"
    )


def test_a_list_that_is_changed_beneath_a_job_is_taken_up(cluster: FlinkCluster, tmp_path: Path) -> None:
    assert_said(change_the_list(tmp_path, cluster.flags(parallelism=2), SHARDS))


def test_the_flags_that_are_let_through_to_flink_are_those_of_its_job_server() -> None:
    assert job_server_options(flink_jar.build()) >= FLINK_OPTIONS


def assert_manners(stats: dict[str, Any]) -> None:
    """A site was asked by one worker at a time, at its own pace."""
    assert too_close(stats["page_gaps"], SPACING_SECONDS) == []
    assert stats["peak_open_per_site"] <= 2
