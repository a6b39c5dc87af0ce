"""What a replay refuses before it reads anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.config.config import Config
from pipelines.run.errors import Refused
from pipelines.run.replaying import replay


def test_an_output_without_kept_pages_is_refused_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"no pages are kept here as they came.*set `warc.root`"):
        replay(Config(output=str(tmp_path / "out")), str(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


def test_a_place_that_is_taken_is_refused(tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / "_newsbeam.json").write_text("{}")
    with pytest.raises(Refused, match="an output is here already, and a replay makes a new one; name another folder"):
        replay(Config(output=str(tmp_path / "out")), str(new))
