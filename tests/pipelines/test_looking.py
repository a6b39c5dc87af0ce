"""The commands that look and change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_newsroom import Newsroom, url

from pipelines.arguments.parsing import read_arguments
from pipelines.cli import main
from pipelines.looking import LOOKING

# What a command is asked about besides the configuration.
ASKED = {"explain": [url("/1")]}


@pytest.mark.parametrize("command", LOOKING)
def test_each_is_a_command_that_ends_well_and_makes_nothing(command: str, newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    path = newsroom.file()
    assert read_arguments([command, path, *ASKED.get(command, [])])[0].command == command
    assert main(["ingest", path]) == 0
    before = _files(newsroom.folder)
    assert main([command, path, *ASKED.get(command, [])]) == 0
    assert _files(newsroom.folder) == before


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
