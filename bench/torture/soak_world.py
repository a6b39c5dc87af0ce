"""Feeds that publish for weeks on a clock that only counts, their pages, and what must come of all that a poll has shown.

The feeds are those of `bench.publishing_world`: bursts, nights, pins, sites that are down, feeds that move. Of their pages
some are gone, some fail at first, some always, and some are refused for days. What a page answers depends on its address and
on the time alone, so that a process that is started again meets the same world.
"""

from __future__ import annotations

import os
import random
import threading
import zlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from bench.polled_world import ask_feed
from bench.publishing_world import DAY, HOUR, START, SimFeed, draw_habits, make_feed
from transforms.errors import FetchError
from transforms.feed_items import ParsedFeed
from transforms.poll_results import FeedJob
from transforms.pure.net.responses import find_error
from transforms.pure.net.urls import host_of
from transforms.web.response import Response

Fate = Literal["article", "gone", "never", "late", "refused"]
# Of a thousand pages: gone (404), never there (500), there after an hour or so (500 before), and refused (403) for two days.
SHARES: dict[Fate, int] = {"gone": 10, "never": 5, "late": 20, "refused": 5}
LATE_SECONDS, REFUSED_SECONDS = 1.0 * HOUR, 2.0 * DAY
PAGE = b"<!doctype html><article>A story.</article>"


def fate_of(url: str) -> Fate:
    """Give what becomes of a page.

    >>> fate_of("https://paper1.example/news/1")
    'article'
    """
    rest = zlib.crc32(url.encode()) % 1000
    for fate, share in SHARES.items():
        if rest < share:
            return fate
        rest -= share
    return "article"


class SoakWorld:
    """So many feeds, for so many days; `slower` divides how much they publish. Times are seconds since `START`."""

    def __init__(self, feeds: int, days: float, slower: float, seed: int) -> None:
        self.days = days
        rng = random.Random(seed)
        self.feeds = [_make(number, days, slower, random.Random(rng.getrandbits(64))) for number in range(feeds)]
        self._by_host = {feed.host: feed for feed in self.feeds}

    @property
    def items(self) -> int:
        """How many items are published from the start on."""
        return sum(sum(at >= 0 for at in feed.appears) for feed in self.feeds)

    def ask_feed(self, job: FeedJob, now: datetime) -> Response | FetchError:
        """Give what a feed answers at a moment."""
        answer, _ = ask_feed(self._by_host[host_of(job.url)], job, _seconds(now), now)
        return answer

    def parse(self, body: bytes, *, url: str, now: datetime, **_: object) -> ParsedFeed:
        """Give the items of a feed's document, which names them by their numbers."""
        feed = self._by_host[host_of(url)]
        items = feed.items_of(_standing(body), _seconds(now))
        return ParsedFeed(items=items, generator=feed.generator, ttl_seconds=feed.habits.ttl)

    def links(self, host: str, body: bytes, now: datetime) -> set[str]:
        """Give the links in a document."""
        return {item.link or "" for item in self._by_host[host].items_of(_standing(body), _seconds(now))}

    def ask_page(self, url: str, now: datetime) -> Response | FetchError:
        """Give what a page answers at a moment."""
        status = self._status(url, _seconds(now))
        error = find_error(url, status, {}, now)
        if error is not None:
            return error
        return Response(
            url=url,
            final_url=url,
            status=200,
            headers={"content-type": "text/html"},
            body=PAGE,
            fetched_at=now,
            seconds=0.1,
            wire_bytes=len(PAGE),
        )

    def _status(self, url: str, seconds: float) -> int:
        fate = fate_of(url)
        if fate == "gone":
            return 404
        since = seconds - self._appears(url)
        if fate == "never" or (fate == "late" and since < LATE_SECONDS):
            return 500
        return 403 if fate == "refused" and since < REFUSED_SECONDS else 200

    def _appears(self, url: str) -> float:
        """Give when a page's item appears; what is pinned was there before."""
        if "/pinned/" in url:
            return 0.0
        return max(0.0, self._by_host[host_of(url)].appears[int(url.rpartition("/")[2])])


class Journal:
    """What happened, a line each, which outlives the process that wrote it. Any thread may write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._lock = threading.Lock()

    def note(self, *words: object) -> None:
        """Write a line, at once."""
        with self._lock:
            os.write(self._file, f"{' '.join(map(str, words))}\n".encode())

    def lines(self) -> list[list[str]]:
        """Give all lines, by their words."""
        return [line.split(" ") for line in self.path.read_text().splitlines()]


def moment(seconds: float) -> datetime:
    """Give a moment of the world as a clock shows it."""
    return START + timedelta(seconds=seconds)


def _seconds(now: datetime) -> float:
    return (now - START).total_seconds()


def _standing(body: bytes) -> range:
    """Give the numbers of the items in a document: it is its own ETag, see `bench.polled_world.ask_feed`."""
    start, stop, _ = body.decode().strip('"').split("-")
    return range(int(start), int(stop))


def _make(number: int, days: float, slower: float, rng: random.Random) -> SimFeed:
    habits = draw_habits(rng, days)
    return make_feed(number, replace(habits, rate=habits.rate / slower), days, rng)
