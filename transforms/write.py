"""Write what the steps made: rows are durable first, then settled, by the commit protocol."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import apache_beam as beam

from transforms.batch import Batch, WriteOptions, folder
from transforms.captures import CapturedAnswer, WarcPlace
from transforms.clock import Clock
from transforms.counters import count
from transforms.reasons import waits_long
from transforms.rechecks import NO_REVISIONS, RevisionOptions
from transforms.records import Run
from transforms.state.days import day_of, is_ahead
from transforms.state.documents import Due, listing_hash, save_due, save_sites
from transforms.state.log import Deferral, has_new_terms
from transforms.state.memory import due_now, undo_future
from transforms.state.owner import Owner, Remainder
from transforms.state.part_names import part_name, warc_name
from transforms.state.waits import count_waits
from transforms.stopping import stop_requested
from transforms.turns import (
    Began,
    Captured,
    Deferred,
    Dropped,
    Element,
    Ended,
    Extracted,
    Failed,
    Pulse,
    Rechecked,
    Retracted,
    Revised,
    Turn,
)
from transforms.warc.options import NO_WARC, WarcOptions
from transforms.warc.parts import WarcParts
from transforms.web.terms import terms_hash

# Where it is quiet, a row waits for so much of `commit_seconds`: it is read sooner, and files do not become many.
QUIET_SHARE = 1 / 12

_log = logging.getLogger(__name__)


class Writer:
    """The writing side of one turn: collects its elements and commits them."""

    batch_class = Batch

    def __init__(
        self,
        turn: Turn,
        options: WriteOptions,
        version: str,
        clock: Clock,
        warc: WarcOptions = NO_WARC,
        revisions: RevisionOptions = NO_REVISIONS,
    ) -> None:
        self._turn, self._options, self._clock, self._warc, self._revisions = turn, options, clock, warc, revisions
        self._run = Run(id=turn.pass_id, newsbeam_version=version)
        self._asides, self._places = turn.owner.warm.asides, dict[str, WarcPlace]()
        self._batch = self._new_batch()
        self._oldest_at: datetime | None = None
        self._latest_at = turn.began_at

    @property
    def holds_rows(self) -> bool:
        """Tell whether anything waits for a commit."""
        return bool(self._batch)

    def take(self, element: Element) -> None:
        """Take one element of the turn, and commit when it is time."""
        if isinstance(element, (Captured, Extracted, Failed, Dropped, Deferred, Rechecked, Revised, Retracted)):
            now = self._clock()
            self._latest_at = max(self._latest_at, now)
            count("write", self._batch.add(element))
            if isinstance(element, Deferred):
                count("write", "refused", int(element.deferral.refusals == 1 and waits_long(element.deferral.reason)))
            # A page that is kept waits for what becomes of its entry.
            self._oldest_at = self._oldest_at or (None if isinstance(element, Captured) else now)
        if isinstance(element, CapturedAnswer):
            self._asides.add(element)
            count("write", f"captured_{element.kind}")
        if isinstance(element, Ended):
            self._finish()
        elif self._is_time(isinstance(element, Pulse) and element.quiet):
            self.commit()

    def _new_batch(self) -> Batch:
        owner = self._turn.owner
        return self.batch_class(
            owner.memory.settled,
            self._run,
            owner.read_at,
            forgotten=owner.memory.forgotten,
            warc=self._new_parts(),
            places=self._places,
            rechecks=owner.memory.rechecks,
            checks=self._revisions.checks,
        )

    def _new_parts(self) -> WarcParts | None:
        """Give the files for pages as they came, of the next commit; None where none are kept."""
        owner, partition = self._turn.owner, self._options.partition
        if self._warc.root is None:
            return None
        about = {"software": f"newsbeam/{self._run.newsbeam_version}", "isPartOf": self._run.id}
        return WarcParts(
            self._warc.root,
            lambda at: folder(max(at, owner.read_at), partition),
            lambda k: warc_name(self._name(owner, k)),
            about,
        )

    def _is_time(self, quiet: bool) -> bool:
        """Tell whether to commit: the rows are many, or one of them has waited long enough; less where no other is coming."""
        if max(self._batch.size, self._batch.warc_size + self._asides.size) >= self._options.commit_bytes:
            return True
        if self._oldest_at is None:
            return False
        waited = (self._clock() - self._oldest_at).total_seconds()
        # Where the clock was set back nobody knows how long they waited.
        if not 0 <= waited < self._options.commit_seconds:
            return True
        return quiet and waited >= self._options.commit_seconds * QUIET_SHARE and self._batch.settles

    def commit(self) -> None:
        """Commit all that waits; do nothing where the shard is lost."""
        owner, batch = self._turn.owner, self._batch
        if self._asides.size:
            batch.add_asides(self._asides.take(), self._clock())
        with_parquet = "parquet" in self._options.formats
        files = batch.files(self._options.partition, lambda k: self._name(owner, k), with_parquet)
        deferred = self._undo_future(batch.deferred)
        owner.commit(files, batch.dropped, deferred, batch.aliases, rechecked=batch.rechecked)
        # A page that was kept in a file that is void is kept no more.
        void = {path for path, decision in owner.memory.decisions.items() if decision == "void"}
        self._places = {id_: place for id_, place in self._places.items() if place.file not in void}
        self._batch, self._oldest_at = self._new_batch(), None

    def _undo_future(self, deferred: Mapping[str, Deferral]) -> Mapping[str, Deferral]:
        """Give deferrals as they count: where the clock has come back since they were made, they put nothing off."""
        now = self._clock()
        return undo_future(deferred, now) if is_ahead(self._latest_at, now) else deferred

    def _name(self, owner: Owner, k: int) -> str:
        return part_name(self._turn.pass_id, owner.shard, owner.attempt, owner.commits, k)

    def _finish(self) -> None:
        owner = self._turn.owner
        carries = self._turn.carries and owner.warm.room > 0 and not stop_requested()
        if self._batch or owner.is_commit_due() or self._asides.is_due(self._clock(), carries):
            self.commit()
        owner.warm.sites = save_sites(owner.state, owner.shard, self._turn.sites)
        remainder = None if owner.lost else owner.leave()
        if remainder is not None:
            _report_missing(owner, remainder.missing)
            due = self._due(owner, remainder)
            save_due(owner.state, owner.shard, due)
            owner.stay_warm(due)

    def _due(self, owner: Owner, remainder: Remainder) -> Due:
        """Give what is due after this turn."""
        due, terms, now = self._turn.due, self._turn.terms, self._clock()
        deferred = due_now(owner.memory, now)
        deferrals = [deferred.get(id_) for id_ in remainder.owed]
        waiting = [found for found in deferrals if found is not None and not has_new_terms(found, terms)]
        tries = [found.not_before for found in waiting]
        if len(tries) < len(remainder.owed):
            tries = [now]
        due.terms = terms_hash(terms) if any(found.terms for found in waiting) else ""
        due.waits = count_waits(waiting)
        due.owed, due.next_try = len(remainder.owed), min(tries, default=None)
        due.inbox_hash, due.day = listing_hash(remainder.names), day_of(owner.opened_at)
        due.pass_id, due.saved_by = self._turn.pass_id, owner.attempt
        # Where the clock has come back since a feed was polled, this is advice from the future.
        due.commit, due.boxes, due.saved_at = owner.memory.number, remainder.boxes, max(now, self._turn.latest_at)
        due.next_poll = min(due.polls.values(), default=None)
        due.next_recheck = owner.memory.rechecks.next_at if self._revisions.checks else None
        return due


def _report_missing(owner: Owner, missing: list[str]) -> None:
    """Log that entries are missing: in a job without an end nobody else can see it."""
    if not missing:
        return
    count("ledger", "missing", len(missing))
    _log.error(
        "Entries are missing: %d of shard %d were saved as owed and are now neither owed nor settled (for instance %s);"
        " their inbox files are gone from %s. Is something else deleting them?",
        len(missing),
        owner.shard,
        missing[0],
        owner.state.root,
    )


@dataclass(eq=False, repr=False)
class WriteRecords(beam.PTransform):
    """Extracted | Failed | Dropped | Deferred | Rechecked | Revised | Retracted -> nothing: all is durable at the turn's end."""

    options: WriteOptions
    version: str
    clock: Clock
    warc: WarcOptions = NO_WARC
    revisions: RevisionOptions = NO_REVISIONS

    def expand(self, elements: beam.PCollection[Element]) -> beam.PCollection[Element]:
        return elements | beam.ParDo(_WriteRecords(self))


class _WriteRecords(beam.DoFn):
    def __init__(self, step: WriteRecords) -> None:
        self._step = step

    def start_bundle(self) -> None:
        self._writer: Writer | None = None

    def process(self, element: Element) -> Iterator[Element]:
        if isinstance(element, Began):
            step = self._step
            self._writer = Writer(element.turn, step.options, step.version, step.clock, step.warc, step.revisions)
        assert self._writer is not None, "a turn begins with Began"
        self._writer.take(element)
        if isinstance(element, Ended):
            self._writer = None
        yield from ()

    def finish_bundle(self) -> None:
        if self._writer is not None and self._writer.holds_rows:
            raise RuntimeError("rows are held over the end of a bundle: a turn did not end")
