"""Answer scrapes (/metrics) and checks of health (/healthz) over HTTP, in a thread of its own. Nothing can be changed there."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web
from prometheus_client.exposition import choose_encoder

from pipelines.config.config import Config
from pipelines.metrics.exposing import Samples
from pipelines.metrics.gathering import Gathering
from pipelines.run.errors import Refused
from transforms.state.warm import shared_warm

_PLAIN = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


class MetricsServer:
    """A server on `host` and `port` (0: any that is free). Raises: OSError where it cannot listen."""

    def __init__(self, gathering: Gathering, host: str, port: int) -> None:
        self._gathering = gathering
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="newsbeam-metrics", daemon=True)
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
        application = web.Application(client_max_size=1)
        application.router.add_get("/metrics", self._scraped)
        application.router.add_get("/healthz", self._checked)
        self._runner = web.AppRunner(application, access_log=None, keepalive_timeout=60.0, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        found: int = self._runner.addresses[0][1]
        return found

    async def _scraped(self, request: web.Request) -> web.Response:
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        body = await asyncio.to_thread(lambda: encode(Samples(self._gathering.samples(), process=True)))
        return web.Response(body=body, headers={**_PLAIN, "Content-Type": kind})

    async def _checked(self, request: web.Request) -> web.Response:
        status, sentence = self._gathering.health()
        return web.Response(text=f"{sentence}\n", status=status, headers=_PLAIN)

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@contextmanager
def serving(config: Config, host: str, port: int) -> Iterator[Gathering]:
    """Answer scrapes until the block ends; give where the results of ticks are added.

    Raises: Refused where it cannot listen.
    """
    gathering = Gathering(config, shared_warm(config.memory_mb))
    try:
        server = MetricsServer(gathering, host, port)
    except OSError as error:
        raise Refused(
            f"--metrics-port: cannot listen on {host}, port {port}: {error.strerror or error}; name another one"
        ) from error
    try:
        yield gathering
    finally:
        server.close()
