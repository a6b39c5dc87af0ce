"""Have a user's step run in processes of its own: a batch that raises, crashes or takes too long costs its fields only."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from transforms.clock import Clock
from transforms.extraction_pool import PRELOAD
from transforms.own_steps.ready import ReadyStep
from transforms.own_steps.running import Fields, NotOpened, StepAnswer, StepBatch, StepFailed, run_batch
from transforms.pool.errors import PoolUnusable, TaskCrashed, TaskTimedOut
from transforms.pool.pool import Pool
from transforms.records import Article

# A step whose processes end, or cannot open it, so many times in a row is left alone for a while.
MOST_ENDS: Final = 3
REST: Final = timedelta(minutes=10)
PARTING_SECONDS: Final = 5.0

# What counts: a stage, an outcome, how many.
Count = Callable[[str, str, int], None]

_log = logging.getLogger(__name__)


class Asked(Struct, frozen=True):
    """Articles that a step was asked about; `future` is None where it was not asked, since it rests."""

    articles: tuple[Article, ...]
    future: Future[StepAnswer] | None

    def is_done(self) -> bool:
        """Tell whether the answer is there."""
        return self.future is None or self.future.done()


class StepRunner:
    """Runs one step in this process's pool for it; `count` counts what becomes of it."""

    def __init__(self, step: ReadyStep, clock: Clock, count: Count) -> None:
        self.step, self._clock, self._count = step, clock, count
        self._pool = _pool_of(step)
        self._ends = 0
        self._rests_until: datetime | None = None
        self._said: str | None = None

    def ask(self, articles: Sequence[Article]) -> list[Asked]:
        """Have the step run on articles, in batches; each process opens it before its first."""
        size = self.step.batch
        return [self._ask(tuple(articles[at : at + size])) for at in range(0, len(articles), size)]

    def _ask(self, articles: tuple[Article, ...]) -> Asked:
        if self._rests_until is not None and self._clock() < self._rests_until:
            return Asked(articles, None)
        seconds = self.step.seconds + self.step.open_seconds * (not self._pool.is_warm)
        first = (
            self.step.seconds + self.step.open_seconds
        )  # Also where a process took the place of one that was killed.
        return Asked(articles, self._pool.pool.submit(run_batch, StepBatch(self.step.call, articles), seconds, first))

    def take(self, asked: Asked) -> list[Fields | str | None]:
        """Give for each article its fields, None where it has none, or the sentence that says what went wrong."""
        n = len(asked.articles)
        if kills := self._pool.pool.take_kills():
            self._count("enrich", f"killed/{self.step.field}", kills)
        if asked.future is None:
            self._count("enrich", f"skipped/{self.step.field}", n)
            return ["the step rests"] * n
        try:
            answer = asked.future.result()
        except (StepFailed, NotOpened, TaskCrashed, TaskTimedOut, PoolUnusable) as error:
            self._note_end(error)
            return self._failed([f"{error}"] * n, n)
        self._ends, self._pool.is_warm = 0, self.step.processes <= 1
        self._count("enrich", f"ms/{self.step.field}", round(1000 * answer.seconds))
        self._count("enrich", f"done/{self.step.field}", n - len(answer.problems))
        return self._failed([answer.problems.get(at, row) for at, row in enumerate(answer.rows)], len(answer.problems))

    def _failed(self, rows: list[Any], failed: int) -> list[Fields | str | None]:
        if failed:
            self._count("enrich", f"failed/{self.step.field}", failed)
            said = next(row for row in rows if isinstance(row, str))
            if said != self._said:  # What goes wrong each time is said once.
                self._said = said
                _log.warning("the enrichment step %s failed on %d articles: %s", self.step.call.place, failed, said)
        return rows

    def _note_end(self, error: Exception) -> None:
        if isinstance(error, StepFailed):
            return
        self._pool.is_warm = False
        self._ends += 1
        if self._ends >= MOST_ENDS:
            self._ends, self._rests_until = 0, self._clock() + REST
            _log.warning(
                "the enrichment step %s rests for %d minutes: it could not be run %d times in a row, the last time: %s",
                self.step.call.place,
                REST.total_seconds() // 60,
                MOST_ENDS,
                error,
            )


class _StepPool:
    """The pool of a step. `is_warm`: each of its processes has opened the step."""

    def __init__(self, step: ReadyStep) -> None:
        # The same modules as in the pool that extracts, since the pools share a fork server.
        self.pool = Pool(step.processes, PRELOAD, memory_mb=step.process_mb, parting_seconds=PARTING_SECONDS)
        self.is_warm = False


_LOCK = threading.Lock()
_pools: dict[tuple[int, str], tuple[ReadyStep, _StepPool]] = {}


def _pool_of(step: ReadyStep) -> _StepPool:
    """Give this process's pool for a step, made at the first call and kept until exit."""
    key = (os.getpid(), step.field)  # a forked copy of this process owns none of its children
    with _LOCK:
        known = _pools.get(key)
        if known is None or known[0] != step or known[1].pool.closed:
            known = _pools[key] = (step, _StepPool(step))
        return known[1]
