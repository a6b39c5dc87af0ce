"""The roster: which shard polls which feed, and that it is handed on whole, and made once."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from transforms.pure.urls import shard_of, url_id
from transforms.records import Feed
from transforms.roster import Roster, make_roster

SHARDS = 8
FEEDS = [
    Feed(
        url=f"https://paper-{n}.example/rss", name="Täglich", tags=("a",), interval=60.0, headers={"X-Key": f"key {n}"}
    )
    for n in range(40)
]
# What a worker does that is given a roster: it reads it from the pickle, and says what it holds.
WORKER = """
import pickle, sys
roster = pickle.load(sys.stdin.buffer)
sys.stdout.buffer.write(pickle.dumps([dict(roster.of(shard)) for shard in range(8)]))
"""


@pytest.fixture
def roster() -> Roster:
    return make_roster(FEEDS, SHARDS)


def test_each_feed_stands_in_the_shard_of_its_site_once(roster: Roster) -> None:
    found = {(shard, id_, feed.url) for shard in range(SHARDS) for id_, feed in roster.of(shard).items()}
    assert found == {(shard_of(feed.url, SHARDS), url_id(feed.url), feed.url) for feed in FEEDS}
    assert sum(len(roster.of(shard)) for shard in range(SHARDS)) == len(FEEDS)


def test_a_shards_feeds_stand_in_the_order_of_the_configuration() -> None:
    assert [feed.url for feed in make_roster(FEEDS, 1).of(0).values()] == [feed.url for feed in FEEDS]


def test_a_shard_may_have_no_feeds() -> None:
    assert make_roster([], SHARDS).of(3) == {}


def test_it_knows_its_feeds_by_url(roster: Roster) -> None:
    assert FEEDS[7].url in roster
    assert "https://other.example/rss" not in roster


def test_in_the_process_that_made_it_it_stays_the_one_that_it_is(roster: Roster) -> None:
    assert pickle.loads(pickle.dumps(roster)) is roster


def test_a_roster_of_other_feeds_is_another_one(roster: Roster) -> None:
    held = pickle.loads(pickle.dumps(make_roster(FEEDS[1:], SHARDS)))
    assert held is not roster
    assert FEEDS[0].url not in held and FEEDS[1].url in held


def test_another_process_reads_the_same_feeds_from_it(roster: Roster) -> None:
    done = subprocess.run([sys.executable, "-c", WORKER], input=pickle.dumps(roster), capture_output=True, check=True)
    assert pickle.loads(done.stdout) == [dict(roster.of(shard)) for shard in range(SHARDS)]
