"""Take a changed list up in a job whose launcher has left: the worker that ticks looks at the list itself."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.config.relisting import Relisting
from pipelines.run.job_lists import JobLists
from transforms.clock import Clock
from transforms.state.job_roster import JobRoster
from transforms.state.roster import Roster

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_lists: dict[JobRoster, JobLists] = {}


@dataclass(frozen=True)
class WorkerLists:
    """The list of a job, read by whoever ticks, from a `path` that workers reach; it is called once a tick.

    `config` holds no feeds: those of the start are in the `roster`. What changes is said in the worker's log.
    """

    config: Config
    path: str
    sets: tuple[str, ...]
    roster: Roster
    job: JobRoster
    clock: Clock

    def __call__(self) -> str | None:
        """Give the name of the feeds that are polled by now, None for those of the start. Raises: StateError, StorageError."""
        with _lock:
            if self.job not in _lists:
                _lists[self.job] = self._begin()
            said = _lists[self.job].look(self.clock())
        if said is not None:
            _log.warning("%s", said)
        return self.job.name()

    def _begin(self) -> JobLists:
        """Begin with the feeds that the job polls now, whichever process took them up."""
        state, _ = self.job.roots.open()
        now = self.roster.later(self.job.name())
        feeds = [feed for shard in range(self.config.shards) for feed in now.of(shard, state).by_id.values()]
        config = replace(self.config, feeds=tuple(feeds))
        return JobLists(config, self.job, Relisting(config, self.path, self.sets).look)


def worker_lists(config: Config, path: str, sets: tuple[str, ...], job: JobRoster, clock: Clock) -> WorkerLists:
    """Make it for a job that is started now: however many feeds there are, the graph holds none of them."""
    return WorkerLists(replace(config, feeds=()), path, sets, config.roster, job, clock)
