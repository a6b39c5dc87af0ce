"""Made-up bytes as a configuration."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import msgspec

from pipelines.config.errors import ConfigError
from pipelines.config.loading import load_config
from pipelines.config.tree import Node, Problem, Problems, apply_sets, read_items, read_tree

_ENVIRON = {"NAME": "x", "EMPTY": ""}
_SETS = ("web.per_site=2", "feeds=[https://valley.example/rss]", "poll.schedule.floor_seconds=60")
_MOST_CHARACTERS = 2000


def run(data: bytes) -> None:
    """YAML is read as a configuration or as a list, or refused by sentences that name the file."""
    text = data.decode("utf-8", "replace")
    problems = Problems()
    try:
        for item in read_items(text, "f.yaml", _ENVIRON, problems, beside_others=bool(len(data) % 2)):
            _check_node(item)
    except Problem as problem:
        _check_said(str(problem), "f.yaml")
    try:
        root = read_tree(text, "f.yaml", _ENVIRON, problems)
    except Problem as problem:
        _check_said(str(problem), "f.yaml")
        return
    _check_node(root)
    for sentence in problems.sentences():
        _check_said(sentence, "f.yaml")
    names_files = "feeds_from" in root.pairs  # those of this machine are none of a fuzzer's business
    apply_sets(root, _SETS, _ENVIRON, problems)
    if not names_files:
        _check_config(data)


def _check_config(data: bytes) -> None:
    path = _folder() / "f.yaml"
    path.write_bytes(data)
    try:
        config = load_config(str(path), environ=_ENVIRON)
    except ConfigError as error:
        assert error.problems
        for sentence in error.problems:
            _check_said(sentence, "")
        return
    assert load_config(str(path), environ=_ENVIRON) == config
    msgspec.json.encode(config)
    assert all(feed.url for feed in config.feeds)


def _check_node(node: Node) -> None:
    assert node.place.startswith("f.yaml")
    assert (node.kind == "scalar") or node.text is None
    for inner in (*node.items, *node.pairs.values()):
        _check_node(inner)


def _check_said(sentence: str, begin: str) -> None:
    assert sentence.startswith(begin) and sentence.strip()
    assert len(sentence) <= _MOST_CHARACTERS, len(sentence)


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="newsbeam-fuzz-"))
