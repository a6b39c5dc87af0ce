"""Read pages that were kept as they came, in place of a harvest: the steps behind it are the same."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import apache_beam as beam
from msgspec import Struct

from transforms.clock import Clock
from transforms.counters import count
from transforms.errors import OutputError
from transforms.pure.net.urls import shard_of, site_of
from transforms.records import Page
from transforms.state.documents import Due, load_sites
from transforms.state.files import CommitFiles
from transforms.state.log import ShardLog
from transforms.state.manifests import KeptFile, difference
from transforms.state.owner import open_shard
from transforms.state.roots import Roots
from transforms.state.storage import open_store
from transforms.stopping import stop_requested
from transforms.turns import Began, Element, Ended, Pass, Turn
from transforms.warc.reading import read_pages

_FOR_EVER = datetime.max.replace(tzinfo=UTC)


class ReplayChoice(Struct, frozen=True, kw_only=True):
    """Which kept pages are read: those of an output's files, fetched on some UTC days, of some sites; none of these is all.

    `moment` counts as the present where something of a page fails: the same pages then give the same rows.
    """

    output: str
    files: tuple[KeptFile, ...]
    moment: datetime
    since: date | None = None
    until: date | None = None
    sites: frozenset[str] = frozenset()

    def takes(self, page: Page) -> bool:
        """Tell whether a page is meant."""
        day = page.fetched_at.astimezone(UTC).date()
        if (self.since is not None and day < self.since) or (self.until is not None and day > self.until):
            return False
        return not self.sites or site_of(page.fetched_url) in self.sites


@dataclass(eq=False, repr=False)
class ReplayShards(beam.PTransform):
    """(shard, [Pass]) -> Began, Page ..., Ended: the kept pages of each shard, in the order in which they were kept."""

    choice: ReplayChoice
    roots: Roots
    clock: Clock

    def expand(self, shards: beam.PCollection[tuple[str, Iterable[Pass]]]) -> beam.PCollection[Element]:
        return shards | beam.ParDo(_ReplayShards(self))


class _ReplayShards(beam.DoFn):
    def __init__(self, step: ReplayShards) -> None:
        self._choice, self._roots, self._clock = step.choice, step.roots, step.clock

    def setup(self) -> None:
        self._state, self._output = self._roots.open()

    def process(self, keyed: tuple[str, Iterable[Pass]]) -> Iterator[Element]:
        shard, this_pass, now = int(keyed[0]), next(iter(keyed[1])), self._clock()
        owner = open_shard(
            ShardLog(self._state, shard),
            CommitFiles(self._output),
            pass_id=this_pass.id,
            attempt=f"{random.SystemRandom().getrandbits(40):010x}",
            opened_at=now,
            clock=self._clock,
        )
        turn = Turn(owner, this_pass.id, _FOR_EVER, Due(), now)
        turn.sites = load_sites(self._state, shard)
        yield Began(turn)
        for page in self._pages(shard):
            if stop_requested():
                break
            if page.entry.id not in owner.memory.settled:
                count("replay", "pages")
                yield page
        yield Ended(turn)

    def _pages(self, shard: int) -> Iterator[Page]:
        store: Any = open_store(self._choice.output)
        for file in self._choice.files:
            data = store.read(file.path)
            problem = difference(file, data)
            if problem is not None:
                raise OutputError(f"{store.root}/{file.path}: {problem}; `newsbeam verify` says what mends it")
            for _, page in read_pages(data):
                if shard_of(page.entry.url, self._roots.shards) == shard and self._choice.takes(page):
                    yield page


def at_moment(moment: datetime) -> datetime:
    """Give a moment as a clock that stands still does."""
    return moment
