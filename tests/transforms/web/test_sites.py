"""Pacing, as the server sees it: spacing, slots, and what is remembered."""

import concurrent.futures
import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from asking import Clock, failure, get, get_all
from heartbeat import too_close
from hostile_server import HTML, HostileServer, redirect, reply, together


def gaps(server: HostileServer, *hosts: str) -> list[float]:
    """The longest that there may have been between requests to hosts of one site."""
    asked = [asked for asked in server.log if asked.host in hosts]
    return [later.at - earlier.after for earlier, later in pairwise(asked)]


def test_requests_to_a_site_keep_their_distance(server: HostileServer, open_web: Any) -> None:
    # Feed, pages of two hosts and two robots.txt: all of one site. Answers take longer than the spacing, so two are open.
    page = together(2, reply(body=HTML, after_seconds=0.3))
    server.answers |= {f"/{n}": page for n in range(6)}
    server.answers["/feed"] = reply(body=b"<rss/>", kind="application/rss+xml", after_seconds=0.3)
    server.answers["/robots.txt"] = reply(404, after_seconds=0.1)
    urls = [f"http://{host}/{n}" for host in ("paper.example", "www.paper.example") for n in range(3)] + [
        "http://paper.example/feed"
    ]
    get_all(open_web(spacing_seconds=0.2), urls)
    assert len(server.log) == 9
    assert too_close(gaps(server, "paper.example", "www.paper.example"), 0.2) == []
    assert server.peak["*"] == 2


@pytest.mark.parametrize("per_site", [1, 2, 5])
def test_so_many_at_once_at_one_site(server: HostileServer, open_web: Any, per_site: int) -> None:
    page = together(per_site, reply(body=HTML, after_seconds=0.1))
    server.answers |= {f"/{n}": page for n in range(12)}
    get_all(open_web(per_site=per_site, respect_robots=False), [f"http://paper.example/{n}" for n in range(12)])
    assert server.peak["paper.example"] == per_site


def test_so_many_at_once_over_all_sites(server: HostileServer, open_web: Any) -> None:
    page = together(3, reply(body=HTML, after_seconds=0.1))
    server.answers |= {f"/{n}": page for n in range(4)}
    hosts = [f"s{n}.example" for n in range(6)]
    web = open_web(concurrency=3, respect_robots=False, resolve=server.pins(*hosts))
    get_all(web, [f"http://{host}/{n}" for host in hosts for n in range(2)])
    assert server.peak["*"] == 3


def test_sites_do_not_wait_for_each_other(server: HostileServer, open_web: Any) -> None:
    server.answers["/slow"] = reply(body=HTML, after_seconds=600.0)
    server.answers["/a"] = reply(body=HTML)
    web = open_web(per_site=1, respect_robots=False, total_seconds=600.0)
    slow = web.submit(web.get("http://paper.example/slow", kind="page"))
    assert get(web, "http://other.example/a").status == 200
    assert not slow.done()
    slow.cancel()


def test_a_redirect_takes_its_turn_at_each_site(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = redirect("/b")
    server.answers["/b"] = redirect("http://other.example/c")
    server.answers["/c"] = reply(body=HTML)
    get(open_web(spacing_seconds=0.2), "http://paper.example/a")
    assert [asked.path for asked in server.log] == ["/robots.txt", "/a", "/b", "/robots.txt", "/c"]
    assert too_close(gaps(server, "paper.example"), 0.2) == []
    assert too_close(gaps(server, "other.example"), 0.2) == []


@pytest.mark.parametrize(("asked", "granted"), [("0.3", 0.3), ("500", 0.3)], ids=["honoured", "up to the maximum"])
def test_a_crawl_delay(server: HostileServer, open_web: Any, asked: str, granted: float) -> None:
    server.answers |= {f"/{n}": reply(body=HTML) for n in range(3)}
    server.answers["/robots.txt"] = reply(body=f"User-agent: *\nCrawl-delay: {asked}".encode(), kind="text/plain")
    get_all(open_web(crawl_delay_max_seconds=granted), [f"http://paper.example/{n}" for n in range(3)])
    assert too_close(gaps(server, "paper.example"), granted) == []


def test_a_slow_site_is_asked_more_slowly(server: HostileServer, open_web: Any) -> None:
    server.answers |= {f"/{n}": reply(body=HTML, after_seconds=1.2) for n in range(3)}
    web = open_web(spacing_seconds=0.01, respect_robots=False)
    get(web, "http://paper.example/0")
    get_all(web, ["http://paper.example/1", "http://paper.example/2"])
    assert too_close(gaps(server, "paper.example")[1:], 0.3) == [], "a quarter of the average"


# Memory


def test_pacing_outlives_the_process(server: HostileServer, open_web: Any) -> None:
    server.answers["/robots.txt"] = reply(body=b"User-agent: *\nDisallow: /closed\nCrawl-delay: 30", kind="text/plain")
    server.answers["/a"] = reply(body=HTML)
    clock = Clock()
    first = open_web(clock, crawl_delay_max_seconds=0.0)
    get(first, "http://paper.example/a")
    memory = json.loads(json.dumps(first.memory()))
    assert memory["sites"]["paper.example"]["pace"]["started_at"] == "2026-11-22T12:00:00Z"

    clock.add(10)
    second = open_web(clock)
    second.remember(memory)
    asked = len(server.log)
    assert failure(second, "http://paper.example/closed").reason == "robots_denied"
    waiting = second.submit(second.get("http://paper.example/a", kind="page"))
    with pytest.raises(concurrent.futures.TimeoutError):
        waiting.result(timeout=0.3)  # 20 of the 30 seconds are left
    waiting.cancel()
    assert len(server.log) == asked


def test_what_has_expired_is_not_remembered(server: HostileServer, open_web: Any) -> None:
    server.answers["/robots.txt"] = reply(404)
    server.answers["/a"] = reply(body=HTML)
    clock = Clock()
    web = open_web(clock)
    get(web, "http://paper.example/a")
    assert "robots" in web.memory()["sites"]["paper.example"]
    clock.add(7 * 3600)
    assert "robots" not in web.memory()["sites"]["paper.example"]


def test_the_memory_of_some_sites_leaves_out_the_others(open_web: Any) -> None:
    web = open_web()
    paced = {f"{name}.example": {"pace": {"started_at": "2026-11-22T12:00:00Z"}} for name in "abc"}
    web.remember({"version": 1, "sites": paced})
    assert web.memory() == {"version": 1, "sites": paced}
    assert list(web.memory({"b.example", "x.example"}.__contains__)["sites"]) == ["b.example"]


def test_memory_that_names_hosts_to_leave_alone_is_read_without_them(
    open_web: Any, caplog: pytest.LogCaptureFixture
) -> None:
    web, pace = open_web(), {"started_at": "2026-11-22T12:00:00Z"}
    hosts = {"a.example": {"wait_until": "2099-11-22T12:00:00Z", "strikes": 1}}
    web.remember({"version": 1, "sites": {"a.example": {"pace": pace, "hosts": hosts}}})
    assert web.memory()["sites"] == {"a.example": {"pace": pace}}
    assert web.rests.dump(lambda site: True) == {} and caplog.messages == []


@pytest.mark.parametrize(
    "memory", [{}, {"version": 0, "sites": 1}, {"version": 1, "sites": {"a.example": {"pace": 1}}}]
)
def test_memory_that_cannot_be_read_is_left(open_web: Any, memory: dict[str, Any]) -> None:
    web = open_web()
    web.remember(memory)
    assert web.memory() == {"version": 1, "sites": {}}


def test_how_a_site_was_asked_is_noted_and_remembered(server: HostileServer, open_web: Any) -> None:
    clock = Clock()
    server.answers["/a"] = reply(body=HTML)
    server.answers["/busy"] = reply(429, headers={"Retry-After": "90"})
    web = open_web(clock=clock, respect_robots=False)
    get(web, "http://paper.example/a")
    clock.now += timedelta(seconds=3)
    failure(web, "http://paper.example/busy")
    memory = json.loads(json.dumps(web.memory()))
    (receipt,) = memory["sites"]["paper.example"]["receipts"]
    assert receipt == [str(clock.now.date()), 2, 0, len(HTML), 3.0, 1, 90.0]
    other = open_web(clock=clock, respect_robots=False)
    other.remember(memory)
    other.remember(memory)
    assert json.loads(json.dumps(other.memory())) == memory, "what is loaded twice counts once"


def test_what_earlier_versions_remembered_is_loaded(open_web: Any) -> None:
    web, pace = open_web(respect_robots=False), {"started_at": "2026-11-22T12:00:00Z", "average_seconds": 2.0}
    web.remember({"version": 1, "sites": {"paper.example": {"pace": pace}}})
    assert web.memory()["sites"]["paper.example"] == {"pace": pace}
