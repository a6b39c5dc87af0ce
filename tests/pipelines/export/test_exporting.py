"""An export: whole or not at all, at whatever operation it is killed; and what others read of it."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
from dying_store import Died, Dying, Life
from one_shard import article
from published import Published

from pipelines.export.choice import ExportChoice, ExportFormat
from pipelines.export.exporting import Exported, export
from pipelines.export.places import STARTED, SUCCESS, Contents, ObjectPlace
from pipelines.run.errors import Refused
from transforms.errors import OutputError
from transforms.records import Article
from transforms.state.storage import Store, open_store

NOW = datetime(2026, 11, 29, tzinfo=UTC)
DAY = "2026-11-22"
# Each row is a file of its own.
SMALL = {"file_bytes": 1, "batch_rows": 1}


@pytest.fixture
def output(tmp_path: Path) -> Published:
    made = Published(open_store(str(tmp_path / "out")))
    made.add(DAY, german("a"), article("b"))
    made.add(DAY, german("c"))
    return made


def german(name: str) -> Article:
    return msgspec.structs.replace(article(name), language="de", title=f"Über {name}")


def made(output: Published, to: str, **choice: Any) -> Exported:
    return export(output.store.root, ExportChoice(to=to, **choice), NOW, **SMALL)


def ids_in(store: Store) -> list[str]:
    """The rows of the files that `_SUCCESS` names, which are all that are there."""
    contents = msgspec.json.decode(store.read(SUCCESS) or b"", type=Contents)
    found: list[str] = []
    for file in contents.files:
        data = store.read(file.path)
        assert data is not None and len(data) == file.bytes
        table = pq.read_table(io.BytesIO(data))
        assert table.num_rows == file.rows
        found += table.column("id").to_pylist()
    assert {name for name in store.names("") if name.startswith("part-")} <= {file.path for file in contents.files}
    return found


def test_rows_are_written_in_files_of_their_size_and_counted(output: Published, tmp_path: Path) -> None:
    done = made(output, f"{tmp_path}/copy/")
    assert (done.to, done.rows, done.files) == (f"{tmp_path}/copy", 3, 3)
    assert done.opens == f"duckdb.sql(\"SELECT * FROM '{tmp_path}/copy/*.parquet'\")"
    assert done.bytes == sum(path.stat().st_size for path in (tmp_path / "copy").glob("*.parquet"))
    assert ids_in(open_store(f"{tmp_path}/copy")) == ["a", "b", "c"]
    one = export(output.store.root, ExportChoice(to=f"{tmp_path}/one"), NOW)
    assert (one.rows, one.files) == (3, 1)


def test_a_slice(output: Published, tmp_path: Path) -> None:
    done = made(output, f"{tmp_path}/copy", where="language = 'de'", since=date(2026, 11, 22), format="jsonl")
    lines = [
        line
        for path in sorted((tmp_path / "copy").glob("*.gz"))
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    assert [json.loads(line)["id"] for line in lines] == ["a", "c"] and done.rows == 2
    contents = json.loads((tmp_path / "copy" / SUCCESS).read_text())
    assert (contents["where"], contents["since"], contents["kind"]) == ("language = 'de'", "2026-11-22", "articles")


@pytest.mark.parametrize("format", ["parquet", "jsonl", "csv"])
def test_no_rows_are_a_whole_export_too(output: Published, format: ExportFormat, tmp_path: Path) -> None:
    done = made(output, f"{tmp_path}/copy", format=format, where="false")
    assert (done.rows, done.files) == (0, 1)
    assert len(list((tmp_path / "copy").iterdir())) == 2


def test_a_dataset_without_rows_is_refused_since_nobody_could_open_it(output: Published, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"^--format datasets: no row is chosen"):
        made(output, f"{tmp_path}/copy", format="datasets", where="false")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_hugging_face_reads_the_dataset_and_its_card(
    output: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    done = made(output, f"{tmp_path}/copy", format="datasets")
    assert done.opens == f"datasets.load_dataset('{tmp_path}/copy')" and done.files == 3
    found = datasets.load_dataset(f"{tmp_path}/copy", cache_dir=f"{tmp_path}/cache")
    assert list(found) == ["train"] and found["train"]["id"][:] == ["a", "b", "c"]
    assert found["train"]["title"][:] == ["Über a", None, "Über c"]
    card = (tmp_path / "copy" / "README.md").read_text()
    assert card.startswith("---\npretty_name: News articles\nlanguage:\n- de\nlicense: unknown\n")


def test_nothing_is_written_into_the_output(output: Published) -> None:
    root = output.store.root
    for to in (f"{root}/copies/one", f"{root}/../out/copy/", os.path.relpath(f"{root}/copy")):
        with pytest.raises(Refused, match=r"this lies in the output .*; name a folder outside of it$"):
            made(output, to)
    with pytest.raises(Refused, match="is there, which no export wrote"):
        made(output, root)


def test_a_condition_is_refused_before_anything_is_touched(output: Published, tmp_path: Path) -> None:
    made(output, f"{tmp_path}/copy")
    with pytest.raises(Refused, match="--where"):
        made(output, f"{tmp_path}/copy", where="nonsense", overwrite=True)
    assert ids_in(open_store(f"{tmp_path}/copy")) == ["a", "b", "c"]


def test_an_error_on_the_way_leaves_nothing(output: Published, tmp_path: Path) -> None:
    output.store.delete(f"articles/date={DAY}/part-1.jsonl.gz")
    with pytest.raises(OutputError):
        made(output, f"{tmp_path}/copy")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    with pytest.raises(OutputError):
        made(output, "memory://exporting/error")
    assert open_store("memory://exporting/error").names("") == []


@pytest.mark.parametrize("overwrite", [False, True], ids=["into nothing", "over an earlier one"])
def test_killed_at_each_operation_on_objects_and_run_again(output: Published, overwrite: bool, tmp_path: Path) -> None:
    """What passes for whole is the earlier export or the new one, at every moment."""
    at, done = 0, False
    while not done:
        store = open_store(f"memory://exporting/{tmp_path.name}/{overwrite}/{at}")
        if overwrite:
            made(output, store.root, where="id = 'b'")
        dying = Dying(store, Life(at))
        choice = ExportChoice(to=store.root, where="language = 'de'", overwrite=overwrite)
        try:
            export(output.store.root, choice, NOW, place_at=lambda _, over: ObjectPlace(dying, over), **SMALL)  # noqa: B023
            done = True
        except Died:
            pass
        if store.read(SUCCESS) is not None:
            assert ids_in(store) in (["a", "c"], ["b"] if overwrite else ["a", "c"])
        made(output, store.root, where="language = 'de'", overwrite=overwrite or store.read(SUCCESS) is not None)
        assert ids_in(store) == ["a", "c"] and store.read(STARTED) is None
        at += 1
    assert at >= 7 + overwrite


# What changes a folder, as Python tells it to an audit hook; files are opened for writing among them.
CHANGES = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir")


def dying_at(number: int, below: Path, act: Callable[[], object]) -> int:
    """Act in a process of its own, which dies before its change of this number below a folder; give its exit code."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    seen = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if event not in CHANGES or (event == "open" and "w" not in str(arguments[1])):
            return
        if f"{below}/" not in str(arguments[0]) and "newsbeam-export" not in str(arguments[0]):
            return
        seen += 1
        if seen > number:
            os._exit(9)

    try:
        sys.addaudithook(hook)
        act()
    except BaseException:
        os._exit(1)
    os._exit(0)


@pytest.mark.parametrize("overwrite", [False, True], ids=["into nothing", "over an earlier one"])
def test_killed_at_each_change_of_a_folder_and_run_again(output: Published, overwrite: bool, tmp_path: Path) -> None:
    at, code = 0, 9
    while code == 9:
        parent = tmp_path / f"{at}"
        parent.mkdir()
        to = parent / "copy"
        if overwrite:
            made(output, str(to), where="id = 'b'")
        code = dying_at(at, parent, lambda to=to: made(output, str(to), where="language = 'de'", overwrite=overwrite))  # type: ignore[misc]
        if to.exists():
            assert ids_in(open_store(str(to))) in (["a", "c"], ["b"] if overwrite else ["a", "c"])
        visible = [path.name for path in parent.iterdir() if not path.name.startswith(".")]
        assert visible in (["copy"], [])
        made(output, str(to), where="language = 'de'", overwrite=overwrite or to.exists())
        assert ids_in(open_store(str(to))) == ["a", "c"]
        assert [path.name for path in parent.iterdir()] == ["copy"], "nothing is left"
        at += 1
    assert code == 0 and at >= (10 if overwrite else 6)
