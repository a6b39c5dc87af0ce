"""What is remembered of shards between turns: taken out for a turn, bounded, and forgotten least recently used first."""

import gc
import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest
from one_shard import NOON, Shard, entry

from transforms.pure.body.site_memory import VERSION
from transforms.state.documents import Due, FeedDocument, SitesDocument, save_due, save_feed, save_sites
from transforms.state.memory import Memory
from transforms.state.settled import SettledIds
from transforms.state.warm import WarmShard, WarmShards, make_box, shared_warm


def with_ids(count: int) -> WarmShard:
    return WarmShard(memory=Memory(settled=SettledIds(dict.fromkeys(map(str, range(count)), "2026-11-22"))))


def remembered(warm: WarmShards) -> list[int]:
    """Which of the first shards are remembered; they are taken out."""
    return [shard for shard in range(9) if warm.take("root", shard).memory is not None]


def test_what_is_put_back_is_taken_out_once() -> None:
    warm, kept = WarmShards(1), with_ids(3)
    warm.put_back("root", 0, kept)
    assert warm.take("root", 0) is kept
    assert warm.take("root", 0).memory is None, "two turns never share it"


def test_what_a_turn_took_out_knows_where_it_belongs() -> None:
    warm = WarmShards(1)
    taken = warm.take("root", 3)
    taken.memory = Memory()
    taken.put_back(taken)
    assert remembered(warm) == [3]


def test_each_state_and_each_shard_is_remembered_by_itself() -> None:
    warm = WarmShards(1)
    for root, shard in (("root", 0), ("root", 1), ("root/divisions/next", 0)):
        warm.put_back(root, shard, with_ids(1))
    assert warm.take("root/divisions/next", 1).memory is None
    assert remembered(warm) == [0, 1]


def test_what_was_used_least_recently_is_forgotten_first() -> None:
    warm = WarmShards(1)  # Room for 6,666 ids.
    for shard in range(3):
        warm.put_back("root", shard, with_ids(2_000))
    warm.put_back("root", 0, warm.take("root", 0))
    warm.advice("root", 1)
    warm.put_back("root", 3, with_ids(2_000))
    assert remembered(warm) == [0, 1, 3]


def test_a_shard_that_is_put_back_twice_counts_once() -> None:
    warm = WarmShards(1)
    warm.put_back("root", 1, with_ids(2_000))
    for _ in range(9):
        warm.put_back("root", 0, with_ids(2_000))
    assert remembered(warm) == [0, 1]


def test_a_shard_that_is_too_large_is_not_remembered_and_drives_out_no_other() -> None:
    warm = WarmShards(1)
    warm.put_back("root", 0, with_ids(2_000))
    warm.put_back("root", 1, with_ids(7_000))
    assert remembered(warm) == [0]


def test_where_inbox_files_are_too_many_the_ids_are_remembered_without_them() -> None:
    warm, kept = WarmShards(1), with_ids(2_000)
    kept.boxes = {"name": make_box(tuple(entry(str(n)) for n in range(1_000)))}
    warm.put_back("root", 0, kept)
    found = warm.take("root", 0)
    assert (found.memory, found.boxes) == (kept.memory, {})


def test_nothing_is_remembered_where_there_is_no_room() -> None:
    warm = WarmShards(0)
    warm.put_back("root", 0, with_ids(1))
    assert remembered(warm) == []


def test_the_advice_can_be_looked_at_while_no_turn_has_it() -> None:
    warm, due = WarmShards(1), Due(owed=3)
    assert warm.advice("root", 0) is None
    warm.put_back("root", 0, WarmShard(due=due))
    assert warm.advice("root", 0) is due
    warm.take("root", 0)
    assert warm.advice("root", 0) is None


@pytest.mark.parametrize("count", [1_000, 100_000])
def test_a_size_grows_with_what_is_remembered(count: int) -> None:
    assert 100 * count < with_ids(count).size() < 200 * count


def test_a_process_remembers_in_one_place() -> None:
    assert shared_warm(7) is shared_warm(7)
    assert shared_warm(7) is not shared_warm(8)


SITES = SitesDocument(repeats_version=VERSION, sites={"paper.example": {"pace": {"average_seconds": 0.5}}})
RIVALS_SITES = SitesDocument(repeats_version=VERSION, sites={"paper.example": {"pace": {"average_seconds": 2.5}}})
FEED = FeedDocument(url="https://paper.example/feed.xml", etag='"1"')
DOCUMENT_BYTES = 400


def with_feeds(warm: WarmShards, shard: int, count: int) -> WarmShard:
    kept = warm.take("root", shard)
    kept.memory = Memory()
    for n in range(count):
        kept.keep_feed(str(n), b"x" * DOCUMENT_BYTES)
    return kept


SAVED_SINCE = {
    "nobody": (None, True),
    "another turn of the same pass": (Due(pass_id="p1", saved_by="other"), False),
    "another version of newsbeam": (Due(pass_id="p1"), False),
}


@pytest.mark.parametrize(("rival", "counts"), SAVED_SINCE.values(), ids=SAVED_SINCE)
def test_a_feeds_document_counts_where_nobody_has_saved_the_advice_since(
    tmp_path: Path, rival: Due | None, counts: bool
) -> None:
    state, warm = Shard(str(tmp_path)).state, WarmShards(1)
    kept = warm.take("root", 0)
    kept.due = Due(pass_id="p1", saved_by="mine")
    save_due(state, 0, kept.due)
    kept.keep_feed("f1", save_feed(state, 0, "f1", FEED))
    kept.sites = save_sites(state, 0, SITES)
    save_sites(state, 0, RIVALS_SITES)
    if rival is not None:
        save_due(state, 0, rival)
    assert kept.resume(state, 0) == (rival or kept.due)
    assert kept.is_last == counts
    assert kept.feed("f1") == (FEED if counts else None)
    assert kept.feed("never polled") is None
    assert kept.load_sites(state, 0).sites == (SITES if counts else RIVALS_SITES).sites


def test_advice_that_was_read_already_says_nothing_of_feeds(tmp_path: Path) -> None:
    state, kept, read = Shard(str(tmp_path)).state, WarmShards(1).take("root", 0), Due(saved_by="mine")
    kept.due = Due(saved_by="mine")
    kept.keep_feed("f1", b"{}")
    assert kept.resume(state, 0, read) is read
    assert kept.feed("f1") is None
    assert not kept.is_last


def test_what_is_known_of_sites_is_read_where_it_is_not_remembered(tmp_path: Path) -> None:
    state = Shard(str(tmp_path)).state
    save_sites(state, 0, SITES)
    assert WarmShard().load_sites(state, 0).sites == SITES.sites


def test_a_turn_changes_what_it_knows_of_sites_and_not_what_is_remembered(tmp_path: Path) -> None:
    state, kept = Shard(str(tmp_path)).state, WarmShard()
    kept.sites = save_sites(state, 0, SITES)
    kept.load_sites(state, 0).sites["another.example"] = {}
    assert kept.load_sites(state, 0).sites == SITES.sites


def test_what_is_known_of_sites_takes_room_and_is_forgotten_before_any_ids() -> None:
    warm, kept = WarmShards(1), with_ids(2_000)
    before = kept.size()
    kept.sites = b"x" * 900_000
    assert kept.size() == before + 900_000
    warm.put_back("root", 0, kept)
    found = warm.take("root", 0)
    assert (found.memory, found.sites) == (kept.memory, None)


def test_the_documents_of_a_shards_feeds_take_a_quarter_of_the_room() -> None:
    kept = with_feeds(WarmShards(1), 0, 1_000)
    assert len(kept.feeds) == 416  # of 400 bytes, and 200 beside them
    assert 249_000 < kept.size() <= 250_000
    kept.keep_feed("0", b"y" * DOCUMENT_BYTES)
    assert kept.feeds["0"] == b"y" * DOCUMENT_BYTES, "a newer one takes the place of the older"
    kept.keep_feed("0", b"y" * 250_000)
    assert "0" not in kept.feeds, "an older one is not kept for a newer one that finds no room"


def test_documents_of_feeds_are_forgotten_before_any_shards_memory() -> None:
    warm = WarmShards(1)
    for shard in range(2):
        warm.put_back("root", shard, with_feeds(warm, shard, 400))
    warm.put_back("root", 2, with_ids(4_000))
    found = [warm.take("root", shard) for shard in range(3)]
    assert [kept.memory is not None for kept in found] == [True, True, True]
    assert [len(kept.feeds) for kept in found] == [0, 400, 0]


def test_no_document_is_remembered_where_there_is_no_room() -> None:
    assert with_feeds(WarmShards(0), 0, 9).feeds == {}
    unbound = WarmShard()
    unbound.keep_feed("f1", b"{}")
    assert unbound.feeds == {}


def test_what_was_reopened_takes_room() -> None:
    kept = with_ids(1)
    before = kept.size()
    assert kept.memory is not None
    kept.memory.reopened = {f"{n:024}": NOON for n in range(1_000)}
    gc.collect()
    tracemalloc.start()
    copy = {f"{n:024}": NOON + timedelta(seconds=n) for n in range(1_000)}
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(copy) == 1_000
    assert 0.7 * taken < kept.size() - before < 1.5 * taken
