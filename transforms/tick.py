"""Give each shard its turns: one in a bounded job, one a tick in a job without an end. The two differ in this step alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import apache_beam as beam
from apache_beam.transforms.periodicsequence import PeriodicImpulse
from apache_beam.transforms.window import FixedWindows
from apache_beam.utils.timestamp import Timestamp

from transforms.clock import Clock
from transforms.turns import MANIFESTS, Pass

# The longest that a turn of a tick may last: until its end rows may wait for their commit, and a runner's checkpoint for it.
MAX_TURN_SECONDS = 60.0


def tick_at_or_before(now: datetime, tick_seconds: float) -> float:
    """Give the last tick, in epoch seconds: ticks are whole multiples of their interval, as windows are.

    >>> tick_at_or_before(datetime(2026, 11, 22, 12, 0, 59, tzinfo=UTC), 60)
    1795348800.0
    """
    return now.timestamp() // tick_seconds * tick_seconds


def turn_seconds(tick_seconds: float) -> float:
    """Give the seconds that a turn of a tick may last."""
    return min(tick_seconds, MAX_TURN_SECONDS)


def no_other() -> str | None:
    """Name no other roster: the feeds stay those of the job's start."""
    return None


def passes_at(
    tick: float, shards: int, tick_seconds: float, roster: Callable[[], str | None] = no_other
) -> Iterator[tuple[str, Pass]]:
    """Give the pass of a tick (its moment in epoch seconds) for each shard, and one for the manifests.

    `roster` is asked which feeds are polled by now.

    >>> [(key, one.id) for key, one in passes_at(1795348800.0, shards=2, tick_seconds=60)]
    [('0', '20261122T120000Z-tick'), ('1', '20261122T120000Z-tick'), ('manifests', '20261122T120000Z-tick')]
    """
    at = datetime.fromtimestamp(float(tick), UTC)
    this_pass = Pass(
        id=f"{at:%Y%m%dT%H%M%SZ}-tick",
        next_tick=at + timedelta(seconds=tick_seconds),
        turn_seconds=turn_seconds(tick_seconds),
        carries=True,
        roster=roster(),
    )
    for key in (*map(str, range(shards)), MANIFESTS):
        yield key, this_pass


@dataclass(eq=False, repr=False)
class TickOnce(beam.PTransform):
    """-> (shard, Pass), the same pass for each shard: a bounded job."""

    shards: int
    this_pass: Pass

    def expand(self, begin: beam.pvalue.PBegin) -> beam.PCollection[tuple[str, Pass]]:
        return begin | beam.Create([(str(shard), self.this_pass) for shard in range(self.shards)])


@dataclass(eq=False, repr=False)
class TickForEver(beam.PTransform):
    """-> (shard | MANIFESTS, Pass), one each a tick: a job without an end, whose first tick is the last that was due.

    `roster` gives the name of the feeds that are polled by now, None for those of the start; it is asked at each tick.

    A window holds one tick, and ends with the next. Beam's source moves the watermark that far at once; before Beam 2.77 it
    did when the next tick came, so that turns came an interval late.
    """

    shards: int
    tick_seconds: float
    clock: Clock
    roster: Callable[[], str | None] = no_other

    def expand(self, begin: beam.pvalue.PBegin) -> beam.PCollection[tuple[str, Pass]]:
        # The default of `start_timestamp` is the moment at which Beam was imported.
        first = Timestamp(tick_at_or_before(self.clock(), self.tick_seconds))
        passes = beam.FlatMap(passes_at, self.shards, self.tick_seconds, self.roster).with_output_types(
            tuple[str, Pass]
        )
        return (
            begin
            | "Every interval" >> PeriodicImpulse(start_timestamp=first, fire_interval=self.tick_seconds)
            | "For each shard" >> passes
            | "One a window" >> beam.WindowInto(FixedWindows(self.tick_seconds))
        )
