"""Shells complete our commands: the script is put where the shell looks for it, and a real shell understands it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pipelines.arguments.parsing import make_parser
from pipelines.cli import main
from pipelines.completing import place_of, script

PLACES = {
    "bash": ("bash", {"HOME": "/h"}, "/h/.local/share/bash-completion/completions/newsbeam"),
    "bash, data elsewhere": ("bash", {"HOME": "/h", "XDG_DATA_HOME": "/d"}, "/d/bash-completion/completions/newsbeam"),
    "bash, a folder of its own": ("bash", {"HOME": "/h", "BASH_COMPLETION_USER_DIR": "/b"}, "/b/completions/newsbeam"),
    "zsh": ("zsh", {"HOME": "/h"}, "/h/.zfunc/_newsbeam"),
    "zsh, elsewhere": ("zsh", {"HOME": "/h", "ZDOTDIR": "/z"}, "/z/.zfunc/_newsbeam"),
    "tcsh": ("tcsh", {"HOME": "/h"}, "/h/.newsbeam.tcsh"),
}


@pytest.mark.parametrize(("shell", "environ", "place"), PLACES.values(), ids=PLACES)
def test_where_a_shell_looks(shell: str, environ: dict[str, str], place: str) -> None:
    assert place_of(shell, environ).as_posix() == place


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_it_is_installed_and_the_next_step_is_named(
    shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("XDG_DATA_HOME", "BASH_COMPLETION_USER_DIR", "ZDOTDIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    assert main(["completion"]) == 0
    place = place_of(shell, {"HOME": str(tmp_path)})
    assert place.read_text() == script(make_parser(), shell)
    said = capsys.readouterr().out
    assert said.startswith(f"{place} is written. ")


def test_it_is_printed_where_that_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "zsh", "--print"]) == 0
    assert capsys.readouterr().out.startswith("#compdef newsbeam")


def test_a_shell_that_is_not_known(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert main(["completion"]) == 2
    assert "newsbeam completion bash" in capsys.readouterr().err


COMPLETIONS = {
    "commands": (["newsbeam", "st"], {"stream", "status", "stories"}),
    "commands of a command": (["newsbeam", "feeds", "im"], {"import"}),
    "flags": (["newsbeam", "status", "--w"], {"--watch"}),
    "files": (["newsbeam", "status", "new"], {"newsbeam.yaml"}),
}


@pytest.mark.parametrize(("words", "offered"), COMPLETIONS.values(), ids=COMPLETIONS)
def test_bash_completes(words: list[str], offered: set[str], tmp_path: Path) -> None:
    (tmp_path / "newsbeam.yaml").touch()
    (tmp_path / "script").write_text(script(make_parser(), "bash"))
    asked = (
        f"source ./script; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; _shtab_newsbeam;"
        ' printf "%s\\n" "${COMPREPLY[@]}"'
    )
    answer = subprocess.run(["bash", "--norc", "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert set(answer.stdout.split()) == offered


@pytest.mark.parametrize("shell", ["zsh", "tcsh"])
def test_another_shell_reads_the_script(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "script").write_text(script(make_parser(), shell))
    subprocess.run([shell, "-n", "script"], cwd=tmp_path, check=True, env={**os.environ, "HOME": str(tmp_path)})
