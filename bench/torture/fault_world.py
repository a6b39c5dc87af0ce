"""Sites on this machine, most of them healthy, each of the others with one behaviour; served under names of their own.

Healthy sites publish while they are asked: what, and when, is laid out before, and is the same in a world without the others.
"""

from __future__ import annotations

import random
import socket
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from aiohttp import web
from hostile_server import Handler, reply

from bench.many_feeds import json_feed, serving, story_item, story_page, story_url
from bench.torture.behaviours import HANGS, NAMELESS, REFUSES, Behaviour
from bench.torture.fault_answers import healthy, other_host
from bench.torture.hanging_names import DOMAIN

PUBLISHED = "2026-01-02T08:00:00Z"
# Most items that a healthy feed lists.
WINDOW = 40
# Where the names are that lead nowhere.
_DOMAINS = {NAMELESS: "invalid", HANGS: DOMAIN}


class Bad(NamedTuple):
    """A site with a behaviour."""

    host: str
    behaviour: Behaviour

    @classmethod
    def at(cls, number: int, behaviour: Behaviour) -> Bad:
        """Give the broken site of a number."""
        return cls(f"bad-{number}.{_DOMAINS.get(behaviour.scheme, 'example')}", behaviour)

    @property
    def feed_url(self) -> str:
        """The address of its feed."""
        scheme = self.behaviour.scheme
        return f"{'http' if scheme in (REFUSES, *_DOMAINS) else scheme}://{self.host}/feed.xml"


class Story(NamedTuple):
    """The k-th story of a healthy site, which its feed lists from so many seconds after the first request on."""

    site: int
    k: int
    at: float

    @property
    def url(self) -> str:
        """The address of its page."""
        return story_url(good_host(self.site), str(self.site), self.k)


def good_host(site: int) -> str:
    """Give the host of a healthy site.

    >>> good_host(3)
    'good-3.example'
    """
    return f"good-{site}.example"


def lay_out(sites: int, backlog: int, per_second: float, seconds: float, rng: random.Random) -> list[Story]:
    """Lay out what healthy sites publish: a backlog each, then so many stories a second."""
    told = [0] * sites

    def publish(site: int, at: float) -> Story:
        told[site] += 1
        return Story(site, told[site], at)

    stories = [publish(site, 0.0) for site in range(sites) for _ in range(backlog)]
    return stories + [publish(rng.randrange(sites), n / per_second) for n in range(1, int(seconds * per_second) + 1)]


class FaultWorld:
    """A world while it is served; `begun` is when it was first asked (epoch seconds)."""

    def __init__(self, sites: int, stories: Sequence[Story], bad: Sequence[Bad]) -> None:
        self.stories, self.bad, self._sites = stories, bad, sites
        self.begun: float | None = None
        self.port = 0
        self._refusing = socket.socket()  # It never listens.
        self._answers: dict[str, dict[str, Handler | list[Handler]]] = {}
        for site in bad:
            answers = dict(healthy(site.host)) | site.behaviour.answers(site.host)
            self._answers[site.host] = answers
            self._answers[other_host(site.host)] = answers
        self._by_site = defaultdict[int, list[Story]](list)
        for story in stories:
            self._by_site[story.site].insert(0, story)

    @property
    def good_feeds(self) -> list[str]:
        """The addresses of the healthy feeds."""
        return [f"http://{good_host(site)}/feed.json" for site in range(self._sites)]

    @property
    def pins(self) -> dict[str, str]:
        """The `resolve` map that leads the names here."""
        here, refusing = f"127.0.0.1:{self.port}", f"127.0.0.1:{self._refusing.getsockname()[1]}"
        pins = dict.fromkeys((good_host(site) for site in range(self._sites)), here)
        for site in self.bad:
            scheme = site.behaviour.scheme
            if scheme not in _DOMAINS:
                pins |= {site.host: refusing if scheme == REFUSES else here, other_host(site.host): here}
        return pins

    @contextmanager
    def served(self) -> Iterator[FaultWorld]:
        """Serve it until the block ends."""
        with self._refusing, serving(self._app) as self.port:
            self._refusing.bind(("127.0.0.1", 0))
            yield self

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.begun = self.begun or time.time()
        host = request.host.partition(":")[0]
        if host.startswith("good-"):
            return self._answer_well(request, int(host.removeprefix("good-").removesuffix(".example")))
        answers = self._answers.get(host, {})
        answer = answers.get(request.path, reply(404))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        try:
            return await answer(request)
        except ConnectionResetError:
            return web.Response()  # The client has gone.

    def _answer_well(self, request: web.Request, site: int) -> web.StreamResponse:
        if request.path == "/feed.json":
            return self._feed(request, site)
        parts = request.path.removesuffix(".html").split("/")
        return story_page(parts[2], parts[3]) if parts[1] == "stories" else web.Response(status=404)

    def _feed(self, request: web.Request, site: int) -> web.Response:
        passed = time.time() - (self.begun or 0.0)
        shown = [story for story in self._by_site[site] if story.at <= passed][:WINDOW]
        etag = f'"{shown[0].k if shown else 0}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        items = [story_item(good_host(site), str(site), story.k, PUBLISHED) for story in shown]
        return json_feed(str(site), items, {"ETag": etag})
