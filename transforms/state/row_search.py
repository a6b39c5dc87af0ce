"""Find rows in the files of an output, by id or by address, without decoding the others."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import msgspec
from msgspec import Struct

from transforms.errors import StateError
from transforms.records import Article, Failure
from transforms.row_files import is_void, unpack
from transforms.row_kinds import RECORDS, Kind, Row
from transforms.state.decoding import DAMAGED
from transforms.state.files import list_paths
from transforms.state.storage import Store, side_by_side

# Files that are looked at before it is asked whether that is enough.
_FILES_AT_ONCE = 64


class FoundRow(Struct, frozen=True, kw_only=True):
    """A row: the file in which it stands, the number of its line (from 1), and what it says."""

    path: str
    line: int
    record: Row


class RowsSought(Struct, frozen=True, kw_only=True):
    """What rows are sought: those with one of some ids, or with one of some addresses, as it is written; either will do."""

    ids: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    @property
    def needles(self) -> tuple[bytes, ...]:
        """Give texts of which each row that is sought holds one."""
        return tuple(msgspec.json.encode(text) for text in sorted(self.ids | self.addresses))

    def is_meant(self, record: Row) -> bool:
        """Tell whether a row is sought."""
        return record.id in self.ids or not self.addresses.isdisjoint(_addresses_of(record))


def _addresses_of(record: Row) -> tuple[str | None, ...]:
    if isinstance(record, Article):
        return record.url, record.canonical_url, record.fetched_url
    return (record.subject if isinstance(record, Failure) else record.url,)


def find_in_file(output: Store, path: str, sought: RowsSought) -> list[FoundRow]:
    """Give the rows of a file that are sought; none where it is gone or void. Raises: StateError where it is damaged."""
    data = output.read(path)
    if data is None or is_void(data):
        return []
    kind = RECORDS[path.partition("/")[0]]
    try:
        lines = unpack(data)
        found = [
            FoundRow(path=path, line=lines.count(b"\n", 0, at) + 1, record=msgspec.json.decode(line, type=kind))
            for at, line in sorted(dict(lines_with(lines, sought.needles)).items())
        ]
    except (OSError, EOFError, ValueError, zlib.error, *DAMAGED) as error:
        raise StateError(
            f"{output.root}/{path}: this file cannot be read ({error}); `newsbeam verify` says what mends it"
        ) from error
    return [row for row in found if sought.is_meant(row.record)]


def lines_with(lines: bytes, needles: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Give the lines that hold one of some texts, each with the place where it begins."""
    for needle in needles:
        at = lines.find(needle)
        while at >= 0:
            begin, end = lines.rfind(b"\n", 0, at) + 1, lines.find(b"\n", at)
            end = len(lines) if end < 0 else end
            yield begin, lines[begin:end]
            at = lines.find(needle, end)


def find_in_files(
    output: Store, paths: list[str], sought: RowsSought, is_enough: Callable[[list[FoundRow]], bool] = bool
) -> list[FoundRow]:
    """Give the rows of some files that are sought, reading no more files once `is_enough` says so."""
    found: list[FoundRow] = []
    for begin in range(0, len(paths), _FILES_AT_ONCE):
        some = paths[begin : begin + _FILES_AT_ONCE]
        for rows in side_by_side(output, partial(find_in_file, output, sought=sought), some):
            found += rows
        if is_enough(found):
            break
    return found


def list_days(output: Store, kind: Kind) -> list[str]:
    """List the days of a kind of rows, the newest first."""
    days = (name.removeprefix("date=") for name in output.names(kind) if name.startswith("date="))
    return sorted(days, reverse=True)


def list_day(output: Store, kind: Kind, day: str) -> list[str]:
    """List the files of a day, those of its hours among them, the newest last."""
    return list(list_paths(output, f"{kind}/date={day}"))
