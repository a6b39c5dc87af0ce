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
    place, found = _place_of(path, rows, replaced)
    return None if place is None else RowPlace(place, tuple(now for _, now in found))


def rows_left(path: str, rows: int, replaced: Iterable[Replaced]) -> tuple[int, ...]:
    """Give the rows of a file that `find_rows` finds, by the numbers that they had in the file itself.

    >>> rows_left("a", 3, [Replaced(path="a", by="b", first=5, removed=(1,)), Replaced(path="b", by="c")])
    (0, 2)
    """
    place, found = _place_of(path, rows, replaced)
    return () if place is None else tuple(before for before, _ in found)


# Rows by the number that they had, and the one that they have.
_Numbers = list[tuple[int, int]]


def _place_of(path: str, rows: int, replaced: Iterable[Replaced]) -> tuple[str | None, _Numbers]:
    numbers: _Numbers = [(number, number) for number in range(rows)]
    for change in replaced:
        if change.path == path:
            numbers = list(_moved(numbers, change))
            if change.by is None or not numbers:
                return None, []
            path = change.by
    return path, numbers


def _moved(numbers: _Numbers, change: Replaced) -> Iterable[tuple[int, int]]:
    removed = change.removed
    for original, number in numbers:
        before = bisect_left(removed, number)
        if removed[before : before + 1] != (number,):
            yield original, change.first + number - before
