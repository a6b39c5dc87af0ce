"""Listen for hubs over HTTP, in a thread of its own: they ask whether we asked for something, and deliver."""

from __future__ import annotations

import asyncio
import logging
import threading

from aiohttp import web

from transforms.websub.keeper import Keeper

# What is delivered is only looked at for its signature; feeds are read from their own address.
MAX_BODY_BYTES = 10_000_000
_log = logging.getLogger(__name__)
_PLAIN = {"X-Content-Type-Options": "nosniff"}


class Listener:
    """A server on `host` and `port` (0: any that is free). Raises: OSError where it cannot listen."""

    def __init__(self, keeper: Keeper, host: str, port: int) -> None:
        self._keeper = keeper
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="newsbeam-websub", daemon=True)
        self._thread.start()
        try:
            self.port = asyncio.run_coroutine_threadsafe(self._start(host, port), self._loop).result()
        except OSError:
            self._stop()
            raise

    def close(self) -> None:
        """Stop listening."""
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result()
        self._stop()

    async def _start(self, host: str, port: int) -> int:
        application = web.Application(client_max_size=MAX_BODY_BYTES)
        application.router.add_get("/{path:.*}", self._asked)
        application.router.add_post("/{path:.*}", self._delivered)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        found: int = self._runner.addresses[0][1]
        _log.info("listening for hubs on %s, port %d", host, found)
        return found

    async def _asked(self, request: web.Request) -> web.Response:
        """Answer a hub that verifies what it was asked for."""
        text = await asyncio.to_thread(self._keeper.answer, _token(request), dict(request.query))
        if text is None:
            return web.Response(status=404, headers=_PLAIN)
        return web.Response(text=text, content_type="text/plain", headers=_PLAIN)

    async def _delivered(self, request: web.Request) -> web.Response:
        """Take what a hub delivers. What is not signed is ignored, and the answer does not say so (WebSub, 8)."""
        token = _token(request)
        if not self._keeper.knows(token):
            return web.Response(status=404, headers=_PLAIN)
        body = await request.read()
        await asyncio.to_thread(self._keeper.take, token, request.headers.get("X-Hub-Signature"), body)
        return web.Response(status=202, headers=_PLAIN)

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def _token(request: web.Request) -> str:
    # Whatever a reverse proxy puts ahead of it.
    return request.path.rstrip("/").rpartition("/")[2]
