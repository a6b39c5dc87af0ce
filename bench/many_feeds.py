"""Many small feeds and their pages, served on this machine: JSON Feeds of 60 items each, which are quick to read.

    /feeds/<n>.json            never changes, and says so when it is asked (304)
    /fresh/<n>.json            has one item more each time that it is asked
    /stories/<n>/<k>.html      a short page

python bench/many_feeds.py serves them from a process of its own, and says at which port; it ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

HOSTS = tuple(f"paper-{n}.example" for n in range(8))
ITEMS = 60
SENTENCE = "The river rose by two metres during the night, and the bridges of the town were closed until the morning."
_asked: Counter[str] = Counter()


def feed_urls(count: int, hosts: tuple[str, ...] = HOSTS, kind: str = "feeds") -> list[str]:
    """Gives the URLs of so many feeds, spread over hosts."""
    return [f"http://{hosts[n % len(hosts)]}/{kind}/{n}.json" for n in range(count)]


@contextmanager
def serving(make_app: Callable[[], web.Application] | None = None) -> Iterator[int]:
    """Gives the port of 127.0.0.1 at which all is served until the block ends, by a thread of this process.

    `make_app` makes what is served, where it is not these feeds. It runs in that thread.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runner, port = asyncio.run_coroutine_threadsafe(_start(make_app or _many_feeds), loop).result(30)
    try:
        yield port
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


@contextmanager
def serving_apart() -> Iterator[int]:
    """Gives the same by a process of its own, whose CPU seconds are not ours."""
    command = [sys.executable, __file__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.communicate(timeout=30)


async def _start(make_app: Callable[[], web.Application]) -> tuple[web.AppRunner, int]:
    # An answer that never comes ends with its connection, and does not hold up the end.
    runner = web.AppRunner(make_app(), access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, runner.addresses[0][1]


def _many_feeds() -> web.Application:
    app = web.Application()
    app.router.add_get("/feeds/{name}.json", _unchanged)
    app.router.add_get("/fresh/{name}.json", _fresh)
    app.router.add_get("/stories/{name}/{k}.html", _page)
    return app


async def _unchanged(request: web.Request) -> web.Response:
    etag = f'"{request.match_info["name"]}"'
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={"ETag": etag})
    return _feed(request, 0, {"ETag": etag})


async def _fresh(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    _asked[name] += 1
    return _feed(request, _asked[name], {})


def _feed(request: web.Request, added: int, headers: dict[str, str]) -> web.Response:
    host, name = request.host.partition(":")[0], request.match_info["name"]
    ks = range(added + ITEMS - 1, added - 1, -1)
    items = [story_item(host, name, k, f"2026-01-{1 + k % 28:02d}T{k % 24:02d}:00:00Z") for k in ks]
    return json_feed(name, items, headers)


def json_feed(name: str, items: list[dict[str, Any]], headers: dict[str, str]) -> web.Response:
    """Gives the answer that is a paper's feed."""
    document = {"version": "https://jsonfeed.org/version/1.1", "title": f"Paper {name}", "items": items}
    body = json.dumps(document).encode()
    return web.Response(body=body, headers={"Content-Type": "application/feed+json", **headers})


def story_item(host: str, name: str, k: int, published: str) -> dict[str, Any]:
    """Gives the item of a paper's k-th story; its page is at `story_url`."""
    return {
        "id": f"{name}-{k}",
        "url": story_url(host, name, k),
        "title": f"Story {k} of paper {name}",
        "date_published": published,
    }


def story_url(host: str, name: str, k: int) -> str:
    """Gives the URL of a paper's k-th story.

    >>> story_url("paper-7.example", "7", 3)
    'http://paper-7.example/stories/7/3.html'
    """
    return f"http://{host}/stories/{name}/{k}.html"


async def _page(request: web.Request) -> web.Response:
    return story_page(request.match_info["name"], request.match_info["k"])


def story_page(name: str, k: str) -> web.Response:
    """Gives the answer that is the page of a paper's k-th story: short, and like no other."""
    text = "".join(f"<p>{SENTENCE} ({name}, {k}, {n}) {SENTENCE}</p>\n" for n in range(8))
    title = f"Story {k} of paper {name}"
    page = f"<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1><article>{text}</article></html>"
    return web.Response(text=page, content_type="text/html")


def main() -> None:
    """Serves until the standard input ends."""
    with serving() as port:
        print(port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
