"""Keep the books of a job without an end: at each tick a manifest tells of what the shards have committed since the last.

A bounded job's books are kept by whoever started it, once it has ended. Here nobody waits for an end, and nobody but the
workers need be there: so the books are one more key beside the shards', with one owner at a time as they have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial

import apache_beam as beam

from transforms.state.documents import load_advice
from transforms.state.manifests import Manifest, publish
from transforms.state.roots import Roots
from transforms.state.storage import Store, side_by_side
from transforms.turn_locks import turn_before
from transforms.turns import BOOKS, Pass

Keyed = tuple[str, Iterable[Pass]]


def tell(state: Store, output: Store, shards: int, pass_id: str, version: str, now: datetime) -> Manifest | None:
    """Publish what the shards have committed and no manifest tells of yet; None where that is nothing.

    What they owe is what they themselves wrote down at the end of their last turns. Raises: StorageError.
    """
    owed = sum(advice.owed for advice in side_by_side(state, partial(load_advice, state), range(shards)))
    return publish(state, output, shards, pass_id=pass_id, version=version, parked=0, owed=owed, now=now)


class KeepBooks(beam.PTransform):
    """(shard | BOOKS, [Pass]) -> (shard, [Pass]): the shards' turns go on unchanged, that of the books ends here."""

    def __init__(self, roots: Roots, version: str, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._arguments = (roots, version, clock)

    def expand(self, keyed: beam.PCollection[Keyed]) -> beam.PCollection[Keyed]:
        return keyed | beam.ParDo(_KeepBooks(*self._arguments))


class _KeepBooks(beam.DoFn):
    def __init__(self, roots: Roots, version: str, clock: Callable[[], datetime]) -> None:
        self._roots, self._version, self._clock = roots, version, clock

    def setup(self) -> None:
        self._state, self._output = self._roots.open()

    def process(self, keyed: Keyed) -> Iterator[Keyed]:
        key, passes = keyed
        if key != BOOKS:
            yield keyed
            return
        this_pass, now = next(iter(passes)), self._clock()
        with turn_before(this_pass.next_tick, self._roots.state, key, now) as granted:
            if granted:
                tell(self._state, self._output, self._roots.shards, this_pass.id, self._version, now)
