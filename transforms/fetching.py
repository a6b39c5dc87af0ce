"""Fetch the pages that a shard owes: plan which entries are due, ask for them side by side, hand on what came."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import apache_beam as beam
from msgspec import Struct
from msgspec.structs import replace

from transforms import reasons
from transforms.clock import Clock
from transforms.counters import count
from transforms.errors import FetchError
from transforms.fetch_results import FetchOptions, judge_error, make_page
from transforms.pure.net.urls import clean, shard_of, site_of, url_id
from transforms.reasons import Reason
from transforms.records import Entry
from transforms.state.files import CommitFiles
from transforms.state.inbox import park
from transforms.state.log import Deferral, ShardLog
from transforms.state.owner import Owner, open_shard
from transforms.state.roots import Roots
from transforms.state.roster import Roster
from transforms.state.storage import Store
from transforms.stopping import grace_is_over
from transforms.turns import Dropped, Element, Ended, Failed, Polled, Pulse, Turn, fail_entry
from transforms.web.client import shared_web
from transforms.web.inflight import Begin, InFlight
from transforms.web.options import WebOptions
from transforms.web.response import LeftShard, Response

MAX_HANDOVERS = 5


class Owed(Struct, frozen=True):
    """An entry that may be fetched now."""

    entry: Entry

    @property
    def site(self) -> str:
        return site_of(self.entry.url)


class FetchPlan(Struct, frozen=True, kw_only=True):
    """The owed entries of a shard: those to fetch now, and those that end without a request."""

    due: tuple[Owed, ...]
    ended: tuple[Failed | Dropped, ...]
    waiting: int


def plan_fetches(
    entries: list[Entry],
    deferred: dict[str, Deferral],
    unwanted: Callable[[str], bool],
    options: FetchOptions,
    now: datetime,
) -> FetchPlan:
    """Decide which owed entries are fetched now, which wait, and which end: expired, or of a feed (by URL) that is unwanted."""
    oldest = now - timedelta(days=options.expire_days)
    to_fetch: list[Owed] = []
    ended: list[Failed | Dropped] = []
    waiting = 0
    for entry in entries:
        deferral = deferred.get(entry.id)
        if unwanted(entry.feed_url):
            ended.append(Dropped(entry.id, reasons.FEED_REMOVED))
        elif entry.parked_at < oldest:
            ended.append(_expired(entry, deferral, options, now))
        elif deferral is not None and deferral.not_before > now:
            waiting += 1
        else:
            to_fetch.append(Owed(entry))
    return FetchPlan(due=tuple(to_fetch), ended=tuple(ended), waiting=waiting)


def _expired(entry: Entry, deferral: Deferral | None, options: FetchOptions, now: datetime) -> Failed:
    last = f"; the last try ended as {deferral.reason}" if deferral else "; it was never tried"
    return fail_entry(
        entry,
        now,
        stage="expire",
        reason=reasons.EXPIRED,
        message=f"{entry.url}: owed for more than {options.expire_days:g} days{last}",
        subject=entry.url,
        attempts=deferral.attempts if deferral else 0,
    )


def hand_over(state: Store, entry: Entry, target: str, shards: int, now: datetime) -> Dropped | Failed:
    """Park a redirect's target in the shard that owns it; the entry is settled here only after that."""
    visited = (*entry.came_from, entry.url)
    try:
        url = clean(target)
    except ValueError as error:
        return _fail_redirect(entry, target, reasons.BAD_REDIRECT, f"{entry.url}: redirects to no page: {error}", now)
    if url in visited:
        # Its id is settled there: parked again it would end without a record.
        return _fail_redirect(
            entry, url, reasons.REDIRECT_LOOP, f"{url}: redirected in a circle over {len(visited)} sites", now
        )
    if len(entry.came_from) >= MAX_HANDOVERS:
        problem = f"redirected over {len(visited)} sites, begun at {visited[0]}"
        return _fail_redirect(entry, target, reasons.TOO_MANY_HANDOVERS, f"{target}: {problem}", now)
    moved = replace(entry, id=url_id(url), url=url, came_from=visited)
    park(state, shard_of(url, shards), [moved])
    return Dropped(entry.id, reasons.MOVED)


def _fail_redirect(entry: Entry, target: str, reason: Reason, message: str, now: datetime) -> Failed:
    evidence = {"way": [*entry.came_from, entry.url]}
    return fail_entry(entry, now, stage="fetch", reason=reason, message=message, subject=target, evidence=evidence)


@dataclass(eq=False, repr=False)
class FetchPages(beam.PTransform):
    """Polled -> Page | Dropped | Failed | Deferred | Pulse ..., Ended; all else unchanged.

    `roster` are the feeds whose entries are still wanted; None wants all.
    """

    options: FetchOptions
    web: WebOptions
    roots: Roots
    roster: Roster | None
    clock: Clock

    def expand(self, elements: beam.PCollection[Element]) -> beam.PCollection[Element]:
        return elements | beam.ParDo(_FetchPages(self))


class _FetchPages(beam.DoFn):
    def __init__(self, step: FetchPages) -> None:
        self._step, self._clock = step, step.clock

    def setup(self) -> None:
        self._state, self._output = self._step.roots.open()
        self._web = shared_web(self._step.web)
        self._rng = random.Random()

    def process(self, element: Element) -> Iterator[Element]:
        if not isinstance(element, Polled):
            yield element
            return
        turn = element.turn
        turn.owner = open_shard(
            ShardLog(self._state, turn.shard),
            CommitFiles(self._output),
            pass_id=turn.pass_id,
            attempt=f"{self._rng.getrandbits(40):010x}",
            opened_at=turn.began_at,
            clock=self._clock,
            warm=turn.warm,
        )
        yield from self._fetch(turn, turn.owner)
        yield Ended(turn)

    def _fetch(self, turn: Turn, owner: Owner) -> Iterator[Element]:
        owed = owner.take_up(self._step.options.turn_entries)
        plan = plan_fetches(owed, owner.memory.deferred, self._unwanted, self._step.options, self._clock())
        count("fetch", "ended", len(plan.ended))
        yield from plan.ended
        count("fetch", "due", len(plan.due))
        flight: InFlight[Owed] = InFlight(
            self._web,
            lambda job, begin: self._ask(turn, job, begin),
            per_site=self._step.web.per_site,
            room=self._step.options.pages_in_memory,
            stopping=lambda: owner.lost or turn.is_over(self._clock()),
            leaving=grace_is_over,
        )
        for answered in flight.run(plan.due):
            yield Pulse() if answered is None else self._judge(owner, answered[0].entry, answered[1])
        self._note_pacing(turn)

    def _note_pacing(self, turn: Turn) -> None:
        """Note in the turn what the web client remembers of the shard's own sites."""
        memory = self._web.memory()
        turn.sites.version = memory["version"]
        turn.sites.sites = {site: kept for site, kept in memory["sites"].items() if self._owner(site) == turn.shard}

    async def _ask(self, turn: Turn, job: Owed, begin: Begin) -> Response:
        return await self._web.get(
            job.entry.url,
            kind="page",
            stays=lambda url: self._owner(url) == turn.shard,
            begin=begin,
        )

    def _judge(self, owner: Owner, entry: Entry, answer: Response | FetchError) -> Element:
        if isinstance(answer, Response):
            count("fetch", "pages")
            count("fetch", "bytes", answer.wire_bytes)
            return make_page(entry, answer)
        count("fetch", "no_page")
        if isinstance(answer, LeftShard):
            return hand_over(self._state, entry, answer.target, self._step.roots.shards, self._clock())
        return judge_error(
            entry, answer, owner.memory.deferred.get(entry.id), self._step.options, self._clock(), self._rng
        )

    def _owner(self, url_or_site: str) -> int:
        return shard_of(url_or_site, self._step.roots.shards)

    def _unwanted(self, feed_url: str) -> bool:
        return self._step.roster is not None and not self._step.roster.holds(feed_url, self._state)
