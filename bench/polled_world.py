"""Made-up feeds polled for weeks by the real functions, on a clock that only counts; what was missed of them is known.

The feeds are those of `publishing_world`, the functions `make_job` and `interpret_poll`, and for archives `fill_gap`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

from msgspec import Struct, field
from msgspec.structs import replace

from bench.publishing_world import DAY, HOUR, START, SimFeed, Span, draw_habits, make_feed
from transforms import reasons
from transforms.errors import FetchError
from transforms.feed_items import FeedItem, ParsedFeed
from transforms.poll_results import FeedJob, PollOptions, interpret_poll, is_unread, make_job
from transforms.pure.feeds.archives import Archived, ArchiveDocument, Walk, walk_back
from transforms.pure.feeds.backfill import fill_gap, next_gap, want_gap
from transforms.pure.feeds.intervals import OVERRUN_SECONDS
from transforms.pure.feeds.keep_rules import FirstPoll
from transforms.records import Feed, Hop
from transforms.state.documents import FeedDocument
from transforms.web.response import Response

# What a site that is down asks us to wait.
WAIT_SECONDS = 1800.0


class Tally(Struct):
    """What came of one feed. `ours` are the figures by newsbeam, the others what is true.

    `gaps` are the polls before which items had come and gone, with their numbers; `named` the polls at which a gap was named.
    """

    polls: list[float] = field(default_factory=list)
    gaps: dict[float, range] = field(default_factory=dict)
    named: dict[float, float] = field(default_factory=dict)
    found: set[int] = field(default_factory=set)
    too_soon: int = 0
    asked: int = 0


class Outlook(Struct, kw_only=True):
    """One feed of the world with what is remembered of it, and what came of it."""

    sim: SimFeed
    feed: Feed
    document: FeedDocument
    tally: Tally = field(default_factory=Tally)
    stood: range = range(0)
    not_before: float = 0.0
    pages: dict[str, tuple[FeedItem, ...]] = field(default_factory=dict)

    def ask_archive(self, url: str, seconds: float) -> ArchiveDocument | None:
        """Give the document of the site's archive at an address, None where there is none."""
        items = self.sim.archived(url, seconds)
        if items is None:
            return None
        text = items if isinstance(items, str) else "<urlset>" if "sitemap" in url else "<rss>"
        self.pages[url] = () if isinstance(items, str) else items
        return ArchiveDocument(url, text.encode())

    def parse_archive(self, body: bytes, url: str, content_type: str | None, now: datetime, most: int) -> ParsedFeed:
        """Give what `ask_archive` gave, as `parse_feed` does."""
        return ParsedFeed(items=self.pages[url], older_url=self.sim.older_url(url))


class World:
    """Feeds, polled for some days. `our_down` are the times in which nobody polls."""

    def __init__(self, feeds: int, days: float, seed: int) -> None:
        self.days, self.rng = days, random.Random(seed)
        self.options = PollOptions(first_poll=FirstPoll(max_entries=10_000, max_age_days=None))
        self.our_down = self._draw_downtimes()
        self.feeds = [self._make(n) for n in range(feeds)]

    def _draw_downtimes(self) -> list[Span]:
        downs = []
        for _ in range(max(1, round(self.days / 10))):
            begins = self.rng.uniform(2 * DAY, self.days * DAY)
            downs.append((begins, begins + self.rng.choice((3, 8, 24, 48)) * HOUR))
        return downs

    def _make(self, number: int) -> Outlook:
        rng = random.Random(self.rng.getrandbits(64))
        sim = make_feed(number, draw_habits(rng, self.days), self.days, rng)
        return Outlook(sim=sim, feed=Feed(url=sim.url), document=FeedDocument(url=sim.url))

    def run(self) -> None:
        """Poll each feed when it is due, or when we are back."""
        queue = [(self.rng.uniform(0, HOUR), n) for n in range(len(self.feeds))]
        heapify(queue)
        while queue:
            seconds, number = heappop(queue)
            if seconds >= self.days * DAY:
                continue
            back = next((ends for begins, ends in self.our_down if begins <= seconds < ends), None)
            if back is not None:
                heappush(queue, (back + self.rng.uniform(0, 60), number))
                continue
            heappush(queue, (self._poll(self.feeds[number], seconds), number))

    def _poll(self, one: Outlook, seconds: float) -> float:
        now = START + timedelta(seconds=seconds)
        job = make_job(one.feed, one.document, self.options.schedule, now, forced=False)
        assert job is not None
        answer, parsed = ask_feed(one.sim, job, seconds, now)
        if isinstance(answer, Response):
            _note_truth(one, seconds)
            if not is_unread(job, answer):
                parsed = None
        result = interpret_poll(job, answer, parsed, self.options, "p", now, self.rng)
        if result.gap is not None:
            one.tally.named[seconds] = result.gap.missed
        one.tally.too_soon += seconds < one.not_before
        one.not_before = seconds + self._least_wait(one, answer, now)
        one.tally.polls.append(seconds)
        one.document = result.document
        self._fill(one, seconds, now)
        next_at = result.document.health.next_poll_at
        assert next_at is not None
        return (next_at - START).total_seconds() + self.rng.uniform(0, 5)

    def _least_wait(self, one: Outlook, answer: Response | FetchError, now: datetime) -> float:
        """Give for how long a feed must be left alone now: our floor, and what its server asked for.

        Of the publisher's wish we obey as much as half of what the document holds allows, an hour more for each day of silence;
        for a week after items were missed by it no more than half of what it held then.
        """
        if isinstance(answer, FetchError):
            return max(self.options.schedule.floor_seconds, WAIT_SECONDS)
        standing, ttl = one.stood, one.sim.habits.ttl
        if ttl is None or not one.sim.habits.dated or one.sim.pins or len(standing) < 2:
            return self.options.schedule.floor_seconds
        span = one.sim.appears[standing[-1]] - one.sim.appears[standing[0]] - 2 * one.sim.habits.lag
        # In a burst, the half of the time in which the document was new counts, which is shorter.
        last = START + timedelta(seconds=one.tally.polls[-1] if one.tally.polls else 0.0)
        obeyed = min(ttl, span / 2, (now - last).total_seconds() / 2)
        health = one.document.health
        if health.overrun_at is not None and (now - health.overrun_at).total_seconds() < OVERRUN_SECONDS:
            obeyed = min(obeyed, health.overrun_seconds / 2)
        return max(self.options.schedule.floor_seconds, obeyed - 1)

    def _fill(self, one: Outlook, seconds: float, now: datetime) -> None:
        """Fill a gap as `transforms.polling` does after a poll."""
        known, options = one.document.completeness, self.options.backfill
        gap = next_gap(known, options, now)
        if gap is None:
            return
        walk = walk_back(
            gap.next_url or "", want_gap(known, gap, one.document.window, now), one.parse_archive, options.requests
        )
        archived = _run(walk, lambda url: one.ask_archive(url, seconds))
        one.tally.asked += archived.asked
        filled = fill_gap(
            known,
            one.document.window,
            gap,
            archived,
            feed=one.feed,
            title=None,
            keep=self.options.keep,
            options=options,
            now=now,
        )
        one.document = replace(one.document, window=filled.window, completeness=filled.completeness)
        one.tally.found |= {
            int(entry.url.rpartition("/")[2]) for entry in filled.entries if "/pinned/" not in entry.url
        }


def _run(walk: Walk, ask: Callable[[str], ArchiveDocument | None]) -> Archived:
    """Run a walk to its end."""
    document: ArchiveDocument | None = None
    try:
        url = next(walk)
        while True:
            document = ask(url)
            url = walk.send(document)
    except StopIteration as end:
        archived: Archived = end.value
        return archived


def ask_feed(
    sim: SimFeed, job: FeedJob, seconds: float, now: datetime
) -> tuple[Response | FetchError, ParsedFeed | None]:
    """Give what a feed answers at a moment, and what its document holds; None for that where there is none, or it is known."""
    habits = sim.habits
    if sim.is_down(seconds):
        problem = "the server answered 503"
        return FetchError(
            job.url, problem, reason=reasons.HTTP_5XX, severity="temporary", wait_seconds=WAIT_SECONDS
        ), None
    standing = sim.standing(seconds)
    has_moved = habits.moved_at is not None and seconds >= habits.moved_at
    etag = f'"{standing.start}-{standing.stop}-{has_moved}"'
    not_modified = habits.answers_304 and not job.unconditional and job.document.etag == etag
    is_redirected = habits.redirected_at is not None and seconds >= habits.redirected_at and job.url == sim.url
    final = f"https://{sim.host}/rss/" if is_redirected else job.url
    response = Response(
        url=job.url,
        final_url=final,
        status=304 if not_modified else 200,
        headers={"etag": etag} if habits.answers_304 else {},
        body=b"" if not_modified else etag.encode(),
        fetched_at=now,
        seconds=0.1,
        wire_bytes=1000,
        hops=(Hop(status=301, url=job.url, location=final),) if is_redirected else (),
        not_modified=not_modified,
    )
    return response, None if not_modified else ParsedFeed(
        items=sim.items_of(standing, seconds),
        older_url=sim.older_url(sim.url),
        generator=sim.generator,
        ttl_seconds=habits.ttl,
    )


def _note_truth(one: Outlook, seconds: float) -> None:
    """Note what stands in the document now, and what came and went since the last one."""
    standing = one.sim.standing(seconds)
    seen = one.sim.seen
    if seen:
        last = max(max(seen), one.stood.stop - 1)
        if standing and standing.start > last + 1:
            one.tally.gaps[seconds] = range(last + 1, standing.start)
        elif not standing and one.stood.stop < standing.stop:
            one.tally.gaps[seconds] = range(max(last + 1, one.stood.stop), standing.stop)
    seen.update(standing)
    one.stood = standing
