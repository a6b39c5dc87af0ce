"""Show how many polls a minute a configuration makes, by its intervals and by what its state knows of the feeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from msgspec import Struct

from pipelines.config.config import Config
from transforms.errors import StateError, StorageError
from transforms.pure.feeds.health import Health
from transforms.pure.feeds.schedule import expect_wait
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Feed
from transforms.state.documents import load_feed
from transforms.state.roots import check, find
from transforms.state.storage import Store, side_by_side

# Feeds that are read from the state; where there are more, these stand for all.
SAMPLE = 200


class ExpectedPolls(Struct, frozen=True, kw_only=True):
    """How many polls a minute there will be, and of how many feeds each way of counting says so.

    `fixed` have an interval of their own; of `known` the state knows one, of which `read` were looked up; of `unknown` it
    knows none. `unread` says why the state was not read, None where it was or there is none.
    """

    a_minute: float
    fixed: int = 0
    known: int = 0
    read: int = 0
    unknown: int = 0
    unread: str | None = None


def expect_polls(config: Config, now: datetime) -> ExpectedPolls:
    """Give the polls that are to be expected of the active feeds, once none is polled for the first time."""
    fixed = [feed for feed in config.active_feeds if feed.interval is not None]
    adaptive = [feed for feed in config.active_feeds if feed.interval is None]
    sample = adaptive[:: -(-len(adaptive) // SAMPLE) or 1]
    healths, unread = _read_healths(config, sample)
    known = sum(health.last_polled_at is not None for health in healths)
    share = len(adaptive) / len(sample) if sample else 0.0
    rate = partial(_polls_a_minute, config=config, now=now)
    a_minute = sum(rate(Health(), feed.interval) for feed in fixed)
    a_minute += share * sum(rate(health, None) for health in healths)
    return ExpectedPolls(
        a_minute=a_minute,
        fixed=len(fixed),
        known=round(share * known),
        read=known,
        unknown=len(adaptive) - round(share * known),
        unread=unread,
    )


def _read_healths(config: Config, feeds: Sequence[Feed]) -> tuple[list[Health], str | None]:
    """Read what is known of some feeds; where the state is not read, nothing is known, and the text says why.

    A configuration is also checked where its store cannot be reached, so that only a folder is looked into.
    """
    nothing = [Health()] * len(feeds)
    if "://" in config.state_root:
        return nothing, f"`newsbeam check` asks no store, and {config.state_root} is in one"
    try:
        meta = find(config.roots) if feeds else None
        if meta is None:
            return nothing, None
        check(meta, config.roots)
        state, _ = config.roots.open()
        return list(side_by_side(state, partial(_load_health, state, config.shards), feeds)), None
    except (StateError, StorageError) as error:
        return nothing, str(error)


def _load_health(state: Store, shards: int, feed: Feed) -> Health:
    return load_feed(state, shard_of(feed.url, shards), url_id(feed.url), feed.url).health


def _polls_a_minute(health: Health, interval: float | None, config: Config, now: datetime) -> float:
    """Give the polls of one feed: one a wait, and at most one a tick."""
    return 60 / max(expect_wait(health, config.poll.schedule, interval, now), config.tick_seconds)


def describe_expected(expected: ExpectedPolls, config: Config) -> list[str]:
    """Give the expected polls as lines, with how they are counted."""
    kinds = []
    if expected.fixed:
        kinds.append(f"{expected.fixed} by an interval of {'its' if expected.fixed == 1 else 'their'} own")
    if expected.known:
        sample = "" if expected.read == expected.known else f" of {expected.read} among them"
        kinds.append(f"{expected.known} by what the state knows{sample}")
    if expected.unknown:
        schedule = config.poll.schedule
        first = f"as one poll in {schedule.first_seconds / 60:g} minutes, as a new feed is planned"
        kinds.append(f"{expected.unknown} {first if schedule.floor_seconds else 'as one poll a tick (the floor is 0)'}")
    if not kinds:
        return []
    lines = [
        f"Polls to be expected: about {_rate(expected.a_minute)}. Feeds are counted like this: {'; '.join(kinds)}."
    ]
    if expected.unread is not None:
        lines.append(f"The state was not read: {expected.unread}")
    return lines


def _rate(a_minute: float) -> str:
    """Give a rate in a unit that makes it a number to remember."""
    for factor, unit in ((1, "a minute"), (60, "an hour")):
        if a_minute * factor >= 1:
            number = a_minute * factor
            return f"{number:,.0f} {unit}" if number >= 10 else f"{number:.1f} {unit}"
    return f"{a_minute * 60 * 24:.1f} a day"
