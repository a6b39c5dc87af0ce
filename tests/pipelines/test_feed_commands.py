"""The commands on the list of feeds: what each prints, and its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.cli import main


def test_list_names_each_feed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "my.yaml").write_text(
        "output: out\nfeeds:\n  - https://a.example/feed\n  - {url: https://b.example/feed, enabled: false}\n"
    )
    assert main(["feeds", "list", str(tmp_path / "my.yaml")]) == 0
    assert capsys.readouterr().out.splitlines() == ["https://a.example/feed", "https://b.example/feed (disabled)"]


def test_a_configuration_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feeds", "list", "/nowhere/newsbeam.yaml"]) == 2
    assert "/nowhere/newsbeam.yaml" in capsys.readouterr().err
