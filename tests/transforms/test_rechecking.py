"""The articles of a turn that are asked for again: which ones at once, what is left, and what a feed brings forward."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from asked_again import HOUR, later, recheck
from msgspec.structs import replace
from one_shard import NOON

from transforms.pure.net.urls import shard_of
from transforms.rechecking import ALONE, Again, Rechecking
from transforms.rechecks import Recheck, RevisionOptions
from transforms.records import Entry, Feed, Page
from transforms.tries import FetchOptions
from transforms.turns import Rechecked
from transforms.web.response import Response

CHECKS = (3600.0, 86_400.0)
FEED = "https://site.example/feed"


class Wall:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = NOON + 2 * HOUR

    def __call__(self) -> datetime:
        return self.at


class Owner:
    """What is remembered, and what of it is due: a stand-in that takes no part in any protocol."""

    def __init__(self, *due: Recheck) -> None:
        self.due = due
        self.memory = SimpleNamespace(rechecks={one.id: one for one in due}, aliases={})

    def take_rechecks(self, now: datetime, at_most: int) -> list[Recheck]:
        return [one for one in self.due if one.next_at <= now][:at_most]


def asked(name: str, site: str = "site.example", **fields: Any) -> Recheck:
    return recheck(name, url=f"https://{site}/{name}", **fields)


class Given:
    """The rechecks of a turn, with what they stand on."""

    def __init__(self, *due: Recheck, checks: tuple[float, ...] = CHECKS, **fields: Any) -> None:
        self.wall, self.owner = Wall(), Owner(*due)
        self.turn: Any = SimpleNamespace(owner=self.owner, rechecks={}, shard=0)
        said: dict[str, Any] = {
            "shards": 1,
            "options": RevisionOptions(checks=checks),
            "tries": FetchOptions(),
            "at_once": 2,
            "unwanted": lambda url: False,
            "subscribed": lambda entry: None,
            "rights": lambda entry: None,
            "clock": self.wall,
        }
        self.rechecking = Rechecking(self.turn, **said | fields)

    def take_up(self, at_most: int = 100, carried: tuple[Again, ...] = ()) -> list[Rechecked]:
        return list(self.rechecking.take_up(at_most, carried))

    def next(self, stalled: tuple[str, ...] = (), has_news: bool = True, stays: bool = True) -> list[str]:
        """The ids of those that may be asked for now."""
        jobs = self.rechecking.next_jobs(stalled, has_news=has_news, stays=stays)
        self.jobs = {job.recheck.id: job for job in jobs}
        return list(self.jobs)


def unchanged(url: str) -> Response:
    return Response(
        url=url, final_url=url, status=304, headers={}, body=b"", fetched_at=NOON, seconds=0.1, wire_bytes=0,
        not_modified=True,
    )  # fmt: skip


def test_one_at_a_time_is_asked_for_at_a_site_and_few_in_all() -> None:
    given = Given(
        asked("a1", "a.example"), asked("a2", "a.example"), asked("b1", "b.example"), asked("c1", "c.example")
    )
    assert given.take_up() == []
    assert given.next() == ["a1", "b1"] and given.next() == []
    first = Again(given.owner.due[0])
    assert isinstance(given.rechecking.judge(first, unchanged(first.url)), Rechecked)
    assert given.next() == ["c1"], "the sites take turns"


def test_one_that_stalls_holds_no_place_but_that_of_its_site() -> None:
    given = Given(asked("a1", "a.example"), asked("a2", "a.example"), asked("b1", "b.example"), at_once=1)
    given.take_up()
    assert given.next() == ["a1"] and given.next() == []
    assert given.rechecking.waits(())
    assert given.next(stalled=("again a1",)) == ["b1"]
    assert not given.rechecking.waits(("again a1",)), "the turn need not wait for a2"


def test_no_more_are_taken_up_than_the_turn_has_room_for() -> None:
    given = Given(asked("a1"), asked("b1", "b.example"))
    given.take_up(at_most=1)
    assert given.next() == ["a1"] and not given.rechecking.waits(())


def test_what_is_carried_from_an_earlier_turn_is_not_asked_for_twice() -> None:
    one = asked("a1")
    given = Given(one, asked("a2"))
    given.take_up(carried=(Again(one),))
    assert given.next() == []
    given.rechecking.judge(Again(one), unchanged(one.url))
    assert given.next() == ["a2"]


def test_an_ingest_asks_for_some_minutes_after_all_news_and_a_stream_until_its_turn_ends() -> None:
    given = Given(*(asked(f"a{n}") for n in range(9)))
    given.take_up()
    assert given.next(has_news=False) == ["a0"]
    for n, (minutes, has_news) in enumerate([(4, False), (9, True), (20, False), (24, False)]):
        given.wall.at = NOON + 2 * HOUR + timedelta(minutes=minutes)
        given.rechecking.judge(Again(given.owner.due[n]), unchanged(""))
        assert given.next(has_news=has_news) == [f"a{n + 1}"]
    given.wall.at += ALONE
    given.rechecking.judge(Again(given.owner.due[4]), unchanged(""))
    assert given.next(has_news=False, stays=False) == ["a5"]
    given.rechecking.judge(Again(given.owner.due[5]), unchanged(""))
    assert given.next(has_news=False) == ["a6"], "it has not been alone since"
    given.wall.at += 2 * ALONE
    given.rechecking.judge(Again(given.owner.due[6]), unchanged(""))
    assert given.next(has_news=False) == [] and not given.rechecking.waits(())


def test_what_was_asked_with_the_validators_of_another_version_counts_for_nothing() -> None:
    before = asked("a1")
    given = Given(before)
    given.take_up()
    given.next()
    given.owner.memory.rechecks["a1"] = later(before)
    assert given.rechecking.judge(given.jobs["a1"], unchanged(before.url)) is None


def test_a_page_is_noted_in_the_turn_by_its_entry() -> None:
    before = replace(asked("a1"), id="article")
    given = Given(before)
    given.take_up()
    given.next()
    answer = replace(unchanged(before.url), status=200, not_modified=False, body=b"<p>")
    page = given.rechecking.judge(given.jobs["article"], answer)
    assert isinstance(page, Page) and given.turn.rechecks == {"a1": before}


def test_articles_of_feeds_that_are_unwanted_are_asked_for_no_more() -> None:
    given = Given(asked("a1"), unwanted=lambda url: url == FEED)
    (found,) = given.take_up()
    assert (found.after, found.outcome) == (None, "ended/feed_removed") and given.next() == []


def test_without_checks_nothing_is_taken_up() -> None:
    given = Given(asked("a1"), checks=())
    assert given.take_up() == [] and given.next() == []


def test_headers_of_the_feed_go_with_it_as_with_any_page() -> None:
    feed = Feed(url=FEED, headers={"Cookie": "x"}, headers_for="site")
    given = Given(asked("a1"), subscribed=lambda entry: feed if isinstance(entry, Entry) else None)
    given.take_up()
    given.next()
    assert given.jobs["a1"].subscribed is feed


def test_an_address_that_another_shard_has_by_now_is_asked_for_by_its_link_without_validators() -> None:
    shards = 4
    own = next(name for name in "abcdefgh" if shard_of(f"https://{name}.example/", shards) == 0)
    other = next(name for name in "abcdefgh" if shard_of(f"https://{name}.example/", shards) != 0)
    entry = replace(asked("x").entry, url=f"https://{own}.example/x", link=f"https://{own}.example/x")
    moved = replace(asked("x", f"{other}.example", etag='"1"'), entry=entry)
    stays = replace(asked("y", f"{own}.example", etag='"1"'))
    given = Given(moved, stays, shards=shards, at_once=9)
    given.take_up()
    given.next()
    if "x" in given.jobs and "y" not in given.jobs:  # Both are at one site: one after the other.
        given.rechecking.judge(given.jobs["x"], unchanged(""))
        first = given.jobs["x"]
        given.next()
        given.jobs["x"] = first
    assert (given.jobs["x"].url, given.jobs["x"].etag) == (f"https://{own}.example/x", None)
    assert (given.jobs["y"].url, given.jobs["y"].etag) == (f"https://{own}.example/y", '"1"')


class TestHastening:
    """What a feed calls updated."""

    @pytest.fixture
    def given(self) -> Given:
        """An article that was asked for an hour ago, and is due in a day."""
        return Given(asked("a1", next_at=NOON + 24 * HOUR, seen_at=NOON + HOUR))

    def hasten(self, given: Given, hours: float = 1.5, entry_id: str = "a1") -> list[Rechecked]:
        return list(given.rechecking.hasten([(entry_id, NOON + hours * HOUR)]))

    def test_is_asked_for_in_the_same_turn_once(self, given: Given) -> None:
        assert given.take_up() == [] and self.hasten(given) == [] and self.hasten(given) == []
        assert given.next() == ["a1"] and given.next() == []
        assert self.hasten(given) == [] and not given.rechecking.waits(())

    def test_is_remembered_where_it_may_not_be_asked_for_yet(self, given: Given) -> None:
        given.wall.at = NOON + 1.7 * HOUR
        (found,) = self.hasten(given)
        assert found.after is not None and found.after.next_at == NOON + 2 * HOUR and found.outcome == "hastened"
        assert given.next() == []

    def test_is_remembered_where_the_turn_ends_before(self, given: Given) -> None:
        self.hasten(given)
        (left,) = given.rechecking.leave([])
        assert left.after is not None and left.after.next_at == given.wall.at
        assert list(given.rechecking.leave([Again(given.owner.due[0])])) == []

    def test_counts_for_what_led_to_the_article(self, given: Given) -> None:
        given.owner.memory.aliases["by another link"] = "a1"
        self.hasten(given, entry_id="by another link")
        assert given.next() == ["a1"]

    @pytest.mark.parametrize(("hours", "entry_id"), [(0.5, "a1"), (1.5, "unknown")], ids=["older", "not remembered"])
    def test_is_nothing_otherwise(self, given: Given, hours: float, entry_id: str) -> None:
        assert self.hasten(given, hours, entry_id) == [] and given.next() == []
