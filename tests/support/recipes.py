"""Recipes of the documentation for readers of an output, run as they stand there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from sample_run import ROOT

NEEDS: dict[str, list[pytest.MarkDecorator]] = {
    "datasets": [pytest.mark.skipif(find_spec("datasets") is None, reason="datasets is not installed")],
    "spark": [
        pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed"),
        pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and there is none"),
    ],
}


def titles_by(recipe: str, output: Path, tmp_path: Path) -> list[str]:
    """The titles that a recipe finds, in a folder and a process of its own."""
    (tmp_path / "out").symlink_to(output)
    script = recipe + "\nimport json\nprint('titles', json.dumps(titles))\n"
    (tmp_path / "recipe.py").write_text(script, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1"}
    environment |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYTHONUTF8": "1"}
    ran = subprocess.run(
        [sys.executable, "recipe.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert ran.returncode == 0, ran.stderr
    (line,) = [line for line in ran.stdout.splitlines() if line.startswith("titles ")]
    found: list[str] = json.loads(line[7:])
    return found
