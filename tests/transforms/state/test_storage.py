"""Stores: a local folder and memory:// keep the same promises, and say how much they bear at once."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fsspec.registry import _registry

from transforms.errors import AlreadyExists, StorageError
from transforms.state.local_store import LocalStore
from transforms.state.object_store import AT_ONCE, ObjectStore
from transforms.state.storage import Store, open_store, side_by_side, sweep


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "root") if request.param == "folder" else f"memory://storage{tmp_path}")


def test_a_url_opens_the_store_that_it_names(tmp_path: Path) -> None:
    assert isinstance(open_store(str(tmp_path)), LocalStore)
    assert isinstance(open_store(f"file://{tmp_path}"), LocalStore)
    assert isinstance(open_store("memory://storage"), ObjectStore)


@pytest.mark.parametrize(
    ("url", "library", "install"),
    [
        ("s3://bucket/news", "s3fs", "pip install 'newsbeam[s3]'"),
        ("s3a://bucket/news", "s3fs", "pip install 'newsbeam[s3]'"),
        ("az://box/news", "adlfs", "pip install 'newsbeam[azure]'"),
        ("abfs://box/news", "adlfs", "pip install 'newsbeam[azure]'"),
    ],
)
def test_a_url_whose_library_is_missing_names_the_extra(
    url: str, library: str, install: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(_registry, url.partition(":")[0], raising=False)  # fsspec remembers what it has imported
    with pytest.raises(StorageError) as refused:
        open_store(url)
    scheme = url.partition(":")[0]
    says = f"{url}: cannot be opened ({scheme}:// needs {library}, which is not installed: run {install}); "
    assert str(refused.value).startswith(says)


def test_what_is_created_can_be_read_and_listed(store: Store) -> None:
    store.create("log/0/0000000001.json", b"one")
    store.create("log/0/0000000010.json", b"")
    store.create("log/1/0000000002.json", b"two")
    assert store.read("log/0/0000000001.json") == b"one"
    assert store.read("log/0/0000000010.json") == b""
    assert store.names("log/0") == ["0000000001.json", "0000000010.json"]
    assert store.names("log") == ["0", "1"]


def test_what_is_not_there_is_none_and_nothing(store: Store) -> None:
    assert store.read("log/0/0000000001.json") is None
    assert store.names("log/0") == []
    store.delete("log/0/0000000001.json")


@pytest.mark.parametrize(("size", "head"), [(3, b"one"), (8, b"one, two"), (99, b"one, two")])
def test_a_head_is_what_an_object_begins_with(store: Store, size: int, head: bytes) -> None:
    store.create("log/1", b"one, two")
    assert store.head("log/1", size) == head
    assert store.head("log/2", size) is None


def test_create_refuses_a_path_that_is_taken_and_keeps_what_is_there(store: Store) -> None:
    store.create("a/b", b"first")
    with pytest.raises(AlreadyExists, match=r"a/b exists already$"):
        store.create("a/b", b"second")
    assert store.read("a/b") == b"first"


def test_put_replaces_and_delete_frees_the_path(store: Store) -> None:
    store.put("a/b", b"a long first version")
    store.put("a/b", b"second")
    assert store.read("a/b") == b"second"
    store.delete("a/b")
    assert store.read("a/b") is None
    store.create("a/b", b"third")
    assert store.names("a") == ["b"]


def test_an_object_store_has_nothing_to_sweep() -> None:
    store = open_store("memory://storage/swept")
    store.create("a", b"1")
    sweep(store)
    assert store.names("") == ["a"]


def numbers_up_to(n: int, taken: list[int]) -> Iterator[int]:
    for number in range(n):
        taken.append(number)
        yield number


def test_what_is_done_side_by_side_comes_in_order(store: Store) -> None:
    assert list(side_by_side(store, lambda number: number * 2, range(100))) == list(range(0, 200, 2))


def test_an_object_store_is_asked_for_many_things_at_once() -> None:
    together = threading.Barrier(AT_ONCE, timeout=600)
    store = open_store("memory://side-by-side")
    assert store.at_once == AT_ONCE
    # Each waits for all the others, so that one after another none would ever end.
    assert len(list(side_by_side(store, lambda _: together.wait(), range(AT_ONCE)))) == AT_ONCE


def test_a_store_says_itself_how_much_it_bears_at_once(tmp_path: Path) -> None:
    class Patient(LocalStore):
        at_once = 3

    together = threading.Barrier(3, timeout=600)
    assert len(list(side_by_side(Patient(str(tmp_path)), lambda _: together.wait(), range(6)))) == 6


def test_no_more_is_begun_than_is_under_way_at_once(store: Store) -> None:
    taken: list[int] = []
    answers = side_by_side(store, lambda number: number, numbers_up_to(100, taken))
    assert next(answers) == 0
    assert len(taken) == (AT_ONCE if isinstance(store, ObjectStore) else 1)


def test_what_fails_side_by_side_is_raised_in_its_place(store: Store) -> None:

    def work(number: int) -> int:
        if number == 3:
            raise StorageError("the store is full; free space")
        return number

    found = []
    with pytest.raises(StorageError, match="the store is full"):
        for number in side_by_side(store, work, range(100)):
            found.append(number)
    assert found == [0, 1, 2]
