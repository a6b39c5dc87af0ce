"""How a job ends on its runner: waited for, and its failure told in a sentence, whatever the runner makes of it."""

from __future__ import annotations

from apache_beam.runners.runner import PipelineResult, PipelineState

# How runners say that somebody else cancelled a job.
_CANCELLED = (PipelineState.CANCELLED, "JobCancellationException")
_CURE = "All that was not written is owed and safe: start it again once the cause is gone."


class JobFailed(Exception):
    """A job failed on its runner, or was cancelled there (`was_cancelled`); the message says why, and what to do."""

    def __init__(self, problem: str, *, was_cancelled: bool = False) -> None:
        super().__init__(f"The job failed: {problem}\n{_CURE}")
        self.was_cancelled = was_cancelled


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
    """What an error says at its end: runners put the worker's whole traceback before it."""
    said = str(error).strip().splitlines()
    return sentence_of(said[-1]) if said else type(error).__name__


def sentence_of(message: str) -> str:
    """What an error says, without the name of its step, which Beam adds.

    >>> sentence_of("out: the store is full [while running 'Write records']")
    'out: the store is full'
    """
    return message.partition(" [while running")[0]
