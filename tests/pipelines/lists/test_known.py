"""The feeds that a configuration lists, as they stand: also those that make it unusable."""

from __future__ import annotations

import pytest
from list_desk import Desk

from pipelines.config.loading import ConfigError
from pipelines.lists.known import read_known, require_own


def test_feeds_of_all_places_are_known_with_their_lines(desk: Desk) -> None:
    desk.write("url,name\nhttps://b.example/rss,B\n", "more.csv")
    desk.write("# mine\n- https://c.example/rss\n")
    desk.write("output: out\nfeeds: [https://a.example/rss]\nfeeds_from: [more.csv, feeds.yaml]\n", "newsbeam.yaml")
    known = read_known(desk.config)
    assert [(feed.place.replace(f"{desk.folder}/", ""), feed.key) for feed in known.feeds] == [
        ("newsbeam.yaml:2", "a.example/rss"),
        ("more.csv:2", "b.example/rss"),
        ("feeds.yaml:2", "c.example/rss"),
    ]
    assert require_own(known) == str(desk.list)


def test_what_is_wrong_elsewhere_does_not_matter(desk: Desk) -> None:
    desk.write("output: out\nshards: many\nfeeds_from: feeds.yaml\n", "newsbeam.yaml")
    desk.write(
        "- https://a.example/rss\n- http://a.example/rss/\n- nonsense\n- url: https://b.example/rss\n  colour: red\n"
    )
    known = read_known(desk.config)
    assert [feed.key for feed in known.feeds] == ["a.example/rss", "a.example/rss", None, "b.example/rss"]
    assert known.keys["a.example/rss"].endswith("feeds.yaml:1")
    assert len(known.problems) == 1 and 'there is no key "colour"' in known.problems[0]


@pytest.mark.parametrize("line", ["feeds: []", "feeds_from: list.csv", "feeds_from:"])
def test_without_a_list_that_can_be_edited_the_cure_is_named(desk: Desk, line: str) -> None:
    desk.write(f"output: out\n{line}\n", "newsbeam.yaml")
    with pytest.raises(
        ConfigError, match=r"names no list that can be edited; add the line `feeds_from: feeds.yaml` to it"
    ):
        require_own(read_known(desk.config))


def test_without_a_configuration_the_cure_is_named(desk: Desk) -> None:
    with pytest.raises(
        ConfigError,
        match=r"there is no configuration none.yaml; make one with `newsbeam init`, or name yours with --config",
    ):
        read_known("none.yaml")
