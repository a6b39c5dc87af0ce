"""A store in a folder of this machine, or of a disk that several share."""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from transforms.errors import AlreadyExists, StorageError
from transforms.state.disk_calls import Call, under_way

# Where a store's bytes are before they have their name, out of sight of every reader.
ASIDE = ".tmp"
# No writer needs a file there for as long as this; it is refused, and its turn ends, if it was stalled and comes back.
_LEFT_SECONDS = 86_400
# What file systems say that have no hard links.
_NO_LINKS = {errno.EACCES, errno.EMLINK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM, errno.EXDEV}


class LocalStore:
    """A store in a local folder. What is created is whole and on disk before it can be seen.

    What is `private` is made so that only its user may read it: files 0600, folders 0700.
    """

    at_once = 1

    def __init__(self, root: str, *, private: bool = False) -> None:
        self.root, self._folder = root, Path(root)
        # The folder that is for its user alone, with all below it.
        self._closed = self._folder if private else None

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
                if error.errno not in _NO_LINKS:
                    raise
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

    def below(self, folder: str) -> LocalStore:
        below = LocalStore(f"{self.root.rstrip('/')}/{folder}")
        below._closed = self._closed
        return below

    def tighten(self) -> None:
        """Take from others what an earlier version let them read: where the folder is closed, so is all below it."""
        with _refusals(self._folder, "closed to others"):
            if self._closed is not None and self._folder.is_dir() and self._folder.stat().st_mode & 0o077:
                self._folder.chmod(0o700)

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
        with _refusals(target, "written", len(data)):
            try:
                for folder in (target.parent, aside.parent):
                    _make_folder(folder, self._closed)
                with open(aside, "wb", opener=None if self._closed is None else _make_private) as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                yield aside, target
            finally:
                aside.unlink(missing_ok=True)


@contextmanager
def _refusals(path: Path, done: str, size: int = 0) -> Iterator[None]:
    """Say what the operating system refused, and what may help; `size` bytes are carried, as far as that is known."""
    try:
        with under_way(Call(path, done, size)):
            yield
    except OSError as error:
        raise StorageError(f"{path}: cannot be {done} ({error.strerror}); {cure_of(error)}") from error


def cure_of(error: OSError) -> str:
    """Say what may help against what the operating system refused.

    >>> cure_of(OSError(errno.ENOSPC, "No space left on device"))
    'free space on this disk, or raise the quota'
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "free space on this disk, or raise the quota"
    if error.errno == errno.EROFS:
        return "this disk is mounted for reading alone: mount it for writing, or choose another place"
    if error.errno == errno.ENOENT:
        return "check the path: a folder of it has gone, or cannot be made there"
    if error.errno == errno.ENOTDIR:
        return "check the path: a part of it is a file"
    return "free space or change permissions"


def _make_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _make_folder(folder: Path, private: Path | None) -> None:
    """Make a folder and those above it; like a file's, each new name has to survive a power cut.

    Those at or below `private` are for their user alone.
    """
    if folder.is_dir():
        return
    _make_folder(folder.parent, private)
    is_private = private is not None and folder.is_relative_to(private)
    folder.mkdir(0o700 if is_private else 0o777, exist_ok=True)
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
