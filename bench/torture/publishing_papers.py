"""Papers that publish when they are asked to, served on this machine: what the runs that are killed ingest.

Each paper is a site with one JSON Feed, which lists all that it has published:

    /feed.json               changes with each publication
    /stories/<n>/<k>.html    a short page; every seventh is gone, every eleventh holds no text, every fifth fails at first
    /go/<n>/<k>              leads to that story of another paper
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from bench.many_feeds import json_feed, serving, story_item, story_page, story_url

GONE, WITHOUT_TEXT, FAILS_FIRST, LEADS_ON = 7, 11, 5, 4
PUBLISHED = "2026-01-02T08:00:00Z"


def host(number: int) -> str:
    """Give the host of a paper.

    >>> host(3)
    'paper-3.example'
    """
    return f"paper-{number}.example"


class Papers:
    """So many papers, with `backlog` stories each. `publish` may be called from any thread."""

    def __init__(self, count: int, backlog: int, rng: random.Random) -> None:
        self._rng, self._failed_once = rng, set[str]()
        self._items: list[list[dict[str, str]]] = [[] for _ in range(count)]
        self._told = [0] * count
        self.port = 0
        for _ in range(backlog):
            for number in range(count):
                self._publish_at(number)

    @property
    def entries(self) -> int:
        """How many entries all feeds list."""
        return sum(map(len, self._items))

    @property
    def feed_urls(self) -> list[str]:
        """The feeds' URLs."""
        return [f"http://{host(number)}/feed.json" for number in range(len(self._items))]

    @property
    def pins(self) -> dict[str, str]:
        """The `resolve` map that leads the papers' names here, while they are served."""
        return {host(number): f"127.0.0.1:{self.port}" for number in range(len(self._items))}

    def publish(self, stories: int) -> None:
        """Publish so many stories, each at a paper that is drawn."""
        for _ in range(stories):
            self._publish_at(self._rng.randrange(len(self._items)))

    @contextmanager
    def served(self) -> Iterator[Papers]:
        """Serve them until the block ends."""
        with serving(self._app) as self.port:
            yield self

    def _publish_at(self, number: int) -> None:
        k = self._told[number] = self._told[number] + 1
        items = [story_item(host(number), str(number), k, PUBLISHED)]
        if k % LEADS_ON == 0:
            other = (number + 1) % len(self._items)
            link = {"url": f"http://{host(other)}/go/{number}/{k}", "id": f"go-{number}-{k}"}
            self._items[other] = [{**items[0], **link}, *self._items[other]]
        self._items[number] = [*items, *self._items[number]]

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/feed.json", self._feed)
        app.router.add_get("/stories/{n}/{k}.html", self._page)
        app.router.add_get("/go/{n}/{k}", _lead_on)
        return app

    async def _feed(self, request: web.Request) -> web.Response:
        number = int(request.host.partition(":")[0].removeprefix("paper-").removesuffix(".example"))
        items = self._items[number]
        etag = f'"{len(items)}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return json_feed(str(number), items, {"ETag": etag})

    async def _page(self, request: web.Request) -> web.Response:
        number, k = request.match_info["n"], int(request.match_info["k"])
        if k % GONE == 0:
            return web.Response(status=404)
        if k % WITHOUT_TEXT == 0:
            return web.Response(text="<!doctype html><title>Nothing yet</title>", content_type="text/html")
        if k % FAILS_FIRST == 0 and request.path not in self._failed_once:
            self._failed_once.add(request.path)
            return web.Response(status=500)
        return story_page(number, str(k))


async def _lead_on(request: web.Request) -> web.Response:
    number, k = request.match_info["n"], int(request.match_info["k"])
    return web.Response(status=302, headers={"Location": story_url(host(int(number)), number, k)})
