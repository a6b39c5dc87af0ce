"""What would happen now to an entry that is as it is remembered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from one_shard import NOON
from small_dataset import address, entry_of, failure_of

from pipelines.config.config import Config
from pipelines.histories.outlooks import find_pattern, foresee_entry
from pipelines.histories.records import EntryHistory, Fate, PlacedRow, RobotsMemory
from transforms import reasons
from transforms.pure.feeds.keep_rules import Keep
from transforms.records import Feed
from transforms.state.log import Deferral
from transforms.web.options import WebOptions
from transforms.web.rests import HostRest
from transforms.web.terms import terms_of

URL = address("valley/flood")
CONFIG = Config(output="out", feeds=(Feed(url="https://valley.example/feed"),))
LATER = Deferral(attempts=2, not_before=NOON + timedelta(hours=3), reason=reasons.TIMEOUT)
DENIED = RobotsMemory(origin="https://valley.example", verdict="denied")


def history(fate: Fate, **more: Any) -> EntryHistory:
    known = EntryHistory(
        asked=URL, id="a", url=URL, site="valley.example", shard=0, shards=1, fate=fate, settled_on="2026-11-20"
    )
    return replace(known, **more)


def outlook(fate: Fate, config: Config = CONFIG, **more: Any) -> str:
    return " ".join(foresee_entry(history(fate, **more), config, NOON, "c.yaml"))


def owed(config: Config = CONFIG, days: float = 0, **more: Any) -> str:
    entry = entry_of("valley/flood", NOON - timedelta(days=days))
    return outlook("owed", config, entry=entry, settled_on=None, **more)


def test_what_has_ended_stays_so() -> None:
    assert (
        outlook("written")
        == "Nothing: it is written. It is remembered until 2027-03-20, and longer while a feed lists it."
    )
    assert "The state has forgotten it" in outlook("written", settled_on=None)
    assert "brings it again, under the same id." in outlook("written", settled_on=None)
    assert outlook("taken down").startswith("Never written again: it was taken down.")
    assert "run `newsbeam retry` again" in outlook("unparked")
    assert outlook("settled").startswith("Nothing: it has ended.")


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "Until 2027-03-01 `newsbeam retry c.yaml --id a` makes it owed again."), (101, "cannot be retried")],
)
def test_a_failure_can_be_retried_for_a_while(days: int, said: str) -> None:
    row = PlacedRow(path="failures/x", line=1, record=failure_of("valley/flood", NOON - timedelta(days=days)))
    assert said in outlook("failed", rows=(row,))
    assert "Without its row it cannot be retried." in outlook("failed")


def test_what_is_owed_is_asked_for_or_waits() -> None:
    assert owed().startswith("The next turn asks for it. If nothing brings it, it fails on 2026-12-22, after 30 days.")
    waits = owed(deferral=LATER)
    assert waits.startswith("It is asked for again from 2026-11-22 15:00 UTC on (in 3 h).")
    assert "What helps: Raise `web.total_seconds` if the site is always slow." in waits
    assert owed(deferral=replace(LATER, not_before=NOON)).startswith("The next turn asks for it.")


def test_a_changed_configuration_shortens_a_long_wait() -> None:
    long = Deferral(
        attempts=1, not_before=NOON + timedelta(days=3), reason=reasons.http_status(403), refusals=1,
        terms=(terms_of(CONFIG.web)[reasons.HTTP_403],),
    )  # fmt: skip
    waits = owed(deferral=long)
    assert "(in 3 d)" in waits and "The next turn notices such a change." in waits
    config = Config(output="out", feeds=CONFIG.feeds, web=WebOptions(contact="news@valley.example"))
    assert owed(config, deferral=long).startswith("The next turn asks for it again, sooner than planned")


def test_what_is_owed_for_too_long_ends() -> None:
    assert "The next turn ends it: it has been owed for more than 30 days." in owed(days=31)
    assert "It is asked for a last time before." in owed(days=31, deferral=replace(LATER, refusals=1))


def test_what_keeps_a_request_from_being_made_is_told() -> None:
    assert "(`robots_denied`)" in owed(robots=DENIED)
    assert "(`robots_unreachable`)" in owed(robots=replace(DENIED, verdict="unreadable"))
    assert "was found down, and is left alone until 2026-11-22 13:00" in owed(
        rest=HostRest(down_until=NOON + timedelta(hours=1))
    )
    assert "has asked us to wait" in owed(rest=HostRest(wait_until=NOON + timedelta(hours=1)))
    assert "left alone" not in owed(rest=HostRest(wait_until=NOON - timedelta(hours=1)))


def test_what_is_owed_to_a_removed_feed_is_fetched_unless_it_is_to_be_dropped() -> None:
    without = Config(output="out")
    assert owed(without).startswith("The next turn asks for it.")
    assert owed(Config(output="out", drop_owed=True)).startswith("The next turn drops it as `feed_removed`")
    assert owed(Config(output="out", drop_owed=True, feeds=CONFIG.feeds)).startswith("The next turn asks for it.")


def test_of_what_is_unknown_it_says_who_could_bring_it_and_what_would_leave_it_out() -> None:
    said = outlook("unknown", settled_on=None, robots=DENIED)
    assert "`newsbeam add c.yaml https://valley.example/flood` makes it owed" in said
    assert "Of this site these feeds are polled: https://valley.example/feed." in said
    assert "it would wait as `robots_denied`" in said
    assert (
        outlook("unknown", url=None, settled_on=None) == "Neither the state nor the rows that were read know this id."
    )
    assert "No feed of valley.example is configured" in outlook("unknown", Config(output="out"), settled_on=None)


@pytest.mark.parametrize(
    ("keep", "found"),
    [
        (Keep(), None),
        (Keep(url_include=("/news/",)), "it matches no pattern of `keep.url_include`"),
        (Keep(url_include=("/flood",)), None),
        (Keep(url_exclude=("/sport/", "flood$")), "it matches `flood$` of `keep.url_exclude`"),
    ],
)
def test_the_pattern_that_leaves_an_address_out_is_named(keep: Keep, found: str | None) -> None:
    assert find_pattern(keep, URL) == found
