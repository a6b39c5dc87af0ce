"""Feeds are added to a list, removed, disabled and enabled."""

from __future__ import annotations

import pytest
from list_desk import Desk

from pipelines.config.loading import ConfigError
from pipelines.lists.changing import add_feeds, key_of, remove_feeds, switch_feeds
from pipelines.lists.known import read_known
from transforms.records import Feed

MINE = "# mine\n- https://a.example/rss # daily\n- url: https://b.example/rss\n  name: B\n"


def test_feeds_are_added_behind_the_others_once(desk: Desk) -> None:
    desk.write(MINE)
    known = read_known(desk.config)
    new = [Feed(url="https://c.example/rss", name="C"), Feed(url="http://b.example/rss/")]
    assert add_feeds(known, new) == str(desk.list)
    assert add_feeds(known, new) == str(desk.list)  # as somebody else would who read the list before
    assert desk.list.read_text() == MINE + "- url: https://c.example/rss\n  name: C\n"


def test_a_list_that_is_not_there_yet_is_made(desk: Desk) -> None:
    desk.list.unlink()
    add_feeds(read_known(desk.config), [Feed(url="https://c.example/rss")])
    assert desk.list.read_text() == "- https://c.example/rss\n"


@pytest.mark.parametrize(
    "url",
    ["https://a.example/rss", "http://www.a.example/rss/", "a.example/rss", " feed:https://a.example/rss"],
)
def test_a_feed_is_removed_in_any_spelling(desk: Desk, url: str) -> None:
    desk.write(MINE)
    assert remove_feeds(desk.config, [url]).urls == ("https://a.example/rss",)
    assert desk.list.read_text() == "# mine\n- url: https://b.example/rss\n  name: B\n"


def test_of_two_spellings_the_one_that_is_named_is_removed(desk: Desk) -> None:
    desk.write("- https://a.example/rss\n- http://a.example/rss/\n- https://b.example/rss\n")
    assert remove_feeds(desk.config, ["http://a.example/rss/"]).urls == ("http://a.example/rss/",)
    assert desk.list.read_text() == "- https://a.example/rss\n- https://b.example/rss\n"


def test_a_feed_is_disabled_and_enabled_again(desk: Desk) -> None:
    desk.write(MINE)
    assert not switch_feeds(desk.config, ["https://b.example/rss"], enabled=False).was_so
    assert desk.list.read_text() == MINE + "  enabled: false\n"
    assert switch_feeds(desk.config, ["https://b.example/rss"], enabled=False).was_so
    switch_feeds(desk.config, ["https://b.example/rss"], enabled=True)
    assert desk.list.read_text() == MINE


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://a.example/rs", r"https://a.example/rs is not listed in .*feeds.yaml; did you mean https://a.example/rss\?"),
        ("https://zzz.example/else", "is not listed in .*; `newsbeam feeds list` shows those that are"),
        ("https://inside.example/rss", "is listed at .*newsbeam.yaml:2, which is not changed by this command; edit it there"),
        ("ftp://a.example/", "ftp"),
        ("B", '^"B" is a name; name the feed by its address: https://b.example/rss$'),
        ("The Tide", "^'The Tide' is not the address of a feed: expected something like https://paper.example/rss$"),
    ],
)  # fmt: skip
def test_a_feed_that_is_not_in_the_list_is_not_guessed(desk: Desk, url: str, sentence: str) -> None:
    desk.write("output: out\nfeeds: [https://inside.example/rss]\nfeeds_from: feeds.yaml\n", "newsbeam.yaml")
    desk.write(MINE)
    with pytest.raises(ConfigError, match=sentence):
        remove_feeds(desk.config, [url])
    assert desk.list.read_text() == MINE


def test_several_are_removed_at_once_or_none(desk: Desk) -> None:
    desk.write(MINE)
    with pytest.raises(ConfigError) as refused:
        remove_feeds(desk.config, ["https://a.example/rss", "https://x.example/", "https://y.example/"])
    assert len(refused.value.problems) == 2
    assert desk.list.read_text() == MINE
    assert len(remove_feeds(desk.config, ["https://a.example/rss", "https://b.example/rss"]).urls) == 2
    assert desk.list.read_text() == "# mine\n"


def test_a_key_is_that_of_all_spellings() -> None:
    assert key_of("https://www.a.example/rss/") == key_of("a.example/rss") == "a.example/rss"
