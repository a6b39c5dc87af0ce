"""Which suspected gap of a feed to fill next, and what is remembered once its archive was read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from transforms.feed_items import ParsedFeed
from transforms.pure.feeds.archives import Archived, Sought, departed_names, first_archive, tells_by_dates, want
from transforms.pure.feeds.completeness import Completeness, note_found
from transforms.pure.feeds.entries import classify_archived
from transforms.pure.feeds.gaps import Gap
from transforms.pure.feeds.keep_rules import Keep
from transforms.pure.feeds.window import Window
from transforms.records import Entry, Feed

# Publishers delete some of their items: so many before a gap are remembered, of which any ends its back-fill.
MOST_BEFORE = 10


class BackfillOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked for where items of a feed were likely missed: its older pages, or the site's sitemaps.

    enabled: whether anything is.
    requests: requests after one poll at most; a gap that needs more is continued after the next poll.
    gap_requests: requests for one gap at most.
    gap_days: how old a gap may be.
    none_days: for how long a feed is not asked again where nothing was found.
    """

    enabled: bool = True
    requests: Annotated[int, Meta(ge=1)] = 10
    gap_requests: Annotated[int, Meta(ge=1)] = 60
    gap_days: Annotated[float, Meta(gt=0)] = 7.0
    none_days: Annotated[float, Meta(ge=0)] = 7.0


class FilledGap(Struct, frozen=True, kw_only=True):
    """What came of reading a feed's archive: what to park, and the feed's next window and completeness."""

    entries: tuple[Entry, ...]
    window: Window
    completeness: Completeness
    found: int


def point_gap(
    known: Completeness,
    gap: Gap,
    url: str,
    parsed: ParsedFeed,
    window: Window,
    options: BackfillOptions,
    now: datetime,
) -> tuple[Completeness, Gap]:
    """Give what is remembered, and a gap that was found now, with where its items may be read; as before where nowhere.

    `url` is where the document `parsed` was found, `window` the one with it. Where that has no dates the gap keeps names of
    what left it now. Those come from before the gap. What leaves it later, and what a back-fill brings, does not.
    """
    if not options.enabled or (known.no_archive_until is not None and now < known.no_archive_until):
        return known, gap
    before = () if tells_by_dates(parsed.items) else departed_names(window, MOST_BEFORE)
    pointed = replace(gap, next_url=first_archive(url, parsed), before=before)
    return replace(known, gaps=tuple(pointed if one == gap else one for one in known.gaps)), pointed


def next_gap(known: Completeness, options: BackfillOptions, now: datetime) -> Gap | None:
    """Give the newest gap that may be filled; None where there is none.

    >>> next_gap(Completeness(), BackfillOptions(), datetime.fromisoformat("2026-11-22T10:00:00Z")) is None
    True
    """
    oldest = now - timedelta(days=options.gap_days)
    may_be_filled = (
        gap
        for gap in reversed(known.gaps)
        if not gap.ended and gap.next_url is not None and gap.asked < options.gap_requests and gap.to_at >= oldest
    )
    return next(may_be_filled, None) if options.enabled else None


def want_gap(known: Completeness, gap: Gap, window: Window, now: datetime) -> Sought:
    """Give what to look for to fill a gap. Where items appear long after their dates, some are dated before it."""
    margin = timedelta(seconds=max(known.most_lag_seconds, 2 * known.edge_seconds))
    return want(window, gap.from_at - margin, gap.to_at + margin, now, gap.before)


def fill_gap(
    known: Completeness,
    window: Window,
    gap: Gap,
    archived: Archived,
    *,
    feed: Feed,
    title: str | None,
    keep: Keep,
    options: BackfillOptions,
    now: datetime,
) -> FilledGap:
    """Give what is parked and remembered after a walk for a gap. One that the feed remembers no more is filled all the same."""
    entries, window, new = classify_archived(archived.items, window, feed, title, now, keep)
    next_url = None if archived.reached else archived.next_url
    filled = replace(
        gap,
        found=gap.found + new,
        ended=archived.reached,
        asked=gap.asked + archived.asked,
        next_url=next_url,
        before=gap.before if next_url is not None else (),
    )
    completeness = note_found(known, gap, filled)
    if not archived.items and not archived.reached and archived.next_url is None:
        completeness = replace(completeness, no_archive_until=now + timedelta(days=options.none_days))
    return FilledGap(entries=entries, window=window, completeness=completeness, found=new)
