"""Write what the steps made: rows durable first, then settled, by the commit protocol."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

import apache_beam as beam

from transforms.batch import Batch, WriteOptions
from transforms.counters import count
from transforms.records import Run
from transforms.state.documents import Due, listing_hash, save_due, save_sites
from transforms.state.owner import Hold
from transforms.turns import Began, Deferred, Dropped, Element, Ended, Extracted, Failed, Turn

_log = logging.getLogger(__name__)


class Writer:
    """The writing side of one turn: collects its elements and commits them."""

    batch_class = Batch

    def __init__(self, turn: Turn, options: WriteOptions, version: str, clock: Callable[[], datetime]) -> None:
        self._turn, self._options, self._clock = turn, options, clock
        self._run = Run(id=turn.pass_id, newsbeam_version=version)
        self._early: list[Failed] = []
        self._batch: Batch | None = None
        self._committed_at = clock()

    @property
    def holds_rows(self) -> bool:
        """Whether anything waits for a commit."""
        return bool(self._early or self._batch)

    def take(self, element: Element) -> None:
        """Take one element of the turn; commit when enough has come together."""
        if isinstance(element, (Extracted, Failed, Dropped, Deferred)):
            self._take(element)
        if isinstance(element, Ended):
            self._finish()
        elif self._is_time():
            self.commit()

    def _take(self, element: Extracted | Failed | Dropped | Deferred) -> None:
        if self._turn.hold is None:  # Feeds are polled before the shard is opened.
            assert isinstance(element, Failed)
            self._early.append(element)
            return
        count("write", self._batch_of(self._turn.hold).add(element))

    def _batch_of(self, hold: Hold) -> Batch:
        if self._batch is None:
            self._batch = self.batch_class(hold.memory.settled, self._run, hold.read_at)
            for failed in self._early:
                self._batch.add(failed)
            self._early = []
        return self._batch

    def _is_time(self) -> bool:
        if not self._batch:
            return False
        waited = (self._clock() - self._committed_at).total_seconds()
        return self._batch.size >= self._options.commit_bytes or waited >= self._options.commit_seconds

    def commit(self) -> None:
        """Commit what has come together; nothing happens where the shard is lost."""
        hold = self._turn.hold
        assert hold is not None
        batch = self._batch_of(hold)
        self._batch, self._committed_at = None, self._clock()
        files = batch.files(self._options.partition, lambda k: self._name(hold, k))
        hold.commit(files, batch.dropped, batch.deferred, batch.ways)

    def _name(self, hold: Hold, k: int) -> str:
        return f"part-{self._turn.pass_id}-{hold.shard:05d}-{hold.attempt}-{hold.commits:04d}{k}.jsonl.gz"

    def _finish(self) -> None:
        hold = self._turn.hold
        assert hold is not None
        batch = self._batch_of(hold)
        newest = hold.memory.newest
        # One commit a day closes the day before: no owner who opened the shard earlier can add to it any more.
        stale = newest is None or newest.opened_at.date() < hold.opened_at.date()
        if batch or stale or hold.seen_again():
            self.commit()
        else:
            self._batch = None
        save_sites(hold.state, hold.shard, self._turn.sites)
        if not hold.lost:
            hold.sweep_inbox()
            # One listing for all: what is parked meanwhile then shows as a change.
            names = hold.inbox_names()
            _tell_of_missing(hold, names)
            save_due(hold.state, hold.shard, self._due(hold, names))

    def _due(self, hold: Hold, names: list[str]) -> Due:
        """What is due after this turn."""
        due = self._turn.due
        owed = hold.still_owed(names)
        tries = [hold.memory.deferred[id_].not_before for id_ in owed if id_ in hold.memory.deferred]
        if len(tries) < len(owed):
            tries = [hold.clock()]
        due.owed, due.next_try = len(owed), min(tries, default=None)
        due.inbox_hash, due.day = listing_hash(names), hold.opened_at.strftime("%Y-%m-%d")
        due.pass_id, due.next_poll = self._turn.pass_id, min(due.polls.values(), default=None)
        return due


def _tell_of_missing(hold: Hold, names: list[str]) -> None:
    """See that what was owed when the turn began is settled or owed at its end: in a job without an end nobody else can."""
    missing = hold.vanished(names)
    if not missing:
        return
    count("ledger", "missing", len(missing))
    _log.error(
        "The ledger does not balance: %d entries of shard %d were parked and are neither settled nor owed (for instance %s);"
        " their inbox files are gone from %s. Is something else deleting them?",
        len(missing),
        hold.shard,
        missing[0],
        hold.state.root,
    )


class WriteRecords(beam.PTransform):
    """Extracted | Failed | Dropped | Deferred -> nothing: their rows are durable and settled at the turn's end."""

    def __init__(self, options: WriteOptions, version: str, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._arguments = (options, version, clock)

    def expand(self, elements: beam.PCollection[Element]) -> beam.PCollection[Element]:
        return elements | beam.ParDo(_WriteRecords(*self._arguments))


class _WriteRecords(beam.DoFn):
    def __init__(self, options: WriteOptions, version: str, clock: Callable[[], datetime]) -> None:
        self._options, self._version, self._clock = options, version, clock

    def start_bundle(self) -> None:
        self._writer: Writer | None = None

    def process(self, element: Element) -> Iterator[Element]:
        if isinstance(element, Began):
            self._writer = Writer(element.turn, self._options, self._version, self._clock)
        assert self._writer is not None, "a turn begins with Began"
        self._writer.take(element)
        if isinstance(element, Ended):
            self._writer = None
        yield from ()

    def finish_bundle(self) -> None:
        if self._writer is not None and self._writer.holds_rows:
            raise RuntimeError("rows are held over the end of a bundle: a turn did not end")
