"""The probe refuses a store that does not keep what the commit protocol stands on."""

from pathlib import Path

import pytest

from transforms.errors import AlreadyExists, StorageError, Unclear
from transforms.state.local_store import LocalStore
from transforms.state.probe import probe, probe_place
from transforms.state.storage import Store, open_store


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "root") if request.param == "folder" else f"memory://probe{tmp_path}")


class Overwriting(LocalStore):
    """A store whose exclusive create does not exclude."""

    def create(self, path: str, data: bytes) -> None:
        self.put(path, data)


class SilentlyLate(LocalStore):
    """A store that refuses to create over an object, and yet replaces it."""

    def create(self, path: str, data: bytes) -> None:
        taken = self.read(path) is not None
        self.put(path, data)
        if taken:
            raise AlreadyExists(path)


class Lagging(LocalStore):
    """A store whose listings show what was there a while ago."""

    def names(self, folder: str) -> list[str]:
        return []


def test_the_probe_accepts_a_sound_store_and_leaves_no_object(store: Store) -> None:
    probe(store)
    assert store.names(".tmp") == []


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (Overwriting, "let an exclusive create overwrite an object, .*; use a store with conditional puts"),
        (SilentlyLate, "let an exclusive create overwrite an object, .*; use a store with conditional puts"),
        (Lagging, "does not list an object that was just created, .*; use a store with consistent listings"),
    ],
    ids=["overwriting", "overwriting in secret", "lagging"],
)
def test_the_probe_refuses_a_store_that_the_protocol_cannot_stand_on(
    tmp_path: Path, kind: type[LocalStore], message: str
) -> None:
    with pytest.raises(StorageError, match=f"^{tmp_path}: this store {message}$"):
        probe(kind(str(tmp_path)))
    assert list((tmp_path / ".tmp").iterdir()) == []


class Forgetful(LocalStore):
    """A store whose first answer is lost: it did what it was asked, and says that it does not know, or that it was done."""

    answer: type[StorageError] | None = Unclear

    def create(self, path: str, data: bytes) -> None:
        super().create(path, data)
        if self.answer is not None:
            lost, self.answer = self.answer, None
            raise lost(path)


@pytest.mark.parametrize("answer", [Unclear, AlreadyExists])
def test_an_answer_that_was_lost_is_no_fault_of_the_store(answer: type[StorageError], tmp_path: Path) -> None:
    store = Forgetful(str(tmp_path))
    store.answer = answer
    probe(store)
    assert list((tmp_path / ".tmp").iterdir()) == []


@pytest.mark.parametrize("deep", [False, True], ids=["its folder is there", "it is still to be made"])
def test_a_place_is_tried_and_left_as_it_was(deep: bool, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    probe_place(open_store(str(tmp_path / "a" / "b" if deep else tmp_path)))
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_object_store_is_tried_and_left_as_it_was(tmp_path: Path) -> None:
    store = open_store(f"memory://place{tmp_path}")
    probe_place(store)
    assert store.names(".tmp") == []


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("notes.txt/out", "notes.txt is a file); choose another place"),
        ("/proc/news", "check the path: a folder of it has gone, or cannot be made there"),
    ],
)
def test_a_place_that_cannot_be_written_is_named(place: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    root = tmp_path / place
    with pytest.raises(StorageError) as refused:
        probe_place(open_store(str(root)))
    assert str(refused.value).startswith(f"{root}: cannot be written (")
    assert str(refused.value).endswith(says)
