"""The command that compares two outputs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hostile_server import reply
from small_newsroom import Newsroom, story, url

from pipelines.cli import main


@pytest.fixture
def two(newsroom: Newsroom) -> tuple[str, str]:
    """Two outputs of the same newsroom, of which one page has changed in between."""
    newsroom.publish("/1", "/2")
    assert main(["ingest", newsroom.file()]) == 0
    newsroom.server.answers["/2"] = reply(body=story("2").replace(b"The river rose", b"The lake rose"))
    new = newsroom.folder / "new"
    assert main(["ingest", newsroom.file(output=str(new))]) == 0
    return str(newsroom.output), str(new)


def test_what_changed_is_said(two: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["diff", *two]) == 1
    said = capsys.readouterr().out
    assert "Both    2; only old 0, only new 0\nDiffer  1 of 2\n" in said
    assert f"text  1  (paper.example 1)\n    {url('/2')}\n    - The river rose" in said
    assert "    + The lake rose" in said


def test_an_output_is_the_same_as_itself(two: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["diff", two[0], two[0]]) == 0
    assert capsys.readouterr().out.endswith("Each article is the same in both.\n")


def test_it_is_given_as_json_and_as_a_page(
    two: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["diff", *two, "--format", "json", "--site", "paper.example"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["both"], found["changed"], found["sites"][0]["site"]) == (2, 1, "paper.example")
    page = tmp_path / "diff.html"
    assert main(["diff", *two, "--format", "html", "--to", str(page)]) == 1
    assert "<ins>The lake rose" in page.read_text(encoding="utf-8")
    assert main(["diff", *two, "--format", "html"]) == 1
    assert page.read_text(encoding="utf-8").strip() in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["diff", "nowhere", "nowhere"]])
def test_what_is_no_output_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err
