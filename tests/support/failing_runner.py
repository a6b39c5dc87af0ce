"""A runner whose jobs fail as those of other machines do: with everything that a worker said, the cause on the last line."""

from __future__ import annotations

from typing import Any

import apache_beam as beam
from apache_beam.runners.runner import PipelineResult, PipelineRunner, PipelineState


class FailedJob(PipelineResult):
    """A job that has failed, and may say so by its state alone."""

    def __init__(self, said: str | None) -> None:
        super().__init__(PipelineState.FAILED)
        self._said = said

    def wait_until_finish(self, duration: int | None = None) -> str:
        if self._said is None:
            return PipelineState.FAILED
        raise RuntimeError(self._said)


class FailingRunner(PipelineRunner):
    """Fails each job with a traceback."""

    said: str | None = (
        "Traceback ...\n  in process\nStateError: out/a: this file is gone [while running 'Write records']\n"
    )

    def run_pipeline(self, pipeline: beam.Pipeline, options: Any) -> FailedJob:
        return FailedJob(self.said)


class SilentRunner(FailingRunner):
    """Fails each job, and does not say why."""

    said = None
