"""Somebody with a folder, a configuration and a list of feeds, who gives commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.cli import main


class Desk:
    """A folder with what `newsbeam init` writes, and what commands said there."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.config, self.list = str(folder / "newsbeam.yaml"), folder / "feeds.yaml"

    def run(self, *arguments: str, code: int = 0) -> list[str]:
        """Run `newsbeam` with these arguments, to this exit code; give the lines that it printed, without the folder."""
        self._capsys.readouterr()
        assert main([*arguments]) == code
        said = self._capsys.readouterr()
        return (said.out + said.err).replace(f"{self.folder}/", "").splitlines()

    def feeds(self, command: str, *arguments: str, code: int = 0) -> list[str]:
        """Run a command below `feeds` on this configuration."""
        return self.run("feeds", command, *arguments, f"--config={self.config}", code=code)

    def write(self, text: str, name: str = "feeds.yaml") -> str:
        """Write a file of this folder; give its path."""
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def added(self) -> list[str]:
        """Give the lines of the list that are no comments."""
        return [line for line in self.list.read_text().splitlines() if line and not line.startswith("#")]
