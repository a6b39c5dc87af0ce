"""A step of the pipeline by itself: elements in, elements out, through Beam's local runner in this process."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

_given: list[Any] = []
_found: list[Any] = []
_now: list[datetime] = [datetime(2026, 11, 22, 12, tzinfo=UTC)]


def through(step: beam.PTransform[Any, Any], *elements: Any) -> list[Any]:
    """What a step makes of elements, in order. They are not copied on their way: a Turn stays the one that it is."""
    _given[:] = elements
    _found.clear()
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        start = pipeline | beam.Create([0]) | "Give" >> beam.FlatMap(_give)
        _ = start | "The step" >> step | "Take" >> beam.Map(_take)
    return list(_found)


def now() -> datetime:
    """A clock for steps that shows what `set_now` said."""
    return _now[0]


def set_now(moment: datetime) -> None:
    _now[0] = moment


def _give(_: int) -> list[Any]:
    return list(_given)


def _take(element: Any) -> None:
    _found.append(element)
