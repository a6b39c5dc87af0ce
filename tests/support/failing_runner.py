"""Runners that fail: as those of other machines do, with all that a worker said and the cause on the last line, or by a bug."""

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


class Bug(PipelineRunner):
    """Fails by an error that nobody expects."""

    def run_pipeline(self, pipeline: beam.Pipeline, options: Any) -> FailedJob:
        known: dict[str, FailedJob] = {}
        return known["no such key"]
