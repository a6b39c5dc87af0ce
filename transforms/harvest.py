"""Harvest a shard: poll its feeds that are due and fetch the pages that it owes, in one flight with a queue per site.

A new entry joins the flight the moment that it is parked; what was owed from earlier is in it from the start. So no page waits
for a feed, and no site for another one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import apache_beam as beam
from msgspec import Struct

from transforms.asking import ShardAsk
from transforms.clock import Clock
from transforms.counters import count
from transforms.feed_items import ParsedFeed
from transforms.feed_reading import FeedReader
from transforms.fetching import Fetching
from transforms.harvesting import Harvest, Request
from transforms.poll_answers import PollAnswers
from transforms.poll_results import FeedJob, PollOptions
from transforms.polling import Look, Polling, bring_forward, look_at
from transforms.pool.memory import MEMORY_MB
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.net.urls import shard_of
from transforms.pure.rights.policy import RightsOptions
from transforms.pure.single_page import NO_FEED
from transforms.rechecking import Rechecking
from transforms.rechecks import NO_REVISIONS, RevisionOptions
from transforms.state.ahead import tell_future
from transforms.state.documents import Due, load_due, load_sites
from transforms.state.files import CommitFiles
from transforms.state.log import ShardLog
from transforms.state.owner import open_shard
from transforms.state.rests import RestKeeper, shared_keeper
from transforms.state.roots import Roots
from transforms.state.roster import Roster, RosterGone, ShardFeeds
from transforms.state.warm import WarmShards, shared_warm
from transforms.tries import FetchOptions
from transforms.turn_locks import begin_turn_of, turn_before
from transforms.turns import Began, Element, Ended, Pass, Turn
from transforms.warc.options import NO_WARC, WarcOptions
from transforms.web.client import shared_web
from transforms.web.desk import lay_desk
from transforms.web.flight import Flight, flight_of, keep_flight
from transforms.web.options import WebOptions
from transforms.web.terms import terms_hash, terms_of

# Of all requests at once, one in so many may be for an article that was written before.
RECHECKS_SHARE = 4


class HarvestOptions(Struct, frozen=True):
    """How a shard is harvested.

    `processes` is the size of the pool that reads large documents (None is one a core), `process_mb` what each may have.
    `rights` says what is to be known of the uses of pages before they are fetched, `warc` what is kept as it came, `revisions`
    when articles are asked for again.
    """

    poll: PollOptions
    fetch: FetchOptions
    web: WebOptions
    processes: int | None = None
    process_mb: int | None = MEMORY_MB
    rights: RightsOptions = RightsOptions()
    warc: WarcOptions = NO_WARC
    revisions: RevisionOptions = NO_REVISIONS


@dataclass(eq=False, repr=False)
class HarvestShards(beam.PTransform):
    """(shard, [Pass]) -> Began, Page | Failed | Dropped | Deferred | Pulse ..., Ended; nothing for an idle shard.

    `roster` are the feeds to poll, `wanted` those whose entries are still wanted (None wants all). `parse` takes the place of
    `parse_feed`.
    """

    options: HarvestOptions
    roots: Roots
    roster: Roster
    wanted: Roster | None
    clock: Clock
    parse: Callable[..., ParsedFeed] = parse_feed

    def expand(self, shards: beam.PCollection[tuple[str, Iterable[Pass]]]) -> beam.PCollection[Element]:
        return shards | beam.ParDo(_HarvestShards(self))


class _HarvestShards(beam.DoFn):
    def __init__(self, step: HarvestShards) -> None:
        self._step, self._options, self._roots, self._clock = step, step.options, step.roots, step.clock
        self._terms = terms_of(step.options.web)

    def setup(self) -> None:
        self._state, self._output = self._roots.open()
        self._web = shared_web(self._options.web)
        self._rng = random.Random()

    def process(self, keyed: tuple[str, Iterable[Pass]]) -> Iterator[Element]:
        key, this_pass, now = keyed[0], next(iter(keyed[1])), self._clock()
        # This step and those after it are one stage: when the last element is handed on, the whole turn is over.
        with turn_before(this_pass.next_tick, self._roots.state, key, now) as granted:
            if granted:
                yield from self._take_turn(int(key), this_pass, now)

    def _take_turn(self, shard: int, this_pass: Pass, now: datetime) -> Iterator[Element]:
        warm = shared_warm(self._roots.memory_mb)
        deadline = this_pass.ends_at(now, begin_turn_of(this_pass.id, self._state.root))
        look = self._look(shard, this_pass, warm, now, deadline)
        if look is None or look.rests:
            return
        left = warm.take(self._state.root, shard)
        due = left.resume(self._state, shard, look.read)
        tell_future(f"{self._state.root}/due/{shard}.json", due.saved_at, now)
        owner = open_shard(
            ShardLog(self._state, shard),
            CommitFiles(self._output),
            pass_id=this_pass.id,
            attempt=f"{self._rng.getrandbits(40):010x}",
            opened_at=now,
            clock=self._clock,
            warm=left,
            listed=look.inbox,
            due=due,
        )
        if this_pass.polls == "all":
            bring_forward(self._state, shard, due, now, owner.attempt)
        turn = Turn(owner, this_pass.id, deadline, due, now, carries=this_pass.carries)
        turn.terms, turn.sites = self._terms, left.load_sites(self._state, shard)
        self._web.remember(turn.sites.web_memory)
        keeper = shared_keeper(self._web, self._state, shard, self._roots.shards)
        keeper.load()
        yield Began(turn)
        yield from self._harvest(turn, this_pass, look.feeds, keeper)
        self._note_pacing(turn)
        keeper.save()
        yield Ended(turn)

    def _look(
        self, shard: int, this_pass: Pass, warm: WarmShards, now: datetime, deadline: datetime
    ) -> Look[Due] | None:
        """Look whether the turn can be left out; None for a tick of long ago, whose list of feeds is gone."""
        self._roster = self._step.roster.later(this_pass.roster)
        self._wanted = None if self._step.wanted is None else self._step.wanted.later(this_pass.roster)
        try:
            return look_at(
                self._state,
                shard,
                self._roster,
                warm,
                load_due,
                polls=this_pass.polls,
                now=now,
                until=deadline if this_pass.lingers else now,
                terms=terms_hash(self._terms),
            )
        except RosterGone:
            if this_pass.roster is None:
                raise
            count("tick", "late")
            return None

    def _harvest(self, turn: Turn, this_pass: Pass, feeds: ShardFeeds | None, keeper: RestKeeper) -> Iterator[Element]:
        options, root, shards = self._options, self._state.root, self._roots.shards
        polling = Polling(
            turn,
            feeds,
            state=self._state,
            options=options.poll,
            clock=self._clock,
            polls_all=this_pass.polls == "all",
            meanwhile=this_pass.carries,
        )
        reader = FeedReader(self._step.parse, options.poll, options.processes, process_mb=options.process_mb)
        answers = PollAnswers(turn, state=self._state, shards=shards, reader=reader, clock=self._clock)
        fetching = Fetching(
            turn,
            state=self._state,
            shards=shards,
            options=options.fetch,
            unwanted=self._unwanted,
            feed_of=lambda url: self._roster.with_headers(url, self._state),
            clock=self._clock,
            rights=options.rights,
        )
        rechecking = self._recheck(turn, fetching)
        flight = flight_of(root, turn.shard, lambda: self._new_flight(turn.shard, keeper), self._web)
        try:
            borrow = partial(self._borrow_pacing, turn, keeper)
            desk = lay_desk(root, turn.shard, options.warc.kinds)
            harvest = Harvest(
                turn, this_pass, polling, answers, fetching, rechecking, flight, borrow, self._clock, desk
            )
            yield from harvest.run(options.fetch.turn_entries, options.fetch.pages_in_memory)
        except BaseException:
            flight.cancel()
            raise
        keep_flight(root, turn.shard, flight)

    def _recheck(self, turn: Turn, fetching: Fetching) -> Rechecking:
        """Give the rechecks of a turn: an article is asked for again as its page was."""
        options = self._options
        return Rechecking(
            turn,
            shards=self._roots.shards,
            options=options.revisions,
            tries=options.fetch,
            at_once=max(1, options.web.concurrency // RECHECKS_SHARE),
            unwanted=self._unwanted,
            subscribed=fetching.subscribed,
            rights=fetching.rights_of,
            clock=self._clock,
        )

    def _new_flight(self, shard: int, keeper: RestKeeper) -> Flight[Request]:
        """Make a flight that keeps nothing of this step: it may outlive it by days."""
        web = self._web
        return Flight(
            web,
            ShardAsk(web, keeper, shard, self._roots.shards, self._options.poll.max_sitemaps, self._state.root),
            per_site=self._options.web.per_site,
            room=self._options.fetch.pages_in_memory,
            is_held_up=lambda job: web.waits_for_robots(job.url),
        )

    def _borrow_pacing(self, turn: Turn, keeper: RestKeeper, jobs: list[FeedJob]) -> None:
        """Load what the owners of other shards know of the sites that this shard's feeds have moved to.

        A feed stays in the shard of its configured address, even if it redirects to a site of another shard. What that site
        asked of the other shard, say to wait, holds here too.
        """
        owners = {shard_of(url, self._roots.shards) for job in jobs for url in job.known_addresses}
        keeper.borrow(owners)
        for owner in sorted(owners - {turn.shard}):
            self._web.remember(load_sites(self._state, owner).web_memory)

    def _note_pacing(self, turn: Turn) -> None:
        """Note in the turn what the web client remembers of the shard's own sites."""
        memory = self._web.memory(lambda site: shard_of(site, self._roots.shards) == turn.shard)
        turn.sites.version, turn.sites.sites = memory["version"], memory["sites"]

    def _unwanted(self, feed_url: str) -> bool:
        if self._wanted is None or feed_url == NO_FEED:
            return False
        return not self._wanted.holds(feed_url, self._state)
