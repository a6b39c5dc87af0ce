"""Jobs that fail on a runner of other machines: one sentence and the cure, the same from every command."""

from __future__ import annotations

import pytest
from failing_runner import FailedJob
from small_newsroom import Newsroom

from pipelines.cli import main
from pipelines.run.errors import JobFailed
from pipelines.run.jobs import wait_for_end

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
