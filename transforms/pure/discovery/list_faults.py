"""What is wrong with a list of feeds, as far as their polls have shown: feeds that are one, that moved, that are over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations
from typing import Final, Literal

from msgspec import Struct

from transforms.pure.discovery.pages import named_feeds
from transforms.pure.feeds.health import Health
from transforms.pure.net.urls import url_key
from transforms.pure.shown.url_secrets import without_secrets

# Two feeds are one where so great a part of the smaller one's entries stands in both, and the larger is hardly larger.
SAME_SHARE: Final = 0.9
SAME_SIZE: Final = 1.5
LEAST_ENTRIES: Final = 5
# An entry that stands in more feeds than this is no sign of two being one, and would make pairs without end.
MOST_FEEDS_OF_AN_ENTRY: Final = 50
SILENT_DAYS: Final = 90

Kind = Literal["same", "within", "moved", "moving", "page", "gone", "dead", "failing", "silent"]
_ORDER: Final[tuple[Kind, ...]] = ("page", "gone", "dead", "failing", "moved", "moving", "same", "within", "silent")
_BROKEN: Final = frozenset(("gone", "dead", "failing"))


class FeedFacts(Struct, frozen=True, kw_only=True):
    """What is known of a listed feed: its health, in a word and in whole, and the ids of its last entries."""

    url: str
    label: str
    health: Health = Health()
    entries: frozenset[str] = frozenset()


class ListFault(Struct, frozen=True, kw_only=True):
    """What is wrong with a feed, as a sentence about it, and the commands on the list that mend it, in order.

    A command is a verb (`remove`, `add`, `disable`, `find`) and the address it is about.
    """

    kind: Kind
    url: str
    problem: str
    commands: tuple[tuple[str, str], ...] = ()


def find_faults(feeds: Sequence[FeedFacts], now: datetime) -> tuple[ListFault, ...]:
    """Give what is wrong, the worst first, in the order of the list; at most one fault for a feed.

    >>> health = Health(adopted_url="https://new.example/rss")
    >>> facts = FeedFacts(url="https://old.example/rss", label="healthy", health=health)
    >>> find_faults([facts], datetime(2026, 11, 22))[0].commands
    (('remove', 'https://old.example/rss'), ('add', 'https://new.example/rss'))
    """
    listed = {url_key(feed.url) for feed in feeds}
    found: dict[str, ListFault] = {}
    for feed in feeds:
        fault = _broken(feed, listed) or _moved(feed, listed) or _silent(feed, now)
        if fault is not None:
            found[feed.url] = fault
    for fault in _same(feeds):
        if fault.url not in found or found[fault.url].kind in ("silent", "moving"):
            found[fault.url] = fault
    places = {feed.url: number for number, feed in enumerate(feeds)}
    return tuple(sorted(found.values(), key=lambda fault: (_ORDER.index(fault.kind), places[fault.url])))


def _broken(feed: FeedFacts, listed: set[str]) -> ListFault | None:
    if feed.label not in _BROKEN:
        return None
    health = feed.health
    error = health.last_error or "it fails"
    error = error.removeprefix(f"{feed.url}: ").removeprefix(f"{without_secrets(feed.url)}: ")
    since = _since(health.last_success_at)
    declared = named_feeds(error)
    if declared and (health.last_success_at is None or feed.label == "dead"):
        new = () if any(url_key(url) in listed for url in declared) else declared[:1]
        return ListFault(
            kind="page",
            url=feed.url,
            problem=f"is a web page that declares {error.partition(' declares ')[2]}",
            commands=(("remove", feed.url), *(("add", url) for url in new)),
        )
    if feed.label == "gone":
        return ListFault(
            kind="gone", url=feed.url, problem=f"is gone: {error}{since}", commands=(("remove", feed.url),)
        )
    commands = (("find", _home(feed.url)), ("disable", feed.url))
    if feed.label == "dead":
        return ListFault(kind="dead", url=feed.url, problem=f"is dead: {error}{since}", commands=commands)
    if health.last_success_at is None:
        return ListFault(
            kind="failing", url=feed.url, problem=f"was never read: {error}", commands=(("find", _home(feed.url)),)
        )
    return None  # a failure that may pass; `status` lists it


def _moved(feed: FeedFacts, listed: set[str]) -> ListFault | None:
    health = feed.health
    if health.adopted_url is not None:
        target = health.adopted_url
        adds = () if url_key(target) in listed else (("add", target),)
        there = "" if adds else ", which is in the list too"
        return ListFault(
            kind="moved",
            url=feed.url,
            problem=f"has moved to {target}{there}",
            commands=(("remove", feed.url), *adds),
        )
    if health.redirect is not None and url_key(health.redirect.target) != url_key(feed.url):
        seen = health.redirect
        polls = "1 poll" if seen.sightings == 1 else f"{seen.sightings} polls"
        problem = f"redirects to {seen.target} for good, since {_day(seen.first_seen_at)} ({polls})"
        return ListFault(kind="moving", url=feed.url, problem=problem)
    return None


def _silent(feed: FeedFacts, now: datetime) -> ListFault | None:
    newest = feed.health.last_new_at
    if newest is None or (now - newest).days < SILENT_DAYS or feed.label != "healthy":
        return None
    problem = f"has brought nothing new since {_day(newest)}"
    return ListFault(kind="silent", url=feed.url, problem=problem, commands=(("find", _home(feed.url)),))


def _same(feeds: Sequence[FeedFacts]) -> Iterator[ListFault]:
    """Yield a fault for each feed whose entries stand in another one: of two that are one the later is the one too many."""
    places = {feed.url: number for number, feed in enumerate(feeds)}
    by_url = {feed.url: feed for feed in feeds if feed.label != "gone"}
    told: set[str] = set()
    for (one, other), both in sorted(_shared(by_url.values()).items(), key=lambda pair: -pair[1]):
        first, second = sorted((by_url[one], by_url[other]), key=lambda feed: places[feed.url])
        small, large = sorted((first, second), key=lambda feed: len(feed.entries))
        if both < max(LEAST_ENTRIES, SAME_SHARE * len(small.entries)) or small.url in told or large.url in told:
            continue
        if len(large.entries) <= SAME_SIZE * len(small.entries):
            told.add(second.url)
            problem = f"shows the same entries as {first.url} ({both} of its last {len(second.entries)})"
            yield ListFault(kind="same", url=second.url, problem=problem, commands=(("remove", second.url),))
        elif both == len(small.entries):
            told.add(small.url)
            problem = f"shows only what {large.url} shows too (all of its last {both})"
            yield ListFault(kind="within", url=small.url, problem=problem, commands=(("remove", small.url),))


def _shared(feeds: Iterable[FeedFacts]) -> Counter[tuple[str, str]]:
    """Count the entries that stand in both of two feeds, for each pair that has any."""
    holders: dict[str, list[str]] = {}
    for feed in feeds:
        for entry in feed.entries:
            holders.setdefault(entry, []).append(feed.url)
    shared: Counter[tuple[str, str]] = Counter()
    for urls in holders.values():
        if 1 < len(urls) <= MOST_FEEDS_OF_AN_ENTRY:
            shared.update(combinations(sorted(urls), 2))
    return shared


def _home(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"


def _since(moment: datetime | None) -> str:
    return f"; it was last read on {_day(moment)}" if moment is not None else "; it was never read"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
