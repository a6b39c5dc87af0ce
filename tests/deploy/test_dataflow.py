"""Dataflow, as far as it can be checked without it: the job that would be sent, the flex template, the image's recipe."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from apache_beam.options.pipeline_options import StandardOptions, WorkerOptions
from apache_beam.portability.api import beam_runner_api_pb2
from dataflow_jobs import IMAGE, lay

from pipelines.run import template

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "dataflow"
GOLDEN = ROOT / "tests" / "data" / "deploy"
SHUFFLE = "beam:transform:group_by_key:v1"
BOUNDED = beam_runner_api_pb2.IsBounded.BOUNDED


def steps_of(proto: Any) -> list[dict[str, Any]]:
    """The steps at the top of a job, in order, without what differs between versions of Beam."""
    parts = proto.components
    (root,) = proto.root_transform_ids
    makers = {
        output: transform.unique_name
        for id_ in parts.transforms[root].subtransforms
        for transform in [parts.transforms[id_]]
        for output in transform.outputs.values()
    }
    steps = []
    for id_ in parts.transforms[root].subtransforms:
        step = parts.transforms[id_]
        inside = leaves_of(parts, id_)
        steps.append(
            {
                "name": step.unique_name,
                "from": sorted(makers[input_] for input_ in step.inputs.values()),
                "shuffles": sum(parts.transforms[leaf].spec.urn == SHUFFLE for leaf in inside),
                "own": [
                    name for leaf in inside for name in re.findall(r"\((_\w+)\)$", parts.transforms[leaf].unique_name)
                ],
                "bounded": all(parts.pcollections[output].is_bounded == BOUNDED for output in step.outputs.values()),
            }
        )
    return steps


def leaves_of(parts: Any, id_: str) -> list[str]:
    """The transforms in a transform that have no others in them."""
    inner = parts.transforms[id_].subtransforms
    return [leaf for child in inner for leaf in leaves_of(parts, child)] if inner else [id_]


@pytest.mark.usefixtures("needs_client")
@pytest.mark.parametrize("mode", ["stream", "ingest"])
def test_the_job_that_would_be_sent_has_the_steps_of_the_golden(mode: str) -> None:
    job = lay(mode).run().job
    expected = json.loads((GOLDEN / f"dataflow-{mode}.json").read_text())
    found = {
        "streaming": job.options.view_as(StandardOptions).streaming is True,
        "image": job.options.view_as(WorkerOptions).sdk_container_image,
        "steps": steps_of(job.proto_pipeline),
    }
    assert found == expected


def test_the_template_is_what_dataflow_reads_and_names_the_launcher_s_own_parameters() -> None:
    dataflow = pytest.importorskip(
        "google.cloud.dataflow_v1beta3", reason="Google's client of Dataflow is not installed"
    )
    said = subprocess.run(
        [sys.executable, str(FOLDER / "spec.py"), "--image", IMAGE], capture_output=True, text=True, check=True
    )
    spec = json.loads(said.stdout)
    assert spec["image"] == IMAGE and spec["sdkInfo"] == {"language": "PYTHON"}
    # Refuses what it does not know.
    metadata = dataflow.TemplateMetadata.from_json(json.dumps(spec["metadata"]))
    parser = template._parser()
    own = {action.dest: action.required for action in parser._actions if action.dest != "help"}
    assert {parameter.name: not parameter.is_optional for parameter in metadata.parameters} == own
    for parameter in metadata.parameters:
        assert parameter.label and parameter.help_text
        assert all(re.compile(regex) for regex in parameter.regexes)


def test_the_image_has_the_beam_of_its_constraints_and_copies_what_is_there() -> None:
    recipe = (FOLDER / "Dockerfile").read_text()
    (beam,) = re.findall(r"^ARG BEAM=(.+)$", recipe, re.M)
    (constraints,) = re.findall(r"^ARG CONSTRAINTS=(.+)$", recipe, re.M)
    assert f"apache-beam=={beam}" in (ROOT / constraints).read_text().splitlines()
    copied = [line.split()[1:-1] for line in recipe.splitlines() if line.startswith("COPY") and "--from" not in line]
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for name in [name.replace("${CONSTRAINTS}", constraints) for names in copied for name in names]:
        assert (ROOT / name).exists(), name
        assert name in let_in or (name == constraints and "constraints*.txt" in let_in), name
