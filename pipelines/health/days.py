"""The days that are over as rows of their own: one file a day, made once, whole or not at all.

<output>/health/date=<day>/health.jsonl.gz   a row a source; made by exclusive create, and never changed
<output>/health/days/<day>.json              its path, rows, size and sha256, made once the file is there
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec
from msgspec import Struct

from pipelines.health.sources import SourceReport
from pipelines.health.tallies import SourceTally
from transforms.errors import AlreadyExists, StorageError, Unclear
from transforms.health_records import HealthDay, ReasonCount
from transforms.pure.feeds.norms import judge_volume, quantile, weekday_norm
from transforms.reasons import Reason
from transforms.row_files import pack, read_lines
from transforms.state.storage import TRIES, Store
from transforms.state.store_calls import give_up_on_silence

_FOLDER = "health"


class ListedDay(Struct, frozen=True, kw_only=True):
    """A day whose rows are there: where, how many, and the hash of the file's bytes."""

    day: str
    path: str
    rows: int
    size: int
    sha256: str


def days_to_write(shown: Sequence[date], through: date | None, began: date | None) -> list[date]:
    """Give the days that can be written: those that are over for every owner, from the first on which there was a row."""
    if through is None or began is None:
        return []
    return [day for day in shown[:-1] if began <= day <= through]


def write_days(output: Store, sources: Sequence[SourceReport], days: Iterable[date], version: str) -> list[date]:
    """Write those days that are not there yet, and list them; give the ones that were written. Raises: StorageError."""
    listed, written = set(output.names(f"{_FOLDER}/days")), []
    for day in days:
        if f"{day}.json" in listed:
            continue
        path = f"{_FOLDER}/date={day}/health.jsonl.gz"
        rows = [msgspec.json.encode(row) for row in rows_of(sources, day, version)]
        if _create(output, path, pack(path, rows)):
            written.append(day)
        _list(output, day, path)
    return written


def _list(output: Store, day: date, path: str) -> None:
    """List the file that is there, whoever made it."""
    data = output.read(path)
    if data is None:
        raise StorageError(f"{output.root}/{path}: it was made a moment ago, and is gone; run the same command again")
    found = ListedDay(
        day=str(day), path=path, rows=len(read_lines(data)), size=len(data), sha256=hashlib.sha256(data).hexdigest()
    )
    _create(output, f"{_FOLDER}/days/{day}.json", msgspec.json.encode(found))


def _create(output: Store, path: str, data: bytes) -> bool:
    """Make a whole object; give False where it is there already, perhaps since an answer of ours was lost."""
    for tries_left in reversed(range(TRIES)):
        try:
            output.create(path, data)
            return True
        except AlreadyExists:
            return False
        except Unclear as error:
            give_up_on_silence(error)
            if not tries_left:
                raise
    return False


def rows_of(sources: Iterable[SourceReport], day: date, version: str) -> Iterator[HealthDay]:
    """Give a row for each source that was watched on a day, and for each that has something on it."""
    for source in sources:
        tally = source.days.get(day)
        if tally is None and not (source.is_configured and source.watched_from <= day):
            continue
        yield row_of(source, day, tally or SourceTally(), version)


def row_of(source: SourceReport, day: date, tally: SourceTally, version: str) -> HealthDay:
    """Give the row of a source on a day."""
    norm, lags = weekday_norm(source.offered, day, source.watched_from), sorted(tally.lags)
    seen = source.seen.get(day)
    return HealthDay(
        day=str(day),
        feed_url=source.url,
        site=source.site,
        name=source.name,
        is_configured=source.is_configured,
        articles=tally.articles,
        with_text=tally.with_text,
        paid=tally.paid,
        reserved=sum((tally.reserved or {}).values()),
        entries_failed=tally.failed,
        blocked=tally.blocked,
        polls_failed=sum((tally.polls_failed or {}).values()),
        failed=_reasons(tally),
        lag_articles=len(lags),
        lag_median_seconds=_rounded(quantile(lags, 0.5)),
        lag_p95_seconds=_rounded(quantile(lags, 0.95)),
        filled=tally.fields(),
        expected=None if norm is None else round(norm.mean, 2),
        sigma=None if norm is None else round(norm.sigma, 2),
        volume=judge_volume(tally.offered, norm),
        seen=None if seen is None else seen.seen,
        missed=None if seen is None else seen.missed,
        gaps=None if seen is None else seen.gaps,
        asked=source.asked.get(day),
        newsbeam_version=version,
    )


def _reasons(tally: SourceTally) -> tuple[ReasonCount, ...]:
    counts = dict(tally.entries_failed or {})
    for code, count in (tally.polls_failed or {}).items():
        counts[code] = counts.get(code, 0) + count
    found = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(ReasonCount(reason=Reason(code), count=count) for code, count in found)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else float(round(seconds))
