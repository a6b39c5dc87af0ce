"""What is refused before a job without an end is made; that one runs is shown in tests/test_prism.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.config.config import Config
from pipelines.run.unbounded import run_unbounded


def test_a_runner_that_cannot_carry_it_is_refused_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = Config(output=str(tmp_path / "out"))
    assert run_unbounded(config) == 2
    assert capsys.readouterr().err.startswith("runner FnApiRunner: it cannot run a job without an end; name one that")
    assert list(tmp_path.iterdir()) == []
