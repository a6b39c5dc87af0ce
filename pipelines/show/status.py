"""Show what a state knows of its feeds and of what is owed, without changing anything."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from msgspec import Struct, field

from pipelines.config.config import Config
from pipelines.follow.keeping import FollowerState, read_followers
from transforms.pure.feeds.completeness import Completeness
from transforms.pure.feeds.health import Health, without_future
from transforms.pure.feeds.schedule import longest_wait
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Entry, Feed
from transforms.state.ahead import tell_future
from transforms.state.decoding import read_document
from transforms.state.documents import load_advice, load_feed
from transforms.state.files import inspect_file
from transforms.state.inbox import read_inbox
from transforms.state.ledger import find_unparked, noted_in, read_ledger
from transforms.state.log import read_log
from transforms.state.manifests import Manifest, current_files, list_newest
from transforms.state.memory import Memory
from transforms.state.places import refuse_older_state
from transforms.state.roots import check, find, require
from transforms.state.storage import Store, side_by_side
from transforms.state.waits import Wait, add_waits, count_waits, is_long

# The files of so many manifests are looked for; `newsbeam verify` looks at all.
MANIFESTS_LOOKED_AT = 20


class FeedState(Struct, frozen=True, kw_only=True):
    """One feed: its health in a word, when it is polled next (None: at once), why it failed last, and what was missed of it."""

    feed: Feed
    health: str
    next_poll_at: datetime | None
    last_error: str | None
    completeness: Completeness = Completeness()


class Status(Struct, kw_only=True):
    """A state at a glance. `owed` counts entries, `deferred` those of them that wait for another try, by reason.

    `waits` counts those of them that wait long, `unparked` those that a retry reopened, and has not parked. `missing` are ids
    that were owed, and are neither settled nor in the inbox. `unlisted` counts what is owed to feeds that are not polled any
    more, by feed. `gone` are the paths of files that the newest manifests list, and the output has no more. `asked_again`
    counts articles that are asked for again, the next one at `next_recheck`, `revised` and `retracted` what that has
    brought so far.
    """

    feeds: list[FeedState]
    owed: int = 0
    oldest_owed: Entry | None = None
    deferred: Counter[str] = field(default_factory=Counter)
    waits: list[Wait] = field(default_factory=list)
    written_today: int = 0
    written: int = 0
    in_doubt: list[str] = field(default_factory=list)
    unparked: int = 0
    missing: list[str] = field(default_factory=list)
    unlisted: Counter[str] = field(default_factory=Counter)
    gone: list[str] = field(default_factory=list)
    followers: list[FollowerState] = field(default_factory=list)
    asked_again: int = 0
    next_recheck: datetime | None = None
    revised: int = 0
    retracted: int = 0


def health_label(health: Health, options: ScheduleOptions) -> str:
    """Give a feed's health in a word: new, healthy, failing, dead or gone."""
    if health.last_polled_at is None:
        return "new"
    if not health.failures:
        return "healthy"
    if health.gone_at is not None and (
        (health.last_polled_at - health.gone_at).total_seconds() >= options.gone_confirm_seconds
    ):
        return "gone"
    return "dead" if health.failures >= options.dead_failures else "failing"


def read_feed_states(config: Config, now: datetime) -> list[FeedState]:
    """Read what is known of each active feed. Raises: StateError where state and configuration disagree."""
    roots = config.roots
    meta = find(roots)
    if meta is None:
        return [FeedState(feed=feed, health="new", next_poll_at=None, last_error=None) for feed in config.active_feeds]
    check(meta, roots)
    state, _ = roots.open()
    found = []
    for feed in config.active_feeds:
        document = load_feed(state, shard_of(feed.url, roots.shards), url_id(feed.url), feed.url)
        health = without_future(document.health, now, longest_wait(config.poll.schedule, feed.interval))
        found.append(
            FeedState(
                feed=feed,
                health=health_label(health, config.poll.schedule),
                next_poll_at=health.next_poll_at,
                last_error=health.last_error,
                completeness=document.completeness,
            )
        )
    return found


def read_status(config: Config, now: datetime) -> Status:
    """Read the status of a configuration's state.

    Raises: StateError where there is none yet, or it lacks what its output or its manifests show.
    """
    roots = config.roots
    require(roots)
    status = Status(feeds=read_feed_states(config, now))
    state, output = roots.open()
    refuse_older_state(state, output)
    noted = noted_in(state, roots.shards)  # before the ledgers: what is settled meanwhile is then seen there
    polled = frozenset(feed.url for feed in config.active_feeds)
    reopened = [_add_shard(status, state, output, shard, noted[shard], polled) for shard in range(roots.shards)]
    status.unparked = len(find_unparked(reopened))
    for shard in range(roots.shards):
        tell_future(f"{state.root}/due/{shard}.json", load_advice(state, shard).saved_at, now)
    status.written_today = _written_in(output, f"runs/date={now:%Y-%m-%d}")
    status.gone = _find_gone(output)
    status.followers = read_followers(output)
    return status


def _add_shard(
    status: Status, state: Store, output: Store, shard: int, noted: set[str], polled: frozenset[str]
) -> dict[str, tuple[datetime, bool]]:
    """Add what a shard's ledger says, of what its last turn noted as owed, too; give what was reopened there."""
    ledger = read_ledger(state, output, shard)
    status.owed += len(ledger.owed)
    status.missing += sorted(id_ for id_ in noted if not ledger.knows(id_))
    status.written += ledger.memory.totals["written"]
    _add_rechecks(status, ledger.memory)
    deferrals = [deferral for id_, deferral in ledger.memory.deferred.items() if id_ in ledger.owed]
    status.deferred.update(deferral.reason for deferral in deferrals)
    status.waits = add_waits([*status.waits, *count_waits(deferrals)])
    # What waits long is old, and nothing is wrong with that.
    waits_long = {id_ for id_ in ledger.owed if is_long(ledger.memory.deferred.get(id_))}
    for entry in _owed_entries(state, shard, ledger.owed):
        if entry.came_by != "added" and entry.feed_url not in polled:
            status.unlisted[entry.feed_url] += 1
        if entry.id in waits_long:
            continue
        if status.oldest_owed is None or entry.parked_at < status.oldest_owed.parked_at:
            status.oldest_owed = entry
    log = read_log(state, shard)
    newest = log[-1][1].files if log else {}
    status.in_doubt += [path for path, planned in newest.items() if inspect_file(output, path, planned) is None]
    return ledger.reopened()


def _add_rechecks(status: Status, memory: Memory) -> None:
    status.asked_again += len(memory.rechecks)
    moments = [at for at in (status.next_recheck, memory.rechecks.next_at) if at is not None]
    status.next_recheck = min(moments, default=None)
    status.revised += memory.totals["revised"]
    status.retracted += memory.totals["retracted"]


def _owed_entries(state: Store, shard: int, owed: frozenset[str]) -> list[Entry]:
    return [entry for entry in read_inbox(state, shard) if entry.id in owed]


def _find_gone(output: Store) -> list[str]:
    """Give the files that the newest manifests list, and their folders have no more."""
    newest = list_newest(output, MANIFESTS_LOOKED_AT)
    manifests = side_by_side(
        output, lambda path: read_document(output, path, Manifest, "restore it from a copy"), newest.values()
    )
    # A compaction may free files between the two readings: then its manifest is newer than those, and says so.
    paths = list(current_files(manifest for manifest in manifests if manifest is not None))
    folders = sorted({path.rpartition("/")[0] for path in paths})
    names = dict(zip(folders, side_by_side(output, output.names, folders), strict=True))
    gone = [path for path in paths if path.rpartition("/")[2] not in names[path.rpartition("/")[0]]]
    return gone if list(list_newest(output, 1)) == list(newest)[-1:] else []


def _written_in(output: Store, folder: str) -> int:
    """Count the articles in the manifests of a folder. Two are read: a stream makes one a tick."""
    names = output.names(folder)
    cure = "restore it from a copy"
    found = [read_document(output, f"{folder}/{name}", Manifest, cure) for name in (*names[:1], *names[-1:])]
    ends = [manifest for manifest in found if manifest is not None]
    if not ends:
        return 0
    first, last = (
        sum(totals.get("written", 0) for totals in manifest.totals.values()) for manifest in (ends[0], ends[-1])
    )
    return last - first + ends[0].settled.get("written", 0)
