"""The versions that the command names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import apache_beam

from pipelines.version import VERSION, beam_version

ROOT = Path(__file__).parents[2]


def test_the_version_is_that_of_the_distribution() -> None:
    (declared,) = re.findall(r'^    version="(.+)",$', (ROOT / "setup.py").read_text(), re.MULTILINE)
    assert declared == VERSION


def test_the_version_of_beam_is_known_without_its_import() -> None:
    assert beam_version() == apache_beam.__version__
    program = (
        "import sys; from pipelines.version import beam_version; beam_version(); print('apache_beam' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout == "False\n"
