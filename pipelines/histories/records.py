"""What is known of an entry or a feed, put together: what `newsbeam explain` shows, and prints as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from pipelines.histories.events import Event
from transforms.records import Article, Entry, Failure
from transforms.revision_records import ArticleRevision, GoneAnswer, Retraction
from transforms.state.documents import FeedDocument
from transforms.state.log import Deferral
from transforms.web.rests import HostRest

# How it stands: `settled` is one that ended, of which nobody remembers how; `unparked` one that a retry reopened and left.
Fate = Literal["written", "failed", "dropped", "taken down", "settled", "owed", "unparked", "unknown"]
Verdict = Literal["allowed", "denied", "unreadable", "unknown", "ignored"]


class RobotsMemory(Struct, frozen=True, kw_only=True):
    """What a remembered robots.txt says of an address. `until`: it is read again then; None where none is remembered."""

    origin: str
    verdict: Verdict
    status: int | None = None
    until: datetime | None = None
    crawl_delay_seconds: float | None = None
    problem: str | None = None


class PlacedRow(Struct, frozen=True, kw_only=True):
    """A row: the file and line (from 1) where it stands now. `was` is the file that was written, where its rows have moved."""

    path: str
    line: int
    record: Article | Failure
    was: str | None = None


class Standing(Struct, frozen=True, kw_only=True):
    """A feed that remembers the entry. `parked_on` is None where its item was left out; `stands`: its document had it last."""

    feed_url: str
    link: str
    parked_on: date | None
    stands: bool
    is_listed: bool


class StoryPlace(Struct, frozen=True, kw_only=True):
    """A story that an article belongs to, by its newest row: how many articles it has, and how the article copies another."""

    story_id: str
    title: str | None
    articles: int
    copy_of: str | None = None


class NextCheck(Struct, frozen=True, kw_only=True):
    """When an article is asked for again, and what is known of it until then, as in `transforms.rechecks.Recheck`.

    `answered_at` is when its page answered last, `done` counts the checks that are over, `version` is the newest one.
    """

    next_at: datetime
    answered_at: datetime
    done: int
    version: int
    tries: int = 0
    gone: tuple[GoneAnswer, ...] = ()


class PlacedVersion(Struct, frozen=True, kw_only=True):
    """The row of a later version, and where it stands."""

    path: str
    line: int
    record: ArticleRevision


class PlacedRetraction(Struct, frozen=True, kw_only=True):
    """The row by which an article was withdrawn, and where it stands."""

    path: str
    line: int
    record: Retraction


class KnownRevisions(Struct, frozen=True, kw_only=True):
    """What came of an article after it was written.

    `checks` are those of the configuration, in seconds. `missing` are numbers of versions whose row was not found. `searched`
    counts the files that were read for it.
    """

    checks: tuple[float, ...] = ()
    next_check: NextCheck | None = None
    versions: tuple[PlacedVersion, ...] = ()
    missing: tuple[int, ...] = ()
    retraction: PlacedRetraction | None = None
    searched: int = 0


class EntryHistory(Struct, frozen=True, kw_only=True):
    """An entry or an article.

    `ids` are its own and that of the article that it led to. `ways` are entries that led to the same article. `gone` are files
    that had its row, which stands nowhere now. `known_since` is when the past begins (`transforms.state.past`); None where there
    is none, or it is known from the beginning on. `searched` counts the files that were searched for its row. `revisions` is
    None where no row of an article is there.
    `outlook` says what would happen now.
    """

    asked: str
    id: str
    url: str | None
    site: str | None
    shard: int | None
    shards: int
    fate: Fate
    ids: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    rows: tuple[PlacedRow, ...] = ()
    gone: tuple[str, ...] = ()
    entry: Entry | None = None
    box: str | None = None
    settled_on: str | None = None
    deferral: Deferral | None = None
    reopened_at: datetime | None = None
    led_to: str | None = None
    ways: tuple[str, ...] = ()
    standings: tuple[Standing, ...] = ()
    robots: RobotsMemory | None = None
    rest: HostRest | None = None
    stories: tuple[StoryPlace, ...] = ()
    revisions: KnownRevisions | None = None
    doubtful: tuple[str, ...] = ()
    known_since: datetime | None = None
    searched: int = 0
    outlook: tuple[str, ...] = ()


class FeedHistory(Struct, frozen=True, kw_only=True):
    """A feed. `is_listed`: the configuration lists it; `health` is a word as in `newsbeam status`.

    `owed` counts its entries that are owed, `deferred` those of them that wait, by reason. `plan` says why it is polled when it
    is, `outlook` what would happen now.
    """

    asked: str
    id: str
    url: str
    site: str
    shard: int
    shards: int
    health: str
    is_listed: bool
    is_enabled: bool
    name: str | None = None
    document: FeedDocument | None = None
    owed: int = 0
    deferred: dict[str, int] = {}
    oldest_owed_at: datetime | None = None
    robots: RobotsMemory | None = None
    rest: HostRest | None = None
    plan: tuple[str, ...] = ()
    outlook: tuple[str, ...] = ()
