"""A small hub on loopback, after the W3C's rules: it verifies each request, keeps leases, and delivers with a signature."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import threading
from typing import Any

import aiohttp
from aiohttp import web
from yarl import URL


class SmallHub:
    """A hub. `subscribers` are the forms of those that confirmed, by their callback; callbacks of `public` are at `local`."""

    def __init__(self, *, lease_seconds: int | None = None) -> None:
        self.lease_seconds = lease_seconds
        self.asked: list[dict[str, str]] = []
        self.subscribers: dict[str, dict[str, str]] = {}
        self.refused: list[int] = []
        self.status, self.denies = 202, False
        self.public, self.local = "http://public.example/websub", ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._verified = threading.Event()
        self.port: int = self._run(self._start())

    def close(self) -> None:
        self._run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def wait(self) -> None:
        """Wait until what was asked for last has been verified, or could not be."""
        assert self._verified.wait(60)
        self._verified.clear()

    def deliver(self, topic: str, body: bytes, *, method: str = "sha256", secret: str | None = None) -> list[int]:
        """Deliver to all subscribers of a topic; the statuses of their answers."""
        return [
            self._run(self._post(callback, body, method, secret or form["hub.secret"]))
            for callback, form in self.subscribers.items()
            if form["hub.topic"] == topic
        ]

    def verify(self, callback: str, **query: str) -> tuple[int, str]:
        """Ask a subscriber whether it asked for something; the status and text of its answer."""
        found: tuple[int, str] = self._run(self._get(callback, {f"hub.{name}": value for name, value in query.items()}))
        return found

    def _run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(60)

    async def _start(self) -> int:
        application = web.Application()
        application.router.add_post("/", self._take)
        self._runner = web.AppRunner(application)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return int(self._runner.addresses[0][1])

    async def _take(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.status == 202:
            self._task = asyncio.ensure_future(self._check(form))
        return web.Response(status=self.status)

    async def _check(self, form: dict[str, str]) -> None:
        query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": "c4f3"}
        if self.denies:
            query = {"hub.mode": "denied", "hub.topic": form["hub.topic"], "hub.reason": "no room"}
        if self.lease_seconds is not None:
            query["hub.lease_seconds"] = str(self.lease_seconds)
        status, text = await self._get(form["hub.callback"], query)
        if (status, text) == (200, "c4f3"):
            if form["hub.mode"] == "subscribe":
                self.subscribers[form["hub.callback"]] = form
            else:
                self.subscribers.pop(form["hub.callback"], None)
        elif status != 200:
            self.refused.append(status)
        self._verified.set()

    async def _get(self, callback: str, query: dict[str, str]) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(self._place(callback), params=query) as response:
            return response.status, await response.text()

    async def _post(self, callback: str, body: bytes, method: str, secret: str) -> int:
        signature = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
        headers = {"X-Hub-Signature": f"{method}={signature}", "Content-Type": "application/rss+xml"}
        async with aiohttp.ClientSession() as session:
            async with session.post(self._place(callback), data=body, headers=headers) as response:
                return response.status

    def _place(self, callback: str) -> URL:
        return URL(callback.replace(self.public, self.local))
