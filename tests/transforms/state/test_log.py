"""The inbox and the log of a shard, as one who only reads them sees them."""

import gzip
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from one_shard import NOON, Shard, entry, rows

from transforms.errors import AlreadyExists, StateError, Unclear
from transforms.state.log import VOID, Commit, Deferral, Snapshot, add_up, covered, look, park, read_log
from transforms.state.storage import Store


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    return Shard(str(tmp_path))


def append(state: Store, number: int, **fields: object) -> None:
    commit = Commit(attempt="a", pass_id="p", opened_at=NOON, committed_at=NOON, **fields)  # type: ignore[arg-type]
    state.create(f"log/0/{number:010d}.json", msgspec.json.encode(commit))


def unseen(path: str, planned: object) -> None:
    """No file of the newest commit is there yet."""


def test_the_void_bytes_are_a_gzip_stream_without_rows_and_never_change() -> None:
    assert gzip.decompress(VOID) == b""
    assert VOID.hex() == "1f8b08000000000000ff03000000000000000000"


def test_parked_entries_stand_in_one_inbox_file_named_by_time(shard: Shard) -> None:
    shard.park("a", "b")
    (name,) = shard.inbox_names()
    assert name.startswith("20261122T120000")
    assert msgspec.json.decode(shard.state.read(f"inbox/0/{name}") or b"", type=list)[1]["id"] == "b"


def test_parking_nothing_makes_no_file(shard: Shard) -> None:
    shard.park()
    assert shard.inbox_names() == []


class Moody:
    """A store that first gives some answers of its own to a create."""

    root = "moody"

    def __init__(self, *answers: type[Exception]) -> None:
        self.answers, self.paths = list(answers), []

    def create(self, path: str, data: bytes) -> None:
        self.paths.append(path)
        if self.answers:
            raise self.answers.pop(0)(path)


@pytest.mark.parametrize(
    ("answers", "tries"), [((), 1), ((Unclear,), 2), ((Unclear,) * 4, 5), ((AlreadyExists,), 1)], ids=str
)
def test_parking_goes_on_until_the_store_took_it(answers: tuple[type[Exception], ...], tries: int) -> None:
    store = Moody(*answers)
    park(store, 0, [entry("a")])  # type: ignore[arg-type]
    assert len(set(store.paths)) == len(store.paths) == tries


def test_parking_fails_where_the_store_never_answers() -> None:
    with pytest.raises(Unclear):
        park(Moody(*[Unclear] * 5), 0, [entry("a")])  # type: ignore[arg-type]


def test_an_empty_log_says_nothing(shard: Shard) -> None:
    memory = add_up(read_log(shard.state, 0), unseen)
    assert (memory.number, memory.newest, memory.settled, memory.deferred) == (0, None, {}, {})


def test_the_log_is_read_from_its_newest_snapshot_on(shard: Shard) -> None:
    for number in (1, 2, 3, 4, 5):
        snapshot = Snapshot(settled={}, deferred={}) if number in (2, 4) else None
        append(shard.state, number, snapshot=snapshot)
    assert [number for number, _ in read_log(shard.state, 0)] == [4, 5]


def test_a_reader_whose_log_is_compacted_meanwhile_starts_over(shard: Shard) -> None:
    append(shard.state, 1)
    append(shard.state, 2)

    class Compacting:
        reads = 0

        def names(self, folder: str) -> list[str]:
            return shard.state.names(folder)

        def read(self, path: str) -> bytes | None:
            self.reads += 1
            if self.reads == 1:
                append(shard.state, 3, snapshot=Snapshot(settled={"2026-11-22": ["a"]}, deferred={}))
                for number in (1, 2):
                    shard.state.delete(f"log/0/{number:010d}.json")
            return shard.state.read(path)

    log = read_log(Compacting(), 0)  # type: ignore[arg-type]
    assert [number for number, _ in log] == [3]


def test_a_file_counts_by_the_verdict_in_the_commit_after_it(shard: Shard) -> None:
    kept, _ = rows("a", "a2")
    void, _ = rows("b")
    append(shard.state, 1, files={"f1": kept, "f2": void})
    append(shard.state, 2, verdict={"f1": "kept", "f2": "void"}, dropped={"duplicate": ["c"]})
    memory = add_up(read_log(shard.state, 0), unseen)
    assert memory.settled == {"a": "2026-11-22", "a2": "2026-11-22", "c": "2026-11-22"}
    assert memory.totals["dropped/duplicate"] == 1


@pytest.mark.parametrize(
    ("verdict", "settled"), [("kept", {"a"}), ("void", set()), (None, set())], ids=["kept", "void", "in doubt"]
)
def test_the_newest_commits_files_are_for_the_reader_to_judge(
    shard: Shard, verdict: str | None, settled: set[str]
) -> None:
    append(shard.state, 1, files={"f": rows("a")[0]})
    memory = add_up(read_log(shard.state, 0), lambda path, planned: verdict)  # type: ignore[arg-type, return-value]
    assert set(memory.settled) == settled
    assert memory.verdict == ({"f": verdict} if verdict else {})


def test_a_commit_without_a_verdict_on_the_file_before_it_is_damage(shard: Shard) -> None:
    append(shard.state, 1, files={"f": rows("a")[0]})
    append(shard.state, 2)
    with pytest.raises(
        StateError, match=r"^log entry 2 says nothing of f: the log is damaged, restore it from a copy$"
    ):
        add_up(read_log(shard.state, 0), unseen)


def test_a_deferral_ends_when_its_entry_is_settled(shard: Shard) -> None:
    later = Deferral(attempts=1, not_before=NOON + timedelta(hours=1), reason="http_503")
    append(shard.state, 1, deferred={"a": later, "b": later})
    append(shard.state, 2, dropped={"moved": ["a"]})
    assert add_up(read_log(shard.state, 0), unseen).deferred == {"b": later}


def test_a_snapshot_replaces_all_that_lies_below_it(shard: Shard) -> None:
    later = Deferral(attempts=2, not_before=NOON, reason="timeout")
    append(
        shard.state, 7, snapshot=Snapshot(settled={"2026-08-01": ["a"]}, deferred={"b": later}), totals={"written": 9}
    )
    memory = add_up(read_log(shard.state, 0), unseen)
    assert (memory.number, memory.settled, memory.deferred) == (7, {"a": "2026-08-01"}, {"b": later})
    assert memory.totals == {"written": 9}


@pytest.mark.parametrize(
    ("found", "verdict"), [(None, None), (VOID, "void"), (rows("a")[1], "kept")], ids=["absent", "void", "rows"]
)
def test_a_reader_sees_whether_a_file_is_kept_without_deciding_it(
    shard: Shard, found: bytes | None, verdict: str | None
) -> None:
    if found is not None:
        shard.output.create("f", found)
    assert look(shard.output, "f", rows("a")[0]) == verdict
    assert shard.output.read("f") == found


def test_a_file_that_is_neither_void_nor_the_planned_one_stops_the_shard(shard: Shard) -> None:
    shard.output.create("f", b"edited by hand")
    message = r"out/f: this file is not the one that its commit names \(1 bytes, here 14\); restore it from a copy, or"
    with pytest.raises(StateError, match=message):
        look(shard.output, "f", rows("a")[0])


def test_covered_is_what_the_newest_manifest_says(shard: Shard) -> None:
    assert covered(shard.state, 0) == 0
    shard.state.create("manifests/0000000001.json", b'{"covered": {"0": 3}}')
    shard.state.create("manifests/0000000002.json", b'{"covered": {"0": 5, "1": 9}}')
    assert [covered(shard.state, n) for n in (0, 1, 2)] == [5, 9, 0]


def test_a_slow_reader_is_not_taken_in_by_a_number_that_was_freed_and_taken_again(shard: Shard) -> None:
    shard.state.create("manifests/0000000002.json", b'{"covered": {"0": 2}}')

    class Slow:
        moved = False

        def names(self, folder: str) -> list[str]:
            return shard.state.names(folder)

        def read(self, path: str) -> bytes | None:
            if not self.moved:
                self.moved = True
                shard.state.create("manifests/0000000005.json", b'{"covered": {"0": 4}}')
                shard.state.delete("manifests/0000000002.json")
                shard.state.create("manifests/0000000002.json", b'{"covered": {"0": 99}}')  # by a stalled publisher
            return shard.state.read(path)

    assert covered(Slow(), 0) == 4  # type: ignore[arg-type]
