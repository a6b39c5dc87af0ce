"""Parquet twins: a second form of a file's rows, made from its bytes once it is kept.

A twin is known by its path alone: whoever makes it makes the same rows. The owner makes the twins of a commit before its next
one; whoever opens the shard makes those of the newest commit that are missing, and so does who lists a file in a manifest.
"""

from __future__ import annotations

from collections.abc import Mapping

from transforms.errors import AlreadyExists, StateError, StorageError, Unclear
from transforms.parquet import parquet_of
from transforms.row_files import VOID, is_void
from transforms.state.files import Decision, Planned, glance
from transforms.state.part_names import is_warc
from transforms.state.storage import TRIES, Store
from transforms.state.store_calls import give_up_on_silence

FOLDER = "parquet"
_MAGIC_BYTES = 4


def twin_path(path: str) -> str:
    """Give the path of a file's twin: in a tree of its own, so that no reader's pattern mixes the two.

    >>> twin_path("articles/date=2026-11-22/part-7.jsonl.gz")
    'parquet/articles/date=2026-11-22/part-7.parquet'
    """
    return f"{FOLDER}/{path.partition('.jsonl')[0]}.parquet"


def make_twins(
    output: Store,
    files: Mapping[str, Planned],
    decisions: Mapping[str, Decision | None],
    data: Mapping[str, bytes] | None = None,
) -> None:
    """Make the twins of a commit's files that are kept, as far as the commit names them and they are missing.

    `data` are the bytes of files that were published just now: their twins are not looked for first. Raises: StateError,
    StorageError.
    """
    for path, planned in files.items():
        if planned.parquet is not None and decisions.get(path) == "kept":
            make_twin(output, path, planned.parquet, (data or {}).get(path))


def make_twin(output: Store, path: str, twin: str, data: bytes | None = None) -> None:
    """Make the twin of a file that is kept, unless it is there. Raises: StateError, StorageError."""
    if data is None:
        if output.head(twin, _MAGIC_BYTES) is not None:
            return
        data = output.read(path)
    if data is None or is_void(data):
        return  # It was taken down meanwhile.
    try:
        made = parquet_of(path.partition("/")[0], data)
    except StateError as error:
        raise StateError(f"{output.root}/{path}: its Parquet twin cannot be made: {error}") from error
    _create(output, twin, made)
    if glance(output, path) != "kept":
        # It was taken down while we were at it: its rows must not live on in a twin.
        output.put(twin, _without_rows(path))


def clear_twin(output: Store, path: str) -> None:
    """Take the rows out of a file's twin, if it has one. Raises: StateError where pyarrow is missing; StorageError.

    It is not deleted: a create of it that the store has not carried out yet, or that is late, would bring the rows back.
    """
    twin = twin_path(path)
    if not is_warc(path) and output.head(twin, _MAGIC_BYTES) is not None:
        output.put(twin, _without_rows(path))


def _without_rows(path: str) -> bytes:
    return parquet_of(path.partition("/")[0], VOID)


def remake_twin(output: Store, twin: str | None, path: str, data: bytes) -> str | None:
    """Make the twin of a file that was changed again, if it has one; give its path. Raises: StateError, StorageError."""
    if twin is not None:
        output.put(twin, parquet_of(path.partition("/")[0], data))
    return twin


def _create(output: Store, twin: str, made: bytes) -> None:
    for _ in range(TRIES):
        try:
            return output.create(twin, made)
        except AlreadyExists:
            return None
        except Unclear as error:
            give_up_on_silence(error)
    raise StorageError(f"{output.root}/{twin}: the store did not answer {TRIES} times; try again later")
