"""The commands on the list of feeds: what each prints, and its exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from list_desk import Desk

from pipelines.config.loading import load_config

OTHER = "name,url,tags\nCoast,https://coast.example/rss,sea\nIsle,https://isle.example/rss,\n"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    desk = Desk(tmp_path, capsys)
    assert desk.run("init", str(tmp_path)) == [
        "newsbeam.yaml and feeds.yaml are there now. Next:",
        f"    cd {tmp_path}",
        "    newsbeam feeds add URL          # a feed, or the home page of a site",
        "    newsbeam feeds import FILE      # OPML, CSV or a plain list",
        "    newsbeam ingest newsbeam.yaml",
    ]
    return desk


def test_init_refuses_to_overwrite(desk: Desk) -> None:
    assert desk.run("init", str(desk.folder), code=2) == [
        "newsbeam.yaml and feeds.yaml are there already; nothing was written"
    ]


def test_what_init_writes_can_be_used_at_once(desk: Desk) -> None:
    assert "Feeds: none is listed that is enabled; `newsbeam feeds add` adds one." in desk.run("check", desk.config)
    assert "Feeds     0 polled: none is listed that is enabled; `newsbeam feeds add` adds one" in desk.run(
        "ingest", desk.config
    )


def test_a_list_with_a_wrong_address_is_listed_and_ends_with_2(desk: Desk) -> None:
    desk.write("- https://a.example/rss\n- not a url\n")
    assert desk.feeds("list", code=2)[-1] == "    not a url                wrong: not an address that can be polled"
    assert desk.feeds("remove", "not a url")[0] == "not a url is removed from feeds.yaml"
    assert desk.feeds("list")[0] == "1 feed"


def test_a_list_is_brought_in_changed_and_listed(desk: Desk) -> None:
    assert desk.feeds("import", desk.write(OTHER, "other.csv")) == [
        "Read      other.csv, CSV: 2 feeds",
        "Added     2 feeds to feeds.yaml",
    ]
    assert desk.feeds("disable", "isle.example/rss") == ["https://isle.example/rss is disabled in feeds.yaml"]
    assert desk.feeds("list") == [
        "2 feeds, 1 disabled",
        "feeds.yaml:",
        "    https://coast.example/rss  Coast  sea",
        "    https://isle.example/rss   Isle   disabled",
    ]
    assert desk.feeds("list", "--tag", "sea")[0] == "1 feed"
    assert desk.feeds("enable", "isle.example/rss") == ["https://isle.example/rss is enabled in feeds.yaml"]
    assert desk.feeds("remove", "isle.example/rss")[0] == "https://isle.example/rss is removed from feeds.yaml"
    assert desk.added() == ["- url: https://coast.example/rss", "  name: Coast", "  tags: [sea]"]


@pytest.mark.parametrize("format", ["opml", "csv"])
def test_what_is_exported_can_be_imported(desk: Desk, format: str, tmp_path: Path) -> None:
    desk.feeds("import", desk.write(OTHER, "other.csv"))
    exported = "\n".join(desk.feeds("export", f"--format={format}"))
    before = load_config(desk.config).feeds
    desk.write("# nothing\n")
    desk.feeds("import", desk.write(exported, f"mine.{format}"))
    assert sorted(load_config(desk.config).feeds, key=lambda feed: feed.url) == list(before)


def test_an_export_has_no_secrets_and_says_so(desk: Desk) -> None:
    desk.write("- url: https://a.example/rss\n  headers: {Authorization: secret}\n")
    lines = desk.feeds("export", "--format", "csv")
    assert lines[-1] == "Headers are secret, and are not exported."
    assert "https://a.example/rss,,,,,," in lines and not [line for line in lines if "Authorization" in line]


def test_an_import_of_which_something_is_left_out_ends_with_1(desk: Desk) -> None:
    lines = desk.feeds("import", desk.write("url,lang\nx,\nhttps://a.example/rss,\n", "other.csv"), code=1)
    assert lines[1:] == [
        "Added     1 feed to feeds.yaml",
        "Left out  1 entry that is wrong",
        "    other.csv:2: 'x' is not a URL: expected something like https://paper.example/article",
    ]


def test_a_list_that_is_broken_is_shown_as_far_as_it_can_be(desk: Desk) -> None:
    desk.write("- https://a.example/rss\n- url: https://b.example/rss\n  colour: red\n")
    lines = desk.feeds("list", code=2)
    assert lines[:4] == ["2 feeds", "feeds.yaml:", "    https://a.example/rss", "    https://b.example/rss"]
    assert lines[4].startswith('feeds.yaml:3: feeds[2].colour: there is no key "colour"')


@pytest.mark.parametrize("command", ["list", "export"])
def test_a_configuration_that_is_not_there_is_named(desk: Desk, command: str) -> None:
    (line,) = desk.run("feeds", command, "/nowhere/newsbeam.yaml", code=2)
    assert "/nowhere/newsbeam.yaml" in line


def test_the_configuration_of_the_folder_is_taken_where_none_is_named(desk: Desk) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pipelines", "feeds", "import", "-"],
        cwd=desk.folder, input=OTHER, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert ended.stdout.splitlines() == ["Read      stdin, CSV: 2 feeds", "Added     2 feeds to feeds.yaml"]
