"""The arguments of the commands that work on the list of feeds."""

from __future__ import annotations

import pytest

from pipelines.arguments.parsing import read_arguments
from pipelines.feed_commands import FEED_COMMANDS


def test_the_configuration_is_the_one_that_init_writes_unless_another_is_named() -> None:
    assert read_arguments(["feeds", "list"])[0].config == "newsbeam.yaml"
    assert read_arguments(["feeds", "list", "my.yaml"])[0].config == "my.yaml"
    assert read_arguments(["feeds", "list", "--config=my.yaml"])[0].config == "my.yaml"
    assert read_arguments(["feeds", "import", "feeds.opml"])[0].config == "newsbeam.yaml"
    assert read_arguments(["feeds", "import", "feeds.opml", "my.yaml"])[0].config == "my.yaml"
    arguments, _ = read_arguments(
        ["feeds", "remove", "https://a.example/", "https://b.example/", "--config", "my.yaml"]
    )
    assert (arguments.urls, arguments.config) == (["https://a.example/", "https://b.example/"], "my.yaml")


@pytest.mark.parametrize("command", FEED_COMMANDS)
def test_each_says_in_one_line_what_it_is_for(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(["feeds", "--help"])
    assert ended.value.code == 0
    assert f"    {command} " in capsys.readouterr().out


def test_without_a_command_it_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(["feeds"])
    assert ended.value.code == 2
    assert "the following arguments are required: COMMAND" in capsys.readouterr().err
