"""A list of feeds that is changed beneath a job without an end, on whatever runner."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from endless_job import EndlessJob
from hostile_server import HostileServer
from small_newsroom import FEED, OTHER, Newsroom, reply, rss, story, url

TICK_SECONDS = 2.0


def change_the_list(folder: Path, flags: Sequence[str], shards: int) -> str:
    """Run a job, put another feed in the place of its only one, then break the list; what the job says."""
    server = HostileServer()
    newsroom, feeds = Newsroom(server, folder), folder / "feeds.txt"
    newsroom.publish("/1")
    server.answers["/other.xml"] = reply(body=rss(url("/2", OTHER)), kind="text/xml")
    server.answers["/2"] = reply(body=story("/2"))
    feeds.write_text(f"{FEED}\n")
    config = newsroom.file(
        feeds=[], feeds_from="feeds.txt", shards=shards, poll={"schedule": {"floor_seconds": 0, "jitter": 0}}
    )
    job = EndlessJob(config, folder / "log", tick_seconds=TICK_SECONDS, flags=flags)
    try:
        job.wait_until(lambda: newsroom.written() == [url("/1")])
        feeds.write_text(f"{url('/other.xml', OTHER)}\n")
        job.wait_until(lambda: newsroom.written() == [url("/2", OTHER), url("/1")])
        polled = server.paths().count("/feed.xml"), server.paths().count("/other.xml")
        job.wait_until(lambda: server.paths().count("/other.xml") >= polled[1] + 2)
        assert server.paths().count("/feed.xml") <= polled[0] + 1, "a feed that was removed is polled no more"
        feeds.write_text("what is this?\n")
        job.wait_until(lambda: "the feeds stay as they were" in job.said())
        polls = server.paths().count("/other.xml")
        job.wait_until(lambda: server.paths().count("/other.xml") >= polls + 2)
        assert job.stop() == 0, job.said()
    finally:
        job.kill()
        server.close()
    newsroom.check()
    assert not list((newsroom.output / "_state" / "roster" / "jobs").iterdir()), "a job that was stopped leaves nothing"
    return job.said()


def assert_said(said: str) -> None:
    """See that a job said once what became of its list."""
    assert said.count("UTC  1 feed added, 1 removed\n") == 1, said
    assert said.count("the changed configuration cannot be used, and the feeds stay as they were:\n") == 1, said
