"""Where the paths of a configuration lead."""

from __future__ import annotations

import pytest

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
    ("path", "relative"), [("out", True), ("../out", True), ("", True), ("/out", False), ("az://box/out", False)]
)
def test_which_paths_are_relative(path: str, relative: bool) -> None:
    assert is_relative(path) is relative
