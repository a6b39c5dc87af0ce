"""The commands that look after a dataset: each is one of the command line's, and says what it did."""

from __future__ import annotations

import pytest
from small_newsroom import Newsroom

from pipelines.arguments.parsing import read_arguments
from pipelines.cli import main
from pipelines.upkeep import UPKEEP

MORE = {"reshard": ["--shards", "2"], "export": ["--to", "a-copy"], "forget": ["--site", "valley.example"]}


@pytest.mark.parametrize("command", UPKEEP)
def test_each_is_a_command_and_says_in_one_line_what_it_is_for(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read_arguments([command, "my.yaml", *MORE.get(command, [])])[0].command == command
    with pytest.raises(SystemExit):
        read_arguments(["--help"])
    assert f"    {command} " in capsys.readouterr().out


@pytest.mark.parametrize("command", UPKEEP)
def test_without_a_state_each_says_so(command: str, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, newsroom.file(), *MORE.get(command, [])]) == 2
    assert f"{newsroom.output}/_state: no state yet" in capsys.readouterr().err


def test_verify_reads_the_stories_too(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1", "/2")
    assert main(["ingest", newsroom.file()]) == 0 and main(["stories", newsroom.file()]) == 0
    capsys.readouterr()
    assert main(["verify", newsroom.file()]) == 0
    assert "what is remembered of 1 language." in capsys.readouterr().out
    (state,) = newsroom.output.glob("_state/stories/live/*/*")
    state.write_bytes(b"")
    assert main(["verify", newsroom.file()]) == 4
    assert "makes the stories of the look-back anew" in capsys.readouterr().out
