"""The commit protocol in simulation: nothing lost, nothing doubled, the ids balanced, each kept file listed once.

NEWSBEAM_SCHEDULES (2,048) sets how many schedules are run, NEWSBEAM_SEED (0) the first one's seed; seed and number of a bad
schedule stand in the message, and `python tests/support/protocol_sim.py --schedules 1 --seed N` plays it again.
See docs/protocol.md for what is played, and why each rule is needed.
"""

import os
import random
import re
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from protocol_outcome import Outcome, judge
from protocol_owners import take_turn
from protocol_rules import RULES
from protocol_sim import Schedule
from protocol_world import World

from transforms.records import Feed

SCHEDULES = int(os.environ.get("NEWSBEAM_SCHEDULES", "2048"))
SEED = int(os.environ.get("NEWSBEAM_SEED", "0"))
CHUNKS = 16
DOCUMENT = Path(__file__).parent.parent / "docs" / "protocol.md"
# A rule's absence shows within this many schedules, most within thirty; that of a rule about warm memory in some 20 of 600,
# that of `warm_attempt` or of one about retries in 2 to 5, and that of `listed` in one.
ENOUGH = 1000

# What 100 schedules must have met at least, or they would prove little.
MET = {
    "timed out": 60,
    "answer lost": 60,
    "landed late": 25,
    "refused": 2,
    "turn ended by the store": 8,
    "killed": 300,
    "pass again": 120,
    "idle": 150,
    "refused commit": 120,
    "found kept": 300,
    "found void": 60,
    "void file": 40,
    "snapshot": 120,
    "deferred": 200,
    "handed over": 100,
    "dropped/moved": 100,
    "dropped/duplicate": 50,
    "dropped/feed_removed": 5,
    "dropped/seen_again": 5,
    "expired": 2,
    "days slept": 8,
    "day closed": 200,
    "divided": 30,
    "divided meanwhile": 12,
    "not divided": 12,
    "copy brought back": 30,
    "warm": 400,
    "warm feed": 150,
    "warm, the last": 300,
    "gone since it was listed": 30,
    "not the same log": 60,
    "taken up at once": 600,
    "carried, still owed": 25,
    "carried, settled by somebody else": 15,
    "retried": 40,
    "overtaken by a retry": 1,
    "taken down": 10,
    "put together": 10,
    "followed": 100,
    "twin": 60,
    "twin listed": 60,
    "twin cleared": 1,
    "asked again": 2000,
    "asked again, overtaken": 60,
    "revised": 200,
    "retracted": 6,
    "page": 300,
    "void file of pages": 5,
}

# What goes wrong without each rule; other things may, too.
WRONG_WITHOUT = {
    "fence": "doubled",
    "inspect": "lost",
    "newest": "doubled",
    "unique": "stopped",
    "decide": "doubled",
    "found": "lost",
    "tombstone": "doubled",
    "park_first": "lost",
    "poll_park_first": "lost",
    "under_file": "lost",
    "covered": "unlisted",
    "closed": "doubled",
    "warm_number": "unlisted",
    "warm_attempt": "unlisted",
    "warm_files": "unlisted",
    "warm_last": "unlisted",
    "warm_feeds": "lost",
    "warm_sites": "forgotten",
    "warm_alone": "doubled",
    "carried_owed": "doubled",
    "listed_once": "alarmed",
    "left_listed": "alarmed",
    "left_counted": "overlooked",
    "once": "doubled",
    "listed": "doubled",
    "pages_first": "unpaged",
    "twin_opened": "untwinned",
    "twin_listed": "untwinned",
    "for_ever": "misled",
    "chain_newest": "unlisted",
    "retry_first": "overlooked",
    "retry_once": "doubled",
    "retry_kept": "doubled",
    "retry_divided": "doubled",
    "retry_again": "unbalanced",
    "retry_known": "overlooked",
    "retry_waits": "alarmed",
    "recheck_known": "garbled",
    "recheck_forgotten": "undone",
    "recheck_kept": "garbled",
    "recheck_moved": "outdated",
}


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_nothing_is_lost_doubled_or_unlisted(chunk: int) -> None:
    total, wrong = Outcome(), {}
    # One seed after the other, since every so many of them are of a kind.
    seeds = range(SEED + SCHEDULES * chunk // CHUNKS, SEED + SCHEDULES * (chunk + 1) // CHUNKS)
    for seed in seeds:
        outcome = Schedule(seed).run()
        total.add(outcome)
        if outcome.bad:
            wrong[seed] = outcome.bad
    assert not wrong, f"bad schedules by seed: {wrong}"
    if len(seeds) >= 100:
        assert total.rows > 5 * len(seeds)
        missed = {what: total.met[what] for what, n in MET.items() if total.met[what] < n * len(seeds) // 100}
        assert not missed, f"the schedules met too little of: {missed}"


def test_each_rule_is_explained_and_its_consequence_named() -> None:
    explained = re.findall(r"^\| `(\w+)`: .* \| .+ \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert explained == list(RULES)
    assert set(WRONG_WITHOUT) == set(RULES)


@pytest.mark.parametrize("rule", sorted(WRONG_WITHOUT))
def test_each_rule_is_needed(rule: str) -> None:
    schedules = (Schedule(seed, rule).run().bad for seed in range(ENOUGH))
    caught = next(islice((bad for bad in schedules if WRONG_WITHOUT[rule] in bad), 1), None)
    assert caught, (
        f"{ENOUGH} schedules without the rule {rule!r} went well: is it still needed, or is it still left out?"
    )


def test_a_seed_fixes_a_schedule() -> None:
    first, second = Schedule(7).run(), Schedule(7).run()
    assert (str(first), first.met) == (str(second), second.met)


def test_a_feed_that_is_quiet_for_months_brings_nothing_twice() -> None:
    feed = Feed(url="https://quiet.example/feed")
    old, new = "https://quiet.example/old", "https://quiet.example/new"
    world = World(random.Random(0), first_shards=1, faulty=False)
    world.feeds, world.items, world.leads_to = [feed], {feed.url: [old]}, {old: old, new: new}
    for day in range(200):
        # Ids are remembered for 120 days from their last sighting, and the body of this feed is the same for 150.
        if day == 150:
            world.items[feed.url].insert(0, new)
        take_turn(world, 0, day, f"p{day}")
        world.now += timedelta(days=1)
    found = judge(world)
    assert (found.rows, found.lost, found.doubled) == (2, 0, 0)


def test_an_article_whose_first_way_stands_in_its_feed_for_months_is_not_written_for_a_new_way_to_it() -> None:
    feed = Feed(url="https://paper.example/feed")
    first, page, second = (f"https://paper.example/{name}" for name in ("first", "page", "second"))
    world = World(random.Random(0), first_shards=1, faulty=False)
    world.feeds, world.items = [feed], {feed.url: [first]}
    world.leads_to = {first: page, second: page, page: page}
    for day in range(0, 200, 5):
        if day == 180:
            world.items[feed.url].insert(0, second)
        take_turn(world, 0, day, f"p{day}")
        take_turn(world, 0, day + 1, f"p{day + 1}")
        world.now += timedelta(days=5)
    found = judge(world)
    assert (found.rows, found.lost, found.doubled) == (1, 0, 0)
    assert world.met["snapshot"] > 5
