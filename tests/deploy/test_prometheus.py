"""The rules and the dashboard for Prometheus and Grafana, checked by promtool where it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "prometheus"
# `make promtool` puts it into the second place.
PROMTOOL = shutil.which("promtool") or shutil.which(os.path.expanduser("~/.cache/newsbeam/promtool"))
needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="promtool is not here; `make promtool` builds it with Go")


def promtool(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    assert PROMTOOL is not None
    return subprocess.run([PROMTOOL, *arguments], cwd=FOLDER, input=stdin, capture_output=True, text=True, timeout=120)


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "dashboard.json").read_text())
    return found


def expressions() -> list[str]:
    asked = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
    return [one.replace("$instance", ".*") for one in asked]


@needs_promtool
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "rules", "--lint=all", "--lint-fatal", "alerts.yml"),
        ("check", "config", "prometheus.yml"),
        ("test", "rules", "alerts.test.yml"),
    ],
    ids=["rules", "configuration", "when they fire"],
)
def test_promtool_finds_nothing_wrong(arguments: tuple[str, ...]) -> None:
    ended = promtool(*arguments)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@needs_promtool
@pytest.mark.parametrize("expression", expressions())
def test_what_the_dashboard_asks_can_be_read(expression: str) -> None:
    rules = {"groups": [{"name": "one", "rules": [{"record": "one", "expr": expression}]}]}
    ended = promtool("check", "rules", stdin=yaml.safe_dump(rules))
    assert ended.returncode == 0, ended.stdout + ended.stderr


@needs_promtool
def test_a_scrape_keeps_to_the_conventions() -> None:
    from pipelines.metrics.counting import count_report
    from pipelines.metrics.exposing import text_of
    from pipelines.run.passes import Report

    samples = {**count_report(Report(passes=1, seconds=3.0)), ("newsbeam_feeds", ("new",)): 1.0}
    ended = promtool("check", "metrics", stdin=text_of(samples).decode())
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_panels_do_not_overlap_and_each_has_its_source() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken and at["x"] + at["w"] <= 24, panel["title"]
        taken |= cells
        assert panel["datasource"]["uid"] == "${source}" and panel["targets"]


def test_each_alert_says_what_to_do() -> None:
    for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]:
        for rule in group["rules"]:
            assert {"alert", "expr", "labels", "annotations"} <= rule.keys()
            assert all(rule["annotations"][part].endswith(".") for part in ("summary", "description")), rule["alert"]
