"""Many feeds on fewer sites, all of which may be asked at once; what each site was asked, and when, is noted here.

    /feeds/<n>.json            a JSON Feed with one story, or with none for every second feed
    /stories/<n>/<k>.html      a short page

`python -m bench.torture.storm_world` serves them from a process of its own and says at which port; when its standard input
ends it prints what was asked (JSON): how often, the shortest time between two requests to a site, and the most open at once.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from aiohttp import web

from bench.many_feeds import json_feed, serving, story_item, story_page

PUBLISHED = "2026-01-02T08:00:00Z"
LATENCY_SECONDS = 0.02
# Two requests that were sent so far apart may be served nearer together on a busy machine.
NEAR_SHARE = 0.5


class Asked(NamedTuple):
    """What the sites were asked. `near` are requests that came much sooner after the one before than they should have."""

    feeds: int
    pages: int
    twice: int
    near: int
    peak_per_site: int


class Storm:
    """The sites while they are served."""

    def __init__(self, spacing_seconds: float) -> None:
        self._spacing = spacing_seconds
        self._last: dict[str, float] = {}
        self._open: Counter[str] = Counter()
        self._near = self._peak = 0
        self._asked: Counter[str] = Counter()

    def app(self) -> web.Application:
        """Give what is served."""
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        return app

    def asked(self) -> Asked:
        """Give what was asked until now."""
        feeds = {path: n for path, n in self._asked.items() if "/feeds/" in path}
        pages = sum(n for path, n in self._asked.items() if "/stories/" in path)
        return Asked(sum(feeds.values()), pages, sum(n > 1 for n in feeds.values()), self._near, self._peak)

    async def _answer(self, request: web.Request) -> web.Response:
        host, now = request.host.partition(":")[0], time.monotonic()
        if request.path == "/robots.txt":
            return web.Response(text="User-agent: *\nAllow: /\n")
        self._near += now - self._last.get(host, -1e9) < NEAR_SHARE * self._spacing
        self._last[host] = now
        self._asked[f"{host}{request.path}"] += 1
        self._open[host] += 1
        self._peak = max(self._peak, self._open[host])
        try:
            await asyncio.sleep(LATENCY_SECONDS)
            return _found(host, request.path)
        finally:
            self._open[host] -= 1


class Serving:
    """The storm in a process of its own; `asked` ends it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self._process, self.port = process, int(process.stdout.readline())

    def asked(self) -> Asked:
        """End it, and give what was asked."""
        said, _ = self._process.communicate(timeout=120)
        return Asked(*json.loads(said))


@contextmanager
def serving_apart(spacing_seconds: float) -> Iterator[Serving]:
    """Serve the sites by a process whose memory and CPU are not ours."""
    command = [sys.executable, "-m", "bench.torture.storm_world", str(spacing_seconds)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Serving(process)
    finally:
        process.kill()
        process.wait()


def has_story(n: int) -> bool:
    """Tell whether a feed lists a story.

    >>> has_story(4), has_story(5)
    (True, False)
    """
    return n % 2 == 0


def _found(host: str, path: str) -> web.Response:
    name = path.rpartition("/")[2].removesuffix(".json")
    if path.startswith("/feeds/"):
        items = [story_item(host, name, 1, PUBLISHED)] if has_story(int(name)) else []
        return json_feed(name, items, {"ETag": '"1"'})
    _, _, number, page = path.split("/")
    return story_page(number, page.removesuffix(".html"))


def main() -> None:
    """Serve until the standard input ends; say what was asked."""
    storm = Storm(float(sys.argv[1]))
    with serving(storm.app) as port:
        print(port, flush=True)
        sys.stdin.read()
        print(json.dumps(storm.asked()), flush=True)


if __name__ == "__main__":
    main()
