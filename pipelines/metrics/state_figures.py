"""Read the figures that the state holds: totals of its log, what is owed, feeds by health, completeness."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta

from msgspec import Struct, field

from pipelines.config.config import Config
from pipelines.metrics.followed_feeds import FollowedFeeds
from pipelines.metrics.table import Sample
from pipelines.show.status import health_label
from transforms.pure.feeds.health import without_future
from transforms.pure.feeds.schedule import longest_wait
from transforms.records import Feed
from transforms.state.documents import Advice, FeedDocument, load_advice
from transforms.state.inbox import parked_at
from transforms.state.ledger import known_ledger
from transforms.state.manifests import Manifest, read_newest
from transforms.state.waits import is_long
from transforms.state.warm import WarmShards

HEALTHS = ("new", "healthy", "failing", "dead", "gone")


class StateFigures(Struct, frozen=True, kw_only=True):
    """What a state says. `totals` count how entries ended, by outcome (`written`, `failed/<reason>`, `dropped/<reason>`).

    `oldest_at` is when the oldest inbox file was parked in which something is owed, but for what waits long; None where there
    is none.
    """

    totals: Counter[str] = field(default_factory=Counter)
    owed: int = 0
    oldest_at: datetime | None = None
    deferred: Counter[str] = field(default_factory=Counter)
    feeds: Counter[str] = field(default_factory=Counter)
    completeness: float | None = None
    complete_through: datetime | None = None


class StateReader:
    """Reads a state again and again: after the first time, of the feeds only those that were polled since."""

    def __init__(self, config: Config, warm: WarmShards | None = None) -> None:
        """`warm` is what this process remembers of the shards; None where it took no turns."""
        self._config, self._warm = config, warm
        self._feeds = FollowedFeeds(self._label)

    def follow(self, config: Config) -> None:
        """Read by another configuration from here on, whose feeds differ."""
        self._config = config

    def read(self, now: datetime) -> StateFigures:
        """Give the figures as they are now. Raises: StateError, StorageError."""
        config = self._config
        state, output = config.roots.open()
        advices = [load_advice(state, shard) for shard in range(config.shards)]
        manifest = read_newest(state)
        deferred: Counter[str] = Counter()
        waits_long: set[str] = set()
        for shard in range(config.shards):
            with known_ledger(state, output, shard, self._warm) as ledger:
                found = {id_: one for id_, one in ledger.memory.deferred.items() if id_ in ledger.inbox}
                deferred.update(one.reason for one in found.values())
                waits_long.update(id_ for id_, one in found.items() if is_long(one))
        return StateFigures(
            totals=totals_of(manifest),
            owed=sum(advice.owed for advice in advices),
            oldest_at=_oldest(advices, waits_long),
            deferred=deferred,
            feeds=Counter(self._feeds.read(config.roster, state, advices, now).values()),
            completeness=manifest.completeness.share if manifest is not None and manifest.completeness else None,
            complete_through=_end_of_completeness(manifest),
        )

    def _label(self, feed: Feed, document: FeedDocument, now: datetime) -> str:
        options = self._config.poll.schedule
        return health_label(without_future(document.health, now, longest_wait(options, feed.interval)), options)


def totals_of(manifest: Manifest | None) -> Counter[str]:
    """Add up how entries ended, over all shards, as a manifest says; nothing before the first."""
    found: Counter[str] = Counter()
    for totals in manifest.totals.values() if manifest is not None else ():
        found.update(totals)
    return found


def _oldest(advices: list[Advice], waits_long: set[str]) -> datetime | None:
    names = [name for advice in advices for name, ids in advice.boxes.items() if not waits_long.issuperset(ids)]
    return min(filter(None, map(parked_at, names)), default=None)


def _end_of_completeness(manifest: Manifest | None) -> datetime | None:
    if manifest is None or manifest.complete_through is None:
        return None
    return datetime.combine(manifest.complete_through + timedelta(days=1), time(), UTC)


def samples_of(figures: StateFigures) -> dict[Sample, float]:
    """Give the figures as samples."""
    found: dict[Sample, float] = {
        ("newsbeam_articles_written_total", ()): figures.totals["written"],
        ("newsbeam_entries_owed", ()): figures.owed,
    }
    for name, n in figures.totals.items():
        kind, _, reason = name.partition("/")
        if kind in ("dropped", "failed"):
            found[f"newsbeam_entries_{kind}_total", (reason,)] = n
    found |= {("newsbeam_entries_deferred", (reason,)): n for reason, n in figures.deferred.items()}
    found |= {("newsbeam_feeds", (health,)): figures.feeds[health] for health in HEALTHS}
    if figures.oldest_at is not None:
        found["newsbeam_owed_oldest_timestamp_seconds", ()] = figures.oldest_at.timestamp()
    if figures.completeness is not None:
        found["newsbeam_completeness_ratio", ()] = figures.completeness
    if figures.complete_through is not None:
        found["newsbeam_complete_through_timestamp_seconds", ()] = figures.complete_through.timestamp()
    return found
