"""The commands that bring articles which no poll brings, as they are typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from small_newsroom import FEED, Newsroom, reply, rss, story, url

from pipelines.arguments.parsing import read_arguments
from pipelines.bringing import BRINGING
from pipelines.cli import main

MORE = {"add": ["https://paper.example/1"], "backfill": [FEED, "--since", "2026-11-01"]}


@pytest.mark.parametrize("command", BRINGING)
def test_each_is_a_command_and_says_in_one_line_what_it_is_for(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read_arguments([command, "my.yaml", *MORE[command]])[0].command == command
    with pytest.raises(SystemExit):
        read_arguments(["--help"])
    assert f"    {command} " in capsys.readouterr().out


def test_single_articles_are_added_and_ingested(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.server.answers["/feed.xml"] = reply(body=rss(), kind="text/xml")
    newsroom.server.answers["/1"] = reply(body=story("/1"))
    assert main(["add", newsroom.file(), url("/1"), "no address"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["1 article is owed now:", f"    {url('/1')}"]
    assert "no address" in said[2] and said[3] == f"Now run: newsbeam ingest {newsroom.file()}"
    assert main(["ingest", newsroom.file()]) == 0
    capsys.readouterr()
    assert main(["add", newsroom.file(), url("/1")]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "0 articles are owed now." and said[1].startswith("1 is settled already: written, ")


def test_a_feed_is_read_back(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1", "/2")
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    assert main(["backfill", newsroom.file(), FEED, "--since", day, "--dry-run"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"2 items since {day} found in ") and said[0].endswith(f" requests: {FEED}")
    assert said[1:] == ["2 items would be owed now.", "The archive may not go back so far: nothing older was found."]
    assert main(["backfill", newsroom.file(), "http://paper.example/none.xml", "--since", day]) == 2
    assert "the configuration has no such feed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["backfill", "x.yaml", FEED], "the following arguments are required: --since"),
        (["backfill", "x.yaml", FEED, "--since", "yesterday"], "expected a day like 2026-11-22, got yesterday"),
        (["backfill", "x.yaml", FEED, "--since", "2026-11-22", "--requests", "0"], "from 1 to 10000, got 0"),
    ],
)
def test_what_makes_no_sense_is_refused(words: list[str], problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2 and problem in capsys.readouterr().err
