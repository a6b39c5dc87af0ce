"""Made-up feeds that publish for weeks: what each document holds at a moment, and what nobody could have seen.

They differ as real feeds do: how much they publish and when (nights, weekends, bursts), how few items their documents hold,
whether items have dates, stand in order, are pinned, or are dropped by age, how late items appear, when the site is down,
whether the feed moves, and whether older items can still be read (`archive`).
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from transforms.feed_items import FeedItem

START = datetime(2026, 11, 1, tzinfo=UTC)
HOUR, DAY = 3600.0, 86_400.0
BEFORE_DAYS = 4

Archive = Literal["none", "rfc5005", "pages", "wordpress", "sitemap"]
ARCHIVES: tuple[Archive, ...] = ("none", "rfc5005", "pages", "wordpress", "sitemap")
Span = tuple[float, float]


class Habits(Struct, frozen=True, kw_only=True):
    """What a feed is like. Times are seconds from the start; `rate` is items an hour in the middle of a working day.

    `max_age` drops items by age where it is not None; then the window is as large as it need be. `moved_at` gives all items
    other links and ids, as a new system does.
    """

    rate: float
    window: int
    night: float = 1.0
    weekend: float = 1.0
    bursts: tuple[tuple[float, float, float], ...] = ()
    dated: bool = True
    shuffled: bool = False
    pinned: int = 0
    max_age: float | None = None
    lag: float = 0.0
    down: tuple[Span, ...] = ()
    moved_at: float | None = None
    redirected_at: float | None = None
    answers_304: bool = True
    archive: Archive = "none"
    ttl: float | None = None


def draw_habits(rng: random.Random, days: float) -> Habits:
    """Draw a feed's habits: most are harmless, many have one difficulty, some have several."""
    seconds = days * DAY
    rate = math.exp(rng.uniform(math.log(0.1), math.log(25)))
    bursts: list[tuple[float, float, float]] = []
    if rng.random() < 0.4:
        for _ in range(max(1, round(rng.uniform(0.05, 0.5) * days))):
            begins = rng.uniform(0, seconds)
            bursts.append((begins, begins + rng.uniform(0.5, 6) * HOUR, _draw_factor(rate, rng)))
    down: list[Span] = []
    if rng.random() < 0.3:
        for _ in range(rng.randint(1, 3)):
            begins = rng.uniform(DAY, seconds)
            down.append((begins, begins + math.exp(rng.uniform(math.log(0.5), math.log(36))) * HOUR))
    by_age = rng.random() < 0.08
    return Habits(
        rate=rate,
        window=_draw_window(rate, rng),
        night=rng.choice((1.0, 0.6, 0.3, 0.1, 0.0)),
        weekend=rng.choice((1.0, 0.7, 0.4)),
        bursts=tuple(bursts),
        dated=rng.random() < 0.85,
        shuffled=rng.random() < 0.05,
        pinned=rng.choice((1, 1, 2)) if rng.random() < 0.1 else 0,
        max_age=rng.uniform(3, 48) * HOUR if by_age else None,
        lag=rng.uniform(0, 1) * HOUR if rng.random() < 0.2 else 0.0,
        down=tuple(down),
        moved_at=rng.uniform(0.2, 0.8) * seconds if rng.random() < 0.04 else None,
        redirected_at=rng.uniform(0.2, 0.8) * seconds if rng.random() < 0.06 else None,
        answers_304=rng.random() < 0.7,
        # What drops items by age has no pages of so many items.
        archive=rng.choices(ARCHIVES, (50, 0, 0, 0, 13) if by_age else (50, 6, 6, 25, 13))[0],
        ttl=rng.choice((1, 3, 12)) * HOUR if rng.random() < 0.1 else None,
    )


def _draw_factor(rate: float, rng: random.Random) -> float:
    """Draw how much more than usual a burst brings: up to tenfold, and hardly more than an item a minute."""
    return min(rng.uniform(2, 10), max(1.5, 60 / rate))


def _draw_window(rate: float, rng: random.Random) -> int:
    """Draw how many items a document holds: mostly those of an hour at least; of one feed in twenty too few at any time."""
    if rng.random() < 0.05:
        return rng.choice((1, 2, 3, 5))
    return rng.choice([size for size in (5, 8, 10, 10, 15, 20, 20, 25, 30, 50, 100) if size >= rate])


class SimFeed(Struct, kw_only=True):
    """One feed in its world. Item n appears at `appears[n]`; `seen` are the numbers of those that a poll saw in its document."""

    host: str
    habits: Habits
    appears: list[float]
    items: list[FeedItem]
    moved: list[FeedItem]
    pins: list[FeedItem]
    seen: set[int] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"https://{self.host}/feed/"

    def is_down(self, seconds: float) -> bool:
        return any(begins <= seconds < ends for begins, ends in self.habits.down)

    def standing(self, seconds: float) -> range:
        """Give the numbers of the items that the document holds."""
        end = bisect_right(self.appears, seconds)
        if self.habits.max_age is not None:
            return range(bisect_right(self.appears, seconds - self.habits.max_age), end)
        return range(max(0, end - self.habits.window), end)

    def items_of(self, numbers: range, seconds: float, shuffle: bool = True) -> tuple[FeedItem, ...]:
        """Give items as they stand in a document: the newest first, behind what is pinned."""
        has_moved = self.habits.moved_at is not None and seconds >= self.habits.moved_at
        names = self.moved if has_moved else self.items
        found = [names[n] for n in reversed(numbers)]
        if self.habits.shuffled and shuffle:
            random.Random(len(found) + (numbers.stop if numbers else 0)).shuffle(found)
        return (*self.pins, *found) if shuffle else tuple(found)

    @property
    def generator(self) -> str | None:
        return "https://wordpress.org/?v=6.4" if self.habits.archive == "wordpress" else None

    def older_url(self, url: str) -> str | None:
        """Give the page that a document of the feed names as the one with older items."""
        if self.habits.archive not in ("rfc5005", "pages"):
            return None
        return f"https://{self.host}/older/{int(url.rpartition('/')[2]) + 1 if '/older/' in url else 2}"

    def archived(self, url: str, seconds: float) -> tuple[FeedItem, ...] | str | None:
        """Give the items of a page of the archive, the text of a robots.txt, or None where there is no such page."""
        archive, end = self.habits.archive, bisect_right(self.appears, seconds)
        if url.endswith("/robots.txt"):
            return f"Sitemap: https://{self.host}/news-sitemap.xml" if archive == "sitemap" else "User-agent: *"
        if archive == "sitemap" and url.endswith("/news-sitemap.xml"):
            numbers = range(max(0, end - 1000), end)
            changed = [START + timedelta(seconds=round(self.appears[n])) for n in reversed(numbers)]
            items = self.items_of(numbers, seconds, shuffle=False)
            return tuple(replace(item, updated_at=at) for item, at in zip(items, changed, strict=True))
        if archive in ("rfc5005", "pages") and "/older/" in url:
            size, page = self.habits.window, int(url.rpartition("/")[2])
        elif archive == "wordpress" and "paged=" in url:
            size, page = self.habits.window, int(url.rpartition("=")[2])
        else:
            return None
        numbers = range(max(0, end - size * page), max(0, end - size * (page - 1)))
        return self.items_of(numbers, seconds, shuffle=False) if numbers else None


def make_feed(number: int, habits: Habits, days: float, rng: random.Random) -> SimFeed:
    """Make a feed that publishes by its habits, from a few days before the start on."""
    appears: list[float] = []
    at, top = -BEFORE_DAYS * DAY, habits.rate * max([1.0, *(factor for _, _, factor in habits.bursts)])
    while (at := at + rng.expovariate(top / HOUR)) < days * DAY:
        if rng.random() < _rate(habits, at) / top:
            appears.append(at)
    host = f"paper{number}.example"
    items = [_item(host, "news", n, at, habits, rng) for n, at in enumerate(appears)]
    moved = [
        FeedItem(link=item.link.replace("/news/", "/artikel/"), guid=f"{item.guid}-b", published_at=item.published_at)
        for item in items
    ]
    pins = [_item(host, "pinned", n, -(9 + n) * DAY, habits, rng) for n in range(habits.pinned)]
    return SimFeed(host=host, habits=habits, appears=appears, items=items, moved=moved, pins=pins)


def _item(host: str, folder: str, number: int, appears: float, habits: Habits, rng: random.Random) -> FeedItem:
    dated = START + timedelta(seconds=round(appears - rng.uniform(0, habits.lag)))
    return FeedItem(
        link=f"https://{host}/{folder}/{number}",
        guid=f"{folder}-{number}",
        title=f"Story {number}",
        published_at=dated if habits.dated else None,
    )


def _rate(habits: Habits, seconds: float) -> float:
    """Give the items an hour at a moment: a day has one high and one low, and bursts come on top."""
    hour = seconds % DAY / HOUR
    day_part = 0.5 - 0.5 * math.cos(2 * math.pi * (hour - 3) / 24)
    rate = habits.rate * (habits.night + (1 - habits.night) * day_part)
    if seconds // DAY % 7 in (0, 6):
        rate *= habits.weekend
    return rate * max([1.0, *(factor for begins, ends, factor in habits.bursts if begins <= seconds < ends)])
