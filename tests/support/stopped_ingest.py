"""`newsbeam ingest` in a process of its own, and a page whose answer waits for the test."""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
from collections.abc import Mapping

from aiohttp import web
from small_newsroom import Newsroom, story
from warm import Warm

PATIENCE_SECONDS = 600


class Stopped:
    """An ingest in a process of its own that is fetching a page when it is asked to stop."""

    def __init__(self, newsroom: Newsroom, warm: Warm, env: Mapping[str, str] = os.environ) -> None:
        self.newsroom, self.asked, self.may_answer = newsroom, threading.Event(), threading.Event()
        newsroom.publish("/1", "/2", "/3")
        newsroom.server.answers["/2"] = self._slow
        self.out = tempfile.TemporaryFile("w+")  # noqa: SIM115  it is closed in end()
        read, write = os.pipe()
        self.err = os.fdopen(read)
        with os.fdopen(write, "w") as stderr:
            self.run = warm.start("ingest", newsroom.file(), env=env, stdout=self.out, stderr=stderr)
        assert self.asked.wait(PATIENCE_SECONDS)

    async def _slow(self, request: web.Request) -> web.Response:
        self.asked.set()
        await asyncio.to_thread(self.may_answer.wait, PATIENCE_SECONDS)
        return web.Response(body=story("/2"), content_type="text/html")

    def signal(self, number: int) -> str:
        """Send a signal; the line that the process says to it."""
        self.run.send_signal(number)
        return self.err.readline()

    def end(self) -> tuple[int, str, str]:
        with self.out, self.err:
            err, code = self.err.read(), self.run.wait()
            self.out.seek(0)
            return code, self.out.read(), err
