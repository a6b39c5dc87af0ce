"""Names are looked up side by side, and nobody waits for a name server that does not answer."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from hostile_server import HTML, HostileServer, reply

from transforms.errors import FetchError
from transforms.web import name_resolver
from transforms.web.client import Web
from transforms.web.name_resolver import Addresses, NameResolver
from transforms.web.options import WebOptions

PATIENCE_SECONDS = 60.0
# Names that hang: more than a pool of threads usually has.
HANGING = 100

ENDING = """
import asyncio, socket, threading
from transforms.web.name_resolver import NameResolver

def hang(*_):
    threading.Event().wait()

async def ask():
    await asyncio.wait_for(NameResolver(hang).resolve("name.example"), 0.1)

try:
    asyncio.run(ask())
except TimeoutError:
    print("ended")
"""


class NameServer:
    """Names as a look-up finds them: those that hang do so until `answers` is set; others are at loopback addresses."""

    def __init__(self) -> None:
        self.answers = threading.Event()
        self.asked: list[str] = []

    def look_up(self, host: str, port: int, family: socket.AddressFamily) -> Addresses:
        """Give what `socket.getaddrinfo` would give."""
        self.asked.append(host)
        if host.startswith("hanging-"):
            self.answers.wait(PATIENCE_SECONDS)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        if host == "wrong..example":
            raise UnicodeError("label empty or too long")
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("fe80::1", port, 0, 3)),
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
        ]


@pytest.fixture
def server() -> Iterator[NameServer]:
    made = NameServer()
    yield made
    made.answers.set()


@pytest.fixture
def hostile() -> Iterator[HostileServer]:
    made = HostileServer()
    made.answers["/a"] = reply(200, body=HTML)
    yield made
    made.close()


def test_the_addresses_of_a_name(server: NameServer) -> None:
    async def ask() -> list[tuple[str, int]]:
        found = await NameResolver(server.look_up).resolve("name.example", 80, socket.AF_UNSPEC)
        assert {one["hostname"] for one in found} == {"name.example"}
        return [(one["host"], one["port"]) for one in found]

    # An address that holds in one network alone says nothing of the name.
    assert asyncio.run(ask()) == [("::1", 80), ("127.0.0.1", 80)]


def test_the_system_knows_this_machine() -> None:
    async def ask() -> set[str]:
        return {one["host"] for one in await NameResolver().resolve("localhost", 80, socket.AF_INET)}

    assert asyncio.run(ask()) == {"127.0.0.1"}


def test_a_name_without_an_address(server: NameServer) -> None:
    server.answers.set()

    async def ask(host: str) -> None:
        await NameResolver(server.look_up).resolve(host)

    with pytest.raises(socket.gaierror, match="Temporary failure"):
        asyncio.run(ask("hanging-1.example"))
    with pytest.raises(UnicodeError, match="label empty"):
        asyncio.run(ask("wrong..example"))


def test_names_that_hang_hold_up_no_other(server: NameServer) -> None:
    async def ask() -> int:
        resolver = NameResolver(server.look_up)
        hanging = [asyncio.ensure_future(resolver.resolve(f"hanging-{n}.example")) for n in range(HANGING)]
        await asyncio.sleep(0)
        found = await resolver.resolve("name.example")
        still = sum(not one.done() for one in hanging)
        server.answers.set()
        await asyncio.gather(*hanging, return_exceptions=True)
        assert len(found) == 2
        return still

    assert asyncio.run(ask()) == HANGING


def test_look_ups_under_way_are_limited(server: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_resolver, "MOST_LOOK_UPS", 2)

    async def ask() -> list[str]:
        resolver = NameResolver(server.look_up)
        hanging = [asyncio.ensure_future(resolver.resolve(f"hanging-{n}.example")) for n in range(2)]
        while len(server.asked) < 2:
            await asyncio.sleep(0.001)
        late = asyncio.ensure_future(resolver.resolve("name.example"))
        await asyncio.sleep(0)
        # Who asks no longer waits; the look-up itself cannot be ended, and keeps its place.
        hanging[0].cancel()
        await asyncio.wait(hanging, return_when=asyncio.FIRST_COMPLETED)
        before = list(server.asked)
        server.answers.set()
        assert len(await late) == 2
        return before

    assert sorted(asyncio.run(ask())) == ["hanging-0.example", "hanging-1.example"]


def test_a_process_ends_while_a_name_hangs() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDING], capture_output=True, text=True, timeout=PATIENCE_SECONDS)
    assert (ended.stdout, ended.returncode) == ("ended\n", 0), ended.stderr


def test_no_thread_is_left(server: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    async def ask() -> None:
        resolver = NameResolver(server.look_up)
        with monkeypatch.context() as patched, pytest.raises(OSError, match="no thread for a look-up"):
            patched.setattr(threading.Thread, "start", refuse)
            await resolver.resolve("name.example")
        assert len(await resolver.resolve("name.example")) == 2

    asyncio.run(ask())


def test_sites_are_asked_while_the_names_of_others_hang(server: NameServer, hostile: HostileServer) -> None:
    options = WebOptions(allow_addresses=("127.0.0.1", "::1"), respect_robots=False, connect_seconds=PATIENCE_SECONDS)
    web = Web(options, resolver=NameResolver(server.look_up))
    try:
        hanging = [web.submit(web.get(f"http://hanging-{n}.example/", kind="page")) for n in range(HANGING)]
        answer = web.submit(web.get(hostile.url("/a", "name.example"), kind="page")).result(PATIENCE_SECONDS)
        assert answer.status == 200
        assert not any(one.done() for one in hanging)
        server.answers.set()
        with pytest.raises(FetchError, match=r"the name hanging-0\.example cannot be resolved"):
            hanging[0].result(PATIENCE_SECONDS)
    finally:
        server.answers.set()
        web.close()
