"""Rows that wait for their commit, and the files that they become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from transforms import reasons
from transforms.captures import WarcPlace
from transforms.parquet import CURE, has_pyarrow
from transforms.pending_rows import PendingRow, line_of
from transforms.pure.revisions.due import begin_recheck
from transforms.reasons import Reason
from transforms.recheck_batch import RecheckBatch, Result
from transforms.rechecks import Recheck
from transforms.records import Article, Entry, Failure, Run
from transforms.row_files import pack
from transforms.state.files import Planned, plan_file
from transforms.state.log import Deferral
from transforms.state.twins import twin_path
from transforms.turns import Captured, Deferred, Dropped, Extracted, Failed, Rechecked, Retracted, Revised
from transforms.warc.parts import WarcParts
from transforms.written import written

Partition = Literal["day", "hour"]
Format = Literal["jsonl", "parquet"]


class WriteOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How rows are written.

    partition: files by the UTC day, or by the UTC hour, in which their pages were fetched.
    commit_seconds: a row waits for its commit no longer than this, and a twelfth of it where no other is coming.
    commit_bytes: nor longer than until they are so many bytes, before compression.
    formats: jsonl, and parquet where each file is to have a Parquet twin: the same rows, in a tree of its own.
    """

    partition: Partition = "day"
    commit_seconds: Annotated[float, Meta(ge=0)] = 60.0
    commit_bytes: Annotated[int, Meta(ge=1, le=40_000_000)] = 16_000_000
    formats: tuple[Format, ...] = ("jsonl",)


def check_formats(formats: Collection[str]) -> None:
    """See that the formats can be written here. Raises: ValueError."""
    if "jsonl" not in formats:
        written = ", ".join(["jsonl", *formats])
        raise ValueError(f"jsonl is missing: it is always written, and other formats beside it; write [{written}]")
    if "parquet" in formats and not has_pyarrow():
        raise ValueError(f"parquet needs pyarrow, and it is not installed: {CURE}")


class Batch:
    """What the next commit settles.

    `settled` holds the ids that earlier commits settled, `forgotten` those of them that were taken down; `aliases` map entries
    to the articles that they led to by another id. Rows from before `not_before` (of pages, say, that were asked for in an
    earlier turn) go into that moment's partition; None puts each row into its own. `warc` are the files of pages as they came,
    if there are to be any; `places` says where such a page stands whose entry has not ended yet, by the entry's id.
    `rechecks` is what is remembered of articles that are asked for again, `checks` when a new one is to be (`RevisionOptions`).
    """

    results_class = RecheckBatch

    def __init__(
        self,
        settled: Container[str],
        run: Run,
        not_before: datetime | None = None,
        *,
        forgotten: Container[str] = frozenset(),
        warc: WarcParts | None = None,
        places: dict[str, WarcPlace] | None = None,
        rechecks: Mapping[str, Recheck] | None = None,
        checks: Sequence[float] = (),
    ) -> None:
        self._settled, self._forgotten, self._run, self._not_before = settled, forgotten, run, not_before
        self._warc, self._places = warc, {} if places is None else places
        self._again, self._checks = self.results_class(rechecks or {}, forgotten, run), checks
        self._articles: dict[str, PendingRow] = {}
        self._rows: dict[str, PendingRow] = {}  # those of articles, by each id that leads to one
        self._failures: list[PendingRow] = []
        self.dropped: dict[Reason, list[str]] = {}
        self.deferred: dict[str, Deferral] = {}
        self.aliases: dict[str, str] = {}
        self._size = 0

    def __bool__(self) -> bool:
        return bool(self._articles or self._failures or self.dropped or self.deferred or self.warc_size or self._again)

    @property
    def size(self) -> int:
        """How many bytes the rows are, before compression."""
        return self._size + self._again.size

    @property
    def rechecked(self) -> Mapping[str, Recheck | None]:
        """What is remembered now of articles that were asked for again, and of which no row comes."""
        return self._again.rechecked

    @property
    def warc_size(self) -> int:
        """How many bytes the pages as they came take, compressed."""
        return 0 if self._warc is None else self._warc.size

    @property
    def settles(self) -> bool:
        """Tell whether the next commit brings news of an entry: of a poll that failed there is a row alone."""
        rows = bool(self._articles or self._again.rows or any(row.ids for row in self._failures))
        return bool(rows or self.dropped or self.deferred)

    def add(self, element: Captured | Extracted | Failed | Dropped | Deferred | Result) -> str:
        """Add an element, and give what it counts as.

        That is `written`, `captured`, `revised`, `retracted`, or `failed/`, `poll_failed/`, `dropped/`, `deferred/`,
        `rechecked/` and why.
        """
        if isinstance(element, (Rechecked, Revised, Retracted)):
            return self._again.add(element, self._places.pop(element.before.entry.id, None))
        if isinstance(element, Captured):
            assert self._warc is not None
            self._places[element.page.entry.id] = self._warc.add(element.page)
            return "captured"
        if isinstance(element, Extracted):
            return self._add_article(element, self._places.pop(element.entry.id, None))
        if element.id is not None:
            self._places.pop(element.id, None)
        if isinstance(element, Failed):
            if element.id is not None and element.id in self._settled:
                return self.drop(element.id, reasons.DUPLICATE)  # Another way has led to its article meanwhile.
            return self._add_failure(element)
        if isinstance(element, Dropped):
            if element.led_to is not None:
                self.aliases[element.id] = element.led_to
            return self.drop(element.id, element.reason)
        self.deferred[element.id] = element.deferral
        return f"deferred/{element.deferral.reason}"

    def add_asides(self, members: Iterable[bytes], at: datetime) -> None:
        """Add WARC records that belong to no page, and settle nothing."""
        assert self._warc is not None
        self._warc.add_members(members, at)

    def drop(self, id_: str, reason: Reason) -> str:
        """Settle an entry without a row, at once."""
        self.dropped.setdefault(reason, []).append(id_)
        return f"dropped/{reason}"

    def _add_article(self, extracted: Extracted, place: WarcPlace | None) -> str:
        article, entry_id = extracted.article, extracted.entry.id
        article = replace(article, fetched=replace(article.fetched, warc=place))
        # Both are settled with a row; of a text that came under another link before, the second is known alone.
        ids = list(filter(None, (article.id, extracted.text_id)))
        known = next((id_ for id_ in ids if id_ in self._settled or id_ in self._rows), None)
        led_to = known or next((id_ for id_ in ids if id_ != entry_id), None)
        if led_to is not None and led_to != entry_id:
            self.aliases[entry_id] = led_to
        if known in self._settled:
            return self.drop(entry_id, reasons.FORGOTTEN if known in self._forgotten else reasons.DUPLICATE)
        if known is not None:
            return self._join(self._rows[known], entry_id)
        return self._add_row(article, extracted.entry, extracted.text_id)

    def _add_row(self, article: Article, entry: Entry, text_id: str | None) -> str:
        line = line_of(written(replace(article, run=self._run)))
        ids = list(dict.fromkeys(filter(None, (article.id, entry.id, text_id))))
        row = PendingRow(line=line, kind="articles", at=article.fetched.fetched_at, ids=ids, counts=Counter(written=1))
        row.rechecks |= {one.id: one for one in [begin_recheck(entry, article, self._checks)] if one is not None}
        self._articles[article.id] = row
        self._rows |= dict.fromkeys(filter(None, (article.id, text_id)), row)
        # Its entry may have failed a moment before another way led to it: an id ends once.
        failures = [failure for failure in self._failures if article.id not in failure.ids]
        if len(failures) < len(self._failures):
            self._failures = failures
            row.counts[f"dropped/{reasons.DUPLICATE}"] += 1
        self._size += len(line) + 1
        return "written"

    def _join(self, row: PendingRow, entry_id: str) -> str:
        """Settle an alias of an article with the article's own file: that file may yet be void."""
        row.ids += [] if entry_id in row.ids else [entry_id]
        outcome = f"dropped/{reasons.DUPLICATE}"
        row.counts[outcome] += 1
        return outcome

    def _add_failure(self, failed: Failed) -> str:
        row = self._articles.get(failed.id or "")
        if row is not None:
            return self._join(row, row.ids[0])
        failure: Failure = replace(failed.failure, run=self._run)
        line = line_of(written(failure))
        outcome = f"{'dropped' if reasons.is_recorded_drop(failure.reason) else 'failed'}/{failure.reason}"
        ids = [] if failed.id is None else [failed.id]
        counts = Counter({outcome: 1} if ids else {f"poll_{outcome}": 1})
        self._failures.append(PendingRow(line=line, kind="failures", at=failure.failed_at, ids=ids, counts=counts))
        self._size += len(line) + 1
        return next(iter(counts))

    def files(
        self, partition: Partition, name: Callable[[int], str], with_parquet: bool = False
    ) -> dict[str, tuple[Planned, bytes]]:
        """Give the rows as whole files by path: one a kind and partition; `name` gives the k-th file's base name.

        `with_parquet` says that each is to have a Parquet twin.
        """
        groups: dict[str, list[PendingRow]] = {}
        for row in (*self._articles.values(), *self._failures, *self._again.rows):
            at = row.at if self._not_before is None else max(row.at, self._not_before)
            groups.setdefault(f"{row.kind}/{folder(at, partition)}", []).append(row)
        paths = {f"{folder}/{name(k)}": groups[folder] for k, folder in enumerate(sorted(groups))}
        kept = {} if self._warc is None else self._warc.files()
        return {path: (plan_file(data, (), {}, pages), data) for path, (pages, data) in kept.items()} | {
            path: _plan(path, rows, twin_path(path) if with_parquet else None) for path, rows in paths.items()
        }


def folder(at: datetime, partition: Partition) -> str:
    """Give the partition of a moment (aware UTC).

    >>> from datetime import datetime, timezone
    >>> folder(datetime(2026, 11, 22, 7, 5, tzinfo=timezone.utc), "hour")
    'date=2026-11-22/hour=07'
    """
    return at.strftime("date=%Y-%m-%d" if partition == "day" else "date=%Y-%m-%d/hour=%H")


def _plan(path: str, rows: list[PendingRow], parquet: str | None) -> tuple[Planned, bytes]:
    data = pack(path, (row.line for row in rows))
    counts: Counter[str] = Counter()
    rechecks: dict[str, Recheck | None] = {}
    for row in rows:
        counts.update(row.counts)
        rechecks |= {id_: one and replace(one, file=path) for id_, one in row.rechecks.items()}
    return plan_file(data, [id_ for row in rows for id_ in row.ids], counts, len(rows), parquet, rechecks), data
