"""The roster: which shard polls which feed; made once, handed on by its name, and read elsewhere from the state."""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Feed
from transforms.state.roster import KEPT, Roster, RosterGone, make_roster
from transforms.state.storage import Store, open_store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SHARDS = 8
PLAIN = Feed(url="https://paper.example/rss", name="Täglich", tags=("a",), interval=60.0)
SECRET = Feed(url="https://club.example/rss", headers={"Authorization": "Bearer of-news"})
FEEDS = [PLAIN, SECRET, *(Feed(url=f"https://paper-{n}.example/rss") for n in range(40))]
# What a worker does that is given a roster: it unpickles it, and asks it for the feeds of a shard.
WORKER = """
import pickle, sys
from transforms.errors import StateError
from transforms.state.storage import open_store
roster, shard = pickle.load(sys.stdin.buffer)
try:
    found = dict(roster.of(shard, open_store(sys.argv[1])).by_id)
except StateError as error:
    found = str(error)
sys.stdout.buffer.write(pickle.dumps(found))
"""


@pytest.fixture
def roster() -> Roster:
    return make_roster(FEEDS, SHARDS)


@pytest.fixture
def state(tmp_path: Path) -> Store:
    return open_store(str(tmp_path))


def elsewhere(roster: Roster, shard: int, state: Store) -> Any:
    """What another process finds."""
    command = [sys.executable, "-c", WORKER, state.root]
    done = subprocess.run(command, input=pickle.dumps((roster, shard)), capture_output=True, check=True)
    return pickle.loads(done.stdout)


def test_each_feed_stands_once_in_the_shard_of_its_site(roster: Roster, state: Store) -> None:
    found = [(shard, id_, feed.url) for shard in range(SHARDS) for id_, feed in roster.of(shard, state).by_id.items()]
    assert sorted(found) == sorted((shard_of(feed.url, SHARDS), url_id(feed.url), feed.url) for feed in FEEDS)


def test_a_shards_feeds_stand_in_the_order_of_the_configuration(state: Store) -> None:
    assert list(make_roster(FEEDS, 1).of(0, state).by_id.values()) == FEEDS


OTHERS = {
    "the same": (FEEDS, True),
    "one added": ([*FEEDS, Feed(url="https://new.example/rss")], False),
    "one removed": (FEEDS[1:], False),
    "another name for one": ([replace(PLAIN, name="Weekly"), *FEEDS[1:]], True),
}


@pytest.mark.parametrize(("feeds", "same"), OTHERS.values(), ids=OTHERS)
def test_the_hash_of_a_shards_feeds_tells_which_feeds_there_are(feeds: list[Feed], same: bool, state: Store) -> None:
    assert (make_roster(feeds, 1).of(0, state).hash == make_roster(FEEDS, 1).of(0, state).hash) is same


def test_a_shard_may_have_no_feeds(state: Store) -> None:
    assert make_roster([], SHARDS).of(3, state).by_id == {}


def test_it_knows_which_feeds_are_polled(roster: Roster, state: Store) -> None:
    assert roster.holds(FEEDS[7].url, state)
    assert not roster.holds("https://other.example/rss", state)


def test_in_the_process_that_made_it_it_stays_the_one_that_it_is(roster: Roster) -> None:
    assert pickle.loads(pickle.dumps(roster)) is roster


def test_it_stays_the_one_that_it_is_where_an_equal_one_was_there_before() -> None:
    before = make_roster(FEEDS, SHARDS)
    pickle.dumps(before)
    after = make_roster(FEEDS, SHARDS)
    pickled = pickle.dumps(after)
    del before
    gc.collect()
    assert pickle.loads(pickled) is after


def test_what_is_handed_on_does_not_grow_with_the_feeds() -> None:
    many = make_roster((Feed(url=f"https://paper-{n}.example/rss") for n in range(1000)), SHARDS)
    assert len(pickle.dumps(many)) == len(pickle.dumps(make_roster([], SHARDS)))


@pytest.mark.parametrize("feed", [PLAIN, SECRET], ids=["plain", "with a secret header"])
def test_another_process_reads_what_was_shared(roster: Roster, state: Store, feed: Feed) -> None:
    roster.share(state, NOON)
    shard = shard_of(feed.url, SHARDS)
    assert elsewhere(roster, shard, state) == roster.of(shard, state).by_id
    assert roster.of(shard, state).by_id[url_id(feed.url)] == feed


def test_another_process_says_what_to_do_where_nothing_was_shared(roster: Roster, state: Store) -> None:
    assert elsewhere(roster, 3, state) == (
        f"{state.root}/roster/3: the feeds that this job was started with are gone; start it again with the configuration"
        " as it is now"
    )


def test_secret_headers_are_not_written_down(roster: Roster, state: Store) -> None:
    roster.share(state, NOON)
    written = [
        state.read(f"roster/{shard}/{name}") for shard in range(SHARDS) for name in state.names(f"roster/{shard}")
    ]
    assert len(written) == SHARDS
    assert not any(b"of-news" in (data or b"") for data in written)


def test_a_roster_is_shared_once(roster: Roster, state: Store) -> None:
    roster.share(state, NOON)
    make_roster(FEEDS, SHARDS).share(state, NOON + timedelta(hours=1))
    assert [len(state.names(f"roster/{shard}")) for shard in range(SHARDS)] == [1] * SHARDS


def test_the_last_rosters_stay(state: Store) -> None:
    for n in range(KEPT + 2):
        make_roster([Feed(url=f"https://paper.example/{n}")], 1).share(state, NOON + timedelta(days=n))
    left = [msgspec.json.decode(state.read(f"roster/0/{name}") or b"") for name in state.names("roster/0")]
    assert [feed["url"] for feeds in left for feed in feeds.values()] == [
        f"https://paper.example/{n}" for n in range(2, KEPT + 2)
    ]


def test_a_later_roster_of_a_job_is_read_by_its_name_and_has_the_headers_of_the_start(
    roster: Roster, state: Store
) -> None:
    new = Feed(url="https://new.example/rss")
    later = make_roster([SECRET, new], SHARDS)
    later.share(state, NOON)
    found = pickle.loads(pickle.dumps(roster)).later(later.name)
    feeds = [feed for shard in range(SHARDS) for feed in found.of(shard, state).by_id.values()]
    assert sorted(feeds, key=lambda feed: feed.url) == [SECRET, new]


def test_the_name_of_the_start_and_none_are_the_roster_itself(roster: Roster) -> None:
    assert roster.later(None) is roster.later(roster.name) is roster


def test_a_later_roster_that_is_gone_is_an_error_of_its_own(roster: Roster, state: Store) -> None:
    with pytest.raises(RosterGone, match="the feeds that this job was started with are gone"):
        roster.later("0" * 32).of(0, state)
