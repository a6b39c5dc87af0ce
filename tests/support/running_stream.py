"""`newsbeam stream` in a process of its own, and pages whose answers wait for the test."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from small_newsroom import Newsroom, story
from warm import Warm

PATIENCE_SECONDS = 600


class Running:
    """A stream that runs. A turn has the time of a tick: half a minute, enough for one on a machine that is busy."""

    def __init__(self, warm: Warm, newsroom: Newsroom, *, env: Mapping[str, str] = os.environ, **changes: Any) -> None:
        (out, their_out), (err, their_err) = os.pipe(), os.pipe()
        self.stdout, self.stderr = os.fdopen(out), os.fdopen(err)
        with os.fdopen(their_out) as stdout, os.fdopen(their_err) as stderr:
            self.process = warm.start(
                "stream", newsroom.file(**{"tick_seconds": 30, **changes}), env=env, stdout=stdout, stderr=stderr
            )

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.stdout.close()
        self.stderr.close()

    def line(self, text: str) -> str:
        """The next line of its output that holds this text."""
        return next(line for line in self.stdout if text in line)

    def signal(self, number: int) -> str:
        """Send a signal; the line that the process says to it."""
        self.process.send_signal(number)
        return self.stderr.readline()

    def end(self) -> tuple[int, str, str]:
        """Exit code, and what is left of both outputs."""
        return self.process.wait(), self.stdout.read(), self.stderr.read()


class HeldPage:
    """A page whose answer waits until the test lets it go."""

    def __init__(self, newsroom: Newsroom, path: str) -> None:
        self.asked, self.may_answer, self._path = threading.Event(), threading.Event(), path
        newsroom.server.answers[path] = self._answer

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.set()
        await asyncio.to_thread(self.may_answer.wait, PATIENCE_SECONDS)
        return web.Response(body=story(self._path), content_type="text/html")
