"""Jobs that fail on a runner of other machines: one sentence and the cure, the same from every command."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from failing_runner import FailedJob
from small_newsroom import Newsroom
from stopped_ingest import Stopped
from warm import Warm

from pipelines.cli import main
from pipelines.run.errors import JobFailed
from pipelines.run.jobs import new_pipeline, wait_for_end

CURE = "Nothing is lost: what was not written is still owed. Remove the cause, then start the job again.\n"
FAILURES = {
    "a traceback": ("FailingRunner", "StateError: out/a: this file is gone"),
    "a state": ("SilentRunner", "the runner does not say why"),
}


@pytest.mark.parametrize("command", ["ingest", "stream"])
@pytest.mark.parametrize(("runner", "why"), FAILURES.values(), ids=FAILURES)
def test_a_job_that_fails_is_exit_code_5_and_says_what_to_do(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str], runner: str, why: str, command: str
) -> None:
    assert main([command, newsroom.file(), f"--runner=failing_runner.{runner}"]) == 5
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"The job failed: {why}\n{CURE}")


@pytest.mark.parametrize(
    ("said", "was_cancelled"),
    [
        ("Job was cancelled.\norg.apache.flink.runtime.client.JobCancellationException: Job was cancelled.", True),
        ("Pipeline p failed in state CANCELLED: by somebody", True),
        ("java.lang.OutOfMemoryError", False),
    ],
)
def test_a_job_that_somebody_cancelled_is_told_from_one_that_failed(said: str, was_cancelled: bool) -> None:
    with pytest.raises(JobFailed) as failed:
        wait_for_end(FailedJob(said))
    assert failed.value.was_cancelled is was_cancelled


def test_a_pipeline_leaves_no_folder_of_beams_behind_even_where_it_is_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    new_pipeline(["--runner=FnApiRunner"])
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_is_killed_leaves_nothing_in_the_temporary_folder(
    warm: Warm, newsroom: Newsroom, tmp_path: Path
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    stopped = Stopped(newsroom, warm, env=os.environ | {"TMPDIR": str(temporary)})
    stopped.run.kill()
    stopped.may_answer.set()
    assert stopped.end()[0] == -9
    assert [path.name for path in temporary.iterdir() if path.name.startswith("beam")] == []
