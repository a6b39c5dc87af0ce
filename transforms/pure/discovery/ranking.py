"""Which of a site's feeds to take, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from transforms.pure.discovery.holdings import Holding
from transforms.pure.discovery.leads import Lead, Source

# Whose newest item is older may have been given up by its publisher.
ALIVE_DAYS: Final = 60
# A feed says more of each item than a sitemap does, which must bring so many times more to be taken in its place.
SITEMAP_FACTOR: Final = 2.0
# Rates that differ less are taken for equal: both are guessed from one look.
RATE_FACTOR: Final = 1.25
# Of two feeds, one is a copy of the other where so great a part of the smaller one's items stand in both.
COPY_SHARE: Final = 0.8
_TRUST: Final[dict[Source, int]] = {
    "given": 0,
    "declared": 1,
    "platform": 2,
    "linked": 3,
    "robots.txt": 4,
    "usual place": 5,
}


class FoundFeed(Struct, frozen=True, kw_only=True):
    """A feed that was found and read: where, how, and what it holds.

    `url` is the address to configure: where permanent redirects lead. `copy_of` is the address of a better one that holds the
    same items.
    """

    url: str
    lead: Lead
    holding: Holding
    copy_of: str | None = None


class Pick(Struct, frozen=True):
    """The feed to take, and the reason as half a sentence."""

    feed: FoundFeed
    why: str


def rank_feeds(found: Sequence[FoundFeed], now: datetime) -> tuple[FoundFeed, ...]:
    """Give the feeds, the best first, each copy marked with the better one that holds its items.

    Living feeds go before those that are silent, those of articles before those of comments, the site's own before those of
    others, feeds before sitemaps. Then
    what brings the most a day, full texts, and what the site itself points to first.
    """
    ordered = sorted(found, key=lambda feed: _order(feed, now))
    kept: list[FoundFeed] = []
    for feed in ordered:
        original = next((other for other in kept if other.copy_of is None and _is_copy(feed, other)), None)
        kept.append(_marked(feed, original))
    return tuple(sorted(kept, key=lambda feed: feed.copy_of is not None))


def pick_feed(ranked: Sequence[FoundFeed], now: datetime) -> Pick | None:
    """Give the feed to take of those that `rank_feeds` gives, and why; None where none is fit."""
    fit = [feed for feed in ranked if feed.copy_of is None and feed.holding.items and _is_the_sites(feed)]
    if not fit:
        return None
    best = next((feed for feed in fit if not feed.holding.is_sitemap), fit[0])
    sitemap = next((feed for feed in fit if feed.holding.format == "news sitemap"), None)
    if sitemap is not None and sitemap is not best:
        if not is_alive(best, now) and is_alive(sitemap, now):
            return Pick(sitemap, "the feeds have been silent for long; this sitemap is not")
        if _rate(sitemap) > SITEMAP_FACTOR * max(_rate(best), 0.01):
            return Pick(sitemap, f"it brings {_rate(sitemap):.1f} items a day, the best feed {_rate(best):.1f}")
    return Pick(best, _reason(best, fit, now))


def is_alive(feed: FoundFeed, now: datetime) -> bool:
    """Tell whether a feed's newest item is of the last weeks, or none of its items is dated."""
    newest = feed.holding.last_item_at
    return newest is None or now - newest <= timedelta(days=ALIVE_DAYS)


def _is_the_sites(feed: FoundFeed) -> bool:
    return not feed.lead.is_comments and not feed.lead.is_foreign


def _reason(best: FoundFeed, fit: Sequence[FoundFeed], now: datetime) -> str:
    others = [feed for feed in fit if feed is not best and not feed.holding.is_sitemap]
    if not is_alive(best, now):
        silent = f"though silent since {best.holding.last_item_at:%-d %B %Y}"
        return f"it is the {'best of those found' if others else 'only feed'}, {silent}"
    if best.lead.source == "given":
        return "it is the address that you gave"
    if best.holding.is_sitemap:
        return "no feed was found, and this sitemap says what is new"
    if not others:
        return "it is the only feed"
    rivals = [feed for feed in others if is_alive(feed, now)]
    if not rivals:
        return "the others have been silent for long"
    if all(_rate(best) > RATE_FACTOR * _rate(feed) for feed in rivals):
        return "it brings the most items a day"
    if best.holding.texts == "full texts" and all(feed.holding.texts != "full texts" for feed in rivals):
        return "it holds full texts"
    return "the site names it first" if best.lead.source in ("declared", "linked") else "it is the likeliest"


def _order(feed: FoundFeed, now: datetime) -> tuple[object, ...]:
    holding = feed.holding
    return (
        feed.lead.source != "given",
        not holding.items,
        not is_alive(feed, now),
        feed.lead.is_comments,
        feed.lead.is_foreign,
        holding.format == "sitemap",
        holding.is_sitemap,
        -_step(_rate(feed)),
        holding.texts != "full texts",
        _TRUST[feed.lead.source],
    )


def _step(rate: float) -> int:
    """Give a rate as a step of a ladder on which rates that hardly differ share one."""
    step = 0
    while rate > 0.05 and step < 100:
        rate, step = rate / RATE_FACTOR, step + 1
    return step


def _rate(feed: FoundFeed) -> float:
    return feed.holding.items_per_day or 0.0


def _is_copy(feed: FoundFeed, other: FoundFeed) -> bool:
    mine, theirs = feed.holding.links, other.holding.links
    smaller = min(len(mine), len(theirs))
    larger = max(len(mine), len(theirs))
    # A section's feed lies whole within that of all news, and is none.
    return smaller > 0 and len(mine & theirs) >= COPY_SHARE * smaller and larger <= 1.5 * smaller


def _marked(feed: FoundFeed, original: FoundFeed | None) -> FoundFeed:
    if original is None:
        return feed
    return FoundFeed(url=feed.url, lead=feed.lead, holding=feed.holding, copy_of=original.url)
