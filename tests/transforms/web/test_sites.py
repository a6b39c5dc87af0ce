"""Pacing, as the server sees it: spacing, slots, 429, hosts that are down, and what is remembered."""

import concurrent.futures
import json
import socket
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from asking import Clock, failure, get, get_all
from heartbeat import too_close
from hostile_server import HTML, HostileServer, redirect, reply, together

from transforms.errors import FetchError


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


# 429 and 503


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "5"}, 60),
        ({"Retry-After": "999999"}, 86400),
        ({"Retry-After": "Sun, 22 Nov 2020 09:10:00 GMT", "Date": "Sun, 22 Nov 2020 09:00:00 GMT"}, 600),
        ({"Retry-After": "Sun, 22 Nov 2026 12:03:20 GMT", "Date": "unknown"}, 200),
        ({"Retry-After": "soon"}, 60),
        ({}, 60),
    ],
    ids=[
        "seconds",
        "at least a minute",
        "at most a day",
        "date by the server's clock",
        "date by ours",
        "nonsense",
        "none",
    ],
)
def test_a_429_stops_the_whole_host(server: HostileServer, open_web: Any, headers: dict[str, str], wait: float) -> None:
    server.answers["/a"] = reply(429, headers=headers)
    server.answers["/b"] = reply(body=HTML)
    clock = Clock()
    web = open_web(clock, respect_robots=False)
    error = failure(web, "http://paper.example/a")
    assert (error.reason, error.retry, error.severity) == ("http_429", True, "temporary")
    assert (error.wait_seconds, error.wait_scope) == (wait, "host")
    clock.add(wait - 1)
    error = failure(web, "http://paper.example/b")
    assert (error.reason, error.retry, error.wait_seconds, error.wait_scope) == ("host_waiting", True, 1, "host")
    assert error.problem == "paper.example asked us to slow down (429) and is left alone for another 1 s"
    assert server.paths() == ["/a"]
    assert get(web, "http://www.paper.example/b").status == 200, "another host of the site may be asked"
    clock.add(1)
    assert get(web, "http://paper.example/b").status == 200


def test_429s_in_a_row_double_the_wait_and_an_answer_ends_the_row(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = [reply(429), reply(429), reply(429), reply(body=HTML), reply(429)]
    clock = Clock()
    web = open_web(clock, respect_robots=False)
    waits = []
    for _ in range(3):
        waits.append(failure(web, "http://paper.example/a").wait_seconds)
        clock.add(waits[-1] or 0)
    get(web, "http://paper.example/a")
    waits.append(failure(web, "http://paper.example/a").wait_seconds)
    assert waits == [60, 120, 240, 60]


def test_429s_of_requests_that_were_open_together_count_once(server: HostileServer, open_web: Any) -> None:
    page = together(4, reply(429))
    server.answers |= {f"/{n}": page for n in range(4)}
    web = open_web(Clock(), per_site=4, respect_robots=False)
    futures = [web.submit(web.get(f"http://paper.example/{n}", kind="page")) for n in range(4)]
    errors = [future.exception() for future in futures]
    assert [error.wait_seconds for error in errors if isinstance(error, FetchError)] == [60] * 4
    assert len(server.log) == 4


def test_who_waits_for_a_slot_when_the_429_comes_does_not_ask(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = reply(429, after_seconds=0.2)
    web = open_web(per_site=1, respect_robots=False)
    futures = [web.submit(web.get(f"http://paper.example/{path}", kind="page")) for path in "abc"]
    reasons = [getattr(future.exception(), "reason", None) for future in futures]
    assert reasons == ["http_429", "host_waiting", "host_waiting"]
    assert server.paths() == ["/a"]


def test_a_503_concerns_its_url_alone(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = reply(503, headers={"Retry-After": "1800"})
    server.answers["/b"] = reply(body=HTML)
    web = open_web(respect_robots=False)
    error = failure(web, "http://paper.example/a")
    assert (error.reason, error.retry, error.severity) == ("http_503", True, "soft")
    assert (error.wait_seconds, error.wait_scope) == (1800, "url")
    assert error.problem == "the server answered 503: it is not available now; it asks to wait 1800 s"
    assert get(web, "http://paper.example/b").status == 200


# Sites that are down


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield unused.getsockname()[1]


@pytest.mark.parametrize("respect_robots", [True, False])
def test_a_site_that_is_down_is_left_alone(
    server: HostileServer, open_web: Any, closed_port: int, respect_robots: bool
) -> None:
    clock = Clock()
    pins = {**server.pins("paper.example"), "down.example": f"127.0.0.1:{closed_port}"}
    web = open_web(clock, resolve=pins, respect_robots=respect_robots)
    error = failure(web, "http://down.example/a")
    assert (error.reason, error.retry, error.severity) == ("connection", True, "temporary")
    assert "no connection to down.example (Connect call failed" in error.problem
    clock.add(540)
    error = failure(web, "http://down.example/b")
    assert (error.reason, error.retry, error.wait_seconds) == ("site_down", True, 60)
    assert "down.example could not be reached (no connection to down.example (" in error.problem
    assert error.problem.endswith(") and is left alone for another 60 s")
    server.answers["/a"] = reply(body=HTML)
    assert get(web, "http://paper.example/a").status == 200
    clock.add(60)
    assert failure(web, "http://down.example/b").reason == "connection", "it is tried again"


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


def test_a_429_and_a_site_that_is_down_are_remembered(server: HostileServer, open_web: Any, closed_port: int) -> None:
    server.answers["/a"] = reply(429, headers={"Retry-After": "300"})
    clock = Clock()
    pins = {**server.pins("paper.example"), "down.example": f"127.0.0.1:{closed_port}"}
    first = open_web(clock, resolve=pins, respect_robots=False)
    failure(first, "http://paper.example/a")
    failure(first, "http://down.example/a")
    memory = json.loads(json.dumps(first.memory(["paper.example", "down.example", "unknown.example"])))
    assert sorted(memory["sites"]) == ["down.example", "paper.example"]

    clock.add(100)
    second = open_web(clock, resolve=pins, respect_robots=False)
    second.remember(memory)
    error = failure(second, "http://paper.example/a")
    assert (error.reason, error.wait_seconds) == ("host_waiting", 200)
    error = failure(second, "http://down.example/a")
    assert (error.reason, error.wait_seconds) == ("site_down", 500)


def test_what_has_expired_is_not_remembered(server: HostileServer, open_web: Any) -> None:
    server.answers["/robots.txt"] = reply(404)
    server.answers["/a"] = reply(body=HTML)
    clock = Clock()
    web = open_web(clock)
    get(web, "http://paper.example/a")
    assert "robots" in web.memory()["sites"]["paper.example"]
    clock.add(7 * 3600)
    assert "robots" not in web.memory()["sites"]["paper.example"]


@pytest.mark.parametrize(
    "memory", [{}, {"version": 0, "sites": 1}, {"version": 1, "sites": {"a.example": {"pace": 1}}}]
)
def test_memory_that_cannot_be_read_is_left(open_web: Any, memory: dict[str, Any]) -> None:
    web = open_web()
    web.remember(memory)
    assert web.memory() == {"version": 1, "sites": {}}
