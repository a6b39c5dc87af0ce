"""The log of a shard: read from its newest snapshot on, continued by one owner at a time, compacted below a snapshot."""

import json
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from one_shard import NOON, Shard, rows

from transforms.errors import AlreadyExists, StorageError, Unclear
from transforms.state.log import (
    Commit,
    Deferral,
    ShardLog,
    Snapshot,
    closed_by,
    count_outcomes,
    may_try,
    read_attempt,
    read_log,
    read_newer,
)
from transforms.state.storage import Store


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    return Shard(str(tmp_path))


def commit(**fields: object) -> Commit:
    return Commit(attempt="a", pass_id="p", opened_at=NOON, committed_at=NOON, **fields)  # type: ignore[arg-type]


def append(state: Store, number: int, **fields: object) -> None:
    state.create(f"log/0/{number:010d}.json", msgspec.json.encode(commit(**fields)))


def test_a_log_that_was_never_written_is_empty(shard: Shard) -> None:
    assert read_log(shard.state, 0) == []


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


def test_what_is_stored_keeps_its_keys() -> None:
    """Every version that ever ran must read the log: `decisions` are stored as `verdict`, `aliases` as `ways`."""
    later = Deferral(attempts=1, not_before=NOON, reason="timeout")
    snapshot = Snapshot(settled={"2026-11-22": ["a"]}, deferred={"b": later}, aliases={"a": "article"})
    planned, _ = rows("c")
    stored = commit(decisions={"f": "kept"}, files={"g": planned}, aliases={"c": "article"}, snapshot=snapshot)
    found = json.loads(msgspec.json.encode(stored))
    assert list(found) == [
        "attempt",
        "pass_id",
        "opened_at",
        "committed_at",
        "verdict",
        "files",
        "ways",
        "snapshot",
    ]
    assert (found["verdict"], found["ways"]) == ({"f": "kept"}, {"c": "article"})
    assert list(found["files"]["g"]) == ["ids", "counts", "rows", "size", "sha256"]
    assert list(found["snapshot"]) == ["settled", "deferred", "ways"]
    assert found["snapshot"]["ways"] == {"a": "article"}


def test_what_was_reopened_is_stored_with_its_moment_and_else_nothing_is() -> None:
    stored = commit(reopened={"a": NOON}, snapshot=Snapshot(settled={}, deferred={}, reopened={"b": NOON}))
    found = json.loads(msgspec.json.encode(stored))
    assert found["reopened"] == {"a": "2026-11-22T12:00:00Z"}
    assert found["snapshot"] == {"settled": {}, "deferred": {}, "reopened": {"b": "2026-11-22T12:00:00Z"}}
    assert msgspec.json.decode(msgspec.json.encode(stored), type=Commit) == stored


LATER = NOON + timedelta(hours=1)
MAY_TRY = {
    "nothing failed yet": (None, True),
    "its time has come": (Deferral(attempts=1, not_before=NOON, reason="http_403", terms=("t1",)), True),
    "later, on the same terms": (Deferral(attempts=1, not_before=LATER, reason="http_403", terms=("t1",)), False),
    "later, on terms that it had before": (
        Deferral(attempts=1, not_before=LATER, reason="http_403", terms=("t1", "t0")),
        False,
    ),
    "later, on other terms": (Deferral(attempts=1, not_before=LATER, reason="http_403", terms=("t0",)), True),
    "later, whatever the terms": (Deferral(attempts=1, not_before=LATER, reason="timeout"), False),
    "later, for a reason that has no terms any more": (
        Deferral(attempts=1, not_before=LATER, reason="too_blue", terms=("t1",)),
        False,
    ),
}


@pytest.mark.parametrize(("deferral", "may"), MAY_TRY.values(), ids=MAY_TRY)
def test_an_entry_waits_until_its_time_or_for_other_terms(deferral: Deferral | None, may: bool) -> None:
    assert may_try(deferral, {"http_403": "t1"}, NOON) is may


def test_a_deferral_that_is_not_long_is_stored_as_ever() -> None:
    later = Deferral(attempts=1, not_before=NOON, reason="timeout")
    assert msgspec.json.encode(later) == b'{"attempts":1,"not_before":"2026-11-22T12:00:00Z","reason":"timeout"}'


def test_a_log_says_which_division_it_was_closed_for() -> None:
    assert closed_by([]) is None
    assert closed_by([(1, commit()), (2, commit())]) is None
    assert closed_by([(1, commit()), (2, commit(closes="another"))]) == "another"


def test_outcomes_count_what_is_kept_and_what_is_dropped() -> None:
    one, two, three = (rows(*names)[0] for names in (("a", "b"), ("c",), ("d",)))
    settled = commit(files={"f1": one, "f2": two, "f3": three}, dropped={"moved": ["e", "f"], "duplicate": ["g"]})
    counts = count_outcomes(settled, {"f1": "kept", "f2": "void", "f3": None})
    assert counts == {"written": 2, "dropped/moved": 2, "dropped/duplicate": 1}
    assert count_outcomes(commit(reopened={"a": NOON, "b": NOON}), {}) == {"reopened": 2}


class Unsure:
    """A store whose answer to a create that worked is lost."""

    def __init__(self, store: Store, answer: type[StorageError]) -> None:
        self.names, self._store, self._answer = store.names, store, answer

    def create(self, path: str, data: bytes) -> None:
        self._store.create(path, data)
        raise self._answer(path)


def test_a_commit_is_appended_where_its_number_is_free_and_the_newest(shard: Shard) -> None:
    log = ShardLog(shard.state, 0)
    assert log.append(1, commit())
    assert log.append(2, commit())
    assert not log.append(2, commit(closes="too late"))
    assert [one.closes for _, one in log.read()] == [None, None]


def test_a_number_that_was_freed_makes_no_commit(shard: Shard) -> None:
    append(shard.state, 7, snapshot=Snapshot(settled={}, deferred={}))
    assert not ShardLog(shard.state, 0).append(3, commit())


@pytest.mark.parametrize("answer", [Unclear, AlreadyExists])
def test_an_unclear_answer_to_a_commit_is_a_no(shard: Shard, answer: type[StorageError]) -> None:
    assert not ShardLog(Unsure(shard.state, answer), 0).append(1, commit())  # type: ignore[arg-type]
    assert len(read_log(shard.state, 0)) == 1  # It stands there all the same.


COVERED = {"nothing": (0, [1, 2, 3, 4, 5]), "some": (2, [3, 4, 5]), "all below": (3, [4, 5]), "all": (5, [4, 5])}


@pytest.mark.parametrize(("covered", "left"), COVERED.values(), ids=COVERED)
def test_a_log_is_compacted_below_its_snapshot_as_far_as_a_manifest_covers_it(
    shard: Shard, covered: int, left: list[int]
) -> None:
    for number in range(1, 6):
        append(shard.state, number)
    ShardLog(shard.state, 0).compact(4, covered)
    assert shard.log_names() == [f"{number:010d}.json" for number in left]


def test_a_commit_is_known_by_the_attempt_that_its_first_bytes_name(shard: Shard) -> None:
    append(shard.state, 1, snapshot=Snapshot(settled={"2026-11-22": ["a" * 24] * 99}, deferred={}))
    assert read_attempt(shard.state, 0, "0000000001.json") == "a"
    assert read_attempt(shard.state, 0, "0000000002.json") is None
    shard.state.put("log/0/0000000003.json", b'{"pass_id": "p"}')
    assert read_attempt(shard.state, 0, "0000000003.json") is None


NEWER = {"all but the first": (1, [2, 3]), "the last": (2, [3]), "none": (3, []), "a number to come": (4, None)}


@pytest.mark.parametrize(("known", "newer"), NEWER.values(), ids=NEWER)
def test_commits_above_a_known_one_are_read(shard: Shard, known: int, newer: list[int] | None) -> None:
    for number in (1, 2, 3):
        append(shard.state, number)
    log = read_newer(shard.state, 0, known, "a")
    assert (None if log is None else [number for number, _ in log]) == newer
    assert read_newer(shard.state, 0, known, "another attempt") is None


def test_of_newer_commits_those_from_a_snapshot_on_are_read(shard: Shard) -> None:
    for number in range(1, 6):
        append(shard.state, number, snapshot=Snapshot(settled={}, deferred={}) if number == 3 else None)
    assert [number for number, _ in read_newer(shard.state, 0, 1, "a") or []] == [3, 4, 5]


def test_one_whose_newer_commits_are_compacted_while_it_reads_them_knows_nothing(shard: Shard) -> None:
    append(shard.state, 1)
    append(shard.state, 2)

    class Compacting:
        names, head = shard.state.names, shard.state.head

        def read(self, path: str) -> bytes | None:
            found = shard.state.read(path)
            append(shard.state, 4, snapshot=Snapshot(settled={}, deferred={}))
            for number in (1, 2):
                shard.state.delete(f"log/0/{number:010d}.json")
            return found

    assert read_newer(Compacting(), 0, 1, "a") is None  # type: ignore[arg-type]
