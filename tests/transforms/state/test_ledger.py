"""The ledger: what was parked is settled or owed, and what is neither is named."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from one_shard import NOON, Shard, rows

from transforms.row_files import VOID
from transforms.state.documents import Due, FeedDocument, save_due, save_feed
from transforms.state.ledger import Balance, balance, find_unparked, inbox_ids, parked_in, read_ledger
from transforms.state.warm import WarmShards


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    return Shard(str(tmp_path))


def poll(shard: Shard, pass_id: str, *names: str, saved_for: str | None = None) -> None:
    """A poll that parked entries: inbox, the feed's document, and the shard's advice that names the feed."""
    shard.park(*names)
    document = FeedDocument(url="https://site.example/feed", pass_id=pass_id, parked={str(shard.number): list(names)})
    save_feed(shard.state, shard.number, "feed1", document)
    save_due(shard.state, shard.number, Due(pass_id=saved_for or pass_id, polled=["feed1"]))


def balance_of(shard: Shard, before: frozenset[str] = frozenset(), shards: int = 1) -> Balance:
    return balance(shard.state, shard.output, shards, {shard.number: before}, "p1")


def test_what_is_parked_and_not_settled_is_owed(shard: Shard) -> None:
    shard.park("a", "b", "c")
    shard.settle("a")
    ledger = read_ledger(shard.state, shard.output, 0)
    assert ledger.inbox == {"a", "b", "c"}
    assert ledger.owed == {"b", "c"}


def test_parked_is_settled_plus_owed_over_a_pass(shard: Shard) -> None:
    poll(shard, "p1", "a", "b")
    shard.settle("a")
    assert balance_of(shard) == Balance(parked=2, owed=1, missing={})


@pytest.mark.parametrize("polled", [True, False], ids=["parked in this pass", "owed before it"])
def test_an_id_that_vanished_from_the_inbox_is_reported_missing(shard: Shard, polled: bool) -> None:
    if polled:
        poll(shard, "p1", "a", "b")
    else:
        shard.park("a", "b")
    before = inbox_ids(shard.state, 0)
    shard.settle("a")
    (name,) = shard.inbox_names()
    shard.state.delete(f"inbox/0/{name}")
    assert balance_of(shard, frozenset() if polled else before).missing == {0: ["b"]}


def test_without_a_pass_the_last_one_of_each_shard_counts(shard: Shard) -> None:
    poll(shard, "20261122T120000Z-tick", "a", "b")
    shard.settle("a")
    (name,) = shard.inbox_names()
    assert balance(shard.state, shard.output, 1, {}, None) == Balance(parked=2, owed=1, missing={})
    shard.state.delete(f"inbox/0/{name}")
    assert balance(shard.state, shard.output, 1, {}, None) == Balance(parked=2, owed=0, missing={0: ["b"]})


def test_what_another_pass_parked_is_not_counted(shard: Shard) -> None:
    poll(shard, "p0", "a")
    assert parked_in(shard.state, 1, "p1") == {}
    poll(shard, "p0", "b", saved_for="p1")
    assert parked_in(shard.state, 1, "p1") == {}


def test_entries_count_in_the_shard_that_owes_them(tmp_path: Path) -> None:
    home, other = Shard(str(tmp_path), 0), Shard(str(tmp_path), 1)
    document = FeedDocument(url="https://site.example/feed", pass_id="p1", parked={"0": ["a"], "1": ["b", "c"]})
    save_feed(home.state, 0, "feed1", document)
    save_due(home.state, 0, Due(pass_id="p1", polled=["feed1"]))
    home.park("a")
    other.park("b")
    assert parked_in(home.state, 2, "p1") == {0: {"a"}, 1: {"b", "c"}}
    assert balance_of(home, shards=2) == Balance(parked=3, owed=2, missing={1: ["c"]})


def test_a_file_in_doubt_settles_nothing_and_reading_does_not_decide_it(shard: Shard) -> None:
    shard.park("a")
    path = shard.stop_before_files("a")
    ledger = read_ledger(shard.state, shard.output, 0)
    assert ledger.owed == {"a"}
    assert shard.output.read(path) is None
    shard.output.create(path, VOID)
    assert read_ledger(shard.state, shard.output, 0).owed == {"a"}


@pytest.mark.parametrize("rival", [None, "c"], ids=["nobody else committed", "somebody else did"])
def test_what_the_process_remembers_says_the_same_as_the_store(shard: Shard, rival: str | None) -> None:
    warm = WarmShards(1)
    before = inbox_ids(shard.state, 0, warm)
    poll(shard, "p1", "a", "b", "c")
    owner = shard.open(warm=warm.take(shard.state.root, 0))
    owner.take_up(100)
    assert owner.commit({shard.path_of(owner): rows("a")}, {}, {})
    owner.leave()
    owner.stay_warm(Due())
    if rival:
        shard.settle(rival)
    found = balance(shard.state, shard.output, 1, {0: before}, "p1", warm)
    assert found == balance_of(shard, before) == Balance(parked=3, owed=1 if rival else 2, missing={})
    assert warm.take(shard.state.root, 0).memory is not None, "it is there for the next turn"


def test_an_inbox_that_is_remembered_is_listed_and_not_read(shard: Shard) -> None:
    warm = WarmShards(1)
    shard.park("a")
    assert inbox_ids(shard.state, 0, warm) == {"a"}
    (first,) = shard.inbox_names()
    shard.park("b")
    shard.state.put(f"inbox/0/{first}", b"it must not be read")
    assert inbox_ids(shard.state, 0, warm) == {"a", "b"}
    shard.state.delete(f"inbox/0/{first}")
    assert inbox_ids(shard.state, 0, warm) == {"b"}


def test_what_was_reopened_is_not_missing_and_is_named_until_it_is_parked(shard: Shard) -> None:
    shard.park("a")
    shard.settle("a", "b")
    before = {0: inbox_ids(shard.state, 0) | {"a", "b"}}
    assert shard.open().reopen({"a": NOON})
    ledger = read_ledger(shard.state, shard.output, 0)
    assert (ledger.knows("a"), ledger.knows("b"), ledger.knows("c")) == (True, True, False)
    found = balance(shard.state, shard.output, 1, before, None)
    assert (found.missing, found.unparked) == ({}, {"a"})
    shard.park("a")
    assert balance(shard.state, shard.output, 1, before, None).unparked == set()


def test_what_failed_too_long_ago_to_be_retried_is_not_named(shard: Shard) -> None:
    shard.settle("a")
    assert shard.open().reopen({"a": NOON})
    shard.now = NOON + timedelta(days=100.1)
    assert shard.open().commit({}, {}, {})
    assert read_ledger(shard.state, shard.output, 0).reopened() == {}


EARLIER = NOON - timedelta(hours=1)


@pytest.mark.parametrize(
    ("shards", "unparked"),
    [
        ([], set()),
        ([{"a": (NOON, False)}, {}], {"a"}),
        ([{"a": (NOON, True)}, {"b": (NOON, False)}], {"b"}),
        ([{"a": (NOON, True)}, {"a": (NOON, False)}], set()),
        ([{"a": (NOON, False)}, {"a": (EARLIER, True)}], {"a"}),
        ([{"a": (NOON, True)}, {"a": (EARLIER, False)}], set()),
    ],
)
def test_of_several_shards_those_count_that_know_of_the_last_reopening(
    shards: list[dict[str, tuple[datetime, bool]]], unparked: set[str]
) -> None:
    assert find_unparked(shards) == find_unparked(shards[::-1]) == unparked
