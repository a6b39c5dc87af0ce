"""The rows of an output, each once and in order: the manifests followed, as docs/reading.md describes it."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Generic, Literal, TypeVar, overload

import msgspec

from transforms.errors import StateError
from transforms.records import Article, Failure
from transforms.state.decoding import read_document
from transforms.state.manifests import KeptFile, Manifest, list_published
from transforms.state.storage import Store, open_store

R = TypeVar("R", Article, Failure)

_RESTORE = "bring it back from a copy, or begin behind it: read(..., since=<the number after it>)"


class OutputError(Exception):
    """An output cannot be read on; the message names the file and what to do."""


class Rows(Generic[R]):
    """An iterator over rows. Keep `position` once the rows are stored, and give it to the next `read` as `since`.

    `position` is the number of the last manifest whose rows have all been given; it moves with the iteration.
    """

    def __init__(self, output: str, since: int | date | None, folder: str, kind: type[R]) -> None:
        self._store, self._folder = open_store(output), folder
        self._decoder: msgspec.json.Decoder[R] = msgspec.json.Decoder(kind)
        self.position, self._manifests = _manifests(self._store, since)
        self._rows: Iterator[R] = self._read()

    def __iter__(self) -> Iterator[R]:
        return self

    def __next__(self) -> R:
        return next(self._rows)

    def _read(self) -> Iterator[R]:
        for number, path in self._manifests.items():
            for file in _manifest_at(self._store, path).files:
                if file.path.startswith(self._folder):
                    yield from map(self._decoder.decode, _lines(self._store, file))
            self.position = number


@overload
def read(output: str, since: int | date | None = None, *, kind: Literal["articles"] = "articles") -> Rows[Article]: ...


@overload
def read(output: str, since: int | date | None = None, *, kind: Literal["failures"]) -> Rows[Failure]: ...


def read(
    output: str, since: int | date | None = None, *, kind: Literal["articles", "failures"] = "articles"
) -> Rows[Article] | Rows[Failure]:
    """Read the rows of an output, each once, in the order in which they were published.

    `output` is a folder or any fsspec URL. `since` is the `position` of an earlier reading: only what was published after it
    is read; a date reads what was published on that UTC day and later; None reads all. What is published while you read
    waits for the next reading. Each file is compared with the digest that its manifest names.

    Raises: OutputError where a manifest or file is gone or damaged; StorageError where the store does not answer.

    >>> import tempfile
    >>> rows = read(tempfile.mkdtemp())
    >>> list(rows), rows.position
    ([], 0)
    """
    if kind == "articles":
        return Rows(output, since, "articles/", Article)
    if kind == "failures":
        return Rows(output, since, "failures/", Failure)
    raise ValueError(f"kind={kind!r}: expected 'articles' or 'failures'")


def files(
    output: str, since: int | date | None = None, *, kind: Literal["articles", "failures"] = "articles"
) -> list[str]:
    """List the files with rows, as paths or URLs below the output, in the order in which they were published.

    For readers that want a list of files, or cannot open a void one. `since` is as in `read`. Raises: as `read`.

    >>> import tempfile
    >>> files(tempfile.mkdtemp())
    []
    """
    if kind not in ("articles", "failures"):
        raise ValueError(f"kind={kind!r}: expected 'articles' or 'failures'")
    store = open_store(output)
    kept = [file for path in _manifests(store, since)[1].values() for file in _manifest_at(store, path).files]
    return [f"{output.rstrip('/')}/{file.path}" for file in kept if file.path.startswith(f"{kind}/")]


def _manifests(store: Store, since: int | date | None) -> tuple[int, dict[int, str]]:
    """Give the position to begin at, and the paths of the manifests behind it, by number, in order. Raises: OutputError."""
    found = list_published(store)
    position = since if isinstance(since, int) else _position_before(found, since)
    numbers = sorted(number for number in found if number > position)
    missing = next((number for at, number in enumerate(numbers, position + 1) if number != at), None)
    if missing is not None:
        gone = next(number for number in range(position + 1, missing) if number not in found)
        raise OutputError(f"{store.root}/runs: manifest {gone} is gone, and later ones are there; {_RESTORE}")
    return position, {number: found[number] for number in numbers}


def _position_before(found: dict[int, str], day: date | None) -> int:
    """Give the number before the first manifest of a UTC day or a later one; before the oldest that there is for None."""
    wanted = [number for number, path in found.items() if day is None or path >= f"runs/date={day:%Y-%m-%d}"]
    return min(wanted) - 1 if wanted else max(found, default=0)


def _manifest_at(store: Store, path: str) -> Manifest:
    try:
        manifest = read_document(store, path, Manifest, _RESTORE)
    except StateError as error:
        raise OutputError(str(error)) from error
    if manifest is None:
        raise OutputError(f"{store.root}/{path}: this manifest was there a moment ago, and is gone; {_RESTORE}")
    return manifest


def _lines(store: Store, file: KeptFile) -> list[bytes]:
    """Give the lines of a file, compared with what its manifest says of it. Raises: OutputError."""
    data = store.read(file.path)
    if data is None:
        raise OutputError(f"{store.root}/{file.path}: a manifest names this file, and it is gone; {_RESTORE}")
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise OutputError(
            f"{store.root}/{file.path}: this file is not the one that its manifest names ({file.size} bytes, here"
            f" {len(data)}); {_RESTORE}"
        )
    return gzip.decompress(data).splitlines()
