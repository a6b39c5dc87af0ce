"""Run the graph as one job without an end, on a runner that streams: what `newsbeam stream --runner=...` starts.

The job needs the state alone: it may be killed, cancelled, started elsewhere or replaced by a new version at any time, without
a savepoint. The process that started it may end as well, where the runner allows it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import datetime

from apache_beam.runners.runner import PipelineResult

from pipelines.config.config import Config
from pipelines.config.relisting import Look, never
from pipelines.ingest import build
from pipelines.output import print_error, print_event
from pipelines.run.errors import JobFailed, RunnerRefused
from pipelines.run.flink import FlinkJobs, jobs_of
from pipelines.run.job_lists import JobLists
from pipelines.run.jobs import new_pipeline, wait_for_end
from pipelines.run.passes import make_ready, new_id
from pipelines.run.runners import flags_for
from pipelines.version import VERSION
from pipelines.wording import missing_entries, plural
from transforms.clock import Clock, utc_now
from transforms.state.chain import publish_manifests
from transforms.state.job_roster import JobRoster
from transforms.state.ledger import balance
from transforms.state.roots import Roots
from transforms.stopping import stop_requested
from transforms.tick import TickForEver
from transforms.turn_locks import turns_under_way

# What a commit and the cancelling of a job may take, once the requests under way are over.
COMMIT_SECONDS = 30.0
LOOK_SECONDS = 0.2


def run_unbounded(
    config: Config,
    beam_flags: Sequence[str] = (),
    *,
    look: Look = never,
    clock: Clock = utc_now,
) -> int:
    """Run the job until this process is asked to stop, or the job ends; give the exit code.

    `look` says at each tick what has changed in the list of feeds.
    0 stopped, 2 a runner or roots that cannot do it, 4 entries are missing, 5 the job failed. Raises: StateError, StorageError.
    """
    roots = config.roots
    try:
        flags = flags_for(config, beam_flags)
        on_flink = jobs_of(flags, make_ready(config, roots, clock()).id)
        flags = flags if on_flink is None else [*flags, *on_flink.flags()]
    except RunnerRefused as refused:
        print_error(refused)
        return 2
    pipeline = new_pipeline(flags)
    job = JobRoster(roots, new_id(clock()))
    build(pipeline, config, TickForEver(config.shards, config.tick_seconds, clock, job.name), clock)
    ended, lists = _Ending(pipeline.run(), on_flink), JobLists(config, job, look)
    next_look = time.monotonic()
    while ended.is_alive() and not stop_requested():
        ended.join(LOOK_SECONDS)
        if time.monotonic() >= next_look:
            next_look = time.monotonic() + config.tick_seconds
            _print_line(lists.look(clock()), clock())
    if ended.is_alive():
        _let_turns_end(roots, config.grace_seconds + COMMIT_SECONDS)
        ended.cancel()
    if ended.failed is not None:
        print_error(ended.failed)
        return 5
    job.forget()
    return _publish_last(roots, clock())


def _print_line(line: str | None, at: datetime) -> None:
    if line is not None:
        print_event(f"{at:%Y-%m-%d %H:%M:%S} UTC  {line}", "stream")


class _Ending(threading.Thread):
    """Waits for the end of a job; `failed` is None unless the job failed."""

    def __init__(self, result: PipelineResult, on_flink: FlinkJobs | None) -> None:
        super().__init__(name="wait for the job", daemon=True)
        self._result, self._on_flink, self._cancelled = result, on_flink, False
        self.failed: JobFailed | None = None
        self.start()

    def run(self) -> None:
        try:
            wait_for_end(self._result)
        except JobFailed as failed:
            if not (self._cancelled or failed.was_cancelled):
                self.failed = failed

    def cancel(self) -> None:
        """End the job at once."""
        self._cancelled = True
        self._result.cancel()
        if self._on_flink is not None:
            try:
                self._on_flink.cancel()
            except RunnerRefused as refused:
                self.failed = JobFailed(str(refused))
        self.join(COMMIT_SECONDS)


def _let_turns_end(roots: Roots, at_most_seconds: float) -> None:
    """Wait for the turns of this process, which begin no further request: a runner's workers may be threads of it."""
    ends_at = time.monotonic() + at_most_seconds
    while turns_under_way(roots.state) and time.monotonic() < ends_at:
        time.sleep(LOOK_SECONDS)


def _publish_last(roots: Roots, now: datetime) -> int:
    """Publish what was committed last, and print what is owed; give the exit code."""
    state, output = roots.open()
    manifest = publish_manifests(state, output, roots.shards, new_id(now), VERSION, now)
    ledger = balance(state, output, roots.shards, {}, None)
    last = "" if manifest is None else f"; the last manifest is {roots.output}/{manifest.path}"
    owed = f"{plural(ledger.owed, 'entry is', 'entries are')} still owed" if ledger.owed else "Nothing is owed"
    print_event(f"Stopped. {owed}{last}.", "stream", {"owed": ledger.owed})
    if not ledger.missing:
        return 0
    print_error(missing_entries(ledger.missing))
    return 4
