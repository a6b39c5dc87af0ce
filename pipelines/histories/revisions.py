"""What came of an article after it was written: when it is asked for again, its later versions, whether it was withdrawn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

from pipelines.histories.records import KnownRevisions, NextCheck, PlacedRetraction, PlacedRow, PlacedVersion
from transforms.rechecks import Recheck
from transforms.records import Article
from transforms.revision_records import ArticleRevision, Retraction
from transforms.row_kinds import Kind
from transforms.state.part_names import part_day
from transforms.state.recheck_queue import MOST_CHECK_WAIT
from transforms.state.row_search import FoundRow, RowsSought, find_in_file, find_in_files, list_day, list_days
from transforms.state.storage import Store

# No check is later than this: after a row, so many days of its kind are searched. A pause has no days.
MOST_DAYS = MOST_CHECK_WAIT.days
_FOLDER = "revisions/"
_log = logging.getLogger(__name__)


def find_revisions(
    output: Store, rows: Iterable[PlacedRow], rechecks: Iterable[Mapping[str, Recheck]], checks: Sequence[float]
) -> KnownRevisions | None:
    """Give what came of the article among some rows after it was written; None where there is none.

    `rechecks` are those that the logs remember, by the article's id, `checks` those of the configuration. Where none is
    remembered, the rows of later versions and retractions are searched from the day of the article's row on.
    Raises: StateError where a file is damaged; StorageError.
    """
    for row in rows:
        if isinstance(row.record, Article):
            id_ = row.record.id
            recheck = next((known[id_] for known in rechecks if id_ in known), None)
            return _Search(output, id_, part_day(row.path), recheck).read(checks)
    return None


class _Search:
    def __init__(self, output: Store, id_: str, since: str, recheck: Recheck | None) -> None:
        self._output, self._since, self._recheck = output, since, recheck
        self._sought = RowsSought(ids=frozenset([id_]))
        self._searched = 0

    def read(self, checks: Sequence[float]) -> KnownRevisions:
        recheck = self._recheck
        retraction = self._retraction() if recheck is None else None
        newest = recheck.version if recheck is not None else None
        newest = retraction.record.version if retraction is not None else newest
        versions = self._versions(newest)
        last = max([newest or 1, *versions])
        return KnownRevisions(
            checks=tuple(checks),
            next_check=None if recheck is None else _next_check(recheck),
            versions=tuple(versions[number] for number in sorted(versions)),
            missing=tuple(number for number in range(2, last + 1) if number not in versions),
            retraction=retraction,
            searched=self._searched,
        )

    def _retraction(self) -> PlacedRetraction | None:
        for found in self._find("retractions", bool):
            if isinstance(found.record, Retraction):
                return PlacedRetraction(path=found.path, line=found.line, record=found.record)
        return None

    def _versions(self, newest: int | None) -> dict[int, PlacedVersion]:
        """Give the later versions by their numbers. `newest` is the last one, None where that is not known."""
        wanted = None if newest is None else set(range(2, newest + 1))
        named = self._named()
        until = part_day(named[0].path) if named else None

        def is_enough(found: list[FoundRow]) -> bool:
            return wanted is not None and wanted <= _by_number([*named, *found]).keys()

        if is_enough([]):
            return _by_number(named)
        return _by_number([*named, *self._find("revisions", is_enough, until)])

    def _named(self) -> list[FoundRow]:
        """Give the newest version from the file that the log names."""
        if self._recheck is None or not self._recheck.file.startswith(_FOLDER):
            return []
        self._searched += 1
        return find_in_file(self._output, self._recheck.file, self._sought)

    def _find(
        self, kind: Kind, is_enough: Callable[[list[FoundRow]], bool], until: str | None = None
    ) -> list[FoundRow]:
        """Search the rows of a kind, from the day of the article's row on, until it is enough."""
        days = [day for day in sorted(list_days(self._output, kind)) if day >= self._since]
        days = [day for day in days[:MOST_DAYS] if until is None or day <= until]
        if len(days) > 1:
            _log.info("Searching the %s of up to %d days: nothing says where the rows are", kind, len(days))
        found: list[FoundRow] = []
        for day in days:
            paths = list_day(self._output, kind, day)
            self._searched += len(paths)
            found.extend(find_in_files(self._output, paths, self._sought, lambda rows: is_enough([*found, *rows])))
            if is_enough(found):
                break
        return found


def _by_number(found: Iterable[FoundRow]) -> dict[int, PlacedVersion]:
    """Give versions by their numbers; one stands in two files while these are put together."""
    return {
        row.record.version: PlacedVersion(path=row.path, line=row.line, record=row.record)
        for row in found
        if isinstance(row.record, ArticleRevision)
    }


def _next_check(recheck: Recheck) -> NextCheck:
    return NextCheck(
        next_at=recheck.next_at,
        answered_at=recheck.seen_at,
        done=recheck.done,
        version=recheck.version,
        tries=recheck.tries,
        gone=recheck.gone,
    )
