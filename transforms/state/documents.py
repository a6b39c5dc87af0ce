"""Small documents of the state, read and overwritten whole: one a feed, and one of advice a shard.

<state>/feeds/<shard>/<feed>.json   validators, schedule, window, health; saved after its entries are parked
<state>/due/<shard>.json            when what is due: advice, made again from the others where it is missing
<state>/sites/<shard>.json          of the shard's sites: pacing, robots.txt, and the blocks that they repeat: advice
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable
from typing import Any, TypeVar

from msgspec import Raw, Struct, field

from transforms.errors import StateError
from transforms.moments import Moment
from transforms.pure.body import site_memory
from transforms.pure.feeds.completeness import Completeness, DayTally
from transforms.pure.feeds.health import Health
from transforms.pure.feeds.window import KnownSitemap, Window
from transforms.pure.websub.hubs import Hub
from transforms.state.decoding import encode, read_document
from transforms.state.storage import Store
from transforms.state.waits import Wait

_AS_NEW = (
    "restore it from a copy; or delete it, as `newsbeam verify --repair` does: the feed is then taken up as a new one, so that of"
    " what came meanwhile `first_poll` may leave some out, and nothing that its shard remembers is written again"
)

# The advice begins with a few short fields, this one among them; the line a feed comes behind.
_DUE_HEAD_BYTES = 512
_SAVED_BY = re.compile(rb'"saved_by":"([^"\\]*)"')

T = TypeVar("T")
_log = logging.getLogger(__name__)


class FeedDocument(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is remembered of a feed.

    `parked` are the ids of its last poll's new entries, by the shard that owes them. `read_at` is when a body was last read,
    whether or not it was new; None before the first. `sitemaps` are those of an index that were read last, `completeness` tells
    what was missed of it. `hub` is the one that it names; `announces`: news of late came with a push of the hub.
    """

    url: str
    title: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    window: Window = field(default_factory=Window)
    health: Health = field(default_factory=Health)
    pass_id: str | None = None
    parked: dict[str, list[str]] = field(default_factory=dict)
    read_at: Moment | None = None
    sitemaps: tuple[KnownSitemap, ...] = ()
    completeness: Completeness = Completeness()
    hub: Hub | None = None
    announces: bool = False


class SitesDocument(Struct, kw_only=True, omit_defaults=True):
    """What is remembered of a shard's sites.

    `version` and `sites` are the web client's own; `repeats` holds what each site's articles repeat, by the rules of
    `repeats_version`: see `transforms.pure.body.site_memory`.
    """

    version: int = 0
    sites: dict[str, Any] = field(default_factory=dict)
    repeats_version: int = 0
    repeats: dict[str, Raw] = field(default_factory=dict)

    @property
    def web_memory(self) -> dict[str, Any]:
        """Give what the web client remembers (pacing, robots.txt), as it gave it."""
        return {"version": self.version, "sites": self.sites}


class Advice(Struct, kw_only=True, omit_defaults=True):
    """What says whether a shard has something to do.

    `next_poll` is the earliest next poll (epoch seconds) of the shard's feeds, None where there is no feed; `feeds_hash` says
    which feeds those were. `next_try` is the earliest moment at which something owed may be fetched, None where nothing is
    owed; `inbox_hash` says which inbox files `owed` was counted from (`listing_hash` makes both). `day` is the UTC day of the
    shard's newest commit, `polled` the feeds that the last turn (`pass_id`) polled, `saved_by` that turn's attempt. `terms`
    says by which configuration entries wait long (`terms_hash`), empty where none does; `waits` counts them. `days` add up what
    was seen of the shard's feeds and what was missed. `commit` is the newest commit that the last turn knew, `boxes` the inbox
    files that it left, each with the ids in it that are owed, and those that it missed. `saved_at` is when it ended.
    `next_recheck` is when the first article is to be asked for again; None where none is.
    """

    feeds_hash: str = field(default="", name="roll")
    next_poll: float | None = None
    owed: int = 0
    next_try: Moment | None = None
    inbox_hash: str = field(default="", name="inbox")
    day: str = ""
    pass_id: str = ""
    saved_by: str = ""
    terms: str = ""
    waits: list[Wait] = field(default_factory=list)
    polled: list[str] = field(default_factory=list)
    days: tuple[DayTally, ...] = ()
    commit: int = 0
    saved_at: Moment | None = None
    boxes: dict[str, list[str]] = field(default_factory=dict)
    next_recheck: Moment | None = None


class Due(Advice, kw_only=True, omit_defaults=True):
    """When each feed of a shard is due: `polls` has a line (epoch seconds) for each, and for no other."""

    polls: dict[str, float] = field(default_factory=dict)


def load_feed(state: Store, shard: int, feed_id: str, url: str) -> FeedDocument:
    """Read a feed's document; a blank one for a feed that was never polled. Raises: StateError where it is damaged."""
    document = read_document(state, f"feeds/{shard}/{feed_id}.json", FeedDocument, _AS_NEW)
    return FeedDocument(url=url) if document is None else document


def save_feed(state: Store, shard: int, feed_id: str, document: FeedDocument) -> bytes:
    """Save a feed's document, once what its last poll brought is parked; give its bytes."""
    data = encode(document)
    state.put(f"feeds/{shard}/{feed_id}.json", data)
    return data


def load_advice(state: Store, shard: int) -> Advice:
    """Read what `load_due` reads, without the line a feed: where there are many feeds, that is most of the cost."""
    return read_advice(state, f"due/{shard}.json", Advice) or Advice()


def load_due(state: Store, shard: int) -> Due:
    """Read a shard's advice on what is due; blank where none can be read: then everything may be due."""
    return read_advice(state, f"due/{shard}.json", Due) or Due()


def load_due_again(state: Store, shard: int, known: Due | None) -> Due:
    """Give a shard's advice as this process saved it last, unless another turn has saved it since; read it where it must be.

    `known` is changed by whoever gets it.
    """
    head = state.head(f"due/{shard}.json", _DUE_HEAD_BYTES) if known is not None else None
    saved_by = _SAVED_BY.search(head or b"")
    if known is None or saved_by is None or saved_by[1].decode() != known.saved_by:
        return load_due(state, shard)
    return known


def save_due(state: Store, shard: int, due: Due) -> None:
    """Save a shard's advice on what is due."""
    state.put(f"due/{shard}.json", encode(due))


def load_sites(state: Store, shard: int) -> SitesDocument:
    """Read what is remembered of a shard's sites; what they repeat is forgotten where it was found by other rules."""
    sites = read_advice(state, f"sites/{shard}.json", SitesDocument) or SitesDocument()
    if sites.repeats_version != site_memory.VERSION:
        sites.repeats_version, sites.repeats = site_memory.VERSION, {}
    return sites


def save_sites(state: Store, shard: int, sites: SitesDocument) -> bytes:
    """Save what is remembered of a shard's sites; give its bytes."""
    data = encode(sites)
    state.put(f"sites/{shard}.json", data)
    return data


def read_advice(state: Store, path: str, kind: type[T]) -> T | None:
    """Read a document of advice; None where there is none, or where it is damaged: no shard stops for it."""
    try:
        return read_document(state, path, kind, "it is left out, and made again at the end of the next turn")
    except StateError as error:
        _log.warning("%s", error)
        return None


def listing_hash(names: Iterable[str]) -> str:
    """Give a short hash of a listing, to see whether it changed."""
    return hashlib.blake2b("\n".join(names).encode(), digest_size=8).hexdigest()
