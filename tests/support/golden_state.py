"""A small dataset as an earlier version left it: four papers on this machine, read over eleven played days.

    git worktree add ../then fbc0ef4
    PYTHONPATH=../then python tests/support/golden_state.py tests/data/golden/state_layout_1

makes the two archives there with the code of that commit (random parts of names differ each time): three shards, one of whose
logs has a snapshot, articles, failures of pages and of a feed, entries that were dropped, handed over, deferred, left behind by
an owner who died before its file was there, or made way for a void one; and the same divided again, into two.
"""

from __future__ import annotations

import json
import os
import sys
import tarfile
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hostile_server import HostileServer, redirect, reply

from pipelines.config.config import Config
from pipelines.config.loading import load_config
from pipelines.run.passes import ingest
from transforms.clock import Clock
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Entry
from transforms.state.divisions import in_force
from transforms.state.files import CommitFiles, Decision, Planned, plan_file
from transforms.state.inbox import park
from transforms.state.log import ShardLog
from transforms.state.owner import open_shard
from transforms.state.reshard import Resharding

BEGUN = datetime(2026, 3, 2, 6, tzinfo=UTC)
DAYS = 11
SHARDS, DIVIDED_INTO = 3, 2
# Their shards among three: 1, 2, 0 and 0. The feed of the last is gone from the first day on.
HARBOUR, VALLEY, COAST, RIDGE = HOSTS = ("harbour.example", "valley.example", "coast.example", "ridge.example")
DIED = f"http://{COAST}/left-behind"
# What is owed at the end: it failed for now, and its host asked to be left alone for a while.
WAITS, BUSY = f"http://{VALLEY}/waits", f"http://{RIDGE}/busy"
SENTENCES = {
    "en": "The {0} ferry left the {1} harbour an hour late, and the people of the {0} village waited in the rain for it.",
    "de": "Die Fähre {0} verließ den Hafen {1} eine Stunde zu spät, und die Leute im Dorf warteten im Regen auf sie.",
}


class World:
    """The papers on a server, and the configuration that ingests them into `out`, below the current folder."""

    def __init__(self, server: HostileServer, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.links: dict[str, list[str]] = {host: [] for host in HOSTS}
        self.server.answers |= {"/busy": reply(429, headers={"Retry-After": "7200"}), "/waits": reply(503)}
        self.server.answers |= {"/old-name": redirect("/h-0-0"), "/away": redirect(f"http://{COAST}/from-valley")}
        self.server.answers |= {"/german": reply(body=story("german", "de"))}
        for name in ("from-valley", "left-behind"):
            self.server.answers[f"/{name}"] = reply(body=story(name))

    def publish(self, host: str, *names: str) -> None:
        """Put stories at the head of a paper's feed; a name that has no answer yet is that of a good page."""
        self.links[host] = [*(f"http://{host}/{name}" for name in names), *self.links[host]][:30]
        for name in names:
            if name != "gone":
                self.server.answers.setdefault(f"/{name}", reply(body=story(name)))
        items = "".join(
            f"<item><title>Story {link.rpartition('/')[2]}</title><link>{link}</link></item>"
            for link in self.links[host]
        )
        document = f"<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>"
        self.server.answers[f"/{host}.xml"] = reply(body=document.encode(), kind="text/xml")

    def day(self, number: int) -> None:
        """Publish what the papers have on one of the days."""
        self.publish(HARBOUR, *(f"h-{number}-{n}" for n in range(3)))
        if number % 3 == 0:
            self.publish(VALLEY, f"v-{number}")
            self.publish(COAST, f"c-{number}")
        if number == 1:
            self.publish(HARBOUR, "old-name", "gone", "german")
            self.publish(VALLEY, "away")
        if number == DAYS - 1:
            self.publish(VALLEY, "waits")
            self.links[COAST].insert(0, BUSY)
            self.publish(COAST, "c-last")

    def config(self, **changes: object) -> Config:
        """Give the configuration; the papers' names lead to the server."""
        settings = {
            "output": "out",
            "shards": SHARDS,
            "feeds": [f"http://{host}/{host}.xml" for host in HOSTS],
            "first_poll": {"max_age_days": None},
            "keep": {"languages": ["en"]},
            "web": {"resolve": self.server.pins(*HOSTS), "spacing_seconds": 0, "per_site": 1},
            "extract": {"processes": 0},
            "write": {"commit_seconds": 0},
            "memory_mb": 0,
        }
        path = self.folder / "newsbeam.yaml"
        path.write_text(json.dumps(settings | changes))
        return load_config(str(path))


def story(name: str, language: str = "en") -> bytes:
    """Give a page with an article of which no paragraph stands in another one."""
    words = ("first", "second", "third", "fourth")
    paragraphs = "".join(f"<p>{SENTENCES[language].format(f'{word} {name}', name)}</p>" for word in words)
    return f"<!doctype html><html><h1>Story {name}</h1><article>{paragraphs}</article></html>".encode()


def live(world: World, clock: Callable[[], datetime], set_clock: Callable[[datetime], None]) -> None:
    """Let the days pass, an ingest on each, and two owners die before their file: one early, one at the end."""
    for number in range(DAYS):
        world.day(number)
        set_clock(BEGUN + timedelta(days=number))
        ingest(world.config(), poll_all=True, clock=clock)
        if number == 2:
            die_before_file(world, f"http://{VALLEY}/v-died", clock)
            world.publish(VALLEY, "v-died")
    die_before_file(world, DIED, clock)


def die_before_file(world: World, url: str, clock: Clock) -> None:
    """Park an entry; its shard's owner commits a file for it, and dies before the file is there."""
    roots = world.config().roots
    shard, host = shard_of(url, roots.shards), url.split("/")[2]
    state, output = roots.open()
    entry = Entry(id=url_id(url), url=url, link=url, feed_url=f"http://{host}/{host}.xml", parked_at=clock())
    park(state, shard, [entry])
    owner = open_shard(
        ShardLog(state, shard),
        _DiesBeforeFiles(output),
        pass_id="died",
        attempt="d1e5000000",
        opened_at=clock(),
        clock=clock,
    )
    owner.take_up(1000)
    data = b"the row that never came"
    path = f"articles/date={clock():%Y-%m-%d}/part-died-{shard:05d}-d1e5000000-00010.jsonl.gz"
    try:
        owner.commit({path: (plan_file(data, [entry.id], {"written": 1}, 1), data)}, {}, {})
    except _Died:
        return


class _Died(Exception):
    """The owner is gone."""


class _DiesBeforeFiles(CommitFiles):
    def publish(self, path: str, planned: Planned, data: bytes) -> Decision:
        raise _Died


def divide(world: World, shards: int, clock: Clock) -> None:
    """Divide the state again, into so many shards."""
    roots = world.config().roots
    root, output = roots.stores()
    state, before = in_force(root, SHARDS)
    feeds = {url_id(feed.url): feed.url for feed in world.config().feeds}
    Resharding(state, output, (before, shards), feeds, "0", clock).run()


def pack(archive: Path) -> None:
    """Put what is below `out` into an archive."""
    with tarfile.open(archive, "w:gz") as tar:
        for path in sorted(Path("out").rglob("*")):
            if path.is_file() and ".tmp" not in path.parts:
                info = tarfile.TarInfo(path.as_posix())
                info.size = path.stat().st_size
                with path.open("rb") as file:
                    tar.addfile(info, file)


def make(folder: Path) -> None:
    """Make the archives."""
    now = [BEGUN]
    server = HostileServer()
    with tempfile.TemporaryDirectory() as below:
        os.chdir(below)
        world = World(server, Path(below))
        live(world, lambda: now[0], lambda moment: now.__setitem__(0, moment))
        pack(folder / "three_shards.tar.gz")
        now[0] += timedelta(hours=1)
        divide(world, DIVIDED_INTO, lambda: now[0])
        world.publish(HARBOUR, "after-the-division")
        ingest(world.config(shards=DIVIDED_INTO), poll_all=True, clock=lambda: now[0])
        pack(folder / "divided.tar.gz")
    server.close()


if __name__ == "__main__":
    make(Path(sys.argv[1]).resolve())
