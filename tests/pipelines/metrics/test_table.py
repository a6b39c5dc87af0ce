"""The metrics keep to the conventions of Prometheus, and those that pages, rules and dashboards name are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.metrics.table import BY_NAME, METRICS, Metric, sample_names

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "deploy" / "prometheus"
NAMERS = [FOLDER / "alerts.yml", FOLDER / "alerts.test.yml", FOLDER / "dashboard.json", ROOT / "docs" / "watching.md"]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_name_keeps_to_the_conventions(metric: Metric) -> None:
    assert re.fullmatch(r"newsbeam(_[a-z]+)+", metric.name)
    assert metric.name.endswith("_total") == (metric.kind == "counter")
    assert not re.search(r"_(ms|milliseconds|minutes|hours|kb|mb|percent)(_|$)", metric.name), "base units"
    assert metric.meaning.endswith((".", ";", ")")) and "\n" not in metric.meaning


def test_no_label_can_hold_an_address() -> None:
    assert {label for metric in METRICS for label in metric.labels} <= {
        "reason", "outcome", "health", "kind", "status", "version",
    }  # fmt: skip


@pytest.mark.parametrize("path", NAMERS, ids=lambda path: path.name)
def test_each_metric_that_is_named_is_there(path: Path) -> None:
    text = path.read_text()
    named = set(re.findall(r"\bnewsbeam_[a-z_]+[a-z]", text)) - {"newsbeam_", "newsbeam_version"}
    assert named, path
    assert named <= sample_names() | set(BY_NAME)


@pytest.mark.parametrize("path", [FOLDER / "alerts.yml", FOLDER / "dashboard.json"], ids=lambda path: path.name)
def test_each_label_that_is_asked_for_is_one_of_its_metric(path: Path) -> None:
    for name, selected in re.findall(r"\b(newsbeam_[a-z_]+[a-z])\{([^}]*)\}", path.read_text().replace('\\"', '"')):
        labels = set(re.findall(r"(\w+)=", selected)) - {"instance", "job"}
        assert labels <= {*BY_NAME[name.removesuffix("_bucket")].labels, "le"}, name


def test_each_metric_has_its_line_in_the_docs() -> None:
    text = (ROOT / "docs" / "watching.md").read_text()
    for metric in METRICS:
        assert f"| `{metric.name}` |" in text and metric.meaning in text, metric.name
