"""What becomes of rows after their file was published: files are replaced, articles are taken down.

No file is ever changed. A new file takes the rows over, and a manifest says which rows of which file stand where. So whoever
follows manifests can tell rows that are new from rows that moved, and finds those that it has not read yet.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from msgspec import Struct


class Replaced(Struct, frozen=True, kw_only=True):
    """The rows of the file `path`, without those numbered in `removed`, stand in the file `by` from its row `first` on.

    `by` None: they stand nowhere. Rows are numbered from 0, `removed` is sorted. Paths are below the output.
    """

    path: str
    by: str | None = None
    first: int = 0
    removed: tuple[int, ...] = ()


class Forgotten(Struct, frozen=True, kw_only=True):
    """An article or entry that was taken down, by its id, and what the one who did it gave as a reason."""

    id: str
    reason: str | None = None


class RowPlace(Struct, frozen=True):
    """Where rows stand now: the numbers of some rows of a file, in their order."""

    path: str
    rows: tuple[int, ...]


def find_rows(path: str, rows: int, replaced: Iterable[Replaced]) -> RowPlace | None:
    """Give where the rows of a file stand after all replacements, in the order in which those were made; None for nowhere.

    >>> find_rows("a", 3, [Replaced(path="a", by="b", first=5, removed=(1,)), Replaced(path="b", by="c")])
    RowPlace(path='c', rows=(5, 6))
    """
    numbers = tuple(range(rows))
    for change in replaced:
        if change.path == path:
            numbers = tuple(_moved(numbers, change))
            if change.by is None or not numbers:
                return None
            path = change.by
    return RowPlace(path, numbers)


def _moved(numbers: Iterable[int], change: Replaced) -> Iterable[int]:
    removed = change.removed
    for number in numbers:
        before = bisect_left(removed, number)
        if removed[before : before + 1] != (number,):
            yield change.first + number - before
