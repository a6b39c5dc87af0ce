"""See, after a tick, which states there are: from its result, the state's documents and the disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from pipelines.config.config import Config
from pipelines.metrics.followed_feeds import FollowedFeeds
from pipelines.metrics.state_figures import totals_of
from pipelines.run.passes import Report
from pipelines.wording import plural
from transforms.notices.lasting import Seen
from transforms.notices.options import DISK, ENTRIES, FEEDS, LEDGER, SILENT, STORE
from transforms.notices.remembering import Totals, ended_within
from transforms.notices.silence import silent_after, silent_since
from transforms.pure.shown.url_secrets import hide_secrets
from transforms.records import Feed
from transforms.state.documents import FeedDocument, load_advice
from transforms.state.local_store import LocalStore
from transforms.state.manifests import read_newest
from transforms.state.storage import Store, open_store


class AskedFeed(Struct, frozen=True):
    """What of a feed's document tells whether it fails, or is silent. `limit` is None while its norm is not known."""

    url: str
    was_polled: bool
    fails: bool
    last_new_at: datetime | None
    last_success_at: datetime | None
    limit: timedelta | None


class Observed(Struct, frozen=True, kw_only=True):
    """What the state says after a tick."""

    totals: Totals
    sources: tuple[AskedFeed, ...]


class Observer:
    """Reads a state again and again; of the feeds only what was polled since."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._feeds = FollowedFeeds(self._source)

    def follow(self, config: Config) -> None:
        """Read by another configuration from here on, whose feeds differ."""
        self._config = config

    def read(self, now: datetime) -> Observed:
        """Read it. Raises: StateError, StorageError."""
        config = self._config
        state, _ = config.roots.open()
        totals = totals_of(read_newest(state))
        failed = sum(n for name, n in totals.items() if name.startswith("failed/"))
        advices = [load_advice(state, shard) for shard in range(config.shards)]
        sources = self._feeds.read(config.roster, state, advices, now)
        return Observed(totals=Totals(now, totals["written"], failed), sources=tuple(sources.values()))

    def _source(self, feed: Feed, document: FeedDocument, now: datetime) -> AskedFeed:
        health = document.health
        return AskedFeed(
            hide_secrets(feed.url),
            was_polled=health.last_polled_at is not None,
            fails=health.failures > 0,
            last_new_at=health.last_new_at,
            last_success_at=health.last_success_at,
            limit=silent_after(document.completeness.days, self._config.notify.silent_extra_days),
        )


def of_tick(config: Config, report: Report, problem: str | None) -> tuple[list[Seen], set[str]]:
    """Give what a tick's result and the disk show, and of which states that is all that there is to know."""
    seen, judged = list(_low_disks(config)), {STORE, DISK}
    if problem is not None:
        return [*seen, Seen(state=STORE, message=hide_secrets(problem))], judged
    if report.passes:  # Without a pass nothing was compared.
        judged.add(LEDGER)
    if missing := sum(map(len, report.missing.values())):
        entries = plural(missing, "entry is", "entries are")
        seen.append(Seen(state=LEDGER, message=f"{entries} neither settled nor owed; run `newsbeam verify`"))
    return seen, judged


def of_state(config: Config, observed: Observed, samples: tuple[Totals, ...], now: datetime) -> list[Seen]:
    """Give what the state shows: of ENTRIES, FEEDS and SILENT all that there is to know. `samples` are those of its totals."""
    return [*_failing_entries(config, samples), *_failing_feeds(config, observed), *_silent(observed, now)]


def _failing_entries(config: Config, samples: tuple[Totals, ...]) -> Iterator[Seen]:
    written, failed = ended_within(samples)
    if failed >= config.notify.least_failures and failed / (failed + written) > config.notify.failure_share:
        what = f"{failed} of {failed + written} entries failed in the last {config.notify.failure_hours:g} hours"
        yield Seen(state=ENTRIES, message=f"{what}; the summary of an ingest and `newsbeam status` say why")


def _failing_feeds(config: Config, observed: Observed) -> Iterator[Seen]:
    polled = [one for one in observed.sources if one.was_polled]
    failing = [one for one in polled if one.fails]
    if polled and len(failing) / len(polled) > config.notify.failure_share:
        what = f"{len(failing)} of {plural(len(polled), 'feed', 'feeds')} failed at the last poll"
        yield Seen(state=FEEDS, message=f"{what}; `newsbeam feeds check` says what mends the list")


def _silent(observed: Observed, now: datetime) -> Iterator[Seen]:
    for one in observed.sources:
        # Until the last poll that succeeded: what was not asked is not silent.
        since = silent_since(one.last_new_at, one.limit, min(now, one.last_success_at or now))
        if since is not None and one.limit is not None:
            usual = f"nothing new since {since:%Y-%m-%d %H:%M} UTC; it never paused for {one.limit.days} days before"
            yield Seen(state=SILENT, subject=one.url, message=usual)


def _low_disks(config: Config) -> Iterator[Seen]:
    for root in dict.fromkeys((config.roots.state, config.roots.output)):
        free = _free_bytes(open_store(root)) if "://" not in root else None
        if free is not None and free < config.notify.disk_free_mb * 1_000_000:
            what = f"{free / 1_000_000:,.0f} MB are free for {root}"
            yield Seen(state=DISK, subject=root, message=f"{what}, less than {config.notify.disk_free_mb:,.0f}")


def _free_bytes(store: Store) -> int | None:
    """Give the room on the disk of a folder; None where it is no folder, or not there."""
    if not isinstance(store, LocalStore):
        return None
    try:
        return shutil.disk_usage(store.root).free
    except OSError:
        return None
