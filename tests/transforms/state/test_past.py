"""What commits said of ids is kept after their log has let them go, and is found again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from one_shard import NOON
from small_dataset import SmallDataset, Stopped, Stopping, address, entry_of

from transforms import reasons
from transforms.pure.net.urls import url_id
from transforms.state import past
from transforms.state.chain import append_manifest
from transforms.state.log import Deferral
from transforms.state.past import Past, PastCommit, keep_past, prune_past, tidy_past
from transforms.state.storage import open_store


def id_of(name: str) -> str:
    return url_id(address(name))


def commit(number: int, *ids: str) -> PastCommit:
    at = NOON + timedelta(minutes=number)
    return PastCommit(shard=0, number=number, committed_at=at, dropped={reasons.DUPLICATE: list(ids)})


def names(dataset: SmallDataset) -> list[str]:
    return [name.rpartition("-")[0] for name in dataset.state.names("past")]


def test_it_tells_files_drops_and_deferrals_when_the_log_does_not() -> None:
    dataset = SmallDataset("past_long")
    dataset.write("a", failed=["b"])
    owner = dataset.open(0)
    later = Deferral(attempts=1, not_before=NOON, reason=reasons.TIMEOUT)
    assert owner.commit({}, {reasons.LANGUAGE: [id_of("c")]}, {id_of("d"): later}, {id_of("c"): id_of("a")})
    for number in range(40):
        dataset.write(f"other{number}")
    assert len(dataset.state.names("log/0")) < 40  # The first commits are gone.
    found = Past([dataset.state])
    (written, led) = found.find([id_of("a")])
    assert written.kept == {
        path: (id_of("a" if path.startswith("articles") else "b"),)
        for path in dataset.with_rows()[:1] + dataset.paths("failures")
    }
    assert led.dropped == {reasons.LANGUAGE: [id_of("c")]} and led.aliases == {id_of("c"): id_of("a")}
    assert found.find([id_of("d")]) == [led] and led.deferred == {id_of("d"): later}
    assert found.find([id_of("never")]) == []


def test_a_void_file_settles_nothing_there() -> None:
    dataset = SmallDataset("past_void")
    owner = dataset.open(0)
    path = "articles/date=2026-11-22/part-1.jsonl.gz"
    from transforms.row_files import VOID
    from transforms.state.files import plan_file

    dataset.output.create(path, VOID)  # Another owner has decided it meanwhile.
    owner.commit({path: (plan_file(b"rows", ["x" * 24], {"written": 1}, 1), b"rows")}, {}, {}, {})
    dataset.write("a")
    assert Past([dataset.state]).find(["x" * 24]) == []


def test_files_are_put_together_and_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = SmallDataset("past_together")
    monkeypatch.setattr(past, "TOGETHER", 4)
    for number in range(1, 19):
        keep_past(dataset.state, number, [commit(number, f"id{number:03d}")])
        tidy_past(dataset.state, number)
    assert names(dataset) == [
        *(f"0-00000000{n}-00000000{n}" for n in (17, 18)),
        "2-0000000001-0000000016",
    ]
    found = Past([dataset.state])
    assert [one.number for one in found.find([f"id{number:03d}" for number in range(1, 19)])] == list(range(1, 19))
    assert found.covers(18) and not found.covers(19)
    assert found.begins_at == NOON + timedelta(minutes=1)


def test_it_is_read_whole_while_files_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = SmallDataset("past_meanwhile")
    monkeypatch.setattr(past, "TOGETHER", 4)
    for number in range(1, 5):
        keep_past(dataset.state, number, [commit(number, f"id{number:03d}")])
    read, reads = dataset.state.read, list[str]()

    def read_late(path: str) -> bytes | None:
        reads.append(path)
        if len(reads) == 3:
            tidy_past(dataset.state, 4)
        return read(path)

    monkeypatch.setattr(dataset.state, "read", read_late)
    found = Past([dataset.state])
    assert names(dataset) == ["1-0000000001-0000000004"]
    assert [one.number for one in found.find([f"id{number:03d}" for number in range(1, 5)])] == [1, 2, 3, 4]
    assert found.covers(4) and found.begins_at == NOON + timedelta(minutes=1)


def test_large_files_are_not_put_together_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = SmallDataset("past_bound")
    monkeypatch.setattr(past, "TOGETHER", 4)
    monkeypatch.setattr(past, "MOST_BYTES", 1)
    for number in range(1, 5):
        keep_past(dataset.state, number, [commit(number, "id")])
    tidy_past(dataset.state, 4)
    assert names(dataset) == [f"1-000000000{n}-000000000{n}" for n in range(1, 5)]


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_while_files_are_put_together_loses_nothing(after: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "TOGETHER", 4)
    for steps in range(1, 8):
        dataset = SmallDataset(f"past_killed_{after}_{steps}")
        for number in range(1, 5):
            keep_past(dataset.state, number, [commit(number, f"id{number}")])
        try:
            tidy_past(Stopping(dataset.state, [steps], after=after), 4)
        except Stopped:
            assert [one.number for one in Past([dataset.state]).find(["id1", "id2", "id3", "id4"])] == [1, 2, 3, 4]
        for number in range(5, 9):
            keep_past(dataset.state, number, [commit(number, f"id{number}")])
        tidy_past(dataset.state, 8)
        found = Past([dataset.state])
        assert [one.number for one in found.find([f"id{n}" for n in range(1, 9)])] == list(range(1, 9))
        assert found.covers(8) and not [name for name in names(dataset) if name.startswith("0-")]


def test_what_is_missing_between_manifests_is_told() -> None:
    store = open_store("memory://past_gap/state")
    assert not Past([store]).covers(1) and Past([store]).begins_at is None
    for number in (1, 2, 4):
        keep_past(store, number, [commit(number, "id")])
    assert Past([store]).covers(2) and not Past([store]).covers(4)
    tidy_past(store, 64)
    assert Past([store]).covers(2) and not Past([store]).covers(4)  # A file does not hide what it lacks.


def test_a_manifest_comes_after_what_it_lets_go() -> None:
    dataset = SmallDataset("past_first")
    dataset.park("a")
    owner = dataset.open(0)
    assert owner.commit({}, {reasons.DUPLICATE: [id_of("a")]}, {}, {})
    for steps in (1, 2):
        stopping = Stopping(dataset.state, [steps])
        with pytest.raises(Stopped):
            append_manifest(stopping, dataset.output, 1, pass_id="p", version="0", parked=0, owed=0, now=NOON)
        assert bool(Past([dataset.state]).find([id_of("a")])) == (steps == 2)
        assert dataset.state.names("manifests") == []
    assert dataset.publish() is not None
    assert [one.number for one in Past([dataset.state]).find([id_of("a")])] == [1]


def test_damage_there_stops_nobody() -> None:
    dataset = SmallDataset("past_damaged")
    dataset.write("a")
    dataset.write("b")
    first, _ = dataset.state.names("past")
    dataset.state.put(f"past/{first}", b"\x1f\x8b\x08 not gzip")
    assert Past([dataset.state]).find([id_of("a")]) == []
    assert len(Past([dataset.state]).find([id_of("b")])) == 1
    assert dataset.verify().findings == ()


def test_entries_of_a_story_of_addresses_are_not_held() -> None:
    """Nothing of a page is in it: neither its address nor its title."""
    dataset = SmallDataset("past_private")
    dataset.park("valley/secret")
    dataset.write("valley/secret")
    (name,) = dataset.state.names("past")
    data = dataset.state.read(f"past/{name}") or b""
    assert b"valley" not in past._unpacked(data) and entry_of("valley/secret").id.encode() in past._unpacked(data)


def test_what_is_older_than_rows_are_kept_is_let_go() -> None:
    store = open_store("memory://past_pruned/state")
    for number in range(1, 7):
        keep_past(store, number, [commit(number, f"id{number}")] if number != 5 else [])
    assert prune_past(store, NOON + timedelta(minutes=3)) == 2
    found = Past([store])
    assert [one.number for one in found.find([f"id{n}" for n in range(1, 7)])] == [3, 4, 6]
    assert found.covers(6) and found.begins_at == NOON + timedelta(minutes=3), "nothing is lacking, only forgotten"
    assert prune_past(store, NOON + timedelta(minutes=3)) == 0, "there is nothing left to do"
    assert prune_past(store, NOON + timedelta(minutes=6)) == 4, "what was put in their place is among them"
    tidy_past(store, 64)
    found = Past([store])
    assert [one.number for one in found.find(["id3", "id6"])] == [6] and found.covers(6)


def test_a_gap_stays_a_gap_when_it_is_pruned() -> None:
    store = open_store("memory://past_pruned_gap/state")
    for number in (1, 2, 4, 5):
        keep_past(store, number, [commit(number, "id")])
    assert prune_past(store, NOON + timedelta(days=1)) == 4
    found = Past([store])
    assert found.find(["id"]) == [] and found.covers(2) and not found.covers(5)
    assert len(store.names("past")) == 2


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_while_it_is_pruned_leaves_no_gap(after: bool) -> None:
    for steps in range(1, 8):
        store = open_store(f"memory://past_pruned_{after}_{steps}/state")
        for number in range(1, 6):
            keep_past(store, number, [commit(number, f"id{number}")])
        try:
            prune_past(Stopping(store, [steps], after=after), NOON + timedelta(minutes=4))
        except Stopped:
            found = Past([store])
            assert found.covers(5) and {one.number for one in found.find(["id4", "id5"])} == {4, 5}
        prune_past(store, NOON + timedelta(minutes=4))
        assert Past([store]).covers(5) and [one.number for one in Past([store]).find(["id1", "id2", "id3"])] == []
