"""What the commands that run the pipeline print, and their exit codes."""

from __future__ import annotations

import json

import pytest
from small_newsroom import Newsroom, url

from pipelines.cli import main


def test_an_ingest_says_what_it_did(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file()]) == 0
    assert capsys.readouterr().out.startswith("Feeds     1 polled")
    assert newsroom.written() == [url("/1")]


def test_for_machines_all_lines_of_an_ingest_are_json(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1", "/2")
    file = newsroom.file(failure_share=0)
    del newsroom.server.answers["/2"]
    assert main(["ingest", file, "--log-format", "json"]) == 1
    out, err = capsys.readouterr()
    (summary,) = [json.loads(line) for line in out.splitlines()]
    assert summary["message"].startswith("Feeds     1 polled")
    assert (summary["logger"], summary["fields"]["polled"], summary["fields"]["settled"]["written"]) == ("ingest", 1, 1)
    (reason,) = [one["message"] for one in map(json.loads, err.splitlines()) if one["level"] == "ERROR"]
    assert "more than the share" in reason
