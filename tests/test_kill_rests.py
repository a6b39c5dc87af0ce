"""A run is killed right after hosts have asked to wait, before it has committed anything: the next run asks them for nothing.

The hosts are of one site, which is asked for one thing at a time. The run dies as the request after their answers arrives, so
what it learned from them is on the disk by then or never. What was asked is in the server's log.
"""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hostile_server import SITE_FILES, HostileServer, reply
from small_newsroom import HOST, Newsroom, rss, story, url
from warm import Run, Warm

BUSY, CLOSED, STALLED = f"www.{HOST}", f"m.{HOST}", "stalled.example"
FEEDS = (url("/busy.xml", BUSY), url("/stalled.xml", STALLED))
LATER = {"Retry-After": "900"}


class Killed:
    """A newsroom whose first run dies at the request for `/last`; the feed of another site is asked and never answers."""

    def __init__(self, newsroom: Newsroom, warm: Warm) -> None:
        self.newsroom, self.server, self._warm = newsroom, newsroom.server, warm
        self._run: Run | None = None
        pins = self.server.pins(HOST, BUSY, CLOSED, STALLED)
        self._config = newsroom.file(
            feeds=list(FEEDS),
            web={"resolve": pins, "spacing_seconds": 0, "per_site": 1},
            write={"commit_seconds": 3600},
        )
        # The newest entry stands first in a feed, and is fetched first.
        pages = rss(url("/busy", BUSY), url("/closed", CLOSED), url("/last"))
        self.server.answers |= {
            "/busy.xml": reply(body=pages, kind="text/xml"),
            "/stalled.xml": _never,
            "/busy": reply(429, headers=LATER),
            "/closed": reply(503, headers=LATER),
            "/last": self._kill,
        }

    def die(self) -> int:
        """Run until the server kills the process; give its exit code."""
        with tempfile.TemporaryFile() as said:
            self._run = self._warm.start("ingest", self._config, stdout=said, stderr=said)
            return self._run.wait()

    def run(self) -> Any:
        """Run to the end, with all feeds polled and no stall left; give how it ended."""
        self.server.answers |= {
            "/stalled.xml": reply(body=rss(url("/new", STALLED)), kind="text/xml"),
            "/new": reply(body=story("new")),
            "/busy": reply(body=story("busy")),
            "/closed": reply(body=story("closed")),
            "/last": reply(body=story("last")),
        }
        return self._warm.run("ingest", self._config, "--now")

    def asked(self, *hosts: str) -> list[str]:
        return [f"{asked.host}{asked.path}" for asked in self.server.log if asked.host in hosts]

    def log(self) -> list[Path]:
        """List the entries of the state's log."""
        return list((self.newsroom.output / "_state" / "log").rglob("*.json"))

    async def _kill(self, request: web.BaseRequest) -> web.StreamResponse:
        assert self._run is not None
        os.kill(self._run.pid, signal.SIGKILL)
        return web.Response()


async def _never(request: web.BaseRequest) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.fixture
def killed(tmp_path: Path, warm: Warm) -> Iterator[Killed]:
    server = HostileServer()
    newsroom = Newsroom(server, tmp_path)
    yield Killed(newsroom, warm)
    server.close()
    newsroom.check()


def test_hosts_that_asked_to_wait_are_asked_for_nothing_after_a_kill(killed: Killed) -> None:
    assert killed.die() == -signal.SIGKILL
    assert killed.log() == [], "nothing was committed: what the hosts said is in no deferral"
    before = killed.asked(BUSY, CLOSED)
    assert [asked for asked in before if not asked.endswith(SITE_FILES)] == [
        f"{BUSY}/busy.xml",
        f"{BUSY}/busy",
        f"{CLOSED}/closed",
    ]

    again = killed.run()
    assert again.returncode == 0, again.stderr
    assert killed.asked(BUSY, CLOSED) == before
    assert killed.newsroom.written() == [url("/last"), url("/new", STALLED)]
    assert killed.newsroom.failed() == {FEEDS[0]: "host_waiting"}, "its feed, which was to be polled"
    assert "2 entries for later" in again.stdout
