"""Bytes by path below one root, through fsspec: read, list, create, put, delete.

`create` is the primitive that the commit protocol stands on: all or nothing, and refused where the path exists.
"""

from __future__ import annotations

import errno
import os
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from transforms.errors import AlreadyExists, StorageError, Unclear

# A conditional put that lost a race: FileExistsError from most stores, 409 as EBUSY from s3fs.
_TAKEN = {errno.EEXIST, errno.EBUSY}
# Where a store's bytes are before they have their name, out of sight of every reader.
ASIDE = ".tmp"
# No writer needs a file there for as long as this; it is refused, and its turn ends, if it was stalled and comes back.
_LEFT_SECONDS = 86_400
# Requests that an object store bears at once, where they do not wait for one another: each takes 30 to 100 ms.
AT_ONCE = 16
# So often an unclear answer is asked for again.
TRIES = 5

A = TypeVar("A")
B = TypeVar("B")


class Store(Protocol):
    """What the state needs of a store. Paths are relative to its root, with `/` between their parts.

    `at_once` is how many requests the store bears at once: 1 where none takes long enough to be worth a thread.
    """

    root: str
    at_once: int

    def read(self, path: str) -> bytes | None:
        """Read an object's bytes; None where there is none."""

    def head(self, path: str, size: int) -> bytes | None:
        """Read an object's first bytes, fewer where it is shorter than `size`; None where there is none."""

    def names(self, folder: str) -> list[str]:
        """List the sorted base names of what lies directly in a folder; empty where there is no such folder."""

    def create(self, path: str, data: bytes) -> None:
        """Make a whole object, or nothing.

        Raises: AlreadyExists where there is one; Unclear where the store did not say whether it worked.
        """

    def put(self, path: str, data: bytes) -> None:
        """Make or replace a whole object. Raises: StorageError."""

    def delete(self, path: str) -> None:
        """Remove an object; nothing happens where there is none. Raises: StorageError."""

    def below(self, folder: str) -> Store:
        """Give the store of what lies in one of its folders."""


def open_store(root: str) -> Store:
    """Open the store of a folder or of any fsspec URL (gs://, s3://, az://, memory://)."""
    if root.startswith("gs://") and os.environ.get("STORAGE_EMULATOR_HOST"):
        # gcsfs asks an emulator for the bucket's type over gRPC and waits a minute for it (read when gcsfs is imported).
        os.environ.setdefault("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
    from fsspec.core import url_to_fs  # here, so that a command that opens no store does not wait for it
    from fsspec.implementations.local import LocalFileSystem

    filesystem, path = url_to_fs(root, use_listings_cache=False)
    if isinstance(filesystem, LocalFileSystem):
        return LocalStore(path)
    return ObjectStore(root, filesystem, path)


class LocalStore:
    """A store in a local folder. What is created is whole and on disk before it can be seen."""

    at_once = 1

    def __init__(self, root: str) -> None:
        self.root = root
        self._folder = Path(root)

    def read(self, path: str) -> bytes | None:
        with _refusals(self._folder / path, "read"):
            try:
                return (self._folder / path).read_bytes()
            except FileNotFoundError:
                return None

    def head(self, path: str, size: int) -> bytes | None:
        with _refusals(self._folder / path, "read"):
            try:
                with (self._folder / path).open("rb") as file:
                    return file.read(size)
            except FileNotFoundError:
                return None

    def names(self, folder: str) -> list[str]:
        with _refusals(self._folder / folder, "listed"):
            try:
                return sorted(path.name for path in (self._folder / folder).iterdir() if not path.name.startswith("."))
            except FileNotFoundError:
                return []

    def create(self, path: str, data: bytes) -> None:
        with self._written_aside(path, data) as (aside, target):
            try:
                os.link(aside, target)
            except FileExistsError as error:
                raise AlreadyExists(f"{target} exists already") from error
            except OSError as error:
                raise StorageError(
                    f"{target}: this file system refused a hard link ({error.strerror}); use a local disk or an object store"
                ) from error
            _sync_folder(target.parent)

    def put(self, path: str, data: bytes) -> None:
        with self._written_aside(path, data) as (aside, target):
            aside.replace(target)

    def delete(self, path: str) -> None:
        with _refusals(self._folder / path, "deleted"):
            (self._folder / path).unlink(missing_ok=True)

    def below(self, folder: str) -> Store:
        return LocalStore(f"{self.root.rstrip('/')}/{folder}")

    def sweep(self) -> None:
        """Delete what writers left that were killed a day ago or earlier, by the file system's own clock.

        Raises: StorageError.
        """
        with self._written_aside("now", b"") as (now, _):
            for left in now.parent.iterdir():
                try:
                    if now.stat().st_mtime - left.stat().st_mtime > _LEFT_SECONDS:
                        left.unlink()
                except FileNotFoundError:
                    continue  # Its writer is done with it, or somebody else swept.

    @contextmanager
    def _written_aside(self, path: str, data: bytes) -> Iterator[tuple[Path, Path]]:
        """Write bytes to a file that no reader's pattern finds; give it, and the path that they are meant for."""
        target = self._folder / path
        aside = self._folder / ASIDE / uuid.uuid4().hex
        with _refusals(target, "written"):
            try:
                _make_folder(target.parent)
                _make_folder(aside.parent)
                with aside.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                yield aside, target
            finally:
                aside.unlink(missing_ok=True)


class ObjectStore:
    """A store behind fsspec, on one conditional put an object."""

    # Also in memory, where nothing waits: what holds there then holds for the others.
    at_once = AT_ONCE

    def __init__(self, root: str, filesystem: Any, path: str) -> None:
        self.root = root
        self._fs = filesystem
        self._path = path.rstrip("/")

    def read(self, path: str) -> bytes | None:
        with _foreign(f"{self.root}/{path}", StorageError):
            try:
                data: bytes = self._fs.cat_file(self._at(path))
                return data
            except FileNotFoundError:
                return None

    def head(self, path: str, size: int) -> bytes | None:
        with _foreign(f"{self.root}/{path}", StorageError):
            try:
                data: bytes = self._fs.cat_file(self._at(path), start=0, end=size)
                return data
            except FileNotFoundError:
                return None

    def names(self, folder: str) -> list[str]:
        with _foreign(f"{self.root}/{folder}", StorageError):
            try:
                found: list[str] = self._fs.ls(self._at(folder), detail=False, refresh=True)
            except FileNotFoundError:
                return []
        own = self._at(folder).strip("/")
        paths = (path.rstrip("/") for path in found)
        return sorted(path.rsplit("/", 1)[-1] for path in paths if path.strip("/") != own)

    def create(self, path: str, data: bytes) -> None:
        with _foreign(f"{self.root}/{path}", Unclear):
            self._fs.pipe_file(self._at(path), data, mode="create")

    def put(self, path: str, data: bytes) -> None:
        with _foreign(f"{self.root}/{path}", StorageError):
            self._fs.pipe_file(self._at(path), data)

    def delete(self, path: str) -> None:
        with _foreign(f"{self.root}/{path}", StorageError):
            try:
                self._fs.rm_file(self._at(path))
            except FileNotFoundError:
                return

    def below(self, folder: str) -> Store:
        return ObjectStore(f"{self.root.rstrip('/')}/{folder}", self._fs, self._at(folder))

    def _at(self, path: str) -> str:
        return f"{self._path}/{path}"


def side_by_side(store: Store, work: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
    """Give what `work` gives for each item, in order: as many at once as the store bears.

    At most `store.at_once` items are taken from `items` ahead of the answer that is given next. What an item's work raises is
    raised in its place, once the work that has begun is over.
    """
    if store.at_once == 1:
        yield from map(work, items)
        return
    under_way: deque[Future[B]] = deque()
    with ThreadPoolExecutor(store.at_once) as threads:
        for item in items:
            under_way.append(threads.submit(work, item))
            if len(under_way) == store.at_once:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def sweep(store: Store) -> None:
    """Delete what killed writers left; there is nothing in a store that makes objects in one step. Raises: StorageError."""
    if isinstance(store, LocalStore):
        store.sweep()


@contextmanager
def _foreign(path: str, kind: type[StorageError]) -> Iterator[None]:
    """Turn whatever a foreign file system raises into our own errors.

    Each store has exceptions of its own (HTTP errors of three client libraries among them), so all are caught here: the
    protocol treats everything but a clean yes alike.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, FileExistsError) or (isinstance(error, OSError) and error.errno in _TAKEN):
            raise AlreadyExists(f"{path} exists already") from error
        raise kind(
            f"{path}: the store answered {_first_line(error)}; check the address, the credentials and the network"
        ) from error


def _first_line(error: Any) -> str:
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__


@contextmanager
def _refusals(path: Path, done: str) -> Iterator[None]:
    """Say what the operating system refused, and what may help."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"{path}: cannot be {done} ({error.strerror}); free space or change permissions") from error


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it; like a file's, each new name has to survive a power cut."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut; a no-op where folders cannot be opened (Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
