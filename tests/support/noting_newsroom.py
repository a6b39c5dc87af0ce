"""The replay newsroom, which also notes how far apart requests for pages may have come: `page_gaps` in its stats.

Started as the newsroom itself is. See heartbeat.py for what is noted. /hold?n=6 on any site answers six more pages and holds
back the answers after them, until /release.
"""

from __future__ import annotations

import asyncio
import json
import runpy
import sys
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from aiohttp import web
from heartbeat import Heart

NEWSROOM = Path(__file__).resolve().parents[3] / "shared" / "newsroom"
original: dict[str, Any] = runpy.run_path(str(NEWSROOM / "newsroom.py"), run_name="newsroom")


class NotingNewsroom(original["Newsroom"]):  # type: ignore[misc]
    """The newsroom with a heart."""

    more = sys.maxsize  # pages to answer before answers are held back

    def reset(self) -> None:
        super().reset()
        self.came: dict[str, list[tuple[float, float]]] = defaultdict(list)  # after, and before or at

    def middleware(self) -> Any:
        counted = super().middleware()

        @web.middleware
        async def note(request: web.Request, handler: Any) -> web.StreamResponse:
            if request.path == "/hold":
                self.more = int(request.query["n"])
                self.released.clear()
                return web.Response()
            if request.path == "/release":
                self.more = sys.maxsize
                self.released.set()
                return web.Response()
            if request.path.startswith("/a/"):
                self.came[self.site_of(request)].append((self.heart.came_after(), time.monotonic()))
                self.more -= 1
                if self.more < 0:
                    await self.released.wait()
                    if request.transport is None or request.transport.is_closing():
                        return web.Response()  # Its client gave up waiting: it is not open any more.
            answer: web.StreamResponse = await counted(request, handler)
            return answer

        return note

    async def get_stats(self, request: web.Request) -> web.Response:
        stats = json.loads((await super().get_stats(request)).body)
        pairs = [pair for times in self.came.values() for pair in pairwise(times)]
        return web.json_response(stats | {"page_gaps": [later[1] - earlier[0] for earlier, later in pairs]})

    async def serve(self) -> None:
        self.heart, self.released = Heart(), asyncio.Event()
        await super().serve()


if __name__ == "__main__":
    try:
        asyncio.run(NotingNewsroom(original["arguments"]()).serve())
    except KeyboardInterrupt:
        sys.exit(130)
