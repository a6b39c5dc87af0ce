"""Configurations as texts: written into a folder, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.config.loading import ConfigError, load_config

SMALLEST = "output: out\nfeeds: [https://valley.example/rss]\n"


def write(folder: Path, text: str, name: str = "news.yaml") -> str:
    """Write a file of a configuration; give its path."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def problems_of(
    folder: Path, text: str, sets: tuple[str, ...] = (), environ: dict[str, str] | None = None
) -> list[str]:
    """Give what is wrong with a configuration, without the folder's name."""
    with pytest.raises(ConfigError) as caught:
        load_config(write(folder, text), sets, environ or {})
    return [problem.replace(f"{folder}/", "") for problem in caught.value.problems]
