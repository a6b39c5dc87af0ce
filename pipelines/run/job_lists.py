"""Take a changed list up in a job without an end, whose workers find the feeds in the state, without secret headers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.config.relisting import Look, Relisted
from pipelines.run.errors import sentence_of
from transforms.errors import StorageError
from transforms.pure.net.urls import url_id
from transforms.records import Feed
from transforms.state.job_roster import JobRoster
from transforms.state.roster import Roster, make_roster

Feeds = Mapping[str, Feed]


class JobLists:
    """The feeds of a job that runs, looked at again and again by the process that started it."""

    def __init__(self, config: Config, job: JobRoster, look: Look) -> None:
        self._job, self._look, self._shards = job, look, config.shards
        self._polled: Feeds = {url_id(feed.url): feed for feed in config.active_feeds}
        self._headers = {id_: feed.headers for id_, feed in self._polled.items()}
        self._unshared: Roster | None = None
        self._problem: str | None = None

    def look(self, now: datetime) -> str | None:
        """Look whether the list has changed, and have the job poll the new one; give what a line says of it, if anything.

        Where the store fails, that is said once, and tried again at the next look.
        """
        relisted = self._look(now)
        said = None if relisted is None else self._take_up(relisted)
        if self._unshared is None:
            return said
        try:
            self._unshared.share(self._job.roots.open()[0], now)
            self._job.change(self._unshared.name)
        except StorageError as error:
            problem = sentence_of(str(error))
            is_told, self._problem = self._problem == problem, problem
            failed = None if is_told else f"the changed feeds cannot be handed to the job yet: {problem}"
            return ", ".join(part for part in (said, failed) if part) or None
        self._unshared = self._problem = None
        return said

    def _take_up(self, relisted: Relisted) -> str | None:
        if relisted.problems:
            return relisted.said()
        listed = {url_id(feed.url): feed for feed in relisted.config.active_feeds}
        before, polled = self._polled, feeds_for_job(listed, self._polled, self._headers)
        if polled != before:
            self._polled, self._unshared = polled, make_roster(polled.values(), self._shards)
        taken_up = replace(
            relisted,
            added=len(polled.keys() - before.keys()),
            removed=len(before.keys() - polled.keys()),
            changed=sum(before[id_] != polled[id_] for id_ in before.keys() & polled.keys()),
            waiting=sum(polled.get(id_) != feed for id_, feed in listed.items()),
        )
        return taken_up.said() or None


def feeds_for_job(listed: Feeds, polled: Feeds, headers: Mapping[str, Mapping[str, str]]) -> dict[str, Feed]:
    """Give what a running job can poll of a new list, by id.

    Workers have the `headers` of the job's start, and get no others, since the state holds no secrets. A feed that is `polled`
    keeps those that it has; another one that needs others is left out.
    """
    feeds = {}
    for id_, feed in listed.items():
        known = headers.get(id_, {})
        if feed.headers == known or id_ in polled:
            feeds[id_] = replace(feed, headers=dict(known))
    return feeds
