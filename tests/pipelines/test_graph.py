"""The graph: one shuffle, and all right of it one stage."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

from pipelines.config import Config
from pipelines.ingest import build
from transforms.documents import Due
from transforms.errors import StateError
from transforms.poll import Pass
from transforms.turns import Turn

STEPS = ("Poll feeds", "Fetch pages", "Extract articles", "Normalise articles", "Enrich articles", "Write records")


@pytest.mark.parametrize("shards", [1, 8])
def test_all_right_of_the_group_by_key_is_one_stage(shards: int) -> None:
    pipeline = beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"]))
    build(
        pipeline,
        Config(output="memory://graph", shards=shards),
        Pass(id="p", deadline=datetime.max.replace(tzinfo=UTC)),
    )
    _, stages = FnApiRunner().create_stages(pipeline.to_runner_api())
    names = [{transform.unique_name for transform in stage.transforms} for stage in stages]
    with_steps = [stage for stage in names if any(name.startswith(STEPS) for name in stage)]
    assert len(with_steps) == 1, "a step left the stage in which the shard's one owner works"
    for step in STEPS:
        assert any(name.startswith(step) for name in with_steps[0]), step


def test_a_turn_that_leaves_its_worker_says_so() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    token = pickle.dumps(Turn(3, "p1", now, Due(), now))
    assert len(token) < 200
    with pytest.raises(StateError, match=r"shard 3, pass p1: .* must be one fused stage"):
        pickle.loads(token)
