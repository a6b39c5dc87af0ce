"""The feeds of a configuration that stand in files of their own, and what can be wrong with these."""

from __future__ import annotations

from pathlib import Path

import fsspec
import pytest
from config_texts import SMALLEST, problems_of, write

from pipelines.config.loading import load_config


def test_feeds_come_from_files_too(tmp_path: Path) -> None:
    write(
        tmp_path, "\ufeff# papers\n\nhttps://coast.example/rss # daily\nhttps://hills.example/feed#top\n", "lists/a.txt"
    )
    other = write(tmp_path, "https://isle.example/rss\r\n", "b.txt")
    config = load_config(write(tmp_path, f"{SMALLEST}feeds_from: [lists/a.txt, {other}]"), environ={})
    assert [feed.url for feed in config.feeds] == [
        "https://valley.example/rss",
        "https://coast.example/rss",
        "https://hills.example/feed#top",
        "https://isle.example/rss",
    ]


def test_feeds_come_from_a_store(tmp_path: Path) -> None:
    fsspec.filesystem("memory").pipe_file("/config-test/feeds.txt", b"https://coast.example/rss\n")
    config = load_config(write(tmp_path, "output: out\nfeeds_from: memory://config-test/feeds.txt"), environ={})
    assert [feed.url for feed in config.feeds] == ["https://coast.example/rss"]


def test_a_configuration_beside_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "output: out\nfeeds_from: feeds.txt")
    write(tmp_path, "https://coast.example/rss\n", "feeds.txt")
    monkeypatch.chdir(tmp_path)
    assert [feed.url for feed in load_config("news.yaml").feeds] == ["https://coast.example/rss"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(
            b"# c\nnonsense\n",
            "list.txt:2: 'nonsense' is not a URL: expected something like https://paper.example/article",
            id="no URL",
        ),
        pytest.param(
            b"https://a.example/rss https://b.example/rss\n",
            'list.txt:1: expected one URL a line, got "https://a.example/rss https://b.example/rss"',
            id="two URLs",
        ),
        pytest.param(
            b"https://www.valley.example/rss/\n",
            "list.txt:1: this feed is listed already, at news.yaml:2; remove one of the two",
            id="duplicate",
        ),
        pytest.param(
            b"<rss version='2.0'/>",
            "news.yaml:3: feeds_from: list.txt: this is a feed itself, not a list of feeds; add its address instead",
            id="a feed",
        ),
        pytest.param(
            b"# c\nhttps://a.example/\xe9",
            "news.yaml:3: feeds_from: list.txt:2: this is not UTF-8 (byte 22); save it as UTF-8",
            id="not UTF-8",
        ),
    ],
)
def test_each_problem_of_a_list_is_a_sentence(tmp_path: Path, content: bytes, expected: str) -> None:
    (tmp_path / "list.txt").write_bytes(content)
    assert problems_of(tmp_path, SMALLEST + "feeds_from: list.txt") == [expected]
