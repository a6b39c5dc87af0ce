"""Wait for the end of a job; a failure becomes one sentence, however the runner reports it."""

from __future__ import annotations

from apache_beam.runners.runner import PipelineResult, PipelineState

from pipelines.run.errors import JobFailed, sentence_of

# How runners say that somebody else cancelled a job.
_CANCELLED = (PipelineState.CANCELLED, "JobCancellationException")


def wait_for_end(result: PipelineResult) -> None:
    """Wait until a job is over. Raises: JobFailed."""
    try:
        state = result.wait_until_finish()
    except RuntimeError as error:  # Runners differ in whether a job that was cancelled is an error.
        was_cancelled = any(sign in str(error) for sign in _CANCELLED)
        raise JobFailed(_last_line(error), was_cancelled=was_cancelled) from error
    if state == PipelineState.FAILED:
        raise JobFailed("the runner does not say why")


def _last_line(error: RuntimeError) -> str:
    """Give what an error says at its end: runners put the worker's whole traceback before it."""
    said = str(error).strip().splitlines()
    return sentence_of(said[-1]) if said else type(error).__name__
