"""Which items of a feed, and which articles, are kept: the rules of the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Annotated

from msgspec import Meta, Struct

from transforms import reasons
from transforms.feed_items import FeedItem
from transforms.pure.feeds.window import Candidate, item_date
from transforms.pure.text.languages import UNDETERMINED
from transforms.reasons import Reason
from transforms.records import Article

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
        both = (("url_include", self.url_include), ("url_exclude", self.url_exclude))
        faults = [_fault(name, pattern) for name, patterns in both for pattern in patterns]
        if any(faults):
            raise ValueError(*filter(None, faults))


class ItemRules(Struct, frozen=True, kw_only=True):
    """What decides on an unknown item; `first` is None after a feed's first poll."""

    keep: Keep
    first: FirstPoll | None
    language: str | None
    section: str | None
    now: datetime


def find_item_drop(candidate: Candidate, rules: ItemRules) -> Reason | None:
    """Give the reason why an unknown item becomes no entry; None where it becomes one."""
    item, keep = candidate.item, rules.keep
    if candidate.url is None:
        return reasons.BAD_LINK if item.link.strip() else reasons.NO_LINK
    language = rules.language or item.language
    if language is not None and keep.languages and not _in_ranges(language, keep.languages):
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


def find_article_drop(article: Article, keep: Keep) -> Reason | None:
    """Give the reason why an article is dropped after all, now that its page says its language and date; None: it is kept.

    Feeds are often silent on both. An article whose language is not certain is kept, as one without. The age is that at the
    time of retrieval.
    """
    language = None if article.language == UNDETERMINED else article.language
    if language is not None and keep.languages and not _in_ranges(language, keep.languages):
        return reasons.LANGUAGE
    if article.published_at is not None and keep.max_age_days is not None:
        age = article.fetched.fetched_at - article.published_at
        return reasons.TOO_OLD if age.total_seconds() > keep.max_age_days * 86_400 else None
    return None


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


def _fault(name: str, pattern: str) -> str | None:
    try:
        re.compile(pattern)
    except re.error as error:
        return f"{name}: {pattern!r} is not a regular expression: {error}"
    return None
