"""Where an export is written: a folder that appears all at once, or objects of which the last one says that all are there.

A killed export leaves nothing that passes for a whole one, and the next export to the same place removes what it left.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

import msgspec
from msgspec import Struct

from pipelines.run.errors import Refused
from transforms.errors import StorageError
from transforms.state.local_store import LocalStore
from transforms.state.storage import Store, open_store

# Written last: an export is whole where this is. Readers overlook names that begin so.
SUCCESS: Final = "_SUCCESS"
# Written first, where the place is no folder that can be renamed: what lies here is of an export, and not whole.
STARTED: Final = "_STARTED"
CARD: Final = "README.md"
_OWN = re.compile(rf"{SUCCESS}|{STARTED}|{CARD}|(data/)?part-[0-9]{{5,}}\.(parquet|jsonl\.gz|csv)")
_ASIDE = "newsbeam-export"


class Written(Struct, frozen=True, kw_only=True):
    """A file of an export: its path in it, its rows and bytes."""

    path: str
    rows: int
    bytes: int


class Contents(Struct, frozen=True, kw_only=True):
    """What `_SUCCESS` says: what was asked for, by which version, and the files with rows."""

    newsbeam_version: str
    format: str
    kind: str
    since: str | None
    where: str | None
    files: tuple[Written, ...]


class ExportPlace(Protocol):
    """Where one export is written."""

    def begin(self) -> None:
        """Make the place ready, also a second time: what an export left that did not end is removed."""

    def write(self, path: str, data: bytes) -> None:
        """Write a file of the export."""

    def finish(self, contents: Contents) -> None:
        """Let the export pass for whole."""

    def give_up(self) -> None:
        """Remove what was written."""


def open_place(to: str, overwrite: bool) -> ExportPlace:
    """Give the place for an export. Raises: Refused where something lies there that must stay; StorageError."""
    try:
        store = open_store(to)
    except StorageError as error:
        raise Refused(f"--to {error}") from error
    if isinstance(store, LocalStore):
        return FolderPlace(Path(store.root), overwrite)
    return ObjectPlace(store, overwrite)


class FolderPlace:
    """A local folder. It is written under a name of its own beside its place, and renamed."""

    def __init__(self, folder: Path, overwrite: bool) -> None:
        if folder.is_dir():
            _refuse(str(folder), _names(folder), overwrite)
        elif folder.exists():
            raise Refused(f"--to {folder}: this is a file; name a folder")
        self._folder = folder
        self._aside = folder.with_name(f".{folder.name}.{_ASIDE}-{uuid.uuid4().hex}")
        self._before = self._aside.with_name(f"{self._aside.name}-before")

    def begin(self) -> None:
        with _refusals(self._aside):
            for left in self._folder.parent.glob(f".{self._folder.name}.{_ASIDE}-*"):
                shutil.rmtree(left)
            self._aside.mkdir(parents=True)

    def write(self, path: str, data: bytes) -> None:
        target = self._aside / path
        with _refusals(target):
            target.parent.mkdir(exist_ok=True)
            with target.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())

    def finish(self, contents: Contents) -> None:
        self.write(SUCCESS, _document(contents))
        with _refusals(self._folder):
            if self._folder.is_dir() and any(self._folder.iterdir()):
                # A folder with files in it cannot be replaced in one step: for a moment there is none.
                self._folder.rename(self._before)
            self._aside.rename(self._folder)
        self.give_up()

    def give_up(self) -> None:
        for path in (self._aside, self._before):
            shutil.rmtree(path, ignore_errors=True)


class ObjectPlace:
    """Objects below a URL."""

    def __init__(self, store: Store, overwrite: bool) -> None:
        self._store = store
        paths = list(_paths(store, ""))
        is_left = STARTED in paths and SUCCESS not in paths
        _refuse(store.root, [path for path in paths if path != STARTED], overwrite or is_left, is_left)

    def begin(self) -> None:
        self._store.put(STARTED, b"")
        self._store.delete(SUCCESS)  # From here on, nothing here passes for whole.
        self._remove_files()

    def write(self, path: str, data: bytes) -> None:
        self._store.put(path, data)

    def finish(self, contents: Contents) -> None:
        self._store.put(SUCCESS, _document(contents))
        self._store.delete(STARTED)

    def give_up(self) -> None:
        self._remove_files()
        self._store.delete(STARTED)

    def _remove_files(self) -> None:
        for path in _paths(self._store, ""):
            if path != STARTED and _OWN.fullmatch(path):
                self._store.delete(path)


def _names(folder: Path) -> list[str]:
    """List what lies in a local place: hidden files, too, and no deeper than an export reaches."""
    data = folder / "data"
    inside = [f"data/{path.name}" for path in data.iterdir()] if data.is_dir() else []
    return [path.name for path in folder.iterdir() if not inside or path.name != "data"] + inside


def _refuse(place: str, paths: Iterable[str], overwrite: bool, is_left: bool = False) -> None:
    """Refuse a place in which something lies that must stay. Raises: Refused."""
    paths = sorted(paths)
    others = [path for path in paths if not _OWN.fullmatch(path)]
    if others or (paths and SUCCESS not in paths and not is_left):
        found = (others or paths)[0]
        raise Refused(f"--to {place}: {found} is there, which no export wrote; name another folder, or an empty one")
    if paths and not overwrite:
        raise Refused(f"--to {place}: an earlier export is there; replace it with --overwrite, or name another folder")


def _paths(store: Store, folder: str) -> Iterator[str]:
    """List what lies in a place: a name without a dot is a folder, unless it is one of ours."""
    for name in store.names(folder):
        path = f"{folder}/{name}" if folder else name
        inside = [] if "." in name or name in (SUCCESS, STARTED) else list(_paths(store, path))
        yield from inside or [path]


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Say what the operating system refused, and what may help."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror}); free space or change permissions") from error


def _document(contents: Contents) -> bytes:
    return msgspec.json.format(msgspec.json.encode(contents), indent=1) + b"\n"
