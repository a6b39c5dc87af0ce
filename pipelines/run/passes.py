"""Make passes until nothing owed can be fetched now, check the ledger after each, and publish the manifests."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from msgspec import Struct, field

from pipelines.config.config import Config
from pipelines.ingest import build
from pipelines.run.jobs import counters_of, new_pipeline, wait_for_end
from pipelines.run.runners import LOCAL_RUNNER, bare_name, bounded_flags
from pipelines.version import VERSION
from transforms.clock import Clock, utc_now
from transforms.polling import look_at
from transforms.pure.feeds.completeness import DAYS_KEPT, DayTally, add_tallies
from transforms.state.chain import append_manifest, publish_manifests
from transforms.state.documents import load_advice
from transforms.state.ledger import Balance, balance, inbox_ids
from transforms.state.manifests import Manifest
from transforms.state.roots import Roots, StateMeta, claim
from transforms.state.storage import side_by_side
from transforms.state.waits import Wait, add_waits
from transforms.state.warm import shared_warm
from transforms.stopping import stop_requested
from transforms.tick import TickOnce
from transforms.turns import SET_BACK, Pass, Polls
from transforms.web.terms import terms_hash, terms_of


class Report(Struct, kw_only=True):
    """The result of an ingest, or of a tick of a stream.

    `counts` are Beam's counters (`poll/new`, `fetch/bytes`), for people to read; `settled` and `owed` come from the
    state, and so does `recovered`: what an earlier run settled that was cut short before it published its manifest.
    `missing` are ids that were parked and are neither settled nor owed: there must be none.
    `next_poll` and `next_try` say when a feed and something owed are due next; None where there is none. `waits` counts the
    entries that wait long, `days` add up what was seen of the feeds and what was missed.
    """

    passes: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    settled: Counter[str] = field(default_factory=Counter)
    recovered: Counter[str] = field(default_factory=Counter)
    parked: int = 0
    owed: int = 0
    next_poll: datetime | None = None
    next_try: datetime | None = None
    waits: list[Wait] = field(default_factory=list)
    days: tuple[DayTally, ...] = ()
    missing: dict[int, list[str]] = field(default_factory=dict)
    manifests: list[Manifest] = field(default_factory=list)
    interrupted: bool = False
    out_of_time: bool = False
    ended_at: datetime | None = None

    @property
    def complete_through(self) -> date | None:
        """Give the newest UTC day that is closed, as far as this ingest knows."""
        return self.manifests[-1].complete_through if self.manifests else None


def ingest(config: Config, beam_flags: Sequence[str] = (), *, poll_all: bool = False, clock: Clock = utc_now) -> Report:
    """Make passes until nothing owed can be fetched now, or the time is up.

    The first pass polls the feeds that are due (or all); further ones only fetch what is owed. Raises: StateError,
    StorageError; JobFailed where the job failed on a runner other than the local one.
    """
    roots, begun = config.roots, clock()
    make_ready(config, roots, begun)
    report = Report()
    publish_earlier(roots, report, begun)
    deadline = begun + timedelta(minutes=config.max_minutes)
    polls: Polls = "all" if poll_all else "due"
    among = config.shards if runs_here(config, beam_flags) else 1
    while not is_idle(config, roots, polls, clock()):
        owed_before = report.owed
        if clock() < begun - SET_BACK:  # It was set back, and does not say when the time is up.
            begun = clock()
            deadline = begun + timedelta(minutes=config.max_minutes)
        this_pass = Pass(id=new_id(clock()), deadline=deadline, polls=polls, among=among)
        progressed = make_pass(config, roots, this_pass, beam_flags, report, clock)
        polls = "none"
        if report.missing or stop_requested() or clock() >= deadline or not (progressed or owed_before != report.owed):
            break
    read_owed(roots, report)
    report.ended_at = clock()
    report.seconds = max(0.0, (report.ended_at - begun).total_seconds())
    report.interrupted = stop_requested()
    report.out_of_time = not report.interrupted and report.ended_at >= deadline
    return report


def make_ready(config: Config, roots: Roots, now: datetime) -> StateMeta:
    """Check that the roots are a pair, and put the feeds where workers find them. Raises: StateError, StorageError."""
    meta = claim(roots, now)
    config.roster.share(roots.open()[0], now)
    return meta


def publish_earlier(roots: Roots, report: Report, now: datetime) -> None:
    """Publish what an earlier run wrote that was cut short before it published its manifest."""
    state, output = roots.open()
    manifest = publish_manifests(state, output, roots.shards, new_id(now), VERSION, now)
    if manifest is not None:
        report.manifests.append(manifest)
        report.recovered.update(manifest.settled)


def make_pass(
    config: Config, roots: Roots, this_pass: Pass, flags: Sequence[str], report: Report, clock: Clock
) -> bool:
    """Make one pass and add it to the report; tell whether it settled anything."""
    state, output = roots.open()
    warm = shared_warm(config.memory_mb)
    before = dict(enumerate(side_by_side(state, partial(inbox_ids, state, warm=warm), range(roots.shards))))
    counts = run_pass(config, this_pass, flags, clock)
    ledger = balance(state, output, roots.shards, before, this_pass.id, warm)
    manifest = append_manifest(
        state,
        output,
        roots.shards,
        pass_id=this_pass.id,
        version=VERSION,
        parked=ledger.parked,
        owed=ledger.owed,
        now=clock(),
    )
    return _enter(report, counts, ledger, manifest)


def _enter(report: Report, counts: Counter[str], ledger: Balance, manifest: Manifest | None) -> bool:
    report.passes += 1
    report.counts.update(counts)
    report.parked += ledger.parked
    report.owed = ledger.owed
    report.missing.update(ledger.missing)
    if manifest is not None:
        report.manifests.append(manifest)
        report.settled.update(manifest.settled)
    return manifest is not None and bool(manifest.settled)


def run_pass(config: Config, this_pass: Pass, flags: Sequence[str], clock: Clock) -> Counter[str]:
    """Run one pass on the runner that the flags or the configuration name, to its end; give its counters. Raises: JobFailed."""
    pipeline = new_pipeline(bounded_flags(config, flags))
    build(pipeline, config, TickOnce(config.shards, this_pass), clock)
    result = pipeline.run()
    wait_for_end(result)
    return counters_of(result)


def runner_of(config: Config, flags: Sequence[str]) -> str:
    """Give the Beam runner that the flags name, or else the configuration."""
    named: str = PipelineOptions(bounded_flags(config, flags)).view_as(StandardOptions).runner
    return named


def runs_here(config: Config, flags: Sequence[str]) -> bool:
    """Tell whether the runner is the local one: the turns of a pass come one after another in this process."""
    return bare_name(runner_of(config, flags)) == bare_name(LOCAL_RUNNER)


def is_idle(config: Config, roots: Roots, polls: Polls, now: datetime, until: datetime | None = None) -> bool:
    """Tell whether a pass would have nothing to do: then none is made, and the cost is a read or two a shard.

    A pass that lasts `until` a later moment polls the feeds that become due before, too.
    """
    if polls == "all":
        return False
    state, _ = roots.open()
    warm, terms = shared_warm(config.memory_mb), terms_hash(terms_of(config.web))

    def rests(shard: int) -> bool:
        look = look_at(
            state, shard, config.roster, warm, load_advice, polls=polls, now=now, until=until or now, terms=terms
        )
        return look.rests

    return all(side_by_side(state, rests, range(roots.shards)))


def read_owed(roots: Roots, report: Report) -> None:
    """Add to the report what is still owed and due next, as the shards themselves say, also where no pass was made."""
    state, _ = roots.open()
    dues = list(side_by_side(state, partial(load_advice, state), range(roots.shards)))
    report.owed = max(report.owed, sum(due.owed for due in dues)) if report.passes else sum(due.owed for due in dues)
    report.next_try = min((due.next_try for due in dues if due.next_try is not None), default=None)
    report.waits = add_waits(wait for due in dues for wait in due.waits)
    report.days = add_tallies((), (day for due in dues for day in due.days), DAYS_KEPT)
    next_poll = min((due.next_poll for due in dues if due.next_poll is not None), default=None)
    report.next_poll = None if next_poll is None else datetime.fromtimestamp(next_poll, UTC)


def new_id(now: datetime) -> str:
    """Make a pass's id: its time, and a random part, so that two schedulers never share one."""
    return f"{now:%Y%m%dT%H%M%SZ}-{random.SystemRandom().getrandbits(32):08x}"
