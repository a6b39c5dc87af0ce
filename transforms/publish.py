"""Publish manifests in a job without an end: at each tick, one that lists what the shards have committed since the last.

In a bounded job the process that started it publishes them, once the job has ended. Here nobody waits for an end, and only
the workers need be there: so manifests have a key of their own beside the shards', with one owner at a time, as a shard has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import apache_beam as beam

from transforms.clock import Clock
from transforms.state.chain import publish_manifests
from transforms.state.roots import Roots
from transforms.state.storage import Store
from transforms.turn_locks import turn_before
from transforms.turns import MANIFESTS, Pass

Keyed = tuple[str, Iterable[Pass]]


@dataclass(eq=False, repr=False)
class PublishManifests(beam.PTransform):
    """(shard | MANIFESTS, [Pass]) -> (shard, [Pass]): the shards' turns pass unchanged, that of the manifests ends here."""

    roots: Roots
    version: str
    clock: Clock

    def expand(self, keyed: beam.PCollection[Keyed]) -> beam.PCollection[Keyed]:
        return keyed | beam.ParDo(_PublishManifests(self))


class _PublishManifests(beam.DoFn):
    def __init__(self, step: PublishManifests) -> None:
        self._step, self._roots = step, step.roots
        self._stores: tuple[Store, Store] | None = None

    def process(self, keyed: Keyed) -> Iterator[Keyed]:
        key, passes = keyed
        if key != MANIFESTS:
            yield keyed
            return
        this_pass, now = next(iter(passes)), self._step.clock()
        with turn_before(this_pass.next_tick, self._roots.state, key, now) as granted:
            if granted:
                state, output = self._opened()
                publish_manifests(state, output, self._roots.shards, this_pass.id, self._step.version, now)

    def _opened(self) -> tuple[Store, Store]:
        """Give state and output, opened when they are first needed: a pass that has an end does not need them here."""
        if self._stores is None:
            self._stores = self._roots.open()
        return self._stores
