"""Where an export is written: what may be replaced, what is left of one that was killed, and what passes for whole."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pipelines.export.places import STARTED, SUCCESS, Contents, FolderPlace, ObjectPlace, Written, open_place
from pipelines.run.errors import Refused
from transforms.errors import StorageError
from transforms.state.storage import Store, open_store

CONTENTS = Contents(
    newsbeam_version="1",
    format="parquet",
    kind="articles",
    since=None,
    where=None,
    files=(Written(path="part-00000.parquet", rows=2, bytes=3),),
)


@pytest.fixture(params=["folder", "objects"])
def to(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "copy") if request.param == "folder" else f"memory://places/{tmp_path.name}"


def write(to: str, *names: str, overwrite: bool = False) -> None:
    place = open_place(to, overwrite)
    place.begin()
    for name in names:
        place.write(name, name.encode())
    place.finish(CONTENTS)


def put(to: str, name: str) -> None:
    """A file that is not of an export."""
    if "://" in to:
        open_store(to).put(name, b"mine")
    else:
        Path(to, name).parent.mkdir(parents=True, exist_ok=True)
        Path(to, name).write_bytes(b"mine")


def names(store: Store) -> list[str]:
    return [name for name in store.names("") if name != STARTED]


def test_what_was_written_is_there_and_says_what_it_is(to: str) -> None:
    write(to, "part-00000.parquet", "data/part-00000.parquet", "README.md")
    store = open_store(to)
    assert sorted(names(store)) == ["README.md", SUCCESS, "data", "part-00000.parquet"]
    assert store.read("data/part-00000.parquet") == b"data/part-00000.parquet"
    assert msgspec.json.decode(store.read(SUCCESS) or b"", type=Contents) == CONTENTS
    assert store.read(STARTED) is None


def test_an_earlier_export_stays_unless_it_is_to_be_replaced(to: str) -> None:
    write(to, "part-00000.parquet", "part-00001.parquet", "data/part-00000.parquet")
    with pytest.raises(Refused, match=r"^--to .*: an earlier export is there; replace it with --overwrite, or name"):
        write(to, "part-00000.csv")
    write(to, "part-00000.csv", overwrite=True)
    assert names(open_store(to)) == [SUCCESS, "part-00000.csv"]


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("name", ["notes.txt", "part-00000-of-00002.parquet", "data/x.csv", "sub/part-00000.parquet"])
def test_files_of_others_are_never_replaced(to: str, name: str, overwrite: bool) -> None:
    put(to, name)
    with pytest.raises(Refused, match=r"is there, which no export wrote; name another folder, or an empty one$"):
        write(to, "part-00000.csv", overwrite=overwrite)
    assert open_store(to).read(name) == b"mine"


def test_files_of_others_beside_an_export_stay_too(to: str) -> None:
    write(to, "part-00000.csv")
    put(to, "notes.txt")
    with pytest.raises(Refused, match=r"notes\.txt is there, which no export wrote"):
        write(to, "part-00000.csv", overwrite=True)


def test_files_that_look_like_ours_without_a_word_that_they_are_stay(to: str) -> None:
    put(to, "part-00000.csv")
    with pytest.raises(Refused, match=r"part-00000\.csv is there, which no export wrote"):
        write(to, "part-00000.csv", overwrite=True)


def test_before_it_is_finished_nothing_passes_for_whole_and_the_next_removes_it(to: str, tmp_path: Path) -> None:
    killed = open_place(to, False)
    killed.begin()
    killed.write("part-00000.parquet", b"1")
    killed.write("part-00001.parquet", b"1")
    assert open_store(to).read(SUCCESS) is None
    write(to, "part-00000.parquet")
    assert names(open_store(to)) == [SUCCESS, "part-00000.parquet"]
    assert [path.name for path in tmp_path.iterdir()] in (["copy"], [])


def test_a_place_can_be_begun_again(to: str) -> None:
    place = open_place(to, False)
    place.begin()
    place.write("part-00007.csv", b"1")
    place.begin()
    place.write("part-00000.csv", b"1")
    place.finish(CONTENTS)
    assert names(open_store(to)) == [SUCCESS, "part-00000.csv"]


def test_what_is_given_up_leaves_nothing(to: str, tmp_path: Path) -> None:
    place = open_place(to, False)
    place.begin()
    place.write("data/part-00000.parquet", b"1")
    place.give_up()
    assert open_store(to).names("") in ([], ["data"]) and open_store(to).names("data") == []
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_a_place(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    write(str(tmp_path / "copy"), "part-00000.csv")
    assert sorted(path.name for path in (tmp_path / "copy").iterdir()) == [SUCCESS, "part-00000.csv"]


def test_a_file_is_no_place(tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("mine")
    with pytest.raises(Refused, match=r"^--to .*/copy: this is a file; name a folder$"):
        open_place(str(tmp_path / "copy"), True)


@pytest.mark.parametrize("to", ["nowhere://copy", "/"])
def test_what_is_no_place_is_refused(to: str) -> None:
    with pytest.raises(Refused, match=rf"^--to {to}: "):
        open_place(to, True)


def test_hidden_files_are_files_of_others(tmp_path: Path) -> None:
    write(str(tmp_path / "copy"), "part-00000.csv")
    (tmp_path / "copy" / ".git").mkdir()
    with pytest.raises(Refused, match=r"\.git is there, which no export wrote"):
        open_place(str(tmp_path / "copy"), True)


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    place = FolderPlace(tmp_path / "file" / "copy", False)
    with pytest.raises(StorageError, match=r"cannot be written \(Not a directory\); free space or change permissions$"):
        place.begin()


def test_an_export_that_was_finished_but_for_its_last_step_is_whole() -> None:
    store = open_store("memory://places/last-step")
    write(store.root, "part-00000.csv")
    store.put(STARTED, b"")
    with pytest.raises(Refused, match="an earlier export is there"):
        ObjectPlace(store, False)
    write(store.root, "part-00000.jsonl.gz", overwrite=True)
    assert store.names("") == [SUCCESS, "part-00000.jsonl.gz"]
