"""Which items of a feed's document are new, and which of them become entries.

Each item is known, or becomes an entry, or is dropped for a counted reason; nothing falls through.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Annotated

from msgspec import Meta, Struct

from transforms import reasons
from transforms.pure.feeds.full_text import reduce_content
from transforms.pure.feeds.window import (
    Candidate,
    Window,
    find_sightings,
    item_date,
    keep_departed,
    read_candidates,
    recognise,
    remember,
    span_seconds,
)
from transforms.reasons import Reason
from transforms.records import Article, Entry, Feed, FeedItem, ParsedFeed

Days = Annotated[float, Meta(gt=0)]


class FirstPoll(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a new feed may bring at its first poll. `max_age_days` None: of any age; undated items pass."""

    max_entries: Annotated[int, Meta(ge=0)] = 50
    max_age_days: Days | None = 7.0


class Keep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which items become entries; an empty rule keeps all.

    languages: BCP 47 ranges (`pt` keeps `pt-BR`), compared with what the configuration or the feed declares; items of
        unknown language are kept.
    url_include, url_exclude: regular expressions sought in the cleaned URL; one of the first, none of the second.
    sections: compared with the configured section and the item's categories, case aside; an item without is dropped.
    max_age_days: undated items are kept.

    Raises: ValueError if a pattern is no regular expression.
    """

    languages: tuple[str, ...] = ()
    url_include: tuple[str, ...] = ()
    url_exclude: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    max_age_days: Days | None = None

    def __post_init__(self) -> None:
        for name, patterns in (("url_include", self.url_include), ("url_exclude", self.url_exclude)):
            for pattern in patterns:
                _check_pattern(name, pattern)


class ClassifiedItems(Struct, frozen=True, kw_only=True):
    """A document, item by item: each is new (an entry, or dropped for a counted reason) or known.

    `entries` are to be parked; the last `renewed` of them are known and only sighted again. `known` is the overlap with
    the window, `new` the number of items that were not in it. `gap`: nothing was known, though the window was not empty,
    so items may have come and gone unseen. `span_seconds` lies between the document's oldest and newest dated item.
    """

    entries: tuple[Entry, ...]
    window: Window
    new: int
    known: int
    renewed: int
    dropped: dict[Reason, int]
    gap: bool
    span_seconds: float | None


def classify_items(
    parsed: ParsedFeed, window: Window, feed: Feed, now: datetime, *, first: FirstPoll, keep: Keep
) -> ClassifiedItems:
    """Tell the new items of a document from those that the window of the polls before knows.

    Items are taken newest first, undated ones last in the document's order: so a first poll's cap keeps the newest, and
    of several items with one id the newest counts. A parked entry that still stands after a month is parked again under
    its old id, as a sighting.
    """
    is_first = not window.polled and not window.seen
    candidates = read_candidates(parsed)
    found = recognise(window, candidates, feed.url)
    pairs = list(zip(candidates, found, strict=True))
    unknown = [candidate for candidate, seen in pairs if seen is None]
    issued = {candidate.id for candidate, seen in pairs if seen is not None}
    dropped = _count_unread(parsed, window)
    language = feed.language or parsed.language
    rules = _Rules(keep=keep, first=first if is_first else None, language=language, section=feed.section, now=now)
    kept = _select(unknown, issued, rules, dropped)
    renewed = find_sightings(candidates, found, now)
    standing = remember(candidates, found, {*kept, *renewed}, now)
    entries = (_make_entry(id_, one, parsed, feed, language, now) for id_, one in (kept | renewed).items())
    return ClassifiedItems(
        entries=tuple(entries),
        window=Window(
            seen=standing + keep_departed(window.seen, standing),
            polled=True,
            without_link=parsed.without_link,
            beyond_cap=parsed.beyond_cap,
        ),
        new=len(unknown),
        known=len(candidates) - len(unknown),
        renewed=len(renewed),
        dropped=dict(+dropped),
        gap=bool(window.seen and candidates) and len(unknown) == len(candidates),
        span_seconds=span_seconds(parsed, now),
    )


def _count_unread(parsed: ParsedFeed, window: Window) -> Counter[Reason]:
    """Count the items that cannot be told apart, as far as they are more than in the last document."""
    return Counter(
        {
            reasons.NO_LINK: max(0, parsed.without_link - window.without_link),
            reasons.BEYOND_CAP: max(0, parsed.beyond_cap - window.beyond_cap),
        }
    )


class _Rules(Struct, frozen=True, kw_only=True):
    """What decides on an unknown item; `first` is None after a feed's first poll."""

    keep: Keep
    first: FirstPoll | None
    language: str | None
    section: str | None
    now: datetime


def _select(
    unknown: Iterable[Candidate], issued: set[str | None], rules: _Rules, dropped: Counter[Reason]
) -> dict[str, Candidate]:
    """Give the unknown items that become entries, by id; count the others in `dropped`."""
    kept: dict[str, Candidate] = {}
    for candidate in unknown:
        reason = _reason_to_drop(candidate, rules)
        if reason is None and (candidate.id in kept or candidate.id in issued):
            reason = reasons.DUPLICATE_IN_FEED
        if reason is None and rules.first is not None and len(kept) >= rules.first.max_entries:
            reason = reasons.FIRST_POLL_CAP
        if reason is not None:
            dropped[reason] += 1
        elif candidate.id is not None:
            kept[candidate.id] = candidate
    return kept


def _reason_to_drop(candidate: Candidate, rules: _Rules) -> Reason | None:
    item, keep = candidate.item, rules.keep
    if candidate.url is None:
        return reasons.BAD_LINK if item.link.strip() else reasons.NO_LINK
    if rules.language is not None and keep.languages and not _in_ranges(rules.language, keep.languages):
        return reasons.LANGUAGE
    if keep.url_include and not _any_found(keep.url_include, candidate.url):
        return reasons.URL_PATTERN
    if _any_found(keep.url_exclude, candidate.url):
        return reasons.URL_PATTERN
    if keep.sections and not _names(rules.section, *item.categories) & _names(*keep.sections):
        return reasons.SECTION
    if _is_older(item, keep.max_age_days, rules.now):
        return reasons.TOO_OLD
    if rules.first is not None and _is_older(item, rules.first.max_age_days, rules.now):
        return reasons.FIRST_POLL_AGE
    return None


def reason_to_drop(article: Article, keep: Keep) -> Reason | None:
    """Give the reason why an article is dropped after all, now that its page says its language and date; None: it is kept.

    Feeds are often silent on both. The age is that at the time of retrieval.
    """
    if article.language is not None and keep.languages and not _in_ranges(article.language, keep.languages):
        return reasons.LANGUAGE
    if article.published_at is not None and keep.max_age_days is not None:
        age = article.fetch.fetched_at - article.published_at
        return reasons.TOO_OLD if age.total_seconds() > keep.max_age_days * 86_400 else None
    return None


def _make_entry(
    id_: str, candidate: Candidate, parsed: ParsedFeed, feed: Feed, language: str | None, now: datetime
) -> Entry:
    item = candidate.item
    return Entry(
        id=id_,
        url=candidate.url or item.link,
        link=item.link,
        feed_url=feed.url,
        parked_at=now,
        feed_title=parsed.title or feed.name,
        guid=item.guid,
        title=item.title,
        summary=item.summary,
        content=reduce_content(item.content),
        authors=item.authors,
        categories=item.categories,
        language=language,
        section=feed.section,
        tags=feed.tags,
        published_at=item.published_at,
        updated_at=item.updated_at,
    )


def _is_older(item: FeedItem, max_age_days: float | None, now: datetime) -> bool:
    at = item_date(item)
    if at is None or max_age_days is None:
        return False
    return (now - at).total_seconds() > max_age_days * 86_400


def _in_ranges(language: str, ranges: Iterable[str]) -> bool:
    """Filter by language ranges (basic filtering, RFC 4647, section 3.3.1); feeds also write `pt_BR`."""
    tag = language.replace("_", "-").lower()
    lower = [one.replace("_", "-").lower() for one in ranges]
    return any(one == "*" or tag == one or tag.startswith(f"{one}-") for one in lower)


def _names(*names: str | None) -> set[str]:
    return {name.strip().casefold() for name in names if name and name.strip()}


def _any_found(patterns: tuple[str, ...], url: str) -> bool:
    return any(pattern.search(url) for pattern in _compiled(patterns))


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _check_pattern(name: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{name}: {pattern!r} is not a regular expression: {error}") from None
