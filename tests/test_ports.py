"""What listens while newsbeam runs, read from the kernel: nothing, but for the listener of hubs where one is configured."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from running_stream import HeldPage
from small_newsroom import Newsroom

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 120
LISTENS = "0A"
pytestmark = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the kernel shows no sockets here")


def family_of(pid: int) -> set[int]:
    """A process and all that it has started."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # It has ended meanwhile.
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def sockets_of(pid: int) -> Iterator[str]:
    for path in Path(f"/proc/{pid}/fd").glob("*"):
        try:
            found = re.fullmatch(r"socket:\[(\d+)\]", os.readlink(path))
        except OSError:
            continue
        if found:
            yield found[1]


def listening(pid: int) -> set[str]:
    """The addresses, as the kernel writes them, at which a process or a child of it takes connections or datagrams."""
    own = {inode for one in family_of(pid) for inode in sockets_of(one)}
    found = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        path = Path("/proc/net") / table
        for line in path.read_text().splitlines()[1:] if path.exists() else ():
            cells = line.split()
            if cells[9] in own and (cells[3] == LISTENS if table.startswith("tcp") else cells[2].endswith(":0000")):
                found.add(cells[1])
    return found


def run(newsroom: Newsroom, command: str, *flags: str, **changes: Any) -> subprocess.Popen[bytes]:
    settings = {"tick_seconds": 30, "extract": {"processes": 1}, **changes}
    file = newsroom.file(**settings)
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines", command, file, *flags],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def held(newsroom: Newsroom) -> Iterator[HeldPage]:
    """One page is written, and the next one's answer waits: then all parts of a run are there."""
    newsroom.publish("/1", "/2")
    page = HeldPage(newsroom, "/2")
    yield page
    page.may_answer.set()


@pytest.mark.parametrize("command", ["ingest", "stream"])
def test_nothing_listens(newsroom: Newsroom, held: HeldPage, command: str) -> None:
    with run(newsroom, command) as process:
        try:
            assert held.asked.wait(PATIENCE_SECONDS)
            assert listening(process.pid) == set()
        finally:
            process.kill()


def test_the_listener_of_hubs_is_at_the_configured_address_alone(newsroom: Newsroom, held: HeldPage) -> None:
    websub = {"callback": "https://desk.example/hook", "listen": "127.0.0.1:0"}
    with run(newsroom, "stream", websub=websub) as process:
        try:
            assert held.asked.wait(PATIENCE_SECONDS)
            (found,) = listening(process.pid)
            assert found.partition(":")[0] == "0100007F"  # 127.0.0.1, as the kernel writes it
        finally:
            process.kill()


def test_the_port_of_metrics_is_on_loopback_alone(newsroom: Newsroom, held: HeldPage) -> None:
    with run(newsroom, "stream", "--metrics-port", "0") as process:
        try:
            assert held.asked.wait(PATIENCE_SECONDS)
            (found,) = listening(process.pid)
            assert found.partition(":")[0] == "0100007F"
        finally:
            process.kill()


def test_a_socket_that_listens_is_seen() -> None:
    code = "import socket, time; s = socket.create_server(('127.0.0.1', 0)); print(flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := listening(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.kill()
    assert len(found) == 1
