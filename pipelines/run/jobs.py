"""Make pipelines, wait for the end of their jobs, and read their counters; however a runner fails, it is one sentence."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence

import apache_beam as beam
from apache_beam.metrics import MetricsFilter
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.runner import PipelineResult, PipelineState

from pipelines.run.errors import JobFailed, sentence_of
from transforms.counters import NAMESPACE

# How runners say that somebody else cancelled a job.
_CANCELLED = (PipelineState.CANCELLED, "JobCancellationException")


def new_pipeline(flags: Sequence[str]) -> beam.Pipeline:
    """Give a pipeline with Beam's flags.

    It makes a folder for transforms of other languages, of which we have none, and whoever is killed would leave it behind.
    """
    pipeline = beam.Pipeline(options=PipelineOptions(list(flags)))
    shutil.rmtree(pipeline.local_tempdir, ignore_errors=True)
    return pipeline


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


def counters_of(result: PipelineResult) -> Counter[str]:
    """Give the counters of a job, by name; of a retried bundle they count what was done twice."""
    found = result.metrics().query(MetricsFilter().with_namespace(NAMESPACE))["counters"]
    return Counter({metric.key.metric.name: metric.result or 0 for metric in found})
