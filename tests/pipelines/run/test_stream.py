"""The loop of ticks, with a played clock: when feeds are polled, what a tick may take, and what ends it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from small_newsroom import HOST, OTHER, Newsroom, reply, rss, story, url
from steps import now, set_now

from pipelines.config.relisting import Relisting, never
from pipelines.run.stream import Ticked, stream
from transforms.pure.net.urls import shard_of, url_id
from transforms.state.owner import SNAPSHOT_EVERY

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOON)


def streamed(newsroom: Newsroom, last: int, *, relists: bool = False, **changes: Any) -> Iterator[Ticked]:
    """A stream of so many ticks, whose clock moves only while it waits; `relists`: it looks at its file at each."""
    waits = iter(range(1, last + 1))

    def wait(seconds: float) -> bool:
        set_now(now() + timedelta(seconds=seconds))
        return next(waits) == last

    config = newsroom.config(**changes)
    look = Relisting(config, str(newsroom.folder / "newsbeam.yaml")).look if relists else never
    return stream(config, look=look, clock=now, seconds=lambda: now().timestamp(), wait=wait, lingers=False)


def slow(newsroom: Newsroom, path: str, seconds: float) -> None:
    """Let the answer for a page take so long, by the played clock."""

    async def answer(request: web.Request) -> web.Response:
        set_now(now() + timedelta(seconds=seconds))
        return web.Response(body=story(path), content_type="text/html")

    newsroom.server.answers[path] = answer


def test_each_feed_is_polled_when_it_is_due(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    feeds = [{"url": url("/feed.xml"), "interval": 1800}]
    found = []
    for ticked in streamed(newsroom, 5, tick_seconds=900, feeds=feeds):
        found.append((ticked.report.passes, ticked.report.settled["written"]))
        newsroom.publish("/1", "/2")
    assert found == [(1, 1), (0, 0), (1, 1), (0, 0), (1, 0)]
    assert newsroom.server.paths().count("/feed.xml") == 3
    assert newsroom.written() == [url("/1"), url("/2")]


def test_a_tick_without_anything_due_says_what_comes_next(newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2")
    newsroom.server.answers["/2"] = reply(503)
    feeds = [{"url": url("/feed.xml"), "interval": 3600}]
    first, second = streamed(newsroom, 2, feeds=feeds)
    for ticked in (first, second):
        assert (ticked.report.owed, ticked.report.next_poll) == (1, NOON + timedelta(hours=1))
        assert ticked.report.next_try is not None and ticked.report.next_try >= NOON + timedelta(minutes=10)
    assert (second.report.passes, second.at) == (0, NOON + timedelta(minutes=1))


def test_a_pass_that_takes_longer_than_a_tick_skips_ticks(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    slow(newsroom, "/1", 150)
    found = list(streamed(newsroom, 3))
    assert [(ticked.tick.number, ticked.tick.skipped) for ticked in found] == [(0, 0), (2, 1), (3, 0)]
    assert [(ticked.at - NOON).total_seconds() for ticked in found] == [0, 150, 180]
    assert newsroom.written() == [url("/1")]


@pytest.mark.parametrize(
    ("tick_seconds", "answer_seconds", "begun"),
    [
        pytest.param(60, 59, 2, id="within the tick"),
        pytest.param(60, 61, 1, id="after the tick"),
        pytest.param(20, 21, 1, id="after a shorter tick"),
        pytest.param(600, 61, 1, id="after a minute of a longer tick"),
    ],
)
def test_a_turn_begins_no_request_when_its_time_is_over(
    newsroom: Newsroom, tick_seconds: float, answer_seconds: float, begun: int
) -> None:
    newsroom.publish("/1", "/2")
    slow(newsroom, "/1", answer_seconds)
    first, *_ = found = list(streamed(newsroom, 2, tick_seconds=tick_seconds))
    assert (first.report.settled["written"], first.report.owed) == (begun, 2 - begun)
    assert found[-1].report.owed == 0, "what is left is fetched at the next tick"
    assert newsroom.written() == [url("/1"), url("/2")]


def test_no_shard_uses_up_the_time_of_the_others(newsroom: Newsroom) -> None:
    """Two shards on the local runner, one after the other; each has two pages that take more than half a tick."""
    for host, paths in ((HOST, ("/1", "/2")), (OTHER, ("/3", "/4"))):
        body = rss(*(url(path, host) for path in paths))
        newsroom.server.answers[f"/{host}.xml"] = reply(body=body, kind="text/xml")
        for path in paths:
            slow(newsroom, path, 35)
    assert shard_of(url("/1"), 3) != shard_of(url("/3", OTHER), 3)
    feeds = [url(f"/{host}.xml", host) for host in (HOST, OTHER)]
    first, _ = streamed(newsroom, 2, feeds=feeds, shards=3)
    assert {f"/{HOST}.xml", f"/{OTHER}.xml"} <= set(newsroom.server.paths())
    assert (first.report.parked, first.report.settled["written"]) == (4, 2)


def test_a_store_that_fails_is_told_and_tried_again(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    inbox = newsroom.output / "_state" / "inbox" / "0"
    running = streamed(newsroom, 3, tick_seconds=7200)
    assert next(running).problem is None
    newsroom.publish("/1", "/2")
    inbox.rmdir()
    inbox.write_text("in the way")
    problem = next(running).problem
    assert problem is not None and problem.startswith(f"{inbox}: cannot be listed (Not a directory)")
    inbox.unlink()
    third = next(running)
    assert (third.problem, third.report.settled["written"]) == (None, 1)
    assert newsroom.written() == [url("/1"), url("/2")]


def test_what_an_earlier_run_wrote_is_told_first(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    list(streamed(newsroom, 1))
    for folder in (newsroom.output / "runs", newsroom.output / "_state" / "manifests"):
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            path.unlink()
    (ticked,) = streamed(newsroom, 1)
    assert (ticked.report.passes, dict(ticked.report.recovered)) == (0, {"written": 1})


def test_books_that_do_not_balance_end_it(newsroom: Newsroom) -> None:
    newsroom.publish("/1")

    newsroom.server.answers["/1"] = newsroom.lose_the_inbox
    (ticked,) = streamed(newsroom, 9)
    assert ticked.report.missing == {0: [url_id(url("/1"))]}


def test_the_log_is_compacted_on_the_way(newsroom: Newsroom) -> None:
    """Each pass lists its commits in a manifest, so that the log below a snapshot can go."""
    log, sizes = newsroom.output / "_state" / "log" / "0", []
    schedule = {"schedule": {"floor_seconds": 0, "jitter": 0}}
    newsroom.publish("/0")
    for n, _ in enumerate(streamed(newsroom, SNAPSHOT_EVERY + 2, poll=schedule), start=1):
        newsroom.publish(f"/{n}")
        sizes.append(len(list(log.iterdir())))
    assert sizes[:SNAPSHOT_EVERY] == [*range(1, SNAPSHOT_EVERY), 1]
    assert sizes[SNAPSHOT_EVERY:] == [2, 3]
    assert len(newsroom.written()) == SNAPSHOT_EVERY + 2


def test_a_changed_list_is_taken_up_at_the_next_tick(newsroom: Newsroom) -> None:
    """One feed is removed, and what it brought is fetched all the same; another is added, and polled at once."""
    newsroom.publish("/1")
    newsroom.server.answers["/1"] = reply(503)
    newsroom.server.answers["/other.xml"] = reply(body=rss(url("/2", OTHER)), kind="text/xml")
    newsroom.server.answers["/2"] = reply(body=story("/2"))
    running = streamed(newsroom, 4, relists=True, tick_seconds=3600)
    first = next(running)
    assert (first.relisted, first.report.owed) == (None, 1)
    newsroom.file(tick_seconds=3600, feeds=[url("/other.xml", OTHER)])
    newsroom.server.answers["/1"] = reply(body=story("/1"))
    second = next(running)
    assert second.relisted is not None and second.relisted.said() == "1 feed added, 1 removed"
    assert newsroom.written() == [url("/2", OTHER), url("/1")]
    polled = newsroom.server.paths().count("/feed.xml")
    third = next(running)
    assert third.relisted is None
    assert newsroom.server.paths().count("/feed.xml") == polled == 1


def test_with_drop_owed_what_a_removed_feed_brought_is_dropped_as_at_a_start(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    newsroom.server.answers["/1"] = reply(503)
    newsroom.server.answers["/other.xml"] = reply(body=rss(), kind="text/xml")
    running = streamed(newsroom, 2, relists=True, tick_seconds=3600, drop_owed=True)
    assert next(running).report.owed == 1
    newsroom.file(tick_seconds=3600, drop_owed=True, feeds=[url("/other.xml", OTHER)])
    second = next(running)
    assert (second.report.settled["dropped/feed_removed"], second.report.owed) == (1, 0)


def test_a_broken_list_changes_nothing(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    schedule = {"schedule": {"floor_seconds": 0, "jitter": 0}}
    running = streamed(newsroom, 3, relists=True, tick_seconds=3600, poll=schedule)
    next(running)
    newsroom.publish("/1", "/2")
    newsroom.file(tick_seconds=3600, poll=schedule, feeds=["no feed at all"])
    second = next(running)
    assert second.relisted is not None and len(second.relisted.problems) == 1
    assert newsroom.written() == [url("/1"), url("/2")]
    assert next(running).relisted is None, "it is told once"
