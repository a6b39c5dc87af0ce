"""Read what is known of a feed: its document, what is owed of it, and how its site may be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from pipelines.config.config import Config
from pipelines.histories.manners import read_rest, read_robots
from pipelines.histories.moments import away, moment
from pipelines.histories.plans import explain_plan
from pipelines.histories.records import FeedHistory
from pipelines.histories.targets import AskedAbout
from pipelines.show.status import health_label
from transforms.pure.feeds.health import without_future
from transforms.pure.feeds.schedule import longest_wait
from transforms.pure.net.urls import shard_of, site_of, url_id
from transforms.records import Entry, Feed
from transforms.state.documents import FeedDocument, load_feed
from transforms.state.inbox import read_inbox
from transforms.state.log_search import view_shard
from transforms.state.memory import still_owed
from transforms.state.storage import Store


def read_feed(config: Config, target: AskedAbout, now: datetime, config_path: str) -> FeedHistory:
    """Read what is known of a feed, one that is configured or that the state remembers. Raises: StateError, StorageError."""
    state, output = config.roots.open()
    url, document = _document(state, config.shards, target)
    listed = target.feed
    is_enabled = listed is not None and listed.enabled
    interval = None if listed is None else listed.interval
    schedule = config.poll.schedule
    health = without_future(document.health, now, longest_wait(schedule, interval))
    owed, deferred = _owed(state, output, config.shards, url)
    polled = health.adopted_url or url
    return FeedHistory(
        asked=target.asked,
        id=url_id(url),
        url=url,
        site=site_of(url),
        shard=shard_of(url, config.shards),
        shards=config.shards,
        health=health_label(health, schedule),
        is_listed=listed is not None,
        is_enabled=is_enabled,
        name=None if listed is None else listed.name,
        document=document,
        owed=len(owed),
        deferred=dict(deferred.most_common()),
        oldest_owed_at=min((entry.parked_at for entry in owed), default=None),
        robots=read_robots(state, config.shards, polled, config.web, now),
        rest=read_rest(state, config.shards, polled, now),
        plan=tuple(explain_plan(health, schedule, interval, now)),
        outlook=tuple(_foresee(health.next_poll_at, listed, len(owed), config, now, config_path)),
    )


def _document(state: Store, shards: int, target: AskedAbout) -> tuple[str, FeedDocument]:
    """Give a feed's address, and its document; where only its id is known, the document says the address."""
    if target.url is not None:
        return target.url, load_feed(state, shard_of(target.url, shards), target.id, target.url)
    found = (load_feed(state, shard, target.id, "") for shard in range(shards))
    document = next(document for document in found if document.url)
    return document.url, document


def _owed(state: Store, output: Store, shards: int, url: str) -> tuple[list[Entry], Counter[str]]:
    """Give the entries of a feed that are owed, in whichever shards, and count those that wait, by reason."""
    owed: list[Entry] = []
    deferred: Counter[str] = Counter()
    for shard in range(shards):
        parked = {entry.id: entry for entry in read_inbox(state, shard) if entry.feed_url == url}
        if not parked:
            continue
        memory = view_shard(state, output, shard, parked.keys()).memory
        still = [entry for entry in parked.values() if still_owed(memory, entry.id)]
        owed += still
        deferred.update(memory.deferred[entry.id].reason for entry in still if entry.id in memory.deferred)
    return owed, deferred


def _foresee(
    next_poll_at: datetime | None, listed: Feed | None, owed: int, config: Config, now: datetime, config_path: str
) -> Iterator[str]:
    if listed is None or not listed.enabled:
        why = "disabled" if listed is not None else "not in the configuration"
        ends = "dropped as `feed_removed`, since `drop_owed` is on" if config.drop_owed else "fetched all the same"
        yield f"It is not polled: it is {why}."
        if owed:
            yield f"What is owed of it is {ends}."
        return
    if next_poll_at is None or next_poll_at <= now:
        late = "" if next_poll_at is None else f", and has been since {moment(next_poll_at)}"
        yield f"It is due{late}: the next ingest polls it, or the next tick of a stream."
    else:
        at = f"{moment(next_poll_at)} on ({away(next_poll_at, now)})"
        yield f"It is polled from {at}; `newsbeam ingest {config_path} --now` polls it now."
