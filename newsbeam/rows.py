"""The rows of an output, each once and in order: the manifests followed, as docs/reading.md describes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Generic, Literal, TypeVar, overload

import msgspec

from transforms.records import Article, Failure
from transforms.revision_records import ArticleRevision, Retraction
from transforms.row_kinds import KINDS, RECORDS
from transforms.state.changes import Forgotten
from transforms.state.following import Follower
from transforms.state.storage import open_store
from transforms.written import as_written

R = TypeVar("R", Article, Failure, ArticleRevision, Retraction)


class Rows(Generic[R]):
    """An iterator over rows. Keep `position` once the rows are stored, and give it to the next `read` as `since`.

    `position` is the number of the last manifest whose rows have all been given; it moves with the iteration. `forgotten` is
    what was taken down since the position at which this reading began, known from the start: first of all delete the rows
    with these ids from a copy of yours.
    """

    def __init__(self, output: str, since: int | date | None, folder: str, kind: type[R]) -> None:
        self._follower, self._folder = Follower(open_store(output), since), folder
        self._decoder: msgspec.json.Decoder[R] = msgspec.json.Decoder(kind)
        self.position = self._follower.position
        self._rows: Iterator[R] = self._read()

    @property
    def forgotten(self) -> tuple[Forgotten, ...]:
        """Give what was taken down, by id, in the manifests that are read, those of later positions among them."""
        return tuple(self._follower.forgotten.values())

    def __iter__(self) -> Iterator[R]:
        return self

    def __next__(self) -> R:
        return next(self._rows)

    def _read(self) -> Iterator[R]:
        for number, files in self._follower.files(self._folder):
            for file in files:
                rows = map(as_written, map(self._decoder.decode, self._follower.lines(file)))
                # A takedown that is under way has said so, and has not come to all files.
                yield from (row for row in rows if row.id not in self._follower.forgotten)
            self.position = number


@overload
def read(output: str, since: int | date | None = None, *, kind: Literal["articles"] = "articles") -> Rows[Article]: ...


@overload
def read(output: str, since: int | date | None = None, *, kind: Literal["failures"]) -> Rows[Failure]: ...


@overload
def read(output: str, since: int | date | None = None, *, kind: Literal["revisions"]) -> Rows[ArticleRevision]: ...


@overload
def read(output: str, since: int | date | None = None, *, kind: Literal["retractions"]) -> Rows[Retraction]: ...


def read(
    output: str,
    since: int | date | None = None,
    *,
    kind: Literal["articles", "failures", "revisions", "retractions"] = "articles",
) -> Rows[Article] | Rows[Failure] | Rows[ArticleRevision] | Rows[Retraction]:
    """Read the rows of an output, each once, in the order in which they were published.

    `output` is a folder or any fsspec URL. `since` is the `position` of an earlier reading: only what was published after it
    is read; a date reads what was published on that UTC day and later; None reads all. What is published while you read
    waits for the next reading. Each file is compared with the digest that its manifest names. Secrets of addresses that an
    earlier version left in its rows are left out.

    Raises: OutputError where a manifest or file is gone or damaged; StorageError where the store does not answer.

    >>> import tempfile
    >>> rows = read(tempfile.mkdtemp())
    >>> list(rows), rows.position
    ([], 0)
    """
    _check_kind(kind)
    record: Any = RECORDS[kind]
    return Rows(output, since, kind, record)


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        expected = ", ".join(map(repr, KINDS[:-1]))
        raise ValueError(f"kind={kind!r}: expected {expected} or {KINDS[-1]!r}")


def files(
    output: str,
    since: int | date | None = None,
    *,
    kind: Literal["articles", "failures", "revisions", "retractions"] = "articles",
    format: Literal["jsonl", "parquet"] = "jsonl",
) -> list[str]:
    """List the files with rows, as paths or URLs below the output, in the order in which they were published.

    For readers that want a list of files, or cannot open a void one. `since` is as in `read`. `format="parquet"` lists the
    files of the same rows as Parquet. Raises: as `read`; OutputError, too, where rows from after and before `since` were put
    into one file, or some of the rows have no Parquet file.

    >>> import tempfile
    >>> files(tempfile.mkdtemp())
    []
    """
    _check_kind(kind)
    if format not in ("jsonl", "parquet"):
        raise ValueError(f"format={format!r}: expected 'jsonl' or 'parquet'")
    follower = Follower(open_store(output), since)
    paths = follower.paths(kind) if format == "jsonl" else follower.twins(kind)
    return [f"{output.rstrip('/')}/{path}" for path in paths]
