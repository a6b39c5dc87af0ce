"""The processes that read pages are killed at random, as the system does where memory runs out: each article is written once."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hostile_server import reply
from sample_run import rows
from small_newsroom import Newsroom
from warm import Warm

PAGES = 80
SOON = ("--set", "fetch.backoff_seconds=0", "--set", "extract.processes=2")


def children(pid: int) -> list[int]:
    """The processes that one has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == pid:
                found.append(int(stat.parent.name))
    return found


@contextmanager
def killer(pid: int, rng: random.Random) -> Iterator[list[int]]:
    """Kill processes that read pages now and then until the end, and the one that starts them once; gives who was killed."""
    over, killed = threading.Event(), []

    def kill() -> None:
        while not over.wait(rng.uniform(0.02, 0.2)):
            servers = {server: children(server) for server in children(pid)}
            readers = [reader for below in servers.values() for reader in below]
            if len(killed) == 5:
                readers = [server for server, below in servers.items() if below]
            if readers:
                victim = rng.choice(readers)
                with suppress(ProcessLookupError):
                    os.kill(victim, signal.SIGKILL)
                    killed.append(victim)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the processes are found in /proc")
def test_all_articles_are_written_once_while_children_are_killed(
    warm: Warm, newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.publish(*(f"/{n}" for n in range(PAGES)))
    first = {"max_age_days": None, "max_entries": PAGES}
    config = newsroom.file(extract={"processes": 2}, first_poll=first)
    rng, said = random.Random(0), tmp_path / "said"
    killed: list[int] = []
    for _ in range(20):
        with said.open("a") as out:
            run = warm.start("ingest", config, *SOON, stdout=out, stderr=out)
            with killer(run.pid, rng) as victims:
                assert run.wait() == 0, said.read_text()
        killed += victims
        if "Owed      nothing" in said.read_text():
            break
    print(f"{len(killed)} processes were killed")
    written = [row["url"] for row in rows(newsroom.output, "articles")]
    assert sorted(written) == sorted({f"http://paper.example/{n}" for n in range(PAGES)})
    assert rows(newsroom.output, "failures") == []
    assert killed, "nobody was killed: this shows nothing"


def test_a_page_that_eats_memory_is_told_and_costs_that_page_only(warm: Warm, newsroom: Newsroom) -> None:
    paragraph = b"<p>" + b"The river rose by two metres, and bridges closed. " * 40 + b"</p>"
    body = b"<!doctype html><html><h1>Long</h1><article>" + paragraph * 4500 + b"</article></html>"
    newsroom.publish("/1", "/2", "/3")
    newsroom.server.answers["/2"] = reply(body=body)
    ended = warm.run("ingest", newsroom.file(extract={"processes": 2, "process_mb": 256}))
    assert ended.returncode == 0, ended.stderr
    assert "1 failed (outgrew 1)" in ended.stdout
    (failure,) = rows(newsroom.output, "failures")
    assert (failure["reason"], failure["retryable"], failure["message"]) == (
        "outgrew",
        False,
        "http://paper.example/2: the page was not read: it needed more than the 256 MB of memory that a process may have",
    )
    assert len(rows(newsroom.output, "articles")) == 2
