"""A store behind fsspec: Google Cloud Storage, S3, Azure, or memory."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from transforms.errors import AlreadyExists, StorageError, Unclear

# Requests that an object store bears at once, where they do not wait for one another: each takes 30 to 100 ms.
AT_ONCE = 16
# A request that did not end in this time has failed. Of the libraries gcsfs alone has no limit of its own.
REQUEST_SECONDS: Final = 300.0
# A conditional put that lost a race: FileExistsError from most stores, 409 as EBUSY from s3fs.
_TAKEN = {errno.EEXIST, errno.EBUSY}


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

    def below(self, folder: str) -> ObjectStore:
        return ObjectStore(f"{self.root.rstrip('/')}/{folder}", self._fs, self._at(folder))

    def _at(self, path: str) -> str:
        return f"{self._path}/{path}"


def filesystem_options(root: str) -> Mapping[str, object]:
    """Give the options with which fsspec opens the store of a URL."""
    options: dict[str, object] = {"use_listings_cache": False}
    if not root.startswith(("gs://", "gcs://")):
        return options
    if os.environ.get("STORAGE_EMULATOR_HOST"):
        # gcsfs asks an emulator for the bucket's type over gRPC and waits a minute for it (read when gcsfs is imported).
        os.environ.setdefault("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
    return options | {"requests_timeout": REQUEST_SECONDS}


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
