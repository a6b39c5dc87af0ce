"""Gather all samples: what this process has counted, what the state says, what its children take."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import get_args

from pipelines.config.config import Config
from pipelines.metrics.children import descendants
from pipelines.metrics.counting import count_report, count_requests, count_tick
from pipelines.metrics.heartbeat import judge
from pipelines.metrics.state_figures import StateReader, samples_of
from pipelines.metrics.table import Sample
from pipelines.run.passes import Report
from pipelines.run.stream import Ticked
from pipelines.version import VERSION
from transforms.bugs import Kind, contained_bugs
from transforms.clock import Clock, utc_now
from transforms.errors import StateError, StorageError
from transforms.state.warm import WarmShards
from transforms.web import tally

_log = logging.getLogger(__name__)


class Gathering:
    """The samples of one command; `seconds` is a clock that only goes forward."""

    def __init__(
        self,
        config: Config,
        warm: WarmShards | None = None,
        clock: Clock = utc_now,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config, self._clock, self._seconds = config, clock, seconds
        self._reader = StateReader(config, warm)
        self._lock = threading.Lock()
        self._counted: Counter[Sample] = Counter()
        self._state: dict[Sample, float] = {}
        self._moments: dict[Sample, float] = {("newsbeam_tick_interval_seconds", ()): config.tick_seconds}
        self._beat_at, self._ticked = seconds(), False
        self._problem: str | None = None

    def end_tick(self, ticked: Ticked) -> None:
        """Add a tick of a stream."""
        if ticked.relisted is not None:
            self._reader.follow(ticked.relisted.config)
        self._end(count_tick(ticked), ticked.report, ticked.problem)

    def end_ingest(self, report: Report) -> None:
        """Add an ingest."""
        self._end(count_report(report), report, None)

    def add(self, counted: Counter[Sample]) -> None:
        """Add what was counted elsewhere."""
        with self._lock:
            self._counted.update(counted)

    def _end(self, counted: Counter[Sample], report: Report, problem: str | None) -> None:
        state = None
        try:
            state = None if problem else samples_of(self._reader.read(self._clock()))
        except (StateError, StorageError) as error:  # Whoever works on the state meets it, too, and says what helps.
            _log.warning("the figures of the state could not be read: %s", error)
            counted["newsbeam_store_errors_total", ()] += 1
        with self._lock:
            self._counted.update(counted)
            self._state = self._state if state is None else state
            self._moments["newsbeam_last_tick_timestamp_seconds", ()] = self._clock().timestamp()
            self._moments["newsbeam_entries_missing", ()] = sum(map(len, report.missing.values()))
            self._beat_at, self._ticked, self._problem = self._seconds(), True, problem

    def samples(self) -> dict[Sample, float]:
        """Give all samples as they are now."""
        with self._lock:
            counted, known = Counter(self._counted), self._state | self._moments
        counted.update(count_requests(tally.requests.copy(), tally.received.copy()))
        counted.update({("newsbeam_unexpected_errors_total", (kind,)): contained_bugs[kind] for kind in get_args(Kind)})
        children = descendants(os.getpid())
        return {
            **known,
            **counted,
            ("newsbeam_child_processes", ()): len(children),
            ("newsbeam_child_resident_memory_bytes", ()): sum(children.values()),
            ("newsbeam_build_info", (VERSION,)): 1,
        }

    def health(self) -> tuple[int, str]:
        """Say whether ticks end: the status and the sentence of an answer."""
        with self._lock:
            since, ticked, problem = self._seconds() - self._beat_at, self._ticked, self._problem
        return judge(since, self._config.tick_seconds, ticked=ticked, problem=problem)
