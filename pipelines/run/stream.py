"""Make a pass at each tick until somebody asks to stop. On this machine; `unbounded.py` is for clusters."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.config.relisting import Look, Relisted, never
from pipelines.run.errors import sentence_of
from pipelines.run.hubs import Tend, leave
from pipelines.run.passes import Report, is_idle, make_pass, make_ready, new_id, publish_earlier, read_owed
from pipelines.run.ticks import Tick, ticks
from transforms.clock import Clock, utc_now
from transforms.errors import StorageError
from transforms.state.roots import Roots
from transforms.stopping import wait_for_stop
from transforms.tick import turn_seconds
from transforms.turns import Pass

# With ticks shorter than a pass takes to start, a turn's time would be over before anything is asked.
MIN_TURN_SECONDS = 2.0


class Ticked(Struct, frozen=True, kw_only=True):
    """The result of one tick.

    `report` is that of its pass; no pass is made where nothing is due. `problem` is the error of a store: then nothing is
    lost, and the next tick tries again. `relisted` is what was found where the configuration has changed.
    """

    tick: Tick
    at: datetime
    report: Report
    problem: str | None = None
    relisted: Relisted | None = None


def stream(
    config: Config,
    beam_flags: Sequence[str] = (),
    *,
    look: Look = never,
    tend: Tend = leave,
    clock: Clock = utc_now,
    seconds: Callable[[], float] = time.monotonic,
    wait: Callable[[float], bool] = wait_for_stop,
    lingers: bool = True,
) -> Iterator[Ticked]:
    """Make a pass a tick, each feed polled when it is due, until `wait` says stop or entries are missing.

    `lingers`: a pass lasts until the next tick while feeds become due before that, and polls each when it is due. It does so
    in a state of one shard; the turns of several are taken one after another, and cannot wait for one another.
    `tend` is called at each tick with the configuration in force: see `pipelines.run.hubs`.
    `look` says at each tick what has changed in the list of feeds, see `pipelines.config.relisting`.
    Yields the result of each tick; the next one begins when it is taken. Raises: StateError; StorageError
    where the stores are of no use from the start.
    """
    roots = config.roots
    make_ready(config, roots, clock())
    shared = config
    for tick in ticks(config.tick_seconds, seconds, wait):
        relisted = look(clock())
        config = config if relisted is None else relisted.config
        tend(config, clock())
        ticked = _make_tick(config, shared, roots, tick, beam_flags, clock, lingers and config.shards == 1)
        shared = shared if ticked.problem else config
        yield replace(ticked, relisted=relisted)
        if ticked.report.missing:
            return


def _make_tick(
    config: Config, shared: Config, roots: Roots, tick: Tick, flags: Sequence[str], clock: Clock, lingers: bool
) -> Ticked:
    """Make a pass if anything is due; `shared` is the configuration whose feeds are where workers find them."""
    begun, report, problem = clock(), Report(), None
    try:
        if tick.number == 0:
            publish_earlier(roots, report, begun)
        if config is not shared:
            config.roster.share(roots.open()[0], begun)
        deadline = begun + timedelta(seconds=max(turn_seconds(tick.seconds_left), MIN_TURN_SECONDS))
        if not is_idle(config, roots, "due", begun, deadline if lingers else begun):
            this_pass = Pass(id=new_id(begun), deadline=deadline, among=config.shards, carries=True, lingers=lingers)
            make_pass(config, roots, this_pass, flags, report, clock)
        read_owed(roots, report)
    except StorageError as error:
        problem = sentence_of(str(error))
    report.ended_at = clock()
    report.seconds = max(0.0, (report.ended_at - begun).total_seconds())
    return Ticked(tick=tick, at=begun, report=report, problem=problem)
