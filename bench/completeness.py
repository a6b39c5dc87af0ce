"""How well newsbeam knows what it missed, and how much of that it brings after all: weeks of made-up feeds, in minutes.

python -m bench.completeness [--feeds 500] [--days 30] [--seed 1]

The feeds of `publishing_world` are polled by the real functions (`make_job`, `interpret_poll`) on a clock that only counts.
What was missed is known here, and compared with what the completeness figure says.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

from msgspec import Struct, field
from msgspec.structs import replace

from bench.publishing_world import DAY, HOUR, START, SimFeed, Span, draw_habits, make_feed
from transforms import reasons
from transforms.errors import FetchError
from transforms.poll_results import FeedJob, PollOptions, interpret_poll, is_unread, make_job
from transforms.pure.feeds.archives import Archived, ArchiveDocument, Walk, walk_back
from transforms.pure.feeds.backfill import fill_gap, next_gap, want_gap
from transforms.pure.feeds.keep_rules import FirstPoll
from transforms.records import Feed, FeedItem, Hop, ParsedFeed
from transforms.state.documents import FeedDocument
from transforms.web.response import Response


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
        answer, parsed = _ask(one, job, seconds, now)
        if isinstance(answer, Response):
            _note_truth(one, seconds)
            if not is_unread(job, answer):
                parsed = None
        result = interpret_poll(job, answer, parsed, self.options, "p", now, self.rng)
        if result.gap is not None:
            one.tally.named[seconds] = result.gap.missed
        if one.tally.polls and seconds - one.tally.polls[-1] < self.options.schedule.floor_seconds - 1:
            one.tally.too_soon += 1
        one.tally.polls.append(seconds)
        one.document = result.document
        self._fill(one, seconds, now)
        next_at = result.document.health.next_poll_at
        assert next_at is not None
        return (next_at - START).total_seconds() + self.rng.uniform(0, 5)

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


def _ask(one: Outlook, job: FeedJob, seconds: float, now: datetime) -> tuple[Response | FetchError, ParsedFeed | None]:
    sim, habits = one.sim, one.sim.habits
    if sim.is_down(seconds):
        return FetchError(job.url, "the server answered 503", reason=reasons.HTTP_5XX, severity="temporary"), None
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
        items=sim.items_of(standing, seconds), older_url=sim.older_url(sim.url), generator=sim.generator
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


def report(world: World) -> list[str]:
    """Give the figures as lines."""
    expected = seen = true_missed = said_missed = 0.0
    total: Counter[str] = Counter()
    errors = []
    for one in world.feeds:
        days = one.document.completeness.days
        ours_seen, ours_missed = sum(day.seen for day in days), sum(day.missed for day in days)
        missed = sum(len(set(numbers) - one.tally.found) for numbers in one.tally.gaps.values())
        if one.sim.habits.archive != "none":
            total["curable"] += len(one.tally.gaps)
            total["cured"] += sum(one.tally.found.issuperset(numbers) for numbers in one.tally.gaps.values())
            total["lost"] += sum(map(len, one.tally.gaps.values()))
            total["brought"] += sum(len(one.tally.found.intersection(numbers)) for numbers in one.tally.gaps.values())
        total["asked"] += one.tally.asked
        seen, said_missed, true_missed = seen + ours_seen, said_missed + ours_missed, true_missed + missed
        total["gaps"] += len(one.tally.gaps)
        total["named"] += len(one.tally.gaps.keys() & one.tally.named.keys())
        total["named_in_all"] += len(one.tally.named)
        total["polls"] += len(one.tally.polls)
        total["too_soon"] += one.tally.too_soon
        if ours_seen:
            errors.append(abs(missed / (ours_seen + missed) - ours_missed / (ours_seen + ours_missed)))
    expected = seen + true_missed
    truth, said = 100 * seen / expected, 100 * seen / (seen + said_missed)
    return [
        f"complete   {truth:.2f} % in truth, {said:.2f} % by the figure: {said - truth:+.2f} points",
        f"           {seen:.0f} seen, {true_missed:.0f} missed, {said_missed:.0f} thought to be missed; "
        f"a feed alone is {100 * sum(errors) / max(1, len(errors)):.2f} points off",
        f"gaps       {total['gaps']}, {100 * total['named'] / max(1, total['gaps']):.1f} % of them named; "
        f"{total['named_in_all']} named, {100 * total['named'] / max(1, total['named_in_all']):.1f} % of them true",
        f"filled     {100 * total['cured'] / max(1, total['curable']):.1f} % of {total['curable']} gaps that can be, "
        f"{100 * total['brought'] / max(1, total['lost']):.1f} % of the {total['lost']} items in them",
        f"polls      {total['polls']}, {total['polls'] / len(world.feeds) / world.days:.1f} a feed and day; "
        f"{total['too_soon']} too soon; "
        f"{total['asked']} requests to archives",
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the world and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--days", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args(argv)
    world = World(arguments.feeds, arguments.days, arguments.seed)
    world.run()
    print("\n".join(report(world)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
