"""What is remembered of shards between turns: taken out for a turn, bounded, and forgotten least recently used first."""

import pytest
from one_shard import entry

from transforms.state.documents import Due
from transforms.state.memory import Memory
from transforms.state.warm import WarmShard, WarmShards, make_box, shared_warm


def with_ids(count: int) -> WarmShard:
    return WarmShard(memory=Memory(settled=dict.fromkeys(map(str, range(count)), "2026-11-22")))


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
