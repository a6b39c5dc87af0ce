"""The polls of a turn: whether there is anything to do, which feeds are due, and when they are due next."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from transforms.archive_jobs import ArchiveJob
from transforms.clock import Clock
from transforms.parking import Parked
from transforms.poll_results import FeedJob, PollOptions, make_job
from transforms.pure.feeds.completeness import DAYS_KEPT, add_tallies
from transforms.pure.feeds.health import without_future
from transforms.pure.feeds.schedule import longest_wait
from transforms.records import Feed
from transforms.state.ahead import is_all_future, is_unbelievable, undo_future
from transforms.state.days import day_of
from transforms.state.documents import Advice, Due, FeedDocument, listing_hash, load_feed, save_due
from transforms.state.roster import Roster, ShardFeeds
from transforms.state.storage import Store, side_by_side
from transforms.state.warm import WarmShards
from transforms.turns import Polls, Turn
from transforms.web.flight import carried_answers
from transforms.websub.polls import poll_again_at
from transforms.websub.pushes import pushes_of

A = TypeVar("A", bound=Advice)


def has_nothing_to_do(
    due: Advice,
    feeds: ShardFeeds | None,
    inbox: list[str],
    now: datetime,
    until: datetime | None = None,
    terms: str | None = None,
) -> bool:
    """Tell whether a turn can be left out: no feed is due, nothing may be fetched or asked for again, the day's commit is made.

    `feeds` are the shard's feeds, None where none is to be polled. Where they are others than those that the advice knows,
    the turn is needed: some may be new. A turn that lasts `until` a later moment is needed for feeds that become due before.
    Where entries wait long and the configuration says other `terms` now, they need not wait (None: it says the same).
    """
    if is_unbelievable(due, now):
        return False  # A clock was ahead, and nothing that it has put off counts.
    if due.day != day_of(now) or due.inbox_hash != listing_hash(inbox):
        return False
    if any(at is not None and at <= now for at in (due.next_try, due.next_recheck)):
        return False
    if due.terms and terms is not None and due.terms != terms:
        return False
    return feeds is None or (
        due.feeds_hash == feeds.hash and (due.next_poll is None or due.next_poll > (until or now).timestamp())
    )


class Look(Struct, Generic[A], frozen=True):
    """Whether a shard `rests`, so that a turn of it can be left out, and what was looked at to tell.

    `feeds` are the shard's, None where none is to be polled. `read` is the advice, None where this process remembers it.
    """

    rests: bool
    feeds: ShardFeeds | None
    read: A | None
    inbox: list[str]


def look_at(
    state: Store,
    shard: int,
    roster: Roster,
    warm: WarmShards,
    load: Callable[[Store, int], A],
    *,
    polls: Polls,
    now: datetime,
    until: datetime,
    terms: str | None = None,
) -> Look[A]:
    """Look whether a shard's turn can be left out, which would last until a moment; `load` reads the advice.

    `terms` stand for those of the configuration (see `has_nothing_to_do`).
    """
    feeds = roster.of(shard, state) if polls != "none" else None
    known = warm.advice(state.root, shard)
    read = load(state, shard) if known is None else None
    inbox = state.names(f"inbox/{shard}")
    is_idle = polls != "all" and has_nothing_to_do(known or read or Due(), feeds, inbox, now, until, terms)
    pushed = feeds is not None and pushes_of(state.root).next_at(shard) <= until.timestamp()
    return Look(is_idle and not pushed and not carried_answers(state.root, shard), feeds, read, inbox)


def update_polls(due: Due, feeds: ShardFeeds, now: datetime) -> None:
    """Update the advice to the shard's feeds: new ones are due at once, removed ones are forgotten."""
    if due.feeds_hash != feeds.hash:
        due.polls = {id_: due.polls.get(id_, now.timestamp()) for id_ in feeds.by_id}
        due.feeds_hash = feeds.hash


def bring_forward(state: Store, shard: int, due: Due, now: datetime, attempt: str) -> None:
    """Save that all feeds of a shard are due, before they are polled although they are not.

    If this turn is cut short, the documents of feeds that it polled may say an earlier next poll than the advice did. Whoever
    comes next looks at them then. `attempt` is this turn's.
    """
    if due.polls:
        due.polls = {id_: min(at, now.timestamp()) for id_, at in due.polls.items()}
        due.next_poll, due.saved_by = min(due.polls.values()), attempt
        save_due(state, shard, due)


def due_until(due: Due, until: datetime) -> list[tuple[float, str]]:
    """Give the feeds that are due by a moment, by the advice, each with when (epoch seconds): the longest overdue first."""
    stamp = until.timestamp()
    return sorted((at, id_) for id_, at in due.polls.items() if at <= stamp)


class Polling:
    """The polls of one turn. `feeds` are those of its shard, None where none is polled.

    `polls_all` polls each feed once, whatever its schedule says. Otherwise those are due that are due by their schedule when
    the turn begins, and where `meanwhile`, those too that become due before it ends. Feeds with a push (`transforms.websub`) are
    due when it comes.
    """

    def __init__(
        self,
        turn: Turn,
        feeds: ShardFeeds | None,
        *,
        state: Store,
        options: PollOptions,
        clock: Clock,
        polls_all: bool,
        meanwhile: bool,
    ) -> None:
        self._turn, self._feeds, self._state = turn, feeds, state
        self._schedule, self._clock = options.schedule, clock
        self._polls_all, self._meanwhile = polls_all, meanwhile and options.schedule.floor_seconds > 0
        self._pushes, self._pushed = pushes_of(state.root), set[str]()
        turn.due.polled = []
        self._upcoming: list[tuple[float, str]] = []
        # Advice that was lost is made again: then each feed's document is looked at once.
        self._uncounted = set() if turn.due.feeds_hash or feeds is None else set(feeds.by_id)
        if feeds is not None:
            update_polls(turn.due, feeds, turn.began_at)
        undo_future(turn.due, feeds, options.schedule, turn.began_at)
        if feeds is not None:
            until = turn.deadline if self._meanwhile else turn.began_at
            self._upcoming = [(0.0, id_) for id_ in feeds.by_id] if polls_all else due_until(turn.due, until)

    @property
    def next_at(self) -> float:
        """When the next feed is due in this turn (epoch seconds); infinite where none is."""
        planned = self._upcoming[0][0] if self._upcoming else math.inf
        return planned if self._feeds is None else min(planned, self._pushes.next_at(self._turn.shard))

    def due(self, now: datetime) -> list[FeedJob]:
        """Take the feeds that are due by now, if their own documents agree. Raises: StateError, StorageError."""
        wanted = self._take_pushed(now)
        while self._upcoming and self._upcoming[0][0] <= now.timestamp():
            wanted.append(heapq.heappop(self._upcoming)[1])
        return list(self._jobs(list(dict.fromkeys(wanted)), now)) if wanted else []

    def _take_pushed(self, now: datetime) -> list[str]:
        if self._feeds is None:
            return []
        found = [id_ for id_ in self._pushes.take(self._turn.shard, now) if id_ in self._feeds.by_id]
        self._pushed.update(found)
        return found

    def _is_pushed(self, feed_id: str, document: FeedDocument, now: datetime) -> bool:
        """Tell whether a feed is polled now for a push: not where it fails, and not at once after its last poll."""
        if feed_id not in self._pushed:
            return False
        self._pushed.remove(feed_id)
        at = poll_again_at(document, now)
        if at is not None and at > now:
            self._pushes.note(self._turn.shard, feed_id, at.timestamp())
        return at is not None and at <= now

    def _jobs(self, wanted: list[str], now: datetime) -> Iterator[FeedJob]:
        assert self._feeds is not None
        feeds = self._feeds.by_id
        documents = side_by_side(self._state, lambda id_: self._document(feeds[id_], id_, now), wanted)
        for feed_id, document in zip(wanted, documents, strict=True):
            if feed_id in self._uncounted:
                self._uncounted.remove(feed_id)
                self._turn.due.days = add_tallies(self._turn.due.days, document.completeness.days, DAYS_KEPT)
            pushed = self._is_pushed(feed_id, document, now)
            job = make_job(feeds[feed_id], document, self._schedule, now, self._polls_all or pushed)
            if job is None:
                self._plan(feed_id, document)
            else:
                yield replace(job, pushed=pushed)

    def _document(self, feed: Feed, feed_id: str, now: datetime) -> FeedDocument:
        known = self._turn.owner.warm.feed(feed_id)
        document = load_feed(self._state, self._turn.shard, feed_id, feed.url) if known is None else known
        if is_all_future(document, now):
            return FeedDocument(url=feed.url)
        longest = longest_wait(self._schedule, feed.interval)
        return replace(document, health=without_future(document.health, now, longest))

    def note(self, job: FeedJob | ArchiveJob, parked: Parked) -> None:
        """Note in the turn that a feed was polled, and when it is due next."""
        self._pushes.note_hub(job.id, parked.document.hub)
        due = self._turn.due
        due.polled.append(job.id)
        due.days = add_tallies(due.days, parked.days, DAYS_KEPT)
        self._turn.owner.warm.keep_feed(job.id, parked.stored)
        polled_at = parked.document.health.last_polled_at
        self._turn.latest_at = max(self._turn.latest_at, polled_at or self._turn.latest_at)
        self._plan(job.id, parked.document)

    def _plan(self, feed_id: str, document: FeedDocument) -> None:
        at = document.health.next_poll_at.timestamp() if document.health.next_poll_at else 0.0
        if feed_id not in self._turn.due.polls:
            return  # Its poll was carried on from an earlier turn, and the feed has been removed meanwhile.
        self._turn.due.polls[feed_id] = at
        if self._feeds is not None and self._meanwhile and at <= self._turn.deadline.timestamp():
            heapq.heappush(self._upcoming, (at, feed_id))
