"""Which items of a feed's document are new, and which of them become entries.

Each item is known, or becomes an entry, or is dropped for a counted reason; nothing falls through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from transforms import reasons
from transforms.feed_items import FeedItem, ParsedFeed
from transforms.pure.feeds.continuity import Sighted, sight
from transforms.pure.feeds.full_text import reduce_content
from transforms.pure.feeds.keep_rules import FirstPoll, ItemRules, Keep, find_item_drop
from transforms.pure.feeds.session_links import LedTo, SessionLinks
from transforms.pure.feeds.window import (
    Candidate,
    SeenItem,
    Window,
    find_sightings,
    keep_departed,
    keep_marks,
    read_candidates,
    recognise,
    remember,
    span_seconds,
)
from transforms.pure.shown.url_secrets import without_user
from transforms.reasons import Reason
from transforms.records import CameBy, Entry, Feed

_ANY_NUMBER: Final = 1_000_000_000


class ClassifiedItems(Struct, frozen=True, kw_only=True):
    """A document, item by item: each is new (an entry, or dropped for a counted reason) or known.

    `entries` are to be parked; the last `renewed` of them are known and only sighted again. `known` is the overlap with
    the window, `new` the number of items that were not in it. What may be a known item under another link counts as known,
    though it is parked. `sighted` are the items as `continuity` judges them.
    `updated` are known items that say when they were updated, by their ids.
    `span_seconds` lies between the document's oldest and newest dated item.
    """

    entries: tuple[Entry, ...]
    window: Window
    new: int
    known: int
    renewed: int
    dropped: dict[Reason, int]
    sighted: tuple[Sighted, ...]
    span_seconds: float | None
    updated: tuple[tuple[str, datetime], ...] = ()


def classify_items(
    parsed: ParsedFeed,
    window: Window,
    feed: Feed,
    now: datetime,
    *,
    first: FirstPoll,
    keep: Keep,
    led_to: LedTo = lambda _: None,
) -> ClassifiedItems:
    """Tell the new items of a document from those that the window of the polls before knows.

    Items are taken newest first, undated ones last in the document's order: so a first poll's cap keeps the newest, and
    of several items with one id the newest counts. A parked entry that still stands after a month is parked again under
    its old id, as a sighting. `led_to` gives the id that an entry's id led to, by which a feed's session parameters are found.
    """
    is_first = not window.polled and not window.seen
    links, pairs = _recognise(read_candidates(parsed), window, feed, led_to)
    candidates, found = [candidate for candidate, _ in pairs], [seen for _, seen in pairs]
    unknown = [candidate for candidate, seen in pairs if seen is None]
    issued = {candidate.id for candidate, seen in pairs if seen is not None}
    dropped = _count_unread(parsed, window)
    language, limits = feed.language or parsed.language, _limits(parsed, is_first, first)
    rules = ItemRules(keep=keep, first=limits, language=language, section=feed.section, now=now)
    kept = _select(unknown, issued, rules, dropped)
    renewed = find_sightings(candidates, found, now)
    standing = remember(candidates, found, {*kept, *renewed}, now)
    new = sum(not links.resembles(one) for one in unknown)
    entries = (_make_entry(id_, one, parsed, feed, language, now) for id_, one in (kept | renewed).items())
    return ClassifiedItems(
        entries=tuple(entries),
        window=_next_window(window, standing, parsed, candidates, links.names),
        new=new,
        known=len(candidates) - new,
        renewed=len(renewed),
        dropped=dict(+dropped),
        sighted=sight(pairs, window, links.resembles),
        span_seconds=span_seconds(parsed, now),
        updated=_list_updated(pairs),
    )


def _list_updated(pairs: Iterable[tuple[Candidate, SeenItem | None]]) -> tuple[tuple[str, datetime], ...]:
    known = ((candidate.item.updated_at, seen.id) for candidate, seen in pairs if seen is not None)
    return tuple((id_, at) for at, id_ in known if at is not None and id_ is not None)


def classify_archived(
    items: tuple[FeedItem, ...], window: Window, feed: Feed, title: str | None, now: datetime, keep: Keep
) -> tuple[tuple[Entry, ...], Window, int]:
    """Give the entries of items that a feed's archive held, the window with them, and how many of them it did not know."""
    candidates = read_candidates(ParsedFeed(items=items))
    found = recognise(window, candidates, feed.url)
    unknown = [candidate for candidate, seen in zip(candidates, found, strict=True) if seen is None]
    rules = ItemRules(keep=keep, first=None, language=feed.language, section=feed.section, now=now)
    dropped: Counter[Reason] = Counter()
    kept = _select(unknown, set(), rules, dropped)
    parsed = ParsedFeed(title=title, items=items)
    entries = (_make_entry(id_, one, parsed, feed, feed.language, now, "backfill") for id_, one in kept.items())
    records = remember(unknown, [None] * len(unknown), set(kept), now)
    standing = window.seen[: window.standing]
    seen = standing + keep_departed((*records, *window.seen[window.standing :]), standing)
    return tuple(entries), replace(window, seen=seen), len({one.id for one in unknown if one.id is not None})


def _limits(parsed: ParsedFeed, is_first: bool, first: FirstPoll) -> FirstPoll | None:
    """Give what limits new items: those of a first poll, the age alone where an index may show old ones at any time."""
    if is_first:
        return first
    # An index shows other sitemaps when one of years ago changes: what stands there is not new, only new to us.
    return FirstPoll(max_entries=_ANY_NUMBER, max_age_days=first.max_age_days) if parsed.is_index else None


def _next_window(
    window: Window,
    standing: tuple[SeenItem, ...],
    parsed: ParsedFeed,
    candidates: list[Candidate],
    session: tuple[str, ...],
) -> Window:
    seen = standing + keep_departed(window.seen, standing, partial=parsed.partial)
    unread = window if parsed.partial else Window()  # what was not read stands as it was
    return Window(
        seen=seen,
        polled=True,
        without_link=max(unread.without_link, parsed.without_link),
        beyond_cap=max(unread.beyond_cap, parsed.beyond_cap),
        standing=len(seen if parsed.partial else standing),
        session=session,
        marks=keep_marks(window, seen, candidates),
    )


def _recognise(
    candidates: tuple[Candidate, ...], window: Window, feed: Feed, led_to: LedTo
) -> tuple[SessionLinks, list[tuple[Candidate, SeenItem | None]]]:
    """Give what is known of each item, None where it is new, and what is known of links that change from poll to poll."""
    direct = list(zip(candidates, recognise(window, candidates, feed.url), strict=True))
    names = SessionLinks(window, candidates, window.session).learn(led_to, direct)
    links = SessionLinks(window, candidates, names)
    pairs = []
    for candidate, seen in direct:
        known = seen or links.find(candidate)
        pairs.append((links.shorten(candidate) if known is None else candidate, known))
    return links, pairs


def _count_unread(parsed: ParsedFeed, window: Window) -> Counter[Reason]:
    """Count the items that cannot be told apart, as far as they are more than in the last document."""
    return Counter(
        {
            reasons.NO_LINK: max(0, parsed.without_link - window.without_link),
            reasons.BEYOND_CAP: max(0, parsed.beyond_cap - window.beyond_cap),
        }
    )


def _select(
    unknown: Iterable[Candidate], issued: set[str | None], rules: ItemRules, dropped: Counter[Reason]
) -> dict[str, Candidate]:
    """Give the unknown items that become entries, by id; count the others in `dropped`."""
    kept: dict[str, Candidate] = {}
    for candidate in unknown:
        reason = find_item_drop(candidate, rules)
        if reason is None and (candidate.id in kept or candidate.id in issued):
            reason = reasons.DUPLICATE_IN_FEED
        if reason is None and rules.first is not None and len(kept) >= rules.first.max_entries:
            reason = reasons.FIRST_POLL_CAP
        if reason is not None:
            dropped[reason] += 1
        elif candidate.id is not None:
            kept[candidate.id] = candidate
    return kept


def _make_entry(
    id_: str,
    candidate: Candidate,
    parsed: ParsedFeed,
    feed: Feed,
    language: str | None,
    now: datetime,
    came_by: CameBy = "poll",
) -> Entry:
    item = candidate.item
    return Entry(
        id=id_,
        url=candidate.url or without_user(item.link),
        link=without_user(item.link),
        feed_url=feed.url,
        parked_at=now,
        feed_title=parsed.title or feed.name,
        guid=item.guid,
        title=item.title,
        summary=item.summary,
        content=reduce_content(item.content),
        authors=item.authors,
        categories=item.categories,
        language=language or item.language,
        section=feed.section,
        tags=feed.tags,
        published_at=item.published_at,
        updated_at=item.updated_at,
        image=item.image,
        came_by=came_by,
        said=item.said,
    )
