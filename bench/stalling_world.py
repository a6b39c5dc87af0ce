"""A world of small sites on this machine, some of whose feeds and pages accept a connection and never answer, or drip.

Each site is a host of its own (paper-0.example, paper-1.example, ...), led here by `resolve`, and has one feed:

    /feeds/<site>.json              lists what the site has published until now, the newest first
    /stories/<site>/<k>.html        a short page

What is published when, and what stalls, is laid out before: worlds with one layout differ in nothing but the stalls.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web
from many_feeds import json_feed, serving, story_item, story_page, story_url

# Most items that a feed lists.
WINDOW = 40
DRIP_SECONDS = 1.0
ROBOTS = "User-agent: *\nAllow: /\n"


@dataclass(frozen=True)
class Story:
    """One article, the k-th of its site: `at` seconds after the first request to the world it appears in the feed."""

    site: int
    k: int
    at: float

    @property
    def url(self) -> str:
        """Give its page, which is the link of its row, too."""
        return story_url(host(self.site), str(self.site), self.k)


@dataclass(frozen=True)
class Layout:
    """What is published, in the order of time, and what stalls in a world with stalls: feeds by site, and pages."""

    sites: int
    stories: tuple[Story, ...]
    stalled_feeds: frozenset[int]
    stalled_pages: frozenset[Story]

    def healthy(self) -> list[Story]:
        """Give the articles that come in either world: neither their page nor their feed stalls."""
        return [story for story in self.stories if not self._stalls(story)]

    def _stalls(self, story: Story) -> bool:
        return story.site in self.stalled_feeds or story in self.stalled_pages


def host(site: int) -> str:
    """Give the host name of a site.

    >>> host(7)
    'paper-7.example'
    """
    return f"paper-{site}.example"


def lay_out(
    sites: int,
    backlog: int,
    per_second: float,
    seconds: float,
    *,
    feed_share: float = 0.1,
    page_share: float = 0.05,
    seed: int = 1,
) -> Layout:
    """Lay a world out: each site has `backlog` articles from the start; the sites whose feeds answer publish more, evenly.

    >>> world = lay_out(20, 3, 2.0, 10.0)
    >>> len(world.stories), len(world.stalled_feeds), len(world.stalled_pages), len(world.healthy())
    (80, 2, 4, 70)
    """
    rng, told = random.Random(seed), defaultdict[int, int](int)
    stalled_feeds = frozenset(rng.sample(range(sites), round(sites * feed_share)))
    answering = [site for site in range(sites) if site not in stalled_feeds]

    def publish(site: int, at: float) -> Story:
        told[site] += 1
        return Story(site, told[site], at)

    stories = [publish(site, 0.0) for site in range(sites) for _ in range(backlog)]
    stories += [publish(rng.choice(answering), n / per_second) for n in range(1, int(seconds * per_second) + 1)]
    listed = [story for story in stories if story.site not in stalled_feeds]
    stalled_pages = frozenset(rng.sample(listed, round(len(listed) * page_share)))
    return Layout(sites, tuple(stories), stalled_feeds, stalled_pages)


class World:
    """A world while it is served: when it was first asked, and when each article was first listed (epoch seconds)."""

    def __init__(self, layout: Layout, *, stalls: bool) -> None:
        self.layout, self.stalls = layout, stalls
        self.port = 0
        self.begun: float | None = None
        self.first_page_at: float | None = None
        self.listed_at: dict[str, float] = {}
        self._by_site = defaultdict[int, list[Story]](list)
        for story in layout.stories:
            self._by_site[story.site].insert(0, story)

    @contextmanager
    def served(self) -> Iterator[World]:
        """Serve it until the block ends."""
        with serving(self._app) as self.port:
            yield self

    def feed_urls(self) -> list[str]:
        """Give the URLs of its feeds."""
        return [f"http://{host(site)}/feeds/{site}.json" for site in range(self.layout.sites)]

    def pins(self) -> dict[str, str]:
        """Give the `resolve` map that leads its names here."""
        return {host(site): f"127.0.0.1:{self.port}" for site in range(self.layout.sites)}

    def published_at(self, story: Story) -> float:
        """Give the moment when an article appears in its feed. Only once the world has been asked."""
        assert self.begun is not None
        return self.begun + story.at

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._note])
        app.router.add_get("/robots.txt", _robots)
        app.router.add_get("/feeds/{site}.json", self._feed)
        app.router.add_get("/stories/{site}/{k}.html", self._page)
        return app

    @web.middleware
    async def _note(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if self.begun is None:
            self.begun = time.time()
        return await handler(request)

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["site"]
        if self.stalls and int(name) in self.layout.stalled_feeds:
            return await _stall(request, "application/feed+json" if int(name) % 2 else None)
        now = time.time()
        shown = [story for story in self._by_site[int(name)] if self.published_at(story) <= now][:WINDOW]
        etag = f'"{name}-{shown[0].k if shown else 0}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        for story in shown:
            self.listed_at.setdefault(story.url, now)
        items = [story_item(host(story.site), name, story.k, self._told(story)) for story in shown]
        return json_feed(name, items, {"ETag": etag})

    def _told(self, story: Story) -> str:
        return datetime.fromtimestamp(self.published_at(story), UTC).isoformat(timespec="seconds")

    async def _page(self, request: web.Request) -> web.StreamResponse:
        if self.first_page_at is None:
            self.first_page_at = time.time()
        name, k = request.match_info["site"], request.match_info["k"]
        if self.stalls and any(story.k == int(k) for story in self._stalled_of(int(name))):
            return await _stall(request, "text/html" if int(k) % 2 else None)
        return story_page(name, k)

    def _stalled_of(self, site: int) -> list[Story]:
        return [story for story in self._by_site[site] if story in self.layout.stalled_pages]


async def _robots(request: web.Request) -> web.Response:
    return web.Response(text=ROBOTS)


async def _stall(request: web.Request, drips: str | None) -> web.StreamResponse:
    """Never answer; or, where `drips` gives a type, begin to, with a byte now and then. The client's end cancels this."""
    response = web.StreamResponse(headers={"Content-Type": drips} if drips else {})
    if drips:
        await response.prepare(request)
    while True:
        await asyncio.sleep(DRIP_SECONDS)
        if drips:
            await response.write(b" ")
