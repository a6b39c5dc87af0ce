"""The graph that `build` lays: one shuffle, and all steps after it one stage, whether the job is bounded or has no end."""

from __future__ import annotations

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

from pipelines.config.config import Config
from pipelines.ingest import Ticks, build
from transforms.clock import utc_now
from transforms.tick import TickForEver, TickOnce
from transforms.turns import Pass

STEPS = (
    "Publish manifests",
    "Harvest",
    "Extract articles",
    "Keep articles",
    "Compare versions",
    "Enrich articles",
    "Write records",
)


def graph(ticks: Ticks) -> beam.Pipeline:
    pipeline = beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"]))
    build(pipeline, Config(output="memory://graph", shards=8), ticks)
    return pipeline


@pytest.mark.parametrize(
    "ticks",
    [
        pytest.param(TickOnce(1, Pass(id="p")), id="one shard"),
        pytest.param(TickOnce(8, Pass(id="p")), id="8 shards"),
        pytest.param(TickForEver(8, 60.0, utc_now), id="without an end"),
    ],
)
def test_all_steps_after_the_group_by_key_are_one_stage(ticks: Ticks) -> None:
    _, stages = FnApiRunner().create_stages(graph(ticks).to_runner_api())
    names = [{transform.unique_name for transform in stage.transforms} for stage in stages]
    with_steps = [stage for stage in names if any(name.startswith(STEPS) for name in stage)]
    assert len(with_steps) == 1, "a step left the stage in which the shard's one owner works"
    for step in STEPS:
        assert any(name.startswith(step) for name in with_steps[0]), step


def test_a_job_without_an_end_differs_from_a_bounded_one_in_its_first_step_alone() -> None:
    bounded, endless = (
        {part.full_label for part in graph(ticks).transforms_stack[0].parts}
        for ticks in (TickOnce(8, Pass(id="p")), TickForEver(8, 60.0, utc_now))
    )
    assert bounded == endless == {"Tick", "By shard", *STEPS}
