"""Compare Parquet twins with their files, row for row, and find twins that none has."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from transforms.errors import StateError
from transforms.parquet import import_pyarrow, read_parquet, table_of
from transforms.state.files import is_same
from transforms.state.manifests import KeptFile
from transforms.state.storage import Store, side_by_side


def find_unequal_twins(output: Store, files: Iterable[KeptFile]) -> Iterator[tuple[str, str]]:
    """Give the twins that are not what their files hold, and what is wrong.

    Files that are not as their manifests list them are not looked at.

    Raises: StateError where pyarrow is missing.
    """
    with_twin = [(file, file.parquet) for file in files if file.parquet is not None]

    def read(pair: tuple[KeptFile, str]) -> tuple[bytes | None, bytes | None]:
        return output.read(pair[0].path), output.read(pair[1])

    for (file, twin), (data, made) in zip(with_twin, side_by_side(output, read, with_twin), strict=True):
        if data is None or not is_same(data, file.sha256):
            continue
        problem = "a manifest lists it, and it is gone" if made is None else compare(file.path, data, made)
        if problem is not None:
            yield twin, problem


def compare(path: str, data: bytes, twin: bytes) -> str | None:
    """Say how a twin is not what a file holds; None where it is. Columns that one of them lacks count as null.

    Raises: StateError where pyarrow is missing, or a row of the file is no record.
    """
    wanted = table_of(path.partition("/")[0], data)
    try:
        found = read_parquet(twin)
    except StateError as error:
        return str(error)
    if found.num_rows != wanted.num_rows:
        return f"it has {found.num_rows} rows, and {path} has {wanted.num_rows}"
    if found.equals(wanted):
        return None
    for number, (one, other) in enumerate(zip(found.to_pylist(), wanted.to_pylist(), strict=True), 1):
        if _told(one) != _told(other):
            return f"its row {number} is not that of {path}"
    return None  # It was made by a version with other columns, and says the same.


def find_stray_twins(output: Store, twins: Iterable[str], wanted: Container[str | None]) -> list[str]:
    """Give, of the twins that were listed, those that are still there, with rows, and that no file with rows has.

    One without rows is what is left of a file that was replaced. Raises: StateError where pyarrow is missing.
    """
    stray = [twin for twin in twins if twin not in wanted]
    found = side_by_side(output, output.read, stray)
    return [twin for twin, data in zip(stray, found, strict=True) if data is not None and _may_have_rows(data)]


def _may_have_rows(data: bytes) -> bool:
    import_pyarrow("pyarrow")  # so that only damage is taken for rows
    try:
        return bool(read_parquet(data).num_rows)
    except StateError:
        return True


def _told(value: Any) -> Any:
    """Give a value without what is null in it."""
    if isinstance(value, dict):
        return {name: _told(part) for name, part in value.items() if part is not None}
    if isinstance(value, list):
        return [_told(part) for part in value]
    return value
