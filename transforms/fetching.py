"""The pages of a turn: which owed entries are fetched now, and what their answers mean."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from transforms import reasons
from transforms.bugs import contained
from transforms.clock import Clock
from transforms.counters import count
from transforms.errors import FetchError
from transforms.fetch_results import judge_error, make_page
from transforms.pure.feeds.session_links import address_to_ask
from transforms.pure.net.urls import clean, shard_of, site_of, url_id
from transforms.pure.rights.policy import RightsOptions
from transforms.reasons import Reason
from transforms.records import Entry, Evidence, Feed
from transforms.rights import Statement
from transforms.state.inbox import park
from transforms.state.log import NO_TERMS, Deferral, Terms, may_try
from transforms.state.memory import due_now, still_owed
from transforms.state.storage import Store
from transforms.tries import FetchOptions
from transforms.turns import Dropped, Element, Failed, Turn, drop_reserved, fail_entry
from transforms.web.asked import RightsAsked
from transforms.web.response import LeftShard, Reserved, Response, evidence_of

MAX_HANDOVERS = 5
# What was kept from us is asked for once more when it expires, if it is not so old: ids are remembered for 120 days.
LAST_TRY_DAYS = 100


class Owed(Struct, frozen=True, dict=True):
    """An entry that may be fetched now. `subscribed` is its feed where the feed's headers may go to its page.

    `rights` is what is to be known of its uses before it is fetched; None where nothing is.
    """

    entry: Entry
    subscribed: Feed | None = None
    rights: RightsAsked | None = None

    is_poll = False
    is_recheck = False

    @property
    def key(self) -> str:
        """Give what tells the entry's request from all others: an entry may have the id of a feed."""
        return f"page {self.entry.id}"

    @cached_property
    def url(self) -> str:
        """Give the URL to ask: with its session, where the link has one, since some servers want it.

        Read once: a flight asks for it again at each look at what waits.
        """
        return address_to_ask(self.entry)

    @cached_property
    def site(self) -> str:
        return site_of(self.entry.url)


class FetchPlan(Struct, frozen=True, kw_only=True):
    """The owed entries of a shard: those to fetch now, the oldest first, and those that end without a request."""

    due: tuple[Owed, ...]
    ended: tuple[Failed | Dropped, ...]
    waiting: int


def newest_last(entries: Iterable[Entry]) -> list[Entry]:
    """Sort entries by when they were parked. A poll parks its entries in the feed's order, which has the newest first."""
    sorted_entries = list(entries)
    sorted_entries.reverse()
    sorted_entries.sort(key=lambda entry: entry.parked_at)
    return sorted_entries


def plan_fetches(
    entries: Iterable[Entry],
    deferred: Mapping[str, Deferral],
    unwanted: Callable[[str], bool],
    options: FetchOptions,
    now: datetime,
    terms: Terms = NO_TERMS,
    *,
    aged_at: datetime | None = None,
) -> FetchPlan:
    """Decide which owed entries are fetched now, which wait, and which end: expired, or of a feed (by URL) that is unwanted.

    `aged_at` is the moment that counts for what expires; None is `now`.
    """
    to_fetch: list[Owed] = []
    ended: list[Failed | Dropped] = []
    waiting = 0
    for entry in newest_last(entries):
        deferral = deferred.get(entry.id)
        if unwanted(entry.feed_url):
            ended.append(Dropped(entry.id, reasons.FEED_REMOVED))
        elif _is_expired(entry, deferral, options, aged_at or now):
            ended.append(_expired(entry, deferral, options, now))
        elif may_try(deferral, terms, now):
            to_fetch.append(Owed(entry))
        else:
            waiting += 1
    return FetchPlan(due=tuple(to_fetch), ended=tuple(ended), waiting=waiting)


def _is_expired(entry: Entry, deferral: Deferral | None, options: FetchOptions, now: datetime) -> bool:
    """Tell whether an entry ends unasked. One whose page was kept from us has a last try, which may bring it after all."""
    has_last_try = deferral is not None and deferral.refusals
    return entry.parked_at < now - timedelta(days=LAST_TRY_DAYS if has_last_try else options.expire_days)


def _expired(entry: Entry, deferral: Deferral | None, options: FetchOptions, now: datetime) -> Failed:
    last = f"; the last try ended as {deferral.reason}" if deferral else "; it was never tried"
    is_own = deferral is not None and reasons.waits_long(deferral.reason)
    return fail_entry(
        entry,
        now,
        stage="expire",
        reason=deferral.reason if deferral is not None and is_own else reasons.EXPIRED,
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
    return Dropped(entry.id, reasons.MOVED, led_to=moved.id)


def _fail_redirect(entry: Entry, target: str, reason: Reason, message: str, now: datetime) -> Failed:
    evidence = Evidence(came_from=(*entry.came_from, entry.url))
    return fail_entry(entry, now, stage="fetch", reason=reason, message=message, subject=target, evidence=evidence)


class Fetching:
    """The pages of one turn, whose shard is open. `unwanted` tells whether a feed (by its URL) is wanted no more.

    `feed_of` gives a feed of this shard by its URL, None for others.
    """

    def __init__(
        self,
        turn: Turn,
        *,
        state: Store,
        shards: int,
        options: FetchOptions,
        unwanted: Callable[[str], bool],
        feed_of: Callable[[str], Feed | None] = lambda url: None,
        clock: Clock,
        rights: RightsOptions | None = None,
    ) -> None:
        self._rights = rights
        self._turn, self._state, self._shards = turn, state, shards
        self._options, self._unwanted, self._clock, self._rng = options, unwanted, clock, random.Random()
        self._feed_of = feed_of
        self._taken: set[str] = set()
        self._waited_for: set[str] = set()

    def take_up(self, at_most: int, carried: Iterable[Entry]) -> FetchPlan:
        """Take up what is owed, and decide what becomes of it. Requests for `carried` are under way from an earlier turn."""
        owner = self._turn.owner
        owed = owner.take_up(at_most, self._turn.terms)
        # Somebody else may have settled such an entry meanwhile; then its answer is of no use.
        self._taken = {entry.id for entry in carried if still_owed(owner.memory, entry.id)}
        self._waited_for = set(self._taken)
        return self.plan(owed)

    def plan(self, entries: Iterable[Entry]) -> FetchPlan:
        """Decide what becomes of owed entries, each once in a turn."""
        new = [entry for entry in entries if entry.id not in self._taken]
        self._taken.update(entry.id for entry in new)
        turn = self._turn
        memory, now = turn.owner.memory, self._clock()
        aged_at = turn.owner.aged_at(now)
        plan = plan_fetches(new, due_now(memory, now), self._unwanted, self._options, now, turn.terms, aged_at=aged_at)
        self._waited_for.update(job.entry.id for job in plan.due)
        return replace(plan, due=tuple(self._owed(job.entry) for job in plan.due))

    def _owed(self, entry: Entry) -> Owed:
        return Owed(entry, self.subscribed(entry), self.rights_of(entry))

    def rights_of(self, entry: Entry) -> RightsAsked | None:
        """Give what is to be known of the uses of an entry's page before it is fetched; None where nothing is."""
        if self._rights is None:
            return None
        return RightsAsked(options=self._rights, said=tuple(Statement(signal=one) for one in entry.said))

    def subscribed(self, entry: Entry) -> Feed | None:
        """Give an entry's feed where its headers may go to the entry's page; not where another site has led there."""
        feed = None if entry.came_from else self._feed_of(entry.feed_url)
        return feed if feed is not None and feed.headers and feed.headers_for == "site" else None

    def judge(self, entry: Entry, answer: Response | FetchError) -> Element | None:
        """Decide what an answer means for its entry; None where the entry is not owed any more."""
        if entry.id not in self._waited_for:
            return None
        self._waited_for.remove(entry.id)
        memory = self._turn.owner.memory
        if isinstance(answer, Response):
            try:
                with contained(entry.url, "page", evidence=evidence_of(answer)):
                    page = make_page(entry, answer)
                count("fetch", "pages")
                count("fetch", "bytes", answer.wire_bytes)
                return page
            except FetchError as error:
                answer = error
        count("fetch", "no_page")
        if isinstance(answer, LeftShard):
            return hand_over(self._state, entry, answer.target, self._shards, self._clock())
        if isinstance(answer, Reserved):
            return drop_reserved(entry, answer.reason, str(answer), self._clock(), stage="fetch")
        before, now = memory.deferred.get(entry.id), self._clock()
        aged_at = self._turn.owner.judged_at(now)
        return judge_error(entry, answer, before, self._options, now, self._rng, self._turn.terms, aged_at=aged_at)
