"""Stores: a local folder and memory:// keep the same promises, and say how much they bear at once."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from transforms.errors import AlreadyExists, StorageError
from transforms.state.storage import AT_ONCE, LocalStore, ObjectStore, Store, open_store, side_by_side, sweep


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "root") if request.param == "folder" else f"memory://storage{tmp_path}")


def test_a_url_opens_the_store_that_it_names(tmp_path: Path) -> None:
    assert isinstance(open_store(str(tmp_path)), LocalStore)
    assert isinstance(open_store(f"file://{tmp_path}"), LocalStore)
    assert isinstance(open_store("memory://storage"), ObjectStore)


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


def test_a_listing_shows_what_another_client_created(tmp_path: Path) -> None:
    one, other = (open_store(f"memory://storage{tmp_path}") for _ in range(2))
    assert one.names("log") == []
    other.create("log/1", b"1")
    assert one.names("log") == ["1"]


def test_of_many_who_create_one_path_at_once_one_wins(tmp_path: Path) -> None:
    store, start, won = LocalStore(str(tmp_path)), threading.Barrier(8), []

    def create(n: int) -> None:
        start.wait()
        try:
            store.create("log/1", b"%d" % n * 100_000)
            won.append(n)
        except AlreadyExists:
            return

    threads = [threading.Thread(target=create, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert store.read("log/1") == b"%d" % won[0] * 100_000


def test_nobody_sees_a_part_of_a_file_that_is_being_written(tmp_path: Path) -> None:
    store, written, seen = LocalStore(str(tmp_path)), 2_000_000, set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen.update(len(path.read_bytes()) for path in tmp_path.glob("articles/*/*"))
            seen.update(len(path.read_bytes()) for path in tmp_path.glob("articles/*"))

    (tmp_path / "articles").mkdir()
    watcher = threading.Thread(target=watch)
    watcher.start()
    for n in range(5):
        store.create(f"articles/{n}", b"x" * written)
        store.put("articles/put", b"x" * written)
    done.set()
    watcher.join()
    assert seen <= {written}
    assert len(list(tmp_path.glob("articles/*"))) == 6


@pytest.mark.parametrize("pattern", ["articles/**/*", "**/*.jsonl.gz", "**/*.json", "*"])
def test_what_a_killed_writer_leaves_is_outside_every_readers_pattern(tmp_path: Path, pattern: str) -> None:
    store = LocalStore(str(tmp_path))
    # What a SIGKILL leaves: the bytes are aside, the link is not made.
    with pytest.raises(KeyboardInterrupt), store._written_aside("articles/part.jsonl.gz", b"rows") as (aside, _):
        assert aside.read_bytes() == b"rows"
        assert aside not in list(tmp_path.glob(pattern))
        assert store.names("articles") == []
        assert store.names("") == ["articles"]
        raise KeyboardInterrupt
    assert not aside.exists()


@pytest.mark.parametrize(("seconds", "left"), [(86_000, True), (86_500, False)], ids=["a rival's", "a dead writer's"])
def test_what_a_killed_writer_left_is_swept_after_a_day(tmp_path: Path, seconds: int, left: bool) -> None:
    store = LocalStore(str(tmp_path))
    store.create("articles/part.jsonl.gz", b"rows")
    written, aside = tmp_path / "articles" / "part.jsonl.gz", tmp_path / ".tmp" / "0123456789abcdef"
    aside.write_bytes(b"ro")
    for path in (aside, written):
        now = path.stat().st_mtime
        os.utime(path, (now - seconds, now - seconds))
    sweep(store)
    assert list((tmp_path / ".tmp").iterdir()) == ([aside] if left else [])
    assert written.read_bytes() == b"rows"


def test_many_sweep_at_once_while_others_write(tmp_path: Path) -> None:
    store, start, failed = LocalStore(str(tmp_path)), threading.Barrier(6), []
    for n in range(200):
        aside = tmp_path / ".tmp" / f"{n}"
        aside.parent.mkdir(exist_ok=True)
        aside.write_bytes(b"")
        os.utime(aside, (0, 0))

    def work(n: int) -> None:
        start.wait()
        try:
            for k in range(10):
                sweep(store) if n % 2 else store.create(f"log/{n}-{k}", b"x")
        except StorageError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(store.names("log")) == 30
    assert list((tmp_path / ".tmp").iterdir()) == []


def test_an_object_store_has_nothing_to_sweep() -> None:
    store = open_store("memory://storage/swept")
    store.create("a", b"1")
    sweep(store)
    assert store.names("") == ["a"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs permissions that bind this user")
def test_a_folder_that_may_not_be_written_is_named_with_its_cure(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(
            StorageError, match=r"cannot be written \(Permission denied\); free space or change permissions"
        ):
            LocalStore(str(tmp_path)).create("a", b"")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("act", "done"),
    [
        (lambda store: store.read("log"), "read"),
        (lambda store: store.names("log/1"), "listed"),
        (lambda store: store.delete("log"), "deleted"),
        (lambda store: store.create("log/1/2", b""), "written"),
        (lambda store: store.put("log/1/2", b""), "written"),
    ],
    ids=["read", "names", "delete", "create", "put"],
)
def test_what_the_operating_system_refuses_is_a_storage_error(tmp_path: Path, act: object, done: str) -> None:
    store = LocalStore(str(tmp_path))
    store.create("log/1", b"a file, where a folder is wanted")
    with pytest.raises(StorageError, match=rf"log\S*: cannot be {done} \(.+\); free space or change permissions"):
        act(store)  # type: ignore[operator]


def test_a_store_that_fails_says_what_it_answered() -> None:
    class Broken:
        def pipe_file(self, path: str, data: bytes, mode: str = "overwrite") -> None:
            raise OSError(403, "Forbidden")

    store = ObjectStore("s3://bucket/root", Broken(), "bucket/root")  # type: ignore[arg-type]
    message = (
        r"^s3://bucket/root/a: the store answered PermissionError: .*Forbidden; check the address, the credentials"
    )
    with pytest.raises(StorageError, match=message.replace("PermissionError", r"\w+")):
        store.create("a", b"")


@pytest.mark.parametrize(
    "error", [FileExistsError(17, "taken"), OSError(16, "409 conflict"), OSError(17, "exists")], ids=repr
)
def test_each_way_of_losing_a_conditional_put_is_understood(error: OSError) -> None:
    class Taken:
        def pipe_file(self, path: str, data: bytes, mode: str) -> None:
            raise error

    with pytest.raises(AlreadyExists):
        ObjectStore("s3://bucket", Taken(), "bucket").create("a", b"")  # type: ignore[arg-type]


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
