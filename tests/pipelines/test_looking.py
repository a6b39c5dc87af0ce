"""The commands that look and change nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from small_newsroom import Newsroom

from pipelines.arguments.parsing import read_arguments
from pipelines.cli import main
from pipelines.looking import LOOKING


@pytest.mark.parametrize("command", LOOKING)
def test_each_is_a_command_that_ends_well_and_makes_nothing(command: str, newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    path = newsroom.file()
    assert read_arguments([command, path])[0].command == command
    assert main(["ingest", path]) == 0
    before = _files(newsroom.folder)
    assert main([command, path]) == 0
    assert _files(newsroom.folder) == before


PROXIES: dict[str, tuple[dict[str, str], str | None, list[str]]] = {
    "none": ({"NO_PROXY": "localhost"}, None, []),
    "a variable": (
        {"https_proxy": "http://desk:s3cret@proxy.example"},
        None,
        [
            "https_proxy is set in the environment, which newsbeam does not obey; to ask the web through a proxy, name it"
            " under web.proxy."
        ],
    ),
    "empty": ({"HTTP_PROXY": ""}, None, []),
    "both": (
        {"HTTP_PROXY": "http://a.example", "ALL_PROXY": "http://a.example"},
        "http://desk:s3cret@proxy.example:3128",
        [
            "The web is asked through the proxy http://(hidden)@proxy.example:3128.",
            "ALL_PROXY, HTTP_PROXY are set in the environment, which newsbeam does not obey.",
        ],
    ),
}


@pytest.mark.parametrize(("environ", "proxy", "expected"), PROXIES.values(), ids=PROXIES)
def test_check_says_what_is_obeyed_of_proxies(
    newsroom: Newsroom,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    environ: dict[str, str],
    proxy: str | None,
    expected: list[str],
) -> None:
    for name in [name for name in os.environ if name.upper().endswith("_PROXY")]:
        monkeypatch.delenv(name)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert main(["check", newsroom.file(web=newsroom.settings["web"] | {"proxy": proxy})]) == 0
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if "proxy" in line.lower()] == expected
    assert "s3cret" not in said


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
