"""Poll the feeds of a shard that are due, and park what is new: from then on it is owed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import apache_beam as beam
from msgspec.structs import replace

from transforms import reasons
from transforms.clock import Clock
from transforms.counters import count
from transforms.errors import FeedError, IngestError
from transforms.poll_results import FeedJob, PollOptions, PollResult, interpret_poll, is_unread, make_job
from transforms.pool.errors import TaskCrashed, TaskTimedOut
from transforms.pool.pool import shared_pool
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.net.urls import shard_of
from transforms.records import Entry, ParsedFeed
from transforms.state.documents import (
    Advice,
    Due,
    FeedDocument,
    listing_hash,
    load_due,
    load_due_again,
    load_feed,
    load_sites,
    save_feed,
)
from transforms.state.inbox import park
from transforms.state.roots import Roots
from transforms.state.roster import Roster, ShardFeeds
from transforms.state.storage import Store, side_by_side
from transforms.state.warm import shared_warm
from transforms.stopping import grace_is_over
from transforms.turn_locks import turn_before
from transforms.turns import Began, Element, Failed, Pass, Polled, Turn
from transforms.web.client import shared_web
from transforms.web.inflight import Begin, InFlight
from transforms.web.options import WebOptions
from transforms.web.response import Response

# A larger document is read in the pool, where a deadline can end it.
INLINE_BYTES = 256_000
# Answers that may wait to be read before further feeds are asked.
ROOM = 16


def has_nothing_to_do(due: Advice, feeds: ShardFeeds | None, inbox: list[str], now: datetime) -> bool:
    """Tell whether a turn can be left out: no feed is due, nothing owed may be fetched, and the day's commit is made.

    `feeds` are the shard's feeds, None where none is to be polled. Where they are others than those that the advice knows,
    the turn is needed: some may be new.
    """
    if due.day != now.strftime("%Y-%m-%d") or due.inbox_hash != listing_hash(inbox):
        return False
    if due.next_try is not None and due.next_try <= now:
        return False
    return feeds is None or (
        due.feeds_hash == feeds.hash and (due.next_poll is None or due.next_poll > now.timestamp())
    )


def update_polls(due: Due, feeds: ShardFeeds, now: datetime) -> None:
    """Update the advice to the shard's feeds: new ones are due at once, removed ones are forgotten."""
    if due.feeds_hash != feeds.hash:
        due.polls = {id_: due.polls.get(id_, now.timestamp()) for id_ in feeds.by_id}
        due.feeds_hash = feeds.hash


def due_now(due: Due, now: datetime) -> list[str]:
    """Give the feeds that are due by the advice, the longest overdue first: the turn may not have time for all."""
    stamp = now.timestamp()
    return sorted((id_ for id_, at in due.polls.items() if at <= stamp), key=due.polls.__getitem__)


def park_and_save(state: Store, shard: int, shards: int, job: FeedJob, result: PollResult) -> FeedDocument:
    """Park a poll's new entries in the shards of their links, then save the feed's document, in this order."""
    parked: dict[str, list[Entry]] = {}
    for entry in result.entries:
        parked.setdefault(str(shard_of(entry.url, shards)), []).append(entry)
    for target, entries in parked.items():
        park(state, int(target), entries)
    document = replace(
        result.document, parked={target: [entry.id for entry in entries] for target, entries in parked.items()}
    )
    save_feed(state, shard, job.id, document)
    return document


@dataclass(eq=False, repr=False)
class PollFeeds(beam.PTransform):
    """(shard, [Pass]) -> Began, Failed (feeds that could not be polled) ..., Polled; nothing for an idle shard.

    `processes` is the size of the pool that reads large documents; `parse` takes the place of `parse_feed`.
    """

    options: PollOptions
    web: WebOptions
    roots: Roots
    roster: Roster
    processes: int | None
    clock: Clock
    parse: Callable[..., ParsedFeed] = parse_feed

    def expand(self, shards: beam.PCollection[tuple[str, Iterable[Pass]]]) -> beam.PCollection[Element]:
        return shards | beam.ParDo(_PollFeeds(self))


class _PollFeeds(beam.DoFn):
    def __init__(self, step: PollFeeds) -> None:
        self._step, self._clock = step, step.clock

    def setup(self) -> None:
        self._state, _ = self._step.roots.open()
        self._web = shared_web(self._step.web)
        self._rng = random.Random()

    def process(self, keyed: tuple[str, Iterable[Pass]]) -> Iterator[Element]:
        key, this_pass, now = keyed[0], next(iter(keyed[1])), self._clock()
        # This step and those after it are one stage: when the last element is handed on, the whole turn is over.
        with turn_before(this_pass.next_tick, self._step.roots.state, key, now) as granted:
            if granted:
                yield from self._take_turn(int(key), this_pass, now)

    def _take_turn(self, shard: int, this_pass: Pass, now: datetime) -> Iterator[Element]:
        feeds = self._step.roster.of(shard, self._state) if this_pass.polls != "none" else None
        warm = shared_warm(self._step.roots.memory_mb)
        advice = warm.advice(self._state.root, shard)
        due = load_due(self._state, shard) if advice is None else None
        inbox = self._state.names(f"inbox/{shard}")
        if this_pass.polls != "all" and has_nothing_to_do(advice or due or Due(), feeds, inbox, now):
            return
        left = warm.take(self._state.root, shard)
        due = due or load_due_again(self._state, shard, left.due)
        turn = Turn(shard, this_pass.id, this_pass.ends_at(now), due, now)
        due.polled, turn.warm = [], left
        turn.sites = load_sites(self._state, shard)
        self._web.remember(turn.sites.web_memory)
        yield Began(turn)
        jobs = self._due_jobs(turn, feeds, this_pass.polls == "all")
        self._borrow_pacing(turn, jobs)
        results = ((job, self._interpret(job, answer, turn.pass_id)) for job, answer in self._answers(turn, jobs))
        for job, result, document in side_by_side(self._state, partial(self._save, shard), results):
            _note(due, job.id, document)
            due.polled.append(job.id)
            _count(result)
            if result.failure is not None:
                yield Failed(None, result.failure)
        yield Polled(turn)

    def _save(self, shard: int, polled: tuple[FeedJob, PollResult]) -> tuple[FeedJob, PollResult, FeedDocument]:
        job, result = polled
        return job, result, park_and_save(self._state, shard, self._step.roots.shards, job, result)

    def _borrow_pacing(self, turn: Turn, jobs: list[FeedJob]) -> None:
        """Load what the owners of other shards know of the sites that this shard's feeds have moved to.

        A feed stays in the shard of its configured address, even if it redirects to a site of another shard. What that site
        asked of the other shard, say to wait, holds here too.
        """
        owners = {shard_of(url, self._step.roots.shards) for job in jobs for url in job.known_addresses}
        for owner in sorted(owners - {turn.shard}):
            self._web.remember(load_sites(self._state, owner).web_memory)

    def _answers(self, turn: Turn, jobs: list[FeedJob]) -> Iterator[tuple[FeedJob, Response | IngestError]]:
        flight: InFlight[FeedJob] = InFlight(
            self._web,
            self._ask,
            per_site=self._step.web.per_site,
            room=ROOM,
            stopping=lambda: turn.is_over(self._clock()),
            leaving=grace_is_over,
        )
        count("poll", "due", len(jobs))
        for answered in flight.run(jobs):
            if answered is not None:
                yield answered

    def _due_jobs(self, turn: Turn, feeds: ShardFeeds | None, forced: bool) -> list[FeedJob]:
        """Give the feeds to poll: those due by the advice, if their own documents agree; all where `forced`."""
        if feeds is None:
            return []
        now = turn.began_at
        update_polls(turn.due, feeds, now)
        wanted = list(feeds.by_id) if forced else due_now(turn.due, now)
        documents = side_by_side(
            self._state, lambda id_: load_feed(self._state, turn.shard, id_, feeds.by_id[id_].url), wanted
        )
        jobs = []
        for feed_id, document in zip(wanted, documents, strict=True):
            job = make_job(feeds.by_id[feed_id], document, self._step.options.schedule, now, forced)
            if job is None:
                _note(turn.due, feed_id, document)
            else:
                jobs.append(job)
        return jobs

    async def _ask(self, job: FeedJob, begin: Begin) -> Response:
        document = job.document
        return await self._web.get(
            job.url,
            kind="feed",
            headers=job.feed.headers,
            etag=None if job.unconditional else document.etag,
            last_modified=None if job.unconditional else document.last_modified,
            begin=begin,
        )

    def _interpret(self, job: FeedJob, answer: Response | IngestError, pass_id: str) -> PollResult:
        parsed: ParsedFeed | None = None
        if isinstance(answer, Response) and is_unread(job, answer):
            try:
                parsed = self._read(answer)
            except IngestError as error:
                answer = error
        return interpret_poll(job, answer, parsed, self._step.options, pass_id, self._clock(), self._rng)

    def _read(self, response: Response) -> ParsedFeed:
        read = partial(
            self._step.parse,
            url=response.final_url,
            content_type=response.headers.get("content-type"),
            now=self._clock(),
            max_items=self._step.options.max_items,
        )
        if len(response.body) <= INLINE_BYTES:
            return read(response.body)
        future: Future[ParsedFeed] = shared_pool(self._step.processes).submit(
            read, response.body, self._step.options.parse_seconds
        )
        try:
            return future.result()
        except (TaskCrashed, TaskTimedOut) as error:
            raise FeedError(
                response.url,
                f"the document ({len(response.body)} bytes) could not be read: {error}",
                reason=reasons.UNREADABLE_FEED,
                retry=True,
            ) from error


def _note(due: Due, feed_id: str, document: FeedDocument) -> None:
    next_poll_at = document.health.next_poll_at
    due.polls[feed_id] = next_poll_at.timestamp() if next_poll_at else 0.0


def _count(result: PollResult) -> None:
    count("poll", result.outcome)
    count("poll", "parked", len(result.entries))
    count("poll", "gap", int(result.gap))
    for reason, n in result.dropped.items():
        count("poll", f"dropped/{reason}", n)
