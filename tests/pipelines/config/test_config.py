"""A configuration as the other parts of the program see it: where things lie, which feeds are polled, what may be shown."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from config_texts import SMALLEST, write

from pipelines.config.config import HIDDEN, Config
from pipelines.config.loading import load_config
from transforms.notices.options import NotifyOptions
from transforms.records import Feed
from transforms.state.places import absolute
from transforms.state.roots import Roots
from transforms.state.storage import open_store


def test_no_secret_is_in_what_is_shown(tmp_path: Path) -> None:
    text = SMALLEST + "feeds_from: list.txt\n"
    write(tmp_path, "https://coast.example/rss\n", "list.txt")
    feed = "{url: https://b.example/rss, headers: {X-Key: '${KEY}', X-Other: plain}}"
    config = load_config(write(tmp_path, text), [f"feeds=[{feed}]"], {"KEY": "s3cret"})
    shown = config.public()
    assert config.feeds[0].headers == {"X-Key": "s3cret", "X-Other": "plain"}
    assert [feed["headers"] for feed in shown["feeds"]] == [{"X-Key": HIDDEN, "X-Other": HIDDEN}, {}]
    assert shown["output"] == str(tmp_path / "out")
    assert b"s3cret" not in msgspec.json.encode(shown)


def test_a_proxys_credentials_are_not_in_what_is_shown(tmp_path: Path) -> None:
    text = SMALLEST + 'web: {proxy: "http://desk:${KEY}@proxy.example:3128"}\n'
    config = load_config(write(tmp_path, text), [], {"KEY": "s3cret"})
    assert config.web.proxy == "http://desk:s3cret@proxy.example:3128"
    assert config.public()["web"]["proxy"] == "http://(hidden)@proxy.example:3128"
    assert "s3cret" not in f"{config!r} {config.web!r}"


@pytest.mark.parametrize(
    ("output", "state", "root"),
    [
        ("out", None, "out/_state"),
        ("gs://bucket/news/", None, "gs://bucket/news/_state"),
        ("out", "kept/here", "kept/here"),
    ],
)
def test_the_state_lies_below_the_output_unless_it_is_named(output: str, state: str | None, root: str) -> None:
    config = Config(output=output, state=state, shards=3)
    assert config.state_root == root
    assert config.roots == Roots(state=absolute(root), output=absolute(output), shards=3, memory_mb=256)


def test_the_roots_are_the_same_wherever_a_worker_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    roots = Config(output="out/news").roots
    assert (roots.output, roots.state) == (f"{tmp_path}/out/news", f"{tmp_path}/out/news/_state")


def test_only_enabled_feeds_are_polled() -> None:
    feeds = (Feed(url="https://a.example/rss"), Feed(url="https://b.example/rss", enabled=False))
    config = Config(output="out", feeds=feeds, shards=4)
    assert config.active_feeds == feeds[:1]
    state = open_store("memory://config-test/state")
    assert [config.roster.holds(feed.url, state) for feed in feeds] == [True, False]


def test_of_the_address_of_notices_only_the_origin_is_shown() -> None:
    config = Config(output="out", notify=NotifyOptions(url="https://desk.example/hooks/T0/s3cret?token=s3cret"))
    assert config.public()["notify"]["url"] == "https://desk.example"
    assert "s3cret" not in str(config.public())
