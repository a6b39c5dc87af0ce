"""A desk to work at with lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from list_desk import Desk

from pipelines.lists.starting import begin


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    begin(str(tmp_path))
    return Desk(tmp_path, capsys)
