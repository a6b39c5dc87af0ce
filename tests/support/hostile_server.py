"""A real HTTP server on loopback that behaves as badly as a test wants.

server.answers["/x"] = reply(404)            a fixed answer
server.answers["/y"] = [reply(429), reply(200, body=HTML)]   one after the other, the last for good
server.answers["/z"] = drip(...)             anything that takes a request and gives a response
server.log                                   what was asked: Asked(at, host, path, headers, after): it came after `after`, by `at`
server.peak                                  host, or "*" for all -> most requests that were open at once
"""

import asyncio
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

import brotli
from aiohttp import web
from heartbeat import Heart

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SITE_FILES = ("/robots.txt", "/.well-known/tdmrep.json")
HTML = b"<!doctype html><title>t</title><p>text"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Asked(NamedTuple):
    at: float
    host: str
    path: str
    headers: Mapping[str, str]
    after: float


# The web of this process remembers what a site's robots.txt said by its address: no later test may be at the same one.
_USED_PORTS: set[int] = set()


class HostileServer:
    def __init__(self) -> None:
        self.answers: dict[str, Handler | list[Handler]] = {}
        self.log: list[Asked] = []
        self.peak: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port: int = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def pins(self, *names: str) -> dict[str, str]:
        """A `resolve` map that leads these names here."""
        return dict.fromkeys(names, f"127.0.0.1:{self.port}")

    def pages_log(self) -> list[Asked]:
        """What was asked, in order, but for the files that a site is asked for once: robots.txt and tdmrep.json."""
        return [asked for asked in self.log if asked.path not in SITE_FILES]

    def paths(self) -> list[str]:
        """The paths of what was asked, in order, the site's own files aside."""
        return [asked.path for asked in self.pages_log()]

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> int:
        self._heart = Heart()
        server = web.Server(self._answer, handler_cancellation=True)
        self._runner = web.ServerRunner(server, shutdown_timeout=0)
        await self._runner.setup()
        while True:
            site = web.TCPSite(self._runner, "127.0.0.1", 0)
            await site.start()
            port: int = self._runner.addresses[-1][1]
            if port not in _USED_PORTS:
                _USED_PORTS.add(port)
                return port
            await site.stop()

    async def _stop(self) -> None:
        self._heart.stop()
        await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        host = request.host.partition(":")[0]
        self.log.append(Asked(time.monotonic(), host, request.path_qs, request.headers, self._heart.came_after()))
        for counted in (host, "*"):
            self._open[counted] += 1
            self.peak[counted] = max(self.peak[counted], self._open[counted])
        try:
            # A path without its query stands for the path with each.
            answer = self.answers.get(request.path_qs) or self.answers.get(request.path, reply(404))
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            return await answer(request)
        finally:
            self._open[host] -= 1
            self._open["*"] -= 1


def reply(
    status: int = 200,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    kind: str = "text/html",
    after_seconds: float = 0.0,
) -> Handler:
    """A fixed answer."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(after_seconds)
        return web.Response(status=status, body=body, headers={"Content-Type": kind, **(headers or {})})

    return answer


def redirect(location: str, status: int = 302, headers: Mapping[str, str] | None = None) -> Handler:
    """A redirect, its Location as given."""
    return reply(status, headers={"Location": location, **(headers or {})})


def raw(data: bytes, *, drip_seconds: float | None = None) -> Handler:
    """Bytes on the socket, then the end; one at a time where they drip."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        for piece in [data] if drip_seconds is None else [data[n : n + 1] for n in range(len(data))]:
            if request.transport is None:  # the client has gone
                break
            request.transport.write(piece)
            await asyncio.sleep(drip_seconds or 0)
        if request.transport is not None:
            request.transport.close()
        return web.Response()

    return answer


def together(count: int, answer: Handler) -> Handler:
    """An answer that is held back until so many are open at once: slow machines open them one long after the other."""
    waiting, all_there = Counter[str](), asyncio.Event()

    async def held(request: web.BaseRequest) -> web.StreamResponse:
        waiting["*"] += 1
        if waiting["*"] >= count:
            all_there.set()
        await all_there.wait()
        return await answer(request)

    return held


def conditional(etag: str, body: bytes, kind: str = "application/rss+xml") -> Handler:
    """A 304 to whoever brings the validator, else the body with it."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=body, headers={"ETag": etag, "Content-Type": kind})

    return answer


ENCODERS: dict[str, Callable[[], object]] = {
    "gzip": lambda: zlib.compressobj(1, wbits=31),
    "deflate": lambda: zlib.compressobj(1),
    "raw deflate": lambda: zlib.compressobj(1, wbits=-15),
    "br": lambda: brotli.Compressor(quality=1),
    "zstd": lambda: zstd.ZstdCompressor(1),
    "widest br": lambda: brotli.Compressor(quality=1, lgwin=24),
    "widest zstd": lambda: zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 23}),
}


def encoded(name: str, body: bytes, times: int = 1) -> bytes:
    """The body, `times` in a row, as one compressed stream."""
    encoder = ENCODERS[name]()
    step = encoder.process if name.endswith("br") else encoder.compress  # type: ignore[attr-defined]
    end = encoder.finish if name.endswith("br") else encoder.flush  # type: ignore[attr-defined]
    return b"".join([*(step(body) for _ in range(times)), end()])


def compressed(name: str, data: bytes, kind: str = "text/html") -> Handler:
    """An answer whose body is compressed already."""
    return reply(body=data, kind=kind, headers={"Content-Encoding": name.removeprefix("raw ").removeprefix("widest ")})
