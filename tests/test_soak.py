"""The soak, in short: a stream against the replay newsroom while that publishes. `make soak` runs it for an hour."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sound import problems

from bench.replay import why_not

ROOT = Path(__file__).parent.parent
# So many seconds, 120 articles a minute: some 40 are published, in as many ticks as there is time for.
SHORT = (
    "--minutes",
    "0.35",
    "--per-minute",
    "120",
    "--sites",
    "4",
    "--tick",
    "1",
    "--interval",
    "2",
    "--growth",
    "1.5",
    "--passes",
    "4",
)

_missing = why_not()
pytestmark = pytest.mark.skipif(_missing is not None, reason=_missing or "")


def test_a_stream_misses_and_doubles_nothing_while_articles_appear(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "bench" / "soak.py"), *SHORT, "--keep", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Stream    ended with exit code 0" in ended.stdout
    assert "Checked   0 missing, 0 doubled, 0 that nobody published" in ended.stdout
    assert "the target is met" in ended.stdout
    assert len((tmp_path / "stream.log").read_text().splitlines()) > 3, "it made several passes"
    assert list((tmp_path / "out" / "runs").rglob("*.json")), "and listed in manifests"
    assert problems(tmp_path / "out") == []
