"""A stream that listens for hubs: from the poll that finds the hub to the poll that a push brings, over real HTTP."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from free_ports import free_port
from small_hub import SmallHub
from small_newsroom import FEED, HOST, Newsroom, reply, story, url
from steps import now, set_now

from pipelines.config.config import Config
from pipelines.run.errors import Refused
from pipelines.run.hubs import listening
from pipelines.run.stream import Ticked, stream
from transforms.pure.net.urls import url_id
from transforms.state.documents import FeedDocument, load_feed
from transforms.state.storage import open_store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def hub() -> Iterator[SmallHub]:
    running = SmallHub()
    yield running
    running.close()


class Station:
    """A newsroom whose feed names a hub, and the configuration of a stream that listens for it."""

    def __init__(self, newsroom: Newsroom, hub: SmallHub) -> None:
        self.newsroom, self.hub, self.port = newsroom, hub, free_port()
        hub.local = f"http://127.0.0.1:{self.port}"
        self.paths: list[str] = []
        set_now(NOON)

    def publish(self, path: str) -> None:
        self.paths.insert(0, path)
        self.newsroom.server.answers[path] = reply(body=story(path))
        items = "".join(f"<item><title>Story {one}</title><link>{url(one)}</link></item>" for one in self.paths)
        links = '<a:link rel="hub" href="http://hub.example/"/><a:link rel="self" href="/feed.xml"/>'
        channel = f"<channel><title>T</title>{links}{items}</channel>"
        body = f"<rss version='2.0' xmlns:a='http://www.w3.org/2005/Atom'>{channel}</rss>"
        self.newsroom.server.answers["/feed.xml"] = reply(body=body.encode(), kind="text/xml")

    def config(self, **changes: Any) -> Config:
        web = self.newsroom.settings["web"]
        resolve = web["resolve"] | {"hub.example": f"127.0.0.1:{self.hub.port}"}
        websub = {"callback": self.hub.public, "listen": f"127.0.0.1:{self.port}"}
        own = {"web": web | {"resolve": resolve}, "websub": websub, "tick_seconds": 600}
        return self.newsroom.config(**own | changes)

    def ticks(self, config: Config, count: int) -> Iterator[Ticked]:
        """So many ticks, ten minutes apart."""
        waits = iter(range(1, count + 1))

        def wait(seconds: float) -> bool:
            set_now(now() + timedelta(seconds=seconds))
            return next(waits) == count

        with listening(config, now) as tend:
            yield from stream(config, tend=tend, clock=now, seconds=lambda: now().timestamp(), wait=wait, lingers=False)

    @property
    def document(self) -> FeedDocument:
        return load_feed(open_store(str(self.newsroom.output / "_state")), 0, url_id(FEED), FEED)

    def polls(self) -> int:
        return self.newsroom.server.paths().count("/feed.xml")


@pytest.fixture
def station(newsroom: Newsroom, hub: SmallHub) -> Station:
    return Station(newsroom, hub)


def test_a_push_brings_the_news_at_the_next_tick_and_polls_are_further_apart(station: Station) -> None:
    station.publish("/1")
    found = []
    for number, ticked in enumerate(station.ticks(station.config(), 4)):
        found.append((station.polls(), ticked.report.settled["written"]))
        if number == 1:
            station.hub.wait()  # the poll has found the hub, and the tick after it has subscribed
            station.publish("/2")
            assert station.hub.deliver(FEED, b"whatever it says") == [202]
    assert found == [(1, 1), (1, 0), (2, 1), (2, 0)], "the feed was not due for an hour"
    assert station.newsroom.written() == [url("/1"), url("/2")]
    health = station.document.health
    assert station.document.announces and health.next_poll_at is not None and health.last_polled_at is not None
    planned = health.interval_seconds or 0
    assert (health.next_poll_at - health.last_polled_at).total_seconds() == min(4 * planned, 43_200)


def test_what_nobody_signed_brings_nothing(station: Station) -> None:
    station.publish("/1")
    for number, _ in enumerate(station.ticks(station.config(), 3)):
        if number == 1:
            station.hub.wait()
            station.hub.deliver(FEED, b"x", secret="guessed")
    assert station.polls() == 1


def test_the_next_process_keeps_the_subscription_and_polls_once(station: Station) -> None:
    station.publish("/1")
    for number, _ in enumerate(station.ticks(station.config(), 2)):
        if number == 1:
            station.hub.wait()
    station.publish("/2")  # nobody could be told
    found = [ticked.report.settled["written"] for ticked in station.ticks(station.config(), 2)]
    assert found == [1, 0]
    assert len(station.hub.asked) == 1


def test_a_feed_that_is_removed_is_unsubscribed(station: Station) -> None:
    station.publish("/1")
    for number, _ in enumerate(station.ticks(station.config(), 2)):
        if number == 1:
            station.hub.wait()
    for number, _ in enumerate(station.ticks(station.config(feeds=[f"http://{HOST}/other.xml"]), 2)):
        if number == 0:
            station.hub.wait()
    assert [asked["hub.mode"] for asked in station.hub.asked] == ["subscribe", "unsubscribe"]
    assert station.hub.subscribers == {}


def test_without_a_callback_nothing_listens(station: Station) -> None:
    station.publish("/1")
    for _ in station.ticks(station.config(websub={"listen": f"127.0.0.1:{station.port}"}), 3):
        assert "newsbeam-websub" not in {thread.name for thread in threading.enumerate()}
    assert station.hub.asked == [] and station.document.hub is not None


def test_a_place_that_is_taken_is_a_sentence(station: Station) -> None:
    said = re.escape(f"websub.listen: cannot listen on 127.0.0.1:{station.port}")
    with socket.create_server(("127.0.0.1", station.port)), pytest.raises(Refused, match=said):
        list(station.ticks(station.config(), 1))
