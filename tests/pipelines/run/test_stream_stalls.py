"""`newsbeam stream` as a whole, where a feed and a page accept and never answer: all else is written, and no tick waits."""

from __future__ import annotations

import signal

from running_stream import PATIENCE_SECONDS, HeldPage, Running
from small_newsroom import Newsroom, reply, rss, story, url
from warm import Warm

from pipelines.cli import main
from transforms.pure.net.urls import url_id
from transforms.state.ledger import read_ledger
from transforms.state.storage import open_store

# Of each site the first letter names its paths. The feed of the last one never answers.
SITES = ("apple.example", "birch.example", "cedar.example", "daisy.example")
HEALTHY = ["/a1", "/a2", "/b1", "/b2", "/c2"]
# A pass of two ticks skips none; one that waited for what stalls would last for ten, and count that as a failed try.
SETTINGS = {"tick_seconds": 12, "grace_seconds": 1, "poll": {"schedule": {"floor_seconds": 0, "jitter": 0}}}
CARRIED = "1 feed and 1 page without an answer, carried on"


def address(path: str) -> str:
    return url(path, next(site for site in SITES if site[0] == path[1]))


def list_in_feed(newsroom: Newsroom, *paths: str) -> None:
    """Put pages into the feed of their site, the newest first."""
    newsroom.server.answers[f"/{paths[0][1]}.xml"] = reply(body=rss(*map(address, paths)), kind="text/xml")
    for path in paths:
        newsroom.server.answers.setdefault(path, reply(body=story(path)))


def owed(newsroom: Newsroom) -> set[str]:
    state, output = open_store(str(newsroom.output / "_state")), open_store(str(newsroom.output))
    return set(read_ledger(state, output, 0).owed)


def test_what_stalls_holds_up_nothing_and_is_carried_on(warm: Warm, newsroom: Newsroom) -> None:
    newsroom.settings["feeds"] = [address(f"/{site[0]}.xml") for site in SITES]
    newsroom.settings["web"] |= {"resolve": newsroom.server.pins(*SITES), "total_seconds": 120, "per_site": 2}
    for site in "abcd":
        list_in_feed(newsroom, f"/{site}1", f"/{site}2")
    stalled = [HeldPage(newsroom, "/d.xml"), HeldPage(newsroom, "/c1")]
    with Running(warm, newsroom, **SETTINGS) as running:
        lines = [running.line("polled")]
        while len(newsroom.written()) < len(HEALTHY):  # A slow machine may take a pass more.
            lines.append(running.line("polled"))
        assert newsroom.written() == [address(path) for path in HEALTHY]
        late = HeldPage(newsroom, "/a3")
        list_in_feed(newsroom, "/a3", "/a2", "/a1")
        assert late.asked.wait(PATIENCE_SECONDS), "the next pass waits for nothing that has stalled"
        running.signal(signal.SIGTERM)
        code, out, err = running.end()  # while nothing of this has an answer
    assert (code, err) == (0, "")
    assert all(CARRIED in line for line in lines) and "skipped" not in "".join(lines) + out
    assert owed(newsroom) == {url_id(address(path)) for path in ("/a3", "/c1")}
    asked = newsroom.server.paths()
    assert [asked.count(path) for path in ("/c1", "/d.xml", "/a3")] == [1, 1, 1]
    for page in (*stalled, late):
        page.may_answer.set()
    # What never answered is neither lost nor put off: it was no failed try.
    newsroom.server.answers |= {"/d.xml": reply(body=rss(address("/d1"), address("/d2")), kind="text/xml")}
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == [
        address(path) for path in ("/a1", "/a2", "/a3", "/b1", "/b2", "/c1", "/c2", "/d1", "/d2")
    ]
