"""A clock that jumps while a run or a stream is at work: nothing is silenced, given up, lost or written twice by it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from aiohttp import web
from hostile_server import reply
from jumping_clock import Came, JumpingClock
from small_newsroom import OTHER, Newsroom, rss, story, url

from pipelines.run.passes import ingest
from pipelines.run.stream import stream

BEGUN = datetime(2026, 11, 1, 9, tzinfo=UTC)
HOUR = 1 / 24


def publish(newsroom: Newsroom, *links: str) -> None:
    newsroom.server.answers["/feed.xml"] = reply(body=rss(*links), kind="text/xml")


def run(newsroom: Newsroom, wall: JumpingClock, day: float) -> int:
    wall.day, wall.wrong = day, 0.0
    report = ingest(newsroom.config(memory_mb=0), clock=wall)
    assert not report.missing
    assert report.seconds >= 0
    return report.counts["poll/new"] + report.counts["poll/unchanged"]


# By how much the clock jumps (in days), at which request, and whether it comes back in the same turn.
IN_A_TURN = {
    "400 days, a refusal": (400.0, "/kept", False),
    "60 days, a failure": (60.0, "/waits", False),
    "60 days and back, a failure": (60.0, "/waits", True),
    "20 days and back, a poll": (20.0, "/feed.xml", True),
    "20 days and back, a refusal": (20.0, "/kept", True),
    "-1 hour, a poll": (-HOUR, "/feed.xml", False),
    "-1 hour and back, a failure": (-HOUR, "/waits", True),
    "-400 days, a failure": (-400.0, "/waits", False),
    "-400 days and back, a poll": (-400.0, "/feed.xml", True),
}


@pytest.mark.parametrize(("wrong", "at", "comes_back"), IN_A_TURN.values(), ids=IN_A_TURN)
def test_a_clock_that_jumps_in_a_turn_changes_nothing_for_the_runs_after_it(
    newsroom: Newsroom, wrong: float, at: str, comes_back: bool
) -> None:
    wall, answers, old = JumpingClock(BEGUN), newsroom.server.answers, url("/old", OTHER)
    answers["/old"] = reply(503)
    publish(newsroom, old)
    for day in (1.0, 2.0, 3.0):
        run(newsroom, wall, day)
    publish(newsroom, url("/kept"), url("/waits"), old)
    answers["/kept"], answers["/waits"] = reply(403), reply(503)
    before = answers[at]
    assert callable(before)
    # It is asked for with the feed, and is the last to answer.
    came, back = Came(), wall.jumping(0.0 if comes_back else wrong, reply(body=story("old")), seconds=1.0)
    answers[at], answers["/old"] = wall.jumping(wrong, before, came), came.noting(back)
    run(newsroom, wall, 4.0)
    publish(newsroom, url("/new"), url("/kept"), url("/waits"), old)
    for path in ("/kept", "/waits", "/new"):
        answers[path] = reply(body=story(path[1:]))
    # So long a page waits that was refused once, and a feed for its next poll.
    assert run(newsroom, wall, 5.5) == 1, "the feed is polled again"
    assert newsroom.failed() == {}
    assert newsroom.written() == [old, url("/kept"), url("/new"), url("/waits")]


@pytest.mark.parametrize("wrong", [400.0, 20.0, -HOUR, -400.0], ids="{:+.3g} days".format)
def test_a_clock_that_jumps_between_the_ticks_of_a_stream_stops_nothing(newsroom: Newsroom, wrong: float) -> None:
    wall, ticks = JumpingClock(BEGUN), iter(range(6))
    # The clock jumps behind the second tick, and comes back behind the fourth.
    jumps, found = {1: wrong, 3: 0.0}, []

    def wait(seconds: float) -> bool:
        tick = next(ticks)
        wall.wrong = jumps.get(tick, wall.wrong)
        wall.day += seconds / 86_400
        return tick == 5

    config = newsroom.config(feeds=[{"url": url("/feed.xml"), "interval": 3600}], tick_seconds=3600, memory_mb=0)
    newsroom.publish("/0")
    for ticked in stream(config, clock=wall, seconds=lambda: wall.day * 86_400, wait=wait, lingers=False):
        found.append(ticked.report.counts["poll/new"])
        newsroom.publish(*(f"/{n}" for n in range(len(found), -1, -1)))
    # Clocks that differ by an hour are believed: the poll comes an hour later.
    assert found == ([1] * 6 if wrong != -HOUR else [1, 1, 0, 1, 1, 1])
    assert newsroom.written() == [url(f"/{n}") for n in range(6)]
    assert newsroom.failed() == {}


def test_a_turn_that_lasts_until_the_next_tick_ends_where_the_clock_was_set_back(newsroom: Newsroom) -> None:
    wall, asked = JumpingClock(BEGUN), 0

    async def feed(request: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        wall.wrong = -400.0 if asked > 2 else 0.0
        return await reply(body=rss(*(url(f"/{n}") for n in range(asked))), kind="text/xml")(request)

    newsroom.server.answers["/feed.xml"] = feed
    for n in range(9):
        newsroom.server.answers[f"/{n}"] = reply(body=story(str(n)))
    config = newsroom.config(
        feeds=[{"url": url("/feed.xml"), "interval": 1}],
        poll={"schedule": {"jitter": 0, "floor_seconds": 1}},
        tick_seconds=5,
        write={"commit_seconds": 1},
    )
    ticks = stream(config, clock=wall)
    while asked < 5:
        next(ticks)
    ticks.close()
    assert set(newsroom.written()) >= {url("/0"), url("/1"), url("/2"), url("/3")}


def test_a_feed_that_was_polled_first_by_a_clock_that_was_ahead_is_a_new_one_again(newsroom: Newsroom) -> None:
    """To that clock its items were older than `first_poll` allows."""
    wall = JumpingClock(BEGUN)
    dated = f"<link>{url('/a')}</link><pubDate>{BEGUN:%a, %d %b %Y %H:%M:%S} GMT</pubDate>".encode()
    body = rss(url("/a")).replace(f"<link>{url('/a')}</link>".encode(), dated)
    newsroom.server.answers |= {"/feed.xml": reply(body=body, kind="text/xml"), "/a": reply(body=story("a"))}
    for wrong in (400.0, 0.0):
        wall.day = 1.0 + wrong
        ingest(newsroom.config(memory_mb=0, first_poll={"max_age_days": 7}), clock=wall)
    assert newsroom.written() == [url("/a")]
