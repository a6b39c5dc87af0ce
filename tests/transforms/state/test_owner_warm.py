"""An owner that remembers its shard from an earlier turn: what it reads again, and when it believes nothing."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from one_shard import Shard, rows

from transforms.errors import StateError
from transforms.state.documents import Due
from transforms.state.files import VOID
from transforms.state.owner import Owner
from transforms.state.storage import Store
from transforms.state.warm import WarmShards


class Noting:
    """A store that notes how often it was asked for what, and how many bytes it gave."""

    at_once = 1

    def __init__(self, store: Store) -> None:
        self.root, self._store = store.root, store
        self.asked: Counter[str] = Counter()
        self.bytes_read = 0

    def __getattr__(self, name: str) -> Callable[..., object]:
        def ask(path: str, *arguments: object) -> object:
            self.asked[f"{name} {path.split('/')[0]}"] += 1
            answer = getattr(self._store, name)(path, *arguments)
            self.bytes_read += len(answer) if isinstance(answer, bytes) else 0
            return answer

        return ask


class Process:
    """A process that takes turns at a shard, and remembers it between them."""

    def __init__(self, shard: Shard) -> None:
        self.shard, self.warm = shard, WarmShards(10)

    def open(self, state: Store | None = None, snapshot_every: int = 32) -> Owner:
        store = state or self.shard.state
        return self.shard.open(state=store, warm=self.warm.take(store.root, 0), snapshot_every=snapshot_every)

    def turn(self, *names: str, snapshot_every: int = 32) -> None:
        """Take a turn in which a file that settles these entries is written."""
        owner = self.open(snapshot_every=snapshot_every)
        owner.take_up(1000)
        assert owner.commit({self.shard.path_of(owner): rows(*names)}, {}, {})
        owner.leave()
        owner.stay_warm(Due())


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
    owner = process.open(state)  # type: ignore[arg-type]
    assert state.asked == {"names log": 1, "head log": 1}
    assert set(owner.memory.settled) == {"a"}


def test_what_is_read_does_not_grow_with_what_is_remembered(shard: Shard, process: Process) -> None:
    process.turn(*(f"an-article-with-number-{n}" for n in range(9_000)))
    process.turn("b", snapshot_every=3)
    state = Noting(shard.state)
    assert len(process.open(state).memory.settled) == 9_002  # type: ignore[arg-type]
    assert state.bytes_read < 1_000


def test_what_somebody_else_committed_is_read_and_nothing_else(shard: Shard, process: Process) -> None:
    shard.settle("b")
    shard.settle("c")
    state = Noting(shard.state)
    owner = process.open(state)  # type: ignore[arg-type]
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
    process.turn("b", snapshot_every=2)
    owner = process.open()
    assert set(owner.memory.settled) == {"b"}
    assert owner.memory == shard.open().memory
