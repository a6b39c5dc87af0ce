"""Single feeds are added: by their own address, or by that of their site."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from list_desk import Desk

from pipelines.config.loading import ConfigError, load_config
from pipelines.lists.adding import add_addresses, read_given
from pipelines.lists.known import read_known
from transforms.discovery.finding import FoundFeeds
from transforms.pure.discovery.holdings import Holding
from transforms.pure.discovery.leads import Lead, Source
from transforms.pure.discovery.ranking import FoundFeed, Pick
from transforms.records import Feed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOTHING = read_given({}, ())
HOME = "https://valley.example/"


def found_feed(url: str, source: Source, title: str | None = "The Valley", *languages: str) -> FoundFeed:
    holding = Holding(
        format="RSS 2.0", title=title, items=20, items_per_day=9.0, languages=languages, texts="teasers",
        last_item_at=datetime(2026, 11, 22, 11, tzinfo=UTC), links=frozenset(),
    )  # fmt: skip
    return FoundFeed(url=url, lead=Lead(url=url, source=source, title="Linked"), holding=holding)


RSS = found_feed("https://valley.example/rss", "declared", "The Valley", "de")
SPORT = found_feed("https://valley.example/sport", "declared", "Sport", "de", "en")
WEB = {
    HOME: FoundFeeds(url=HOME, feeds=(RSS, SPORT), pick=Pick(RSS, "it is the best")),
    "https://valley.example/old": FoundFeeds(
        url="https://valley.example/old", feeds=(found_feed("https://valley.example/new", "given", None, "x-odd tag"),)
    ),
    "https://none.example/": FoundFeeds(url="https://none.example/", problems=("https://none.example/: no such host",)),
}


def test_a_feed_takes_what_it_says_of_itself_and_the_user_has_the_last_word(desk: Desk) -> None:
    (addition,) = add_addresses(read_known(desk.config), [HOME], NOTHING, WEB.__getitem__)
    assert addition.feed == Feed(url="https://valley.example/rss", name="The Valley", language="de")
    given = read_given({"name": "Mine", "language": "pt-BR", "section": "Sea", "interval": "15m"}, ["a", "b"])
    add_addresses(read_known(desk.config), ["https://valley.example/old"], given, WEB.__getitem__)
    assert load_config(desk.config).feeds == (
        Feed(url="https://valley.example/rss", name="The Valley", language="de"),
        Feed(
            url="https://valley.example/new", name="Mine", language="pt-BR", section="Sea", interval=900.0, tags=("a", "b")
        ),
    )  # fmt: skip


def test_a_feed_that_moved_is_added_where_it_is_now_under_the_name_of_its_link(desk: Desk) -> None:
    (addition,) = add_addresses(read_known(desk.config), ["https://valley.example/old"], NOTHING, WEB.__getitem__)
    assert addition.feed == Feed(url="https://valley.example/new", name="Linked")


def test_what_is_known_is_not_doubled_and_a_known_feed_is_not_asked_for(desk: Desk) -> None:
    desk.write("- http://www.valley.example/rss/\n")
    urls = ["valley.example/rss", HOME, HOME]
    additions = add_addresses(read_known(desk.config), urls, NOTHING, {HOME: WEB[HOME]}.__getitem__)
    assert [(addition.feed, addition.known_at) for addition in additions] == [(None, f"{desk.list}:1")] * 2
    assert desk.list.read_text() == "- http://www.valley.example/rss/\n"


def test_without_asking_an_address_is_taken_as_it_is(desk: Desk) -> None:
    add_addresses(read_known(desk.config), ["feed:https://a.example/rss", "b.example/rss"], NOTHING, None)
    assert desk.added() == ["- https://a.example/rss", "- https://b.example/rss"]


@pytest.mark.parametrize("urls", [["two words"], [HOME, "ftp://a.example/"]])
def test_with_one_address_that_is_none_nothing_is_added(desk: Desk, urls: list[str]) -> None:
    before = desk.list.read_text()
    with pytest.raises(ConfigError):
        add_addresses(read_known(desk.config), urls, NOTHING, WEB.__getitem__)
    assert desk.list.read_text() == before


def test_what_is_wrong_with_the_options_is_said_in_one_go() -> None:
    with pytest.raises(ConfigError) as refused:
        read_given({"language": "German", "interval": "soon"}, ())
    assert refused.value.problems == (
        'newsbeam feeds add: interval: expected a number of seconds (or a duration like 90s, 15m, 2h, 1d), got "soon"',
        'newsbeam feeds add: language: expected a language tag like de or pt-BR, got "German"',
    )
