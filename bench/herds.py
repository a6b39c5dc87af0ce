"""How evenly feeds are polled after they were all polled at once: at a first start, and after a downtime.

python bench/herds.py [--feeds 3000] [--seed 1] [--jitter 0.15]

The schedule's own functions run on a clock that only counts, minute by minute; nothing is asked. A world's feeds have a fixed
interval of an hour, or publish so often that their adaptive intervals settle near an hour.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush

from msgspec import Struct
from msgspec.structs import replace

from transforms.poll_results import make_job
from transforms.pure.feeds.health import PollOutcome
from transforms.pure.feeds.schedule import update_health
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.records import Feed
from transforms.state.documents import FeedDocument

START = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = 60  # minutes
HOUR_SECONDS = 3600.0
WINDOW_ITEMS = 30
# A window of three hours is asked for each hour; feeds differ by so large a share.
GAP_SECONDS = 3 * HOUR_SECONDS / WINDOW_ITEMS
SPREAD = 0.2
DOWN_MINUTES = (12 * HOUR, 24 * HOUR)
AFTER_HOURS = (1, 2, 6)
AIM, AT_MOST = 1.5, 3.0


class World(Struct, frozen=True, kw_only=True):
    """Feeds that are all first polled at the first minute.

    `interval_seconds`: each feed's fixed interval, None where it adapts. `down_minutes`: between these two nothing is polled.
    """

    feeds: int = 3000
    interval_seconds: float | None = None
    down_minutes: tuple[int, int] | None = None
    options: ScheduleOptions = ScheduleOptions()
    seed: int = 1


class Paper(Struct):
    """A feed that publishes at even gaps, with what is remembered of it."""

    feed: Feed
    document: FeedDocument
    gap_seconds: float
    published_before: float = 0.0

    def answer(self, seconds: float) -> PollOutcome:
        """Gives the outcome of a poll at a moment, in seconds from the start."""
        published = seconds // self.gap_seconds
        new = min(WINDOW_ITEMS, int(published - self.published_before))
        self.published_before = published
        if not new:
            return PollOutcome(kind="unchanged", status=304)
        return PollOutcome(
            kind="new",
            status=200,
            new_items=new,
            window_items=WINDOW_ITEMS,
            overlap=WINDOW_ITEMS - new,
            window_seconds=(WINDOW_ITEMS - 1) * self.gap_seconds,
        )


def polls_by_minute(world: World, hours: int) -> list[int]:
    """Gives how many polls each minute saw, from the first one on."""
    rng, polls = random.Random(world.seed), [0] * (hours * HOUR)
    papers = [_make_paper(n, world, rng) for n in range(world.feeds)]
    due = [(0.0, n) for n in range(world.feeds)]
    heapify(due)
    for minute in range(len(polls)):
        if world.down_minutes and world.down_minutes[0] <= minute < world.down_minutes[1]:
            continue
        seconds = minute * 60.0
        while due and due[0][0] <= seconds:
            paper = papers[due[0][1]]
            heappush(due, (_poll(paper, seconds, world.options, rng), heappop(due)[1]))
            polls[minute] += 1
    return polls


def _make_paper(n: int, world: World, rng: random.Random) -> Paper:
    url = f"https://paper-{n}.example/feed"
    return Paper(
        feed=Feed(url=url, interval=world.interval_seconds),
        document=FeedDocument(url=url),
        gap_seconds=GAP_SECONDS * rng.uniform(1 - SPREAD, 1 + SPREAD),
        published_before=-WINDOW_ITEMS,
    )


def _poll(paper: Paper, seconds: float, options: ScheduleOptions, rng: random.Random) -> float:
    """Polls a feed; gives when it is due next, in seconds from the start. Raises: ValueError if it was not due."""
    now = START + timedelta(seconds=seconds)
    job = make_job(paper.feed, paper.document, options, now, forced=False)
    if job is None:
        raise ValueError(f"{paper.feed.url} was not due at {now}")
    health = update_health(job.document.health, paper.answer(seconds), options, job.feed.interval, now, rng)
    paper.document = replace(paper.document, health=health)
    assert health.next_poll_at is not None
    return (health.next_poll_at - START).total_seconds()


def busiest_over_mean(polls: Sequence[int]) -> float:
    """Gives how many times the mean the busiest minute saw.

    >>> busiest_over_mean([1, 3, 2, 2])
    1.5
    """
    return max(polls) * len(polls) / sum(polls)


def main() -> int:
    """Runs the command line; gives the exit code: 1 where a figure after the longest time is beyond what is wanted."""
    arguments = _options()
    options = ScheduleOptions(jitter=arguments.jitter)
    print(f"Herds     {arguments.feeds:,} feeds, first polled at once; ticks of a minute; intervals of an hour")
    print(
        "          polls in the busiest minute over the mean, in the hour that begins so many hours after the start\n"
    )
    print(f"{'':32}" + "".join(f"{f'{n} h':>8}" for n in AFTER_HOURS) + f"{'mean a minute':>16}")
    last = []
    for kind, interval_seconds in (("fixed", HOUR_SECONDS), ("adaptive", None)):
        for start, down in (("first start", None), ("after 12 h of downtime", DOWN_MINUTES)):
            world = World(
                feeds=arguments.feeds,
                interval_seconds=interval_seconds,
                down_minutes=down,
                options=options,
                seed=arguments.seed,
            )
            ratios, mean = measure(world)
            print(f"{f'{kind}, {start}':32}" + "".join(f"{ratio:8.2f}" for ratio in ratios) + f"{mean:16.1f}")
            last.append(ratios[-1])
    print(f"\nAfter {AFTER_HOURS[-1]} hours at most {max(last):.2f}; the aim is {AIM}, at most {AT_MOST:g} is wanted")
    print("Feeds that come at random, independent of one another, give about 1.35.")
    return 0 if max(last) <= AT_MOST else 1


def measure(world: World) -> tuple[list[float], float]:
    """Gives the ratio for each of the hours after the start, or after the downtime, and the mean of the last of them."""
    begun = world.down_minutes[1] // HOUR if world.down_minutes else 0
    polls = polls_by_minute(world, begun + AFTER_HOURS[-1] + 1)
    hours = [polls[(begun + n) * HOUR : (begun + n + 1) * HOUR] for n in AFTER_HOURS]
    return [busiest_over_mean(hour) for hour in hours], sum(hours[-1]) / HOUR


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how evenly feeds are polled that were all polled at once.")
    parser.add_argument("--feeds", type=int, default=3000, help="in each world (default 3000)")
    parser.add_argument("--seed", type=int, default=1, help="of all chance (default 1)")
    parser.add_argument("--jitter", type=float, default=ScheduleOptions().jitter, help="poll.schedule.jitter")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
