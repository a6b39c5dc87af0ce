"""The job without an end on Prism: killed and started again, then a batch pass; nothing lost, nothing doubled.

`make test-prism` shows the figures (pytest -s). Skipped where there is no Go to build Prism with.
"""

from __future__ import annotations

import time
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from changed_list import assert_said, change_the_list
from endless_job import EndlessJob
from harvest import LAYOUT, NOTING, Harvest, told, with_rows
from one_shard import bare_turn
from prism import flags, prism
from sample_run import CONFIG, SETTLED_ROWS, arguments, served, settled_rows
from sound import problems
from warm import Warm

from bench.replay import ingest, running, why_not
from transforms.turns import Began

# Building Prism takes minutes, once.
pytestmark = pytest.mark.timeout(1500)

SETTLED = SETTLED_ROWS
TICK_SECONDS = 2.0


@pytest.fixture(scope="module", autouse=True)
def built() -> Path:
    return prism()


def test_the_sample_killed_and_started_again_ends_as_a_batch_run_does(warm: Warm, tmp_path: Path) -> None:
    batch, output = tmp_path / "batch", tmp_path / "out"
    sets = (f"output={output}", "shards=3", "write.commit_seconds=0", "web.spacing_seconds=0.2")

    with served() as env:

        def start(*more: str) -> EndlessJob:
            log = tmp_path / "log"
            return EndlessJob(CONFIG, log, *sets, *more, tick_seconds=TICK_SECONDS, flags=flags(), env=env)

        def run(output: Path, *sets: str) -> str:
            ran = warm.run(*arguments(output, *sets), env=env)
            assert ran.returncode == 0, ran.stderr
            return ran.stdout

        run(batch)
        # So slow that there is something left when it is killed, however late that is seen here.
        first = start("web.spacing_seconds=1")
        first.wait_until(lambda: len(settled_rows(output)) >= 2)
        first.kill()
        killed_at = len(settled_rows(output))
        second = start()
        second.wait_until(lambda: len(settled_rows(output)) >= SETTLED)
        assert second.stop() == 0, second.said()
        assert second.left() == [], "a process of the job outlived it"
        assert "Stopped. 1 entry is still owed" in second.said()
        assert set(told(output)[0]) == with_rows(output), "a last manifest is published when the job stops"
        assert "0 written" in run(output, "shards=3")
    assert settled_rows(output) == settled_rows(batch)
    assert problems(output) == problems(batch) == []
    assert killed_at < SETTLED
    print(f"\nPrism, sample: {SETTLED} rows as from a batch run; killed at {killed_at} of them, started again, stopped")


@pytest.mark.skipif(why_not() is not None, reason=why_not() or "")
def test_a_newsroom_that_publishes_loses_nothing_to_kills(tmp_path: Path) -> None:
    begun, kills = time.monotonic(), []
    with running(tmp_path, *LAYOUT, script=NOTING) as newsroom:
        harvest = Harvest(tmp_path, newsroom, shards=4)

        def start(*sets: str) -> EndlessJob:
            return EndlessJob(harvest.config, tmp_path / "log", *sets, tick_seconds=TICK_SECONDS, flags=flags())

        for _ in range(2):
            job, before = start(), harvest.commits()
            job.wait_until(lambda before=before: harvest.commits() > before + 1 and harvest.is_known())
            job.kill()
            kills.append(f"{len(harvest.settled())} of {len(harvest.links)}")
            harvest.publish()  # while nobody looks
        job, before = start("grace_seconds=2"), harvest.commits()
        harvest.hold(6)
        harvest.publish(4)
        job.wait_until(lambda: harvest.commits() > before and harvest.is_known())
        assert job.stop() == 0, job.said()
        owed = len(harvest.owed())
        assert f"Stopped. {owed} entries are still owed" in job.said(), job.said()
        assert 0 < owed == len(harvest.links) - len(harvest.settled()), (
            "stopped in the middle, and what was begun committed"
        )
        harvest.release()
        job = start()
        for _ in range(2):
            harvest.publish()
            job.wait_until(harvest.is_complete)
        assert job.stop() == 0, job.said()
        assert "Owed      nothing" in ingest(harvest.config, "--now")
        assert harvest.problems() == []
        stats = newsroom.stats()
    manifests = len(list((harvest.output / "runs").rglob("*.json")))
    print(
        f"\nPrism, newsroom: {len(harvest.links)} entries published, each settled once ({len(harvest.rows('articles'))}"
        f" articles); killed at {', '.join(kills)}, stopped with {owed} owed; {harvest.commits()} commits, {manifests}"
        " manifests that tell of every file once;"
        f" two pages of a site never within {min(stats['page_gaps']):.3f} s; {time.monotonic() - begun:.0f} s"
    )


def test_a_list_that_is_changed_beneath_a_job_is_taken_up(tmp_path: Path) -> None:
    assert_said(change_the_list(tmp_path, flags(), shards=2))


def test_a_job_that_fails_says_why_and_what_to_do(warm: Warm, tmp_path: Path) -> None:
    output = tmp_path / "out"
    with served() as env:
        assert warm.run(*arguments(output), env=env).returncode == 0
        for path in (output / "articles").rglob("*.gz"):
            path.write_bytes(b"something else")
        job = EndlessJob(CONFIG, tmp_path / "log", f"output={output}", tick_seconds=1, flags=flags(), env=env)
        assert job.process.wait() == 5, job.said()
    *_, why, cure = job.said().split("The job failed: ")[1].splitlines()[:2]
    assert "this file is not the one that its commit names" in why
    assert cure == "Nothing is lost: what was not written is still owed. Remove the cause, then start the job again."
    assert job.left() == []


def test_elements_that_leave_their_stage_are_noticed_on_this_runner() -> None:
    """What the tests above rely on: had Prism cut the steps into two stages, they would not have passed."""
    with pytest.raises(RuntimeError, match="must be one fused stage"):
        with beam.Pipeline(options=PipelineOptions(flags())) as pipeline:
            _ = (
                pipeline
                | beam.Create(["0"])
                | "Begin" >> beam.Map(lambda key: Began(bare_turn(number=int(key))))
                | "Another stage" >> beam.Reshuffle()
                | "Go on" >> beam.Map(str)
            )
