"""The snippets of docs/running.md, each read by what it is written for, as far as that is at hand."""

from __future__ import annotations

import ast
import configparser
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

TEXT = (Path(__file__).parents[2] / "docs" / "running.md").read_text(encoding="utf-8")


def snippets(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.M | re.S)
    assert found, f"no snippet in {language}"
    return found


def test_the_cron_job_keeps_to_the_schema_of_the_api() -> None:
    kubernetes_validate = pytest.importorskip(
        "kubernetes_validate", reason="the schemas of Kubernetes are not installed"
    )
    for text in snippets("yaml"):
        kubernetes_validate.validate(yaml.safe_load(text), "1.35", strict=True)


@pytest.mark.parametrize("text", snippets("ini"), ids=lambda text: text.splitlines()[0].rpartition("/")[2])
def test_a_unit_of_systemd_is_one(text: str) -> None:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    assert parser["Unit"]["Description"]
    if ".timer\n" in text:
        assert parser["Timer"]["OnCalendar"] and parser["Install"]["WantedBy"] == "timers.target"
    else:
        assert re.fullmatch(
            r"/srv/newsbeam/\.venv/bin/newsbeam (ingest|stream) mine\.yaml", parser["Service"]["ExecStart"]
        )


def test_the_dag_is_python() -> None:
    for text in snippets("python"):
        ast.parse(text)


def test_the_launch_request_is_what_dataflow_reads() -> None:
    dataflow = pytest.importorskip(
        "google.cloud.dataflow_v1beta3", reason="Google's client of Dataflow is not installed"
    )
    (text,) = snippets("json")
    sent: dict[str, Any] = json.loads(text)
    request = dataflow.LaunchFlexTemplateRequest.from_json(json.dumps(sent))
    metadata = json.loads((Path(__file__).parents[2] / "deploy" / "dataflow" / "metadata.json").read_text())
    rules = {parameter["name"]: parameter["regexes"] for parameter in metadata["parameters"]}
    for name, value in request.launch_parameter.parameters.items():
        assert any(re.fullmatch(regex, value) for regex in rules[name]), (name, value)
