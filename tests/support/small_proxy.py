"""A small HTTP proxy on loopback: it forwards plain requests, and opens tunnels (CONNECT)."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
import threading
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit


class Passed(NamedTuple):
    """One request to the proxy: its first line, and the credentials that came with it."""

    line: str
    credentials: str | None
    headers: str


class SmallProxy:
    """Connects each host to the address and port that `hosts` gives, whatever the name. `status` refuses with that status."""

    def __init__(
        self,
        hosts: Mapping[str, int],
        *,
        user: str | None = None,
        status: int | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.hosts, self.user, self.status = dict(hosts), user, status
        self.passed: list[Passed] = []
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port: int = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self.user + '@' if self.user else ''}127.0.0.1:{self.port}"

    def lines(self) -> list[str]:
        return [one.line for one in self.passed]

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        return int(self._server.sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._pass_on(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, _, headers = head.partition("\r\n")
        given = [one for one in headers.split("\r\n") if one.lower().startswith("proxy-authorization:")]
        credentials = base64.b64decode(given[0].split()[-1]).decode() if given else None
        self.passed.append(Passed(line, credentials, headers))
        status = self.status or (407 if self.user and credentials != self.user else None)
        method, target, _ = line.split()
        host = target.rpartition(":")[0] if method == "CONNECT" else urlsplit(target).netloc.partition(":")[0]
        if status is None and host not in self.hosts:
            status = 502
        if status is not None:
            writer.write(f"HTTP/1.1 {status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.hosts[host])
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            parts = urlsplit(target)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            kept = [one for one in headers.split("\r\n") if one and not one.lower().startswith("proxy-")]
            far_writer.write(
                "\r\n".join([f"{method} {path} HTTP/1.1", *kept, "Connection: close", "", ""]).encode("latin-1")
            )
        try:
            await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))
        finally:
            far_writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()
