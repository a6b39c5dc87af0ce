"""What a feed's document held at the last polls, and how its items are known again.

An item is known by its entry id, its raw link, or its guid on the same site: one of the three usually survives when a
publisher, or a better cleaning rule of ours, changes the others.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Final

from msgspec import Struct

from transforms.feed_items import FeedItem, ParsedFeed
from transforms.moments import Moment
from transforms.pure.net.parameters import split_parameters
from transforms.pure.net.urls import clean, site_of, url_id
from transforms.pure.text.normal import fold

# An id is remembered for 120 days from its last sighting, so a month between sightings is safe.
SIGHTING_DAYS: Final = 30
# What was sighted longer ago may be forgotten already: parked again, it would be fetched and written again.
FORGOTTEN_DAYS: Final = 110
LEAST_DEPARTED: Final = 60
MOST_DEPARTED: Final = 500
# Of a document of which only some parts were read, what was not in them stands, or may.
MOST_UNREAD: Final = 5000
_FRONT_PAGE: Final = re.compile(r"https?://[^/?#]+/?", re.IGNORECASE)


class SeenItem(Struct, frozen=True, array_like=True, omit_defaults=True):
    """One item of a window. `id` is None where the link names no page, `parked_on` None where the item was dropped."""

    link: str
    id: str | None = None
    parked_on: date | None = None
    guid: str | None = None


class Window(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a feed's document holds (the first `standing` of `seen`), then what left it lately, newest first.

    `polled` is False until a document has been sorted. `without_link` and `beyond_cap` are the last document's counts:
    such items cannot be told apart, so only an increase is counted as dropped. `session` are the parameters of links that say
    nothing about what stands on the feed's pages (see `session_links`), `marks` the marks of items (`Candidate`) by their links.
    """

    seen: tuple[SeenItem, ...] = ()
    polled: bool = False
    without_link: int = 0
    beyond_cap: int = 0
    session: tuple[str, ...] = ()
    marks: dict[str, str] = {}
    standing: int = 0


class KnownSitemap(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is remembered of a sitemap of an index since it was last read."""

    url: str
    changed_at: Moment | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


class Candidate(Struct, frozen=True):
    """An item with its cleaned URL and id; both None if its link names no page.

    `mark` is what an item is known by whose link has parameters: a hash of its title, or of its summary where it has none, and
    its date (epoch seconds); None where it has neither, or no parameters.
    """

    item: FeedItem
    url: str | None
    id: str | None
    mark: str | None = None


def read_candidates(parsed: ParsedFeed) -> tuple[Candidate, ...]:
    """Give the items of a document with what they are known by: newest first, undated ones last in the document's order.

    >>> read_candidates(ParsedFeed(items=(FeedItem(link="https://valley.example/flood#top"),)))[0].url
    'https://valley.example/flood'
    """
    return tuple(_read(item) for item in sorted(parsed.items, key=_newest_first))


def item_date(item: FeedItem) -> datetime | None:
    """Give the moment when an item was published, or else updated; None if it does not say.

    >>> item_date(FeedItem(link="/flood")) is None
    True
    """
    return item.published_at or item.updated_at


def span_seconds(parsed: ParsedFeed, now: datetime) -> float | None:
    """Give the seconds between the oldest and the newest dated item; None if fewer than two are dated, the future aside.

    >>> span_seconds(ParsedFeed(items=(FeedItem(link="/flood"),)), datetime.fromisoformat("2026-11-22T10:00:00Z")) is None
    True
    """
    dates = [at for item in parsed.items if (at := item_date(item)) is not None and at <= now]
    return (max(dates) - min(dates)).total_seconds() if len(dates) > 1 else None


def recognise(window: Window, candidates: Sequence[Candidate], feed_url: str) -> tuple[SeenItem | None, ...]:
    """Give what the window remembers of each candidate, None where it is new."""
    memory = _Memory(window.seen, candidates, feed_url)
    direct = [memory.find(candidate) for candidate in candidates]
    standing = {seen.id for seen in direct if seen is not None}
    return tuple(
        seen if seen is not None else memory.find_by_guid(candidate, standing)
        for candidate, seen in zip(candidates, direct, strict=True)
    )


def find_sightings(
    candidates: Sequence[Candidate], found: Sequence[SeenItem | None], now: datetime
) -> dict[str, Candidate]:
    """Give the known items to park again, by the id under which they were parked."""
    sightings: dict[str, Candidate] = {}
    for candidate, seen in zip(candidates, found, strict=True):
        if seen is None or seen.id is None or seen.parked_on is None or candidate.url is None:
            continue
        if SIGHTING_DAYS < (_day(now) - seen.parked_on).days < FORGOTTEN_DAYS:
            sightings.setdefault(seen.id, candidate)
    return sightings


def remember(
    candidates: Sequence[Candidate], found: Sequence[SeenItem | None], parked: set[str], now: datetime
) -> tuple[SeenItem, ...]:
    """Give the window's record of each item that stands in the document, under the id that it first had."""
    records: dict[SeenItem, None] = {}
    for candidate, seen in zip(candidates, found, strict=True):
        item = candidate.item
        id_ = candidate.id if seen is None else seen.id
        parked_on = _day(now) if id_ in parked else (None if seen is None else seen.parked_on)
        records[SeenItem(item.link, id_, parked_on, item.guid if item.guid != item.link else None)] = None
    return tuple(records)


def keep_departed(
    before: Iterable[SeenItem], standing: Sequence[SeenItem], *, partial: bool = False
) -> tuple[SeenItem, ...]:
    """Give the records of what left the document: two windows' worth, for items that come back; all where it was not read whole.

    >>> keep_departed([SeenItem("/a", "id-a"), SeenItem("/b", "id-b")], [SeenItem("/a", "id-a")])[0].id
    'id-b'
    """
    present = {one.id or one.link for one in standing}
    most = MOST_UNREAD if partial else min(MOST_DEPARTED, max(LEAST_DEPARTED, 2 * len(standing)))
    return tuple(one for one in before if (one.id or one.link) not in present)[:most]


def keep_marks(window: Window, seen: Iterable[SeenItem], candidates: Iterable[Candidate]) -> dict[str, str]:
    """Give the marks of all items that a window is to remember.

    >>> keep_marks(Window(marks={"/a?t=1": "9f 0", "/b?t=1": "9f 0"}), [SeenItem("/a?t=1")], [])
    {'/a?t=1': '9f 0'}
    """
    marks = window.marks | {one.item.link: one.mark for one in candidates if one.mark is not None}
    return {one.link: marks[one.link] for one in seen if one.link in marks}


class _Memory:
    """Find the items of a window again, by id, raw link or guid."""

    def __init__(self, seen: Iterable[SeenItem], candidates: Iterable[Candidate], feed_url: str) -> None:
        self._by_id: dict[str, SeenItem] = {}
        self._by_link: dict[str, SeenItem] = {}
        self._by_guid: dict[str, dict[str, SeenItem]] = {}
        self._feed_url = feed_url
        # A guid that several items of one document share identifies none of them.
        self._guid_counts = Counter(candidate.item.guid for candidate in candidates)
        for one in sorted(seen, key=_last_parked):  # of several with one id the last parked counts
            self._by_link[one.link] = one
            if one.id is not None:
                self._by_id[one.id] = one
                self._by_guid.setdefault(one.guid or one.link, {})[one.id] = one

    def find(self, candidate: Candidate) -> SeenItem | None:
        """Give the record with this id or raw link; a link that once named no page does not hide one that now does."""
        seen = self._by_id.get(candidate.id or "") or self._by_link.get(candidate.item.link)
        return None if seen is not None and seen.id is None and candidate.id is not None else seen

    def find_by_guid(self, candidate: Candidate, standing: set[str | None]) -> SeenItem | None:
        """Give the record with this guid, if it is on the same site and does not itself still stand in the document."""
        guid = candidate.item.guid
        # Some feeds give their own address, or the front page, as the guid of whatever stands in them.
        if guid is None or self._guid_counts[guid] > 1 or guid == self._feed_url or _FRONT_PAGE.fullmatch(guid):
            return None
        namesakes = list(self._by_guid.get(guid, {}).values())
        if candidate.id is None or len(namesakes) != 1:
            return None
        # Where guids number the places, the article that had this one stands a place further down.
        if namesakes[0].id in standing or _site(namesakes[0].link) != _site(candidate.item.link):
            return None
        return namesakes[0]


def _read(item: FeedItem) -> Candidate:
    try:
        url = clean(item.link)
        return Candidate(item, url, url_id(url), _mark(item, url))
    except ValueError:  # counted as a bad link, not an error: the feed's other items are as good as ever
        return Candidate(item, None, None)


def _mark(item: FeedItem, url: str) -> str | None:
    title = fold(item.title or item.summary or "") if split_parameters(url)[1] else ""
    if not title:
        return None
    at = item_date(item)
    digest = hashlib.blake2b(title.encode("utf-8", "replace"), digest_size=6).hexdigest()
    return f"{digest} {int(at.timestamp()) if at else ''}"


def _newest_first(item: FeedItem) -> tuple[bool, float]:
    at = item_date(item)
    return at is None, 0.0 if at is None else -at.timestamp()


def _site(link: str) -> str | None:
    try:
        return site_of(link)
    except ValueError:
        return None


def _last_parked(seen: SeenItem) -> date:
    return seen.parked_on or date.min


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
