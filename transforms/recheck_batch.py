"""What the next commit is to say of articles that were asked for again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from datetime import datetime

from msgspec.structs import replace

from transforms.captures import WarcPlace
from transforms.pending_rows import PendingRow, line_of
from transforms.rechecks import Recheck
from transforms.records import Run
from transforms.row_kinds import Kind
from transforms.turns import Rechecked, Retracted, Revised
from transforms.written import written

Result = Rechecked | Revised | Retracted


class RecheckBatch:
    """Results that wait for a commit: each counts only where nothing else is remembered of its article than it began with.

    `known` is what is remembered, `forgotten` are articles that were taken down. `size` counts the bytes of the rows.
    """

    def __init__(self, known: Mapping[str, Recheck], forgotten: Container[str], run: Run) -> None:
        self._known, self._forgotten, self._run = known, forgotten, run
        self._taken: set[str] = set()
        self.rows: list[PendingRow] = []
        self.size = 0
        self.rechecked: dict[str, Recheck | None] = {}

    def __bool__(self) -> bool:
        return bool(self.rows or self.rechecked)

    def add(self, result: Result, place: WarcPlace | None) -> str:
        """Add a result, and give what it counts as; `place` is where the page is kept as it came, if it is."""
        id_ = result.before.id
        if id_ in self._forgotten or result.before.entry.id in self._forgotten:
            return "rechecked/forgotten"
        if self._is_overtaken(result.before):
            return "rechecked/overtaken"
        self._taken.add(id_)
        if isinstance(result, Rechecked):
            self.rechecked[id_] = result.after
            return f"rechecked/{result.outcome}"
        if isinstance(result, Retracted):
            line = line_of(written(replace(result.retraction, run=self._run)))
            return self._add_row("retractions", line, result.retraction.retracted_at, {id_: None}, "retracted")
        revision = replace(result.revision, run=self._run)
        revision = replace(revision, fetched=replace(revision.fetched, warc=place))
        line = line_of(written(revision))
        return self._add_row("revisions", line, revision.fetched.fetched_at, {id_: result.after}, "revised")

    def _is_overtaken(self, before: Recheck) -> bool:
        """Tell whether another result came first: what this one was compared with is no more the newest version."""
        return before.id in self._taken or self._known.get(before.id) != before

    def _add_row(self, kind: Kind, line: bytes, at: datetime, rechecks: dict[str, Recheck | None], outcome: str) -> str:
        """Add a row, with what is remembered once it is written: it settles nothing, for its article is settled."""
        row = PendingRow(line=line, kind=kind, at=at, ids=[], counts=Counter({outcome: 1}), rechecks=rechecks)
        self.rows.append(row)
        self.size += len(line) + 1
        return outcome
