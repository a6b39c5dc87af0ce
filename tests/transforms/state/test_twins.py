"""Parquet twins: made once a file is kept, by whoever comes first, and by the next where that one died."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from dying_store import Died, Dying, Life
from odd_stores import Mumbling
from one_shard import NOON, Shard, article, failure

from transforms.errors import AlreadyExists, StateError, StorageError
from transforms.records import Article, Failure
from transforms.row_files import VOID
from transforms.state.chain import append_manifest
from transforms.state.files import CommitFiles, Planned, plan_file
from transforms.state.log import Commit
from transforms.state.manifests import Manifest
from transforms.state.storage import Store
from transforms.state.twins import clear_twin, make_twin, make_twins, twin_path
from transforms.written import written

PATH = "articles/date=2026-11-22/part-1.jsonl.gz"
TWIN = "parquet/articles/date=2026-11-22/part-1.parquet"


def packed(*records: Article | Failure) -> bytes:
    return gzip.compress(b"".join(msgspec.json.encode(written(record)) + b"\n" for record in records), mtime=0)


def planned(path: str, *names: str) -> tuple[Planned, bytes]:
    """A file that is to have a twin."""
    kind = article if path.startswith("articles") else failure
    data = packed(*map(kind, names))  # type: ignore[operator]
    return plan_file(data, names, {"written": len(names)}, len(names), twin_path(path)), data


def ids_in(store: Store, twin: str) -> list[str] | None:
    data = store.read(twin)
    return None if data is None else pq.read_table(io.BytesIO(data)).column("id").to_pylist()


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    return Shard(str(tmp_path))


@pytest.mark.parametrize(
    ("path", "twin"),
    [
        (PATH, TWIN),
        (
            "failures/date=2026-11-22/hour=07/part-20261122T101500Z-00000-a1-00000.jsonl.gz",
            "parquet/failures/date=2026-11-22/hour=07/part-20261122T101500Z-00000-a1-00000.parquet",
        ),
        ("articles/date=2026-11-22/part-2.jsonl.zst", "parquet/articles/date=2026-11-22/part-2.parquet"),
    ],
    ids=["day", "hour", "another compression"],
)
def test_a_twin_stands_in_a_tree_of_its_own(path: str, twin: str) -> None:
    assert twin_path(path) == twin


def test_a_twin_is_made_from_the_file_and_only_once(shard: Shard) -> None:
    shard.output.create(PATH, packed(article("a"), article("b")))
    make_twin(shard.output, PATH, TWIN)
    made = shard.output.read(TWIN)
    assert ids_in(shard.output, TWIN) == ["a", "b"]
    shard.output.delete(PATH)  # It is not read again.
    make_twin(shard.output, PATH, TWIN)
    assert shard.output.read(TWIN) == made


@pytest.mark.parametrize("found", [None, VOID], ids=["gone", "void"])
def test_no_twin_is_made_of_a_file_that_is_not_kept(shard: Shard, found: bytes | None) -> None:
    if found is not None:
        shard.output.create(PATH, found)
    make_twin(shard.output, PATH, TWIN)
    assert shard.output.read(TWIN) is None


@pytest.mark.parametrize("found", [None, VOID], ids=["gone", "void"])
def test_a_file_that_is_taken_down_meanwhile_leaves_no_row_in_a_twin(shard: Shard, found: bytes | None) -> None:
    """Whoever published it was stalled, and it has been taken down since."""
    if found is not None:
        shard.output.create(PATH, found)
    make_twin(shard.output, PATH, TWIN, packed(article("a")))
    assert ids_in(shard.output, TWIN) == []


def test_a_twin_that_is_cleared_stays_so_whoever_makes_it_late(shard: Shard) -> None:
    data = packed(article("a"))
    shard.output.create(PATH, data)
    make_twin(shard.output, PATH, TWIN, data)
    clear_twin(shard.output, PATH)
    assert ids_in(shard.output, TWIN) == []
    shard.output.put(PATH, VOID)
    for late in (data, None):
        make_twin(shard.output, PATH, TWIN, late)
    with pytest.raises(AlreadyExists):
        shard.output.create(TWIN, b"of a request that was under way")
    assert ids_in(shard.output, TWIN) == []


def test_what_has_no_twin_gets_none_by_being_cleared(shard: Shard) -> None:
    clear_twin(shard.output, PATH)
    assert shard.output.read(TWIN) is None


@pytest.mark.parametrize("works", [True, False], ids=["the answer is lost", "the request is lost"])
def test_an_unclear_answer_is_asked_for_again(shard: Shard, works: bool) -> None:
    class Unsure(Mumbling):
        head, delete = staticmethod(shard.output.head), staticmethod(shard.output.delete)

    shard.output.create(PATH, packed(article("a")))
    make_twin(Unsure(shard.output, works=works, times=2), PATH, TWIN)  # type: ignore[arg-type]
    assert ids_in(shard.output, TWIN) == ["a"]
    with pytest.raises(StorageError, match=r"part-2\.parquet: the store did not answer 5 times; try again later$"):
        make_twin(
            Unsure(shard.output, works=False, times=99),  # type: ignore[arg-type]
            PATH,
            TWIN.replace("1.p", "2.p"),
        )


def test_only_files_that_are_kept_and_are_to_have_one_get_a_twin(shard: Shard) -> None:
    files = {f"articles/part-{n}.jsonl.gz": planned("articles/x", n) for n in "abc"}
    for path, (_, data) in files.items():
        shard.output.create(path, data)
    plans = {path: plan for path, (plan, _) in files.items()}
    plans = {path: msgspec.structs.replace(plan, parquet=twin_path(path)) for path, plan in plans.items()}
    plans["articles/part-c.jsonl.gz"] = msgspec.structs.replace(plans["articles/part-c.jsonl.gz"], parquet=None)
    make_twins(shard.output, plans, dict(zip(plans, ("kept", "void", "kept"), strict=True)))  # type: ignore[arg-type]
    assert shard.output.names("parquet/articles") == ["part-a.parquet"]


def test_a_row_that_is_no_record_stops_the_shard_with_the_file(shard: Shard) -> None:
    shard.output.create(PATH, gzip.compress(b"{}x\n"))
    with pytest.raises(StateError, match=r"part-1\.jsonl\.gz: its Parquet twin cannot be made: a row is no "):
        make_twin(shard.output, PATH, TWIN)


def turn(shard: Shard, state: Store, output: Store, work: dict[str, tuple[Planned, bytes]]) -> Manifest | None:
    """Open the shard, commit what is left of the work file by file, leave, and publish a manifest."""
    owner = shard.open(state=state, files=CommitFiles(output))
    owner.take_up(100)
    for path, (plan, data) in work.items():
        if not set(plan.ids) <= owner.memory.settled.keys():
            assert owner.commit(
                {f"{path}-{owner.attempt}.jsonl.gz": (with_twin(path, owner.attempt, plan), data)}, {}, {}
            )
    owner.leave()
    return append_manifest(state, output, 1, pass_id=f"p-{owner.attempt}", version="0", parked=0, owed=0, now=NOON)


def with_twin(path: str, attempt: str, plan: Planned) -> Planned:
    return msgspec.structs.replace(plan, parquet=twin_path(f"{path}-{attempt}.jsonl.gz"))


WORK = {
    "articles/date=2026-11-22/hour=12/part-1": planned("articles/x", "a", "b"),
    "failures/date=2026-11-22/hour=12/part-2": planned("failures/x", "c"),
    "articles/date=2026-11-22/hour=13/part-3": planned("articles/x", "d"),
}


def listed(shard: Shard) -> dict[str, str | None]:
    """The files that the manifests list, and the twins that they name."""
    found: list[tuple[str, str | None]] = []
    for day in shard.output.names("runs"):
        for name in shard.output.names(f"runs/{day}"):
            manifest = json.loads(shard.output.read(f"runs/{day}/{name}") or b"")
            found += [(file["path"], file.get("parquet")) for file in manifest["files"]]
    assert len(found) == len(dict(found))
    return dict(found)


def paths(store: Store, folder: str) -> list[str]:
    found = []
    for name in store.names(folder):
        path = f"{folder}/{name}"
        found += paths(store, path) if not name.startswith("part-") else [path]
    return found


def check_twins(shard: Shard) -> int:
    """Whatever a manifest lists has its twin, row for row; a void file has none, and no other is there. Gives the void files."""
    files = [*paths(shard.output, "articles"), *paths(shard.output, "failures")]
    voids = [path for path in files if shard.output.read(path) == VOID]
    for path, twin in listed(shard).items():
        assert twin == twin_path(path)
        lines = gzip.decompress(shard.output.read(path) or b"").splitlines()
        assert ids_in(shard.output, twin) == [json.loads(line)["id"] for line in lines]
    assert not [path for path in voids if shard.output.read(twin_path(path)) is not None]
    assert set(paths(shard.output, "parquet")) <= {twin_path(path) for path in set(files) - set(voids)}
    return len(voids)


def test_killed_at_each_operation_and_run_again_the_twins_are_there_and_equal(tmp_path: Path) -> None:
    voids, at, done = 0, 0, False
    while not done:
        shard = Shard(f"{tmp_path}/{at}")
        shard.park("a", "b", "c", "d")
        life = Life(at)
        try:
            turn(shard, Dying(shard.state, life), Dying(shard.output, life), WORK)
            done = True
        except Died:
            check_twins(shard)
        turn(shard, shard.state, shard.output, WORK)
        voids += check_twins(shard)
        assert len(listed(shard)) == len(WORK) and len(paths(shard.output, "parquet")) == len(WORK)
        assert set(shard.open().memory.settled) == {"a", "b", "c", "d"}
        at += 1
    assert at > 12 and voids == 3, "it died at each step, and between each commit and its file"


def test_without_twins_nothing_of_them_is_written(shard: Shard) -> None:
    plan, data = planned(PATH, "a")
    owner = shard.open()
    assert owner.commit({PATH: (msgspec.structs.replace(plan, parquet=None), data)}, {}, {})
    assert shard.output.read(TWIN) is None
    commit = shard.state.read("log/0/0000000001.json") or b""
    assert b"parquet" not in commit
    assert msgspec.json.decode(commit, type=Commit).files[PATH].parquet is None


def test_who_lists_a_file_makes_its_twin_first(shard: Shard) -> None:
    """Its owner died between the two, and no other has opened the shard."""
    owner = shard.open(files=CommitFiles(Dying(shard.output, Life(1))))
    with pytest.raises(Died):
        owner.commit({PATH: planned(PATH, "a")}, {}, {})
    assert shard.output.read(PATH) is not None and shard.output.read(TWIN) is None
    append_manifest(shard.state, shard.output, 1, pass_id="p", version="0", parked=0, owed=0, now=NOON)
    assert listed(shard) == {PATH: TWIN} and ids_in(shard.output, TWIN) == ["a"]
