"""A folder as a store: many at once, killed writers, and what the operating system refuses."""

import errno
import os
import threading
from pathlib import Path

import pytest

from transforms.errors import AlreadyExists, StorageError
from transforms.state.local_store import LocalStore
from transforms.state.storage import sweep


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
    with pytest.raises(
        StorageError,
        match=rf"log\S*: cannot be {done} \(.+\); (free space or change permissions|check the path: a part of it is a file)",
    ):
        act(store)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        (errno.ENOSPC, r"cannot be written \(.+\); free space on this disk, or raise the quota$"),
        (errno.EDQUOT, r"cannot be written \(.+\); free space on this disk, or raise the quota$"),
        (
            errno.EROFS,
            r"cannot be written \(.+\); this disk is mounted for reading alone: mount it for writing, or choose",
        ),
        (errno.EIO, r"cannot be written \(.+\); free space or change permissions$"),
        (errno.EPERM, r"this file system refused a hard link \(.+\); use a local disk or an object store$"),
        (errno.EOPNOTSUPP, r"this file system refused a hard link \(.+\); use a local disk or an object store$"),
    ],
    ids=errno.errorcode.get,
)
def test_what_a_disk_says_when_a_name_is_made_is_told_with_its_cure(
    number: int, cure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(StorageError, match=cure):
        LocalStore(str(tmp_path)).create("a", b"")
    assert list((tmp_path / ".tmp").iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_what_is_private_is_for_its_user_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        store = LocalStore(str(tmp_path / "out" / "_state"), private=True)
        store.create("feeds/0/f.json", b"a token")
        store.below("divisions/d").put("due/0.json", b"advice")
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "out" / "_state").rglob("*")}
    assert modes == {0o600, 0o700}
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755, "the output is for all to read"


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_what_was_open_to_others_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    LocalStore(str(tmp_path)).tighten()
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    LocalStore(str(tmp_path), private=True).tighten()
    assert tmp_path.stat().st_mode & 0o777 == 0o700
