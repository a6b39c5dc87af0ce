"""An owner that remembers its shard from an earlier turn: what it reads again, and when it believes nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from noting_store import Noting
from one_shard import Shard, rows

from transforms.errors import StateError
from transforms.row_files import VOID
from transforms.state.days import TO_FORGET
from transforms.state.documents import Due, save_due
from transforms.state.owner import Owner
from transforms.state.storage import Store
from transforms.state.warm import WarmShards


class Process:
    """A process that takes turns at a shard, and remembers it between them."""

    def __init__(self, shard: Shard) -> None:
        self.shard, self.warm = shard, WarmShards(10)

    def open(self, state: Store | None = None, snapshot_every: int = 32) -> Owner:
        store = state or self.shard.state
        return self.shard.open(state=store, warm=self.warm.take(store.root, 0), snapshot_every=snapshot_every)

    def open_again(self, state: Store | None = None, listed: list[str] | None = None) -> Owner:
        """Open the shard as a turn does: it first sees whether another turn has ended since."""
        store = state or self.shard.state
        warm = self.warm.take(store.root, 0)
        warm.resume(store, 0)
        return self.shard.open(state=store, warm=warm, listed=listed)

    def turn(self, *names: str, snapshot_every: int = 32) -> None:
        """Take a turn in which a file that settles these entries is written."""
        self.end(self.open(snapshot_every=snapshot_every), *names)

    def end(self, owner: Owner, *names: str) -> None:
        owner.take_up(1000)
        assert owner.commit({self.shard.path_of(owner): rows(*names)}, {}, {})
        owner.leave()
        due = Due(saved_by=owner.attempt)
        save_due(self.shard.state, 0, due)
        owner.stay_warm(due)


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    return Shard(str(tmp_path))


@pytest.fixture
def process(shard: Shard) -> Process:
    """A process that has taken a turn."""
    process = Process(shard)
    process.turn("a")
    return process


def test_where_nothing_is_new_a_look_at_the_logs_end_is_enough(shard: Shard, process: Process) -> None:
    state = Noting(shard.state)
    owner = process.open(state)
    assert state.asked == {"names log": 1, "head log": 1}
    assert set(owner.memory.settled) == {"a"}


def test_where_no_other_turn_has_ended_since_the_logs_names_are_enough(shard: Shard, process: Process) -> None:
    state = Noting(shard.state)
    assert set(process.open_again(state).memory.settled) == {"a"}
    assert state.asked == {"head due": 1, "names log": 1}


def test_where_another_turn_has_ended_the_logs_end_is_looked_at(shard: Shard, process: Process) -> None:
    save_due(shard.state, 0, Due(saved_by="a rival, who had nothing to commit"))
    state = Noting(shard.state)
    assert set(process.open_again(state).memory.settled) == {"a"}
    assert state.asked == {"head due": 1, "read due": 1, "names log": 1, "head log": 1}


def test_what_was_committed_by_one_who_has_not_ended_its_turn_is_read(shard: Shard, process: Process) -> None:
    shard.settle("b")
    path = shard.stop_before_files("c")
    owner = process.open_again()
    assert set(owner.memory.settled) == {"a", "b"}
    assert owner.memory.decisions == {path: "void"}


def test_a_turn_that_found_itself_the_last_says_nothing_of_the_next(shard: Shard, process: Process) -> None:
    process.end(process.open_again(), "b")
    state = Noting(shard.state)
    process.open(state)
    assert state.asked["head log"] == 1


@pytest.mark.parametrize("ended", [False, True], ids=["has not ended its turn", "has ended its turn"])
def test_a_copy_of_the_state_from_before_the_last_turn_is_looked_at_as_one(
    shard: Shard, process: Process, ended: bool
) -> None:
    copy = copy_log(shard) | {"due/0.json": shard.state.read("due/0.json") or b""}
    process.turn("b")
    restore(shard, copy)
    shard.settle("c")
    if ended:
        save_due(shard.state, 0, Due(saved_by="a rival"))
    assert set(process.open_again().memory.settled) == {"a", "c"}


def test_what_a_rival_settles_and_sweeps_after_the_listing_is_not_taken_up(shard: Shard, process: Process) -> None:
    shard.park("b", "c")
    process.open().take_up(1000)
    for name in ("b", "c"):
        shard.park(name)
    listed = shard.inbox_names()
    rival = shard.open()
    rival.take_up(1000)
    assert rival.commit({shard.path_of(rival): rows("b", "c")}, {}, {})
    assert shard.inbox_names() == []
    owner = process.open_again(listed=listed)
    assert owner.take_up(1000) == []
    assert owner.leave().missing == []


def test_what_a_rival_settles_after_the_log_is_read_refuses_the_commit(shard: Shard, process: Process) -> None:
    shard.park("b")
    owner = process.open_again(listed=shard.inbox_names())
    rival = shard.open()
    rival.take_up(1000)
    assert rival.commit({shard.path_of(rival): rows("b")}, {}, {})
    owner.take_up(1000)
    assert not owner.commit({shard.path_of(owner): rows("b")}, {}, {})


def test_what_is_read_does_not_grow_with_what_is_remembered(shard: Shard, process: Process) -> None:
    process.turn(*(f"an-article-with-number-{n}" for n in range(9_000)))
    process.turn("b", snapshot_every=3)
    state = Noting(shard.state)
    assert len(process.open(state).memory.settled) == 9_002
    assert state.bytes_read < 1_000


def test_what_somebody_else_committed_is_read_and_nothing_else(shard: Shard, process: Process) -> None:
    shard.settle("b")
    shard.settle("c")
    state = Noting(shard.state)
    owner = process.open(state)
    assert state.asked["read log"] == 2
    assert owner.memory == shard.open().memory
    assert set(owner.memory.settled) == {"a", "b", "c"}


def test_a_file_that_somebody_else_left_in_doubt_is_decided(shard: Shard, process: Process) -> None:
    shard.park("b")
    path = shard.stop_before_files("b")
    owner = process.open()
    assert [entry.id for entry in owner.take_up(100)] == ["b"]
    assert owner.memory.decisions == {path: "void"}
    assert shard.wake_up(path, "b") == "void"


def test_a_snapshot_of_somebody_else_is_read_instead_of_what_was_remembered(shard: Shard, process: Process) -> None:
    shard.open(snapshot_every=2).commit({}, {"moved": ["b"]}, {})
    shard.settle("c")
    owner = process.open()
    assert owner.memory == shard.open().memory
    assert set(owner.memory.settled) == {"a", "b", "c"}


def test_one_that_stood_still_while_the_log_was_compacted_reads_it_anew(shard: Shard, process: Process) -> None:
    owner = shard.open(snapshot_every=3)
    for name in ("b", "c", "d"):
        owner.commit({}, {"moved": [name]}, {})
    shard.state.delete("log/0/0000000001.json")
    shard.state.delete("log/0/0000000002.json")
    assert set(process.open().memory.settled) == {"a", "b", "c", "d"}


def restore(shard: Shard, copy: dict[str, bytes]) -> None:
    """Bring back a copy of the log."""
    for name in shard.log_names():
        shard.state.delete(f"log/0/{name}")
    for path, data in copy.items():
        shard.state.put(path, data)


def copy_log(shard: Shard) -> dict[str, bytes]:
    paths = [f"log/0/{name}" for name in shard.log_names()]
    return {path: shard.state.read(path) or b"" for path in paths}


def test_a_log_that_ends_earlier_than_was_remembered_is_read_anew(shard: Shard, process: Process) -> None:
    copy = copy_log(shard)
    process.turn("b")
    restore(shard, copy)
    assert set(process.open().memory.settled) == {"a"}


def test_a_log_with_another_commit_of_the_same_number_is_read_anew(shard: Shard, process: Process) -> None:
    copy = copy_log(shard)
    process.turn("b")
    restore(shard, copy)
    shard.settle("c")
    assert set(process.open().memory.settled) == {"a", "c"}


def test_a_file_that_is_not_as_it_is_remembered_is_decided_again(shard: Shard, process: Process) -> None:
    process.turn("b")
    owner = process.open()
    (path,) = owner.memory.decisions
    owner.stay_warm(Due())
    shard.output.delete(path)
    assert set(process.open().memory.settled) == {"a"}
    assert shard.output.read(path) == VOID


def test_a_log_that_was_closed_for_another_division_stops_its_owner(shard: Shard, process: Process) -> None:
    assert shard.open().close("another")
    shard.state.put("next/another.json", b'{"folder": "divisions/another", "shards": 2}')
    with pytest.raises(StateError, match=r"was divided into 2 shards while this ran"):
        process.open()


def test_a_turn_that_does_not_end_leaves_nothing_remembered(shard: Shard, process: Process) -> None:
    owner = process.open()
    assert process.warm.take(shard.state.root, 0).memory is None, "a memory in use is nobody else's"
    owner.lost = True
    owner.stay_warm(Due())
    assert process.warm.take(shard.state.root, 0).memory is None


def test_rows_belong_in_no_day_before_the_log_was_looked_at(shard: Shard, process: Process) -> None:
    shard.now += timedelta(days=1)
    assert process.open().read_at == shard.now


def test_a_memory_of_long_ago_forgets_what_snapshots_forget(shard: Shard, process: Process) -> None:
    shard.now += timedelta(days=121)
    for day in range(TO_FORGET):
        shard.now += timedelta(days=1)
        process.turn(f"b{day}", snapshot_every=TO_FORGET + 1)
    owner = process.open()
    assert set(owner.memory.settled) == {f"b{day}" for day in range(TO_FORGET)}
    assert owner.memory == shard.open().memory
