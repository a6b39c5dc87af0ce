"""What `newsbeam init` writes: it works as it is, and with all that is commented out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.config.loading import ConfigError, load_config
from pipelines.lists.starting import CONFIG_TEXT, LIST_TEXT, begin
from transforms.records import Feed


def test_the_configuration_works_as_it_is(tmp_path: Path) -> None:
    config, _ = begin(str(tmp_path / "new" / "desk"))
    read = load_config(config)
    assert read.feeds == ()
    assert (read.output, read.feeds_from) == ("out", "feeds.yaml") or read.output.endswith("/out")


def test_what_is_commented_out_works_too(tmp_path: Path) -> None:
    config, feeds = begin(str(tmp_path))
    keys = re.sub(r"^# (?=\w+:$|  )", "", CONFIG_TEXT, flags=re.M)
    Path(config).write_text(keys)
    Path(feeds).write_text(re.sub(r"^# (?=- |  )", "", LIST_TEXT, flags=re.M))
    read = load_config(config)
    assert read.web.contact == "https://you.example/about"
    assert (read.poll.first_poll.max_entries, read.poll.keep.languages) == (50, ("de", "pt"))
    assert read.write.formats == ("jsonl", "parquet")
    assert read.feeds == (
        Feed(url="https://news.example/rss"),
        Feed(
            url="https://paper.example/feed.xml", name="The Paper", language="en", section="politics", tags=("national",),
            interval=900.0, enabled=False,
        ),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["newsbeam.yaml", "feeds.yaml"])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(ConfigError, match=f"{name} is there already; nothing was written"):
        begin(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="file/desk cannot be written to: Not a directory"):
        begin(str(tmp_path / "file" / "desk"))
