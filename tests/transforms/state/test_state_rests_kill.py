"""A process is killed right after a host asked to wait, or was found down: the next one asks nothing of it before the time.

What was asked is in the server's log. The process dies by SIGKILL as its next request arrives, at another host of the site: so
what it learned from the one before has to be on the disk already.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from heartbeat import too_close
from hostile_server import HTML, HostileServer, reply

SCRIPT = Path(__file__).parents[2] / "support" / "rests_process.py"
HOST, NEXT = "paper.example", "www.paper.example"


class Asker:
    """Processes that ask the server's hosts, with one state; `down` is a port at which nobody listens yet."""

    def __init__(self, server: HostileServer, state: Path, down: socket.socket) -> None:
        self.server, self._state = server, state
        self._pins = {**server.pins(HOST, NEXT), "down.example": f"127.0.0.1:{down.getsockname()[1]}"}
        self._process: subprocess.Popen[str] | None = None
        server.answers |= {"/robots.txt": reply(404), "/die": self._kill, "/b": reply(body=HTML)}

    def ask(self, *urls: str) -> tuple[int, list[str]]:
        """Run a process to its end; its exit code, and the outcomes that it printed."""
        command = [sys.executable, str(SCRIPT), str(self._state), json.dumps(self._pins), *urls]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        said, _ = self._process.communicate()
        return self._process.returncode, said.split()

    def asked(self, host: str) -> list[str]:
        return [asked.path for asked in self.server.log if asked.host == host]

    async def _kill(self, request: web.BaseRequest) -> web.StreamResponse:
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGKILL)
        return web.Response()


@pytest.fixture
def down() -> Iterator[socket.socket]:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield unused


@pytest.fixture
def asker(server: HostileServer, tmp_path: Path, down: socket.socket) -> Asker:
    return Asker(server, tmp_path / "state", down)


ANSWERS: dict[str, Any] = {
    "429": reply(429),
    "429 that says for how long": reply(429, headers={"Retry-After": "900"}),
    "503 that says for how long": reply(503, headers={"Retry-After": "900"}),
}


@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_a_host_that_asked_to_wait_is_asked_for_nothing(asker: Asker, answer: Any, path: str) -> None:
    asker.server.answers[path] = [answer, reply(404)]
    code, said = asker.ask(f"http://{HOST}/a", f"http://{NEXT}/die")
    assert (code, len(said)) == (-signal.SIGKILL, 1)
    before = asker.asked(HOST)
    assert before[-1] == path

    assert asker.ask(f"http://{HOST}/a", f"http://{HOST}/b", f"http://{NEXT}/b") == (0, ["host_waiting"] * 2 + ["200"])
    assert asker.asked(HOST) == before


def test_a_host_is_asked_again_when_the_time_has_come(asker: Asker) -> None:
    asker.server.answers["/a"] = [reply(503, headers={"Retry-After": "3"}), reply(body=HTML)]
    code, _ = asker.ask(f"http://{HOST}/a", f"http://{NEXT}/die")
    assert code == -signal.SIGKILL
    assert asker.ask(f"http://{HOST}/a") == (0, ["200"])
    first, second = (asked for asked in asker.server.log if asked.path == "/a")
    # Its robots.txt is asked for, too: it is the first of the requests that had to wait.
    assert [asked.path for asked in asker.server.log if asked.host == HOST] == [
        "/robots.txt",
        "/a",
        "/robots.txt",
        "/a",
    ]
    again = next(asked for asked in asker.server.log if asked.host == HOST and asked.at > first.at)
    assert again.at <= second.at
    assert too_close([again.at - first.after], 3.0) == []


def test_a_host_that_was_down_is_not_tried(asker: Asker, down: socket.socket) -> None:
    code, said = asker.ask("http://down.example/a", f"http://{NEXT}/die")
    assert (code, said) == (-signal.SIGKILL, ["connection"])
    down.listen()
    assert asker.ask("http://down.example/a", f"http://{NEXT}/b") == (0, ["site_down", "200"])
    tried, _, _ = select.select([down], [], [], 0)
    assert tried == []
