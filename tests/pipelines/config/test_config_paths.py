"""Where the paths of a configuration lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.config.loading import load_config
from pipelines.config.paths import is_relative, placed


@pytest.mark.parametrize(
    ("path", "config", "expected"),
    [
        ("feeds.txt", "mine.yaml", "feeds.txt"),
        ("feeds.txt", "conf/mine.yaml", "conf/feeds.txt"),
        ("../out", "conf/mine.yaml", "out"),
        ("./out/", "mine.yaml", "out"),
        ("../out", "mine.yaml", "../out"),
        ("../../out", "conf/mine.yaml", "../out"),
        ("out", "/mine.yaml", "/out"),
        ("../out", "/srv/conf/mine.yaml", "/srv/out"),
        ("/out", "conf/mine.yaml", "/out"),
        ("gs://bucket/out", "conf/mine.yaml", "gs://bucket/out"),
        ("out", "gs://bucket/mine.yaml", "gs://bucket/out"),
        ("lists/feeds.txt", "s3://bucket/conf/mine.yaml", "s3://bucket/conf/lists/feeds.txt"),
        ("../out", "s3://bucket/conf/mine.yaml", "s3://bucket/out"),
        ("memory://out", "gs://bucket/mine.yaml", "memory://out"),
    ],
)
def test_a_relative_path_starts_at_the_configurations_folder(path: str, config: str, expected: str) -> None:
    assert placed(path, config) == expected


@pytest.mark.parametrize(
    ("path", "relative"),
    [("out", True), ("../out", True), ("", True), ("/out", False), ("~/out", False), ("az://box/out", False)],
)
def test_which_paths_are_relative(path: str, relative: bool) -> None:
    assert is_relative(path) is relative


def test_all_paths_of_a_configuration_start_at_its_folder_and_those_of_the_command_line_do_not(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "output: out\nstate: ./state/\nfeeds_from: [lists/a.txt, b.txt]\nnotify: {secret_file: key}\n"
        "web: {signature: {directory: 'https://bot.paper.example', key: [keys/a.key, /b.key]}}\n"
    )
    for name in ("lists/a.txt", "b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"https://paper.example/{name}\n")
    config = load_config(str(path), environ={})
    assert (config.output, config.state) == (f"{tmp_path}/out", f"{tmp_path}/state")
    assert config.feeds_from == (f"{tmp_path}/lists/a.txt", f"{tmp_path}/b.txt")
    assert config.notify.secret_file == f"{tmp_path}/key"
    assert config.web.signature.key == (f"{tmp_path}/keys/a.key", "/b.key")
    assert len(config.feeds) == 2
    overridden = load_config(str(path), ["output=elsewhere", "state=null"], {})
    assert (overridden.output, overridden.state_root) == ("elsewhere", "elsewhere/_state")


def test_a_path_from_the_environment_starts_at_the_folder_too(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("output: ${WHERE}\nfeeds: []\n")
    assert load_config(str(tmp_path / "mine.yaml"), environ={"WHERE": "out"}).output == f"{tmp_path}/out"
