"""Bytes by path below one root, through fsspec: read, list, create, put, delete.

`create` is the primitive that the commit protocol stands on: all or nothing, and refused where the path exists.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from transforms.errors import StorageError
from transforms.state.local_store import LocalStore
from transforms.state.object_store import ObjectStore, filesystem_options, hasten
from transforms.state.store_calls import Aside

# So often an unclear answer is asked for again.
TRIES = 5
# A library may look for credentials on the network while it opens a store.
OPENING_SECONDS = 60.0

# Of a URL that needs a library: its name, and what pip installs it with.
_GOOGLE, _S3, _AZURE = ("gcsfs", "newsbeam"), ("s3fs", "'newsbeam[s3]'"), ("adlfs", "'newsbeam[azure]'")
_LIBRARIES: Final = {
    "gs": _GOOGLE,
    "gcs": _GOOGLE,
    "s3": _S3,
    "s3a": _S3,
    "az": _AZURE,
    "abfs": _AZURE,
    "abfss": _AZURE,
}
_aside = Aside()

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


def open_store(root: str, *, private: bool = False) -> Store:
    """Open the store of a folder or of any fsspec URL (gs://, s3://, az://, memory://); a `private` folder is for its user alone.

    Raises: StorageError where fsspec knows no such URL, or its library is missing, refuses it or does not come to an end.
    """
    from fsspec.implementations.local import LocalFileSystem

    filesystem, path = _open(root)
    if isinstance(filesystem, LocalFileSystem):
        return LocalStore(path, private=private)
    hasten(filesystem)
    return ObjectStore(root, filesystem, path)


def _open(root: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs  # here, so that a command that opens no store does not wait for it

    protocol = root.partition("://")[0] if "://" in root else "file"
    opens = partial(url_to_fs, root, **filesystem_options(root))
    try:
        return opens() if protocol in ("file", "local", "memory") else _aside.do(opens, OPENING_SECONDS)
    except Exception as error:  # Each library has errors of its own, for what it misses in a URL or in the environment.
        raise StorageError(
            f"{root}: cannot be opened ({_what_is_missing(protocol, error)}); name a folder or a URL like gs://bucket/news, and"
            " install what it needs"
        ) from error


def _what_is_missing(protocol: str, error: Exception) -> str:
    if isinstance(error, ImportError) and protocol in _LIBRARIES:
        library, extra = _LIBRARIES[protocol]
        return f"{protocol}:// needs {library}, which is not installed: run pip install {extra}"
    return (str(error).splitlines() or [type(error).__name__])[0][:300]


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


def tighten(store: Store) -> None:
    """Close a folder to others where it is private and was open; an object store has rules of its own. Raises: StorageError."""
    if isinstance(store, LocalStore):
        store.tighten()


def sweep(store: Store) -> None:
    """Delete what killed writers left; there is nothing in a store that makes objects in one step. Raises: StorageError."""
    if isinstance(store, LocalStore):
        store.sweep()
