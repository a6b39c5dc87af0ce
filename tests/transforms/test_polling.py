"""Polls: what is due, and what is parked before it is remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from msgspec.structs import replace
from one_shard import bare_turn
from ordered_store import OrderedStore
from steps import set_now

from transforms.parking import Parked
from transforms.poll_results import FeedJob, PollOptions
from transforms.polling import (
    Look,
    Polling,
    has_nothing_to_do,
    look_at,
)
from transforms.pure.feeds.completeness import Completeness, DayTally, changes
from transforms.pure.feeds.health import Health
from transforms.pure.net.urls import url_id
from transforms.records import Feed
from transforms.state.documents import (
    Advice,
    Due,
    FeedDocument,
    listing_hash,
    save_feed,
)
from transforms.state.roster import ShardFeeds, make_roster
from transforms.state.storage import Store
from transforms.state.warm import WarmShards
from transforms.turns import Polls, Turn
from transforms.web.flight import flight_of, keep_flight

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOST = "paper.example"
FEED = Feed(url=f"http://{HOST}/feed.xml")
FEED_ID = url_id(FEED.url)
FEED_2 = Feed(url=f"http://{HOST}/other.xml")


ONE_FEED = make_roster([FEED], 1).of(0, OrderedStore())
QUIET = Advice(day="2026-11-22", inbox_hash=listing_hash([]), feeds_hash=ONE_FEED.hash, next_poll=NOON.timestamp() + 1)
DUE_NOW = replace(QUIET, next_poll=NOON.timestamp())
NO_FEEDS = replace(QUIET, feeds_hash=listing_hash([]), next_poll=None)


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOON)


NOTHING_TO_DO = {
    "nothing is due": (QUIET, ONE_FEED, [], True),
    "a feed is due": (DUE_NOW, ONE_FEED, [], False),
    "a feed is due and none is to be polled": (DUE_NOW, None, [], True),
    "a feed was added": (QUIET, make_roster([FEED, FEED_2], 1).of(0, OrderedStore()), [], False),
    "a feed was removed": (QUIET, make_roster([], 1).of(0, OrderedStore()), [], False),
    "there are no feeds": (NO_FEEDS, make_roster([], 1).of(0, OrderedStore()), [], True),
    "somebody parked something": (QUIET, ONE_FEED, ["box.json"], False),
    "something was parked and swept": (replace(QUIET, inbox_hash=listing_hash(["box.json"])), ONE_FEED, [], False),
    "something deferred may be tried": (replace(QUIET, next_try=NOON), ONE_FEED, [], False),
    "an article is to be asked for again": (replace(QUIET, next_recheck=NOON), ONE_FEED, [], False),
    "an article is asked for again later": (replace(QUIET, next_recheck=NOON + timedelta(seconds=1)), ONE_FEED, [], True),
    "what is deferred must wait": (replace(QUIET, next_try=NOON + timedelta(seconds=1)), ONE_FEED, [], True),
    "no commit was made today": (replace(QUIET, day="2026-11-21"), ONE_FEED, [], False),
    "there is no advice": (Advice(), ONE_FEED, [], False),
}  # fmt: skip


@pytest.mark.parametrize(("seconds", "idle"), [(0, True), (0.5, True), (1, False)])
def test_a_turn_that_lasts_until_a_feed_is_due_is_needed(seconds: float, idle: bool) -> None:
    assert has_nothing_to_do(QUIET, ONE_FEED, [], NOON, NOON + timedelta(seconds=seconds)) is idle


@pytest.mark.parametrize(("advice", "feeds", "inbox", "idle"), NOTHING_TO_DO.values(), ids=NOTHING_TO_DO)
def test_a_turn_with_nothing_to_do_is_left_out(
    advice: Advice, feeds: ShardFeeds | None, inbox: list[str], idle: bool
) -> None:
    assert has_nothing_to_do(advice, feeds, inbox, NOON) is idle


WAITING = replace(QUIET, next_try=NOON + timedelta(hours=12), terms="t1")
TERMS = {
    "the configuration says the same": (WAITING, "t1", True),
    "it says something else": (WAITING, "t2", False),
    "it says something else, and nothing waits for that": (replace(WAITING, terms=""), "t2", True),
    "whoever looks does not know what it says": (WAITING, None, True),
}


@pytest.mark.parametrize(("advice", "terms", "idle"), TERMS.values(), ids=TERMS)
def test_a_corrected_configuration_needs_a_turn_where_entries_wait_for_it(
    advice: Advice, terms: str | None, idle: bool
) -> None:
    assert has_nothing_to_do(advice, ONE_FEED, [], NOON, terms=terms) is idle


class Carried:
    """A flight that is kept between two turns, with an answer."""

    unread, web, is_given_up = 1, None, False

    def cancel(self) -> None:
        self.is_given_up = True


def test_a_look_reads_what_is_not_remembered_and_hears_of_answers_that_came_meanwhile() -> None:
    store, roster, warm = OrderedStore(), make_roster([FEED], 1), WarmShards(1)
    loaded: list[Due] = []

    def load(state: Store, shard: int) -> Due:
        loaded.append(Due(day="2026-11-22", inbox_hash=QUIET.inbox_hash, feeds_hash=ONE_FEED.hash, next_poll=1.0))
        return loaded[-1]

    def look(polls: Polls) -> Look[Due]:
        return look_at(store, 0, roster, warm, load, polls=polls, now=NOON, until=NOON)

    assert [look(polls).rests for polls in ("none", "due", "all")] == [True, False, False]
    assert (look("none").feeds, look("due").feeds) == (None, ONE_FEED) and look("due").read is loaded[-1]
    left = warm.take(store.root, 0)
    left.due = loaded[-1]
    left.put_back(left)
    assert look("none").rests and look("none").read is None and len(loaded) == 6
    keep_flight(store.root, 0, Carried())  # type: ignore[arg-type]
    assert not look("none").rests
    assert flight_of(store.root, 0, lambda: "new", Carried()) == "new"  # type: ignore[arg-type,return-value]


def polling_of(turn: Turn, feeds: ShardFeeds | None) -> Polling:
    return Polling(
        turn,
        feeds,
        state=turn.owner.state,
        options=PollOptions(),
        clock=lambda: NOON,
        polls_all=False,
        meanwhile=True,
    )


@pytest.mark.parametrize("feeds", [ONE_FEED, None], ids=["feeds are polled", "none is polled"])
def test_a_poll_that_was_carried_on_for_a_feed_that_is_gone_plans_nothing(feeds: ShardFeeds | None) -> None:
    turn = bare_turn()
    turn.due.polls = {} if feeds else {FEED_ID: 1.0}
    polling = polling_of(turn, feeds)
    known = set(turn.due.polls)
    assert FEED_ID in known
    for feed in (FEED, FEED_2):
        job = FeedJob(id=url_id(feed.url), feed=feed, document=FeedDocument(url=feed.url), unconditional=True)
        polling.note(job, Parked(job.document, b"{}", {}))
    assert set(turn.due.polls) == known
    assert {job.id for job in polling.due(NOON)} == ({FEED_ID} if feeds else set())


def test_what_each_poll_saw_and_missed_is_added_up_for_the_shard() -> None:
    turn = bare_turn()
    turn.due.polls = {FEED_ID: 1.0}
    polling = polling_of(turn, ONE_FEED)
    documents = [
        FeedDocument(url=FEED.url, completeness=Completeness(days=days))
        for days in ((), (DayTally(NOON.date(), 5, 1.0, 1),), (DayTally(NOON.date(), 9, 1.0, 1),))
    ]
    for before, after in pairwise(documents):
        job = FeedJob(id=FEED_ID, feed=FEED, document=before, unconditional=True)
        polling.note(job, Parked(after, b"{}", {}, changes(before.completeness.days, after.completeness.days)))
    assert turn.due.days == (DayTally(NOON.date(), 9, 1.0, 1),)


def test_what_was_seen_is_added_up_again_where_the_advice_was_lost() -> None:
    turn = bare_turn()
    days = (DayTally(NOON.date(), 9, 1.0, 1),)
    health = Health(next_poll_at=NOON + timedelta(hours=1))
    save_feed(
        turn.owner.state, 0, FEED_ID, FeedDocument(url=FEED.url, health=health, completeness=Completeness(days=days))
    )
    for _ in range(2):  # in the second turn the advice is there
        polling = polling_of(turn, ONE_FEED)
        assert polling.due(NOON) == []
        assert turn.due.days == days
        turn.due.polls[FEED_ID] = 1.0
