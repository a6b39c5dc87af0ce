"""Many small feeds, served on this machine for `bench/idle.py`: JSON Feeds of 60 items each, which are quick to read."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

HOSTS = tuple(f"paper-{n}.example" for n in range(8))
ITEMS = 60


def feed_urls(count: int) -> list[str]:
    """Gives the URLs of so many feeds, spread over HOSTS."""
    return [f"http://{HOSTS[n % len(HOSTS)]}/feeds/{n}.json" for n in range(count)]


@contextmanager
def serving() -> Iterator[int]:
    """Gives the port of 127.0.0.1 at which all feeds are served until the block ends."""
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


async def _start() -> tuple[web.AppRunner, int]:
    app = web.Application()
    app.router.add_get("/feeds/{name}.json", _answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, runner.addresses[0][1]


async def _answer(request: web.Request) -> web.Response:
    host, name = request.host.partition(":")[0], request.match_info["name"]
    items = [
        {
            "id": f"{name}-{k}",
            "url": f"http://{host}/stories/{name}/{k}.html",
            "title": f"Story {k} of paper {name}",
            "date_published": f"2026-01-{1 + k % 28:02d}T{k % 24:02d}:00:00Z",
        }
        for k in range(ITEMS)
    ]
    document = {"version": "https://jsonfeed.org/version/1.1", "title": f"Paper {name}", "items": items}
    headers = {"Content-Type": "application/feed+json", "ETag": f'"{name}"'}
    return web.Response(body=json.dumps(document).encode(), headers=headers)
