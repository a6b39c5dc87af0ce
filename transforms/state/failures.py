"""The failures of an output, as they are read back: which entries failed, when, and for what reason."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import msgspec
from msgspec import Struct, field

from transforms.errors import StateError
from transforms.moments import Moment
from transforms.pure.net.urls import site_of
from transforms.reasons import row_of
from transforms.records import Entry, Failure
from transforms.row_files import is_void, read_lines
from transforms.state.decoding import DAMAGED
from transforms.state.files import list_paths
from transforms.state.storage import Store, side_by_side

FOLDER = "failures"
_decoder = msgspec.json.Decoder(Failure)


class FailedEntry(Struct, frozen=True, kw_only=True):
    """An entry that failed, by the newest row on it."""

    entry: Entry
    reason: str
    failed_at: Moment

    @property
    def site(self) -> str:
        """Give the site that was asked."""
        return site_of(self.entry.url)


class Wanted(Struct, frozen=True, kw_only=True):
    """Which failures are wanted: each set names the values that will do, and an empty one leaves it open.

    A reason is a code of `transforms.reasons`; that of a table's row (`http_4xx`) covers the row's codes. `since` is the UTC day
    of the failure, or None.
    """

    reasons: frozenset[str] = frozenset()
    feeds: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    since: date | None = None

    def covers(self, failure: Failure) -> bool:
        """Tell whether a failure is among those wanted; a feed's poll is of no site."""
        return (
            (not self.reasons or bool(self.reasons & _codes(failure.reason)))
            and (not self.feeds or failure.feed_url in self.feeds)
            and (not self.ids or failure.id in self.ids)
            and (not self.sites or (failure.entry is not None and site_of(failure.entry.url) in self.sites))
            and (self.since is None or failure.failed_at.date() >= self.since)
        )


class Failures(Struct, kw_only=True):
    """What was read: the wanted entries by their ids, and how many failed polls of feeds are wanted, too.

    `by_reason` counts all entries that failed, wanted or not, by the newest row of each; `feeds` and `ids` are theirs.
    """

    wanted: dict[str, FailedEntry] = field(default_factory=dict)
    polls: int = 0
    by_reason: Counter[str] = field(default_factory=Counter)
    feeds: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)


def read_failures(output: Store, wanted: Wanted) -> Failures:
    """Read which entries failed; with `wanted.since`, those days alone. Raises: StateError where a file cannot be read."""
    found, newest = Failures(), dict[str, tuple[datetime, str, FailedEntry | None]]()
    for failure in _rows(output, wanted.since):
        if failure.id is None or failure.entry is None:
            found.polls += wanted.covers(failure)
            continue
        if failure.feed_url is not None:
            found.feeds.add(failure.feed_url)
        if failure.id not in newest or newest[failure.id][0] <= failure.failed_at:
            failed = FailedEntry(entry=failure.entry, reason=failure.reason, failed_at=failure.failed_at)
            newest[failure.id] = failure.failed_at, failure.reason, failed if wanted.covers(failure) else None
    for id_, (_, reason, known) in newest.items():
        found.ids.add(id_)
        found.by_reason[reason] += 1
        if known is not None:
            found.wanted[id_] = known
    return found


def _rows(output: Store, since: date | None) -> Iterator[Failure]:
    """Give the rows of all files of failures; what takes their place meanwhile is read, too.

    A row stands in the partition of its day, or in a later one.
    """
    seen: set[str] = set()
    while paths := [path for path in list_paths(output, FOLDER, since) if path not in seen]:
        seen.update(paths)
        for path, data in zip(paths, side_by_side(output, output.read, paths), strict=True):
            if data is not None and not is_void(data):
                yield from _decode(output, path, data)


def _decode(output: Store, path: str, data: bytes) -> Iterator[Failure]:
    try:
        for line in read_lines(data):
            yield _decoder.decode(line)
    except (OSError, EOFError, ValueError, zlib.error, *DAMAGED) as error:
        raise StateError(
            f"{output.root}/{path}: these failures cannot be read ({error}); `newsbeam verify` says what mends the file"
        ) from error


def _codes(reason: str) -> set[str]:
    row = row_of(reason)
    return {reason} if row is None else {reason, row.code}
