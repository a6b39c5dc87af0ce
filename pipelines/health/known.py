"""Read what the state knows of each source now: its feed's health, what is owed to it and why, and how its site was asked."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from functools import partial

from msgspec import Struct, field

from pipelines.config.config import Config
from pipelines.health.receipts import read_receipts
from pipelines.show.status import health_label
from transforms.health_records import SiteAsked
from transforms.pure.feeds.completeness import Completeness
from transforms.pure.feeds.health import without_future
from transforms.pure.feeds.schedule import longest_wait
from transforms.pure.net.urls import shard_of, site_of, url_id
from transforms.pure.shown.url_secrets import without_secrets
from transforms.records import Feed
from transforms.state.documents import FeedDocument, load_feed
from transforms.state.inbox import read_inbox
from transforms.state.manifests import read_newest
from transforms.state.observing import read_memory
from transforms.state.roots import require
from transforms.state.storage import Store, side_by_side


class KnownSource(Struct):
    """What the state knows of a feed. `owed` counts entries by why they wait, under `""` those that only have to be fetched."""

    url: str
    site: str
    is_configured: bool = True
    name: str | None = None
    health: str = "new"
    last_error: str | None = None
    last_polled_at: datetime | None = None
    completeness: Completeness = Completeness()
    owed: Counter[str] = field(default_factory=Counter)


class StateRead(Struct):
    """What the state knows, by the address of each feed as it is written, and by site and day how it was asked.

    `waiting` has a page for each reason for which entries wait. To days up to `complete_through` no row comes any more.
    """

    feeds: dict[str, KnownSource] = field(default_factory=dict)
    asked: dict[str, dict[date, SiteAsked]] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    complete_through: date | None = None
    oldest_owed_at: datetime | None = None


def read_known(config: Config, now: datetime) -> StateRead:
    """Read a state, without changing anything. Raises: StateError where there is none, or it is damaged."""
    roots = config.roots
    require(roots)
    state, output = roots.open()
    newest = read_newest(state)
    read = StateRead(complete_through=None if newest is None else newest.complete_through)
    documents = side_by_side(state, partial(_document, state, roots.shards), config.active_feeds)
    for feed, document in zip(config.active_feeds, documents, strict=True):
        known = _known(config, feed, document, now)
        read.feeds[known.url] = known
    for shard in range(roots.shards):
        _add_owed(read, state, output, shard)
        read.asked |= read_receipts(state, shard)
    return read


def _document(state: Store, shards: int, feed: Feed) -> FeedDocument:
    return load_feed(state, shard_of(feed.url, shards), url_id(feed.url), feed.url)


def _known(config: Config, feed: Feed, document: FeedDocument, now: datetime) -> KnownSource:
    health = without_future(document.health, now, longest_wait(config.poll.schedule, feed.interval))
    return KnownSource(
        url=without_secrets(feed.url),
        site=site_of(feed.url),
        name=feed.name or document.title,
        health=health_label(health, config.poll.schedule),
        last_error=health.last_error,
        last_polled_at=health.last_polled_at,
        completeness=document.completeness,
    )


def _add_owed(read: StateRead, state: Store, output: Store, shard: int) -> None:
    """Add what a shard owes. The inbox is read first: what is settled meanwhile then counts as settled."""
    entries = {entry.id: entry for entry in read_inbox(state, shard)}
    if not entries:
        return
    memory = read_memory(state, output, shard)
    for id_, entry in entries.items():
        if id_ in memory.settled:
            continue
        url = without_secrets(entry.feed_url)
        known = read.feeds.get(url)
        if known is None:
            known = read.feeds[url] = KnownSource(url, site_of(entry.url), is_configured=False, health="removed")
        deferral = memory.deferred.get(id_)
        known.owed["" if deferral is None else deferral.reason] += 1
        if deferral is not None:
            read.waiting[deferral.reason] = entry.url
        if read.oldest_owed_at is None or entry.parked_at < read.oldest_owed_at:
            read.oldest_owed_at = entry.parked_at
