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
from collections.abc import Iterator
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
def serving() -> Iterator[int]:
    """Gives the port of 127.0.0.1 at which all is served until the block ends, by a thread of this process."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runner, port = asyncio.run_coroutine_threadsafe(_start(), loop).result(30)
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


async def _start() -> tuple[web.AppRunner, int]:
    app = web.Application()
    app.router.add_get("/feeds/{name}.json", _unchanged)
    app.router.add_get("/fresh/{name}.json", _fresh)
    app.router.add_get("/stories/{name}/{k}.html", _page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, runner.addresses[0][1]


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
    items = [_item(host, name, k) for k in range(added + ITEMS - 1, added - 1, -1)]
    document = {"version": "https://jsonfeed.org/version/1.1", "title": f"Paper {name}", "items": items}
    body = json.dumps(document).encode()
    return web.Response(body=body, headers={"Content-Type": "application/feed+json", **headers})


def _item(host: str, name: str, k: int) -> dict[str, Any]:
    return {
        "id": f"{name}-{k}",
        "url": f"http://{host}/stories/{name}/{k}.html",
        "title": f"Story {k} of paper {name}",
        "date_published": f"2026-01-{1 + k % 28:02d}T{k % 24:02d}:00:00Z",
    }


async def _page(request: web.Request) -> web.Response:
    name, k = request.match_info["name"], request.match_info["k"]
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
