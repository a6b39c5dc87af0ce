"""The articles of a turn that are asked for again: which ones, in which order, and what their answers mean.

News never waits for them: they are behind all polls and pages of their site, one at a time at each, a quarter of all requests
at most, and none is added where answers wait to be read.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property

from msgspec import Struct

from transforms import reasons
from transforms.bugs import contained
from transforms.clock import Clock
from transforms.counters import count
from transforms.errors import FetchError
from transforms.pure.feeds.session_links import address_to_ask
from transforms.pure.net.urls import shard_of, site_of
from transforms.pure.revisions.due import hasten
from transforms.recheck_results import end_recheck, judge_again, put_off_by
from transforms.rechecks import Recheck, RevisionOptions
from transforms.records import Entry, Feed, Page
from transforms.tries import FetchOptions
from transforms.turns import Element, Rechecked, Turn
from transforms.web.asked import RightsAsked
from transforms.web.response import Response

# An ingest that has nothing else to do asks again for so long, and is due again the sooner.
ALONE = timedelta(minutes=5)


class Again(Struct, frozen=True, dict=True):
    """An article that is asked for again. `subscribed` and `rights` are as for a page (`transforms.fetching.Owed`).

    `moved` says that the address which answered last is no more one of this shard's: then that of the feed is asked.
    """

    recheck: Recheck
    subscribed: Feed | None = None
    rights: RightsAsked | None = None
    moved: bool = False

    is_poll = False
    is_recheck = True

    @property
    def key(self) -> str:
        """Give what tells the request from all others."""
        return f"again {self.recheck.id}"

    @cached_property
    def url(self) -> str:
        """Give the URL to ask."""
        return address_to_ask(self.recheck.entry) if self.moved else self.recheck.url

    @cached_property
    def site(self) -> str:
        return site_of(self.url)

    @property
    def etag(self) -> str | None:
        """Give the validator of the newest answer, which is that of its address."""
        return None if self.moved else self.recheck.etag

    @property
    def last_modified(self) -> str | None:
        return None if self.moved else self.recheck.last_modified


class Rechecking:
    """The rechecks of one turn. The shard is open. At most `at_once` of them that have not stalled are under way.

    `unwanted` tells whether a feed (by its URL) is wanted no more; `subscribed` and `rights` are those of `Fetching`.
    """

    def __init__(
        self,
        turn: Turn,
        *,
        shards: int,
        options: RevisionOptions,
        tries: FetchOptions,
        at_once: int,
        unwanted: Callable[[str], bool],
        subscribed: Callable[[Entry], Feed | None],
        rights: Callable[[Entry], RightsAsked | None],
        clock: Clock,
    ) -> None:
        self._turn, self._shards, self._checks, self._tries, self._clock = turn, shards, options.checks, tries, clock
        self._at_once, self._unwanted, self._subscribed, self._rights = at_once, unwanted, subscribed, rights
        self._rng = random.Random()
        # By site, in the order in which the sites are asked next.
        self._waiting: dict[str, deque[Again]] = {}
        self._under_way: dict[str, Again] = {}
        self._hastened: dict[str, Rechecked] = {}
        self._alone_since: datetime | None = None

    def take_up(self, at_most: int, carried: Iterable[Again]) -> Iterator[Rechecked]:
        """Take up what is due, and give what ends unasked. Requests for `carried` are under way from an earlier turn."""
        if not self._checks:
            return
        self._under_way = {job.site: job for job in carried}
        known = {job.recheck.id for job in self._under_way.values()}
        for recheck in self._turn.owner.take_rechecks(self._clock(), at_most):
            if self._unwanted(recheck.entry.feed_url):
                yield end_recheck(recheck, reasons.FEED_REMOVED)
            elif recheck.id not in known:
                job = self._make_job(recheck)
                self._waiting.setdefault(job.site, deque()).append(job)

    def _make_job(self, recheck: Recheck) -> Again:
        moved = shard_of(recheck.url, self._shards) != self._turn.shard
        return Again(recheck, self._subscribed(recheck.entry), self._rights(recheck.entry), moved)

    def waits(self, stalled: Collection[str]) -> bool:
        """Tell whether any is left that can be asked for in this turn: not behind one of its site that has stalled."""
        held = (self._under_way.get(site) for site in self._waiting)
        return any(job is None or job.key not in stalled for job in held)

    def next_jobs(self, stalled: Collection[str], *, has_news: bool, stays: bool) -> list[Again]:
        """Give those that may be asked for now, one a site at once. `stalled` are the keys of requests that have stalled.

        Where there is no news to ask for (`has_news`), and no turn follows soon in which feeds are polled (`stays`), what
        is left is left to another turn after some minutes: else a poll would wait for it that becomes due meanwhile.
        """
        if has_news or not stays or not self._waiting:
            self._alone_since = None
        else:
            now = self._clock()
            self._alone_since = self._alone_since or now
            if now - self._alone_since > ALONE:
                self._waiting.clear()
        moving = sum(job.key not in stalled for job in self._under_way.values())
        free = [site for site in self._waiting if site not in self._under_way][: max(0, self._at_once - moving)]
        return [self._begin(site) for site in free]

    def _begin(self, site: str) -> Again:
        jobs = self._waiting.pop(site)
        job = self._under_way[site] = jobs.popleft()
        if jobs:
            self._waiting[site] = jobs  # Behind all other sites.
        return job

    def judge(self, job: Again, answer: Response | FetchError) -> Element | None:
        """Decide what an answer means; None where something else is remembered of the article by now."""
        self._under_way.pop(job.site, None)
        recheck = job.recheck
        self._hastened.pop(recheck.id, None)
        if self._turn.owner.memory.rechecks.get(recheck.id) != recheck:
            count("recheck", "overtaken")
            return None
        now = self._clock()
        try:
            with contained(job.url, "page"):
                found = judge_again(recheck, answer, self._checks, self._tries, now, self._rng)
        except FetchError as error:
            return put_off_by(recheck, error, self._checks, self._tries, now, self._rng)
        if isinstance(found, Page):
            count("recheck", "pages")
            count("recheck", "bytes", answer.wire_bytes if isinstance(answer, Response) else 0)
            self._turn.rechecks[recheck.entry.id] = recheck
        return found

    def hasten(self, updated: Iterable[tuple[str, datetime]]) -> Iterator[Rechecked]:
        """Have articles asked for sooner that a feed calls updated, by the ids of their entries, with the moments it names.

        What is due by that is asked for in this turn. Give what is remembered of the others.
        """
        memory, now = self._turn.owner.memory, self._clock()
        if not self._checks or not memory.rechecks:
            return
        for entry_id, updated_at in updated:
            recheck = memory.rechecks.get(memory.aliases.get(entry_id, entry_id))
            if recheck is None or recheck.next_at <= now or recheck.id in self._hastened or self._is_asked(recheck):
                continue
            sooner = hasten(recheck, updated_at, now)
            if sooner is None:
                continue
            if sooner.next_at > now:
                yield Rechecked(recheck, sooner, "hastened")
            else:
                count("recheck", "hastened")
                self._hastened[recheck.id] = Rechecked(recheck, sooner, "hastened")
                job = self._make_job(recheck)
                self._waiting.setdefault(job.site, deque()).append(job)

    def _is_asked(self, recheck: Recheck) -> bool:
        """Tell whether an article is being asked for, or its answer read."""
        under_way = (job.recheck.id for job in self._under_way.values())
        return recheck.entry.id in self._turn.rechecks or recheck.id in under_way

    def leave(self, carried: Iterable[Again]) -> Iterator[Rechecked]:
        """Give what was hastened and is not asked for in this turn; requests for `carried` are carried into the next."""
        under_way = {job.recheck.id for job in carried}
        for id_, hastened in self._hastened.items():
            if id_ not in under_way:
                yield hastened
