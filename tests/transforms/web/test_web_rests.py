"""Hosts that are left alone, as the server sees it: 429, 503 with a Retry-After, hosts that are down."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from asking import NOON, Clock, failure, get
from heartbeat import too_close
from hostile_server import HTML, HostileServer, reply, together

from transforms.errors import FetchError
from transforms.web import rests
from transforms.web.rests import HostRest, Rests

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
    clock.add(wait - 20)
    error = failure(web, "http://paper.example/b")
    assert (error.reason, error.retry, error.wait_seconds, error.wait_scope) == ("host_waiting", True, 20, "host")
    assert error.problem == "paper.example asked us to slow down (429) and is left alone for another 20 s"
    assert server.paths() == ["/a"]
    assert get(web, "http://www.paper.example/b").status == 200, "another host of the site may be asked"
    clock.add(20)
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


def test_a_503_that_says_for_how_long_stops_the_whole_host(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = reply(503, headers={"Retry-After": "1800"})
    server.answers["/b"] = reply(body=HTML)
    clock = Clock()
    web = open_web(clock, respect_robots=False)
    error = failure(web, "http://paper.example/a")
    assert (error.reason, error.retry, error.severity) == ("http_503", True, "soft")
    assert (error.wait_seconds, error.wait_scope) == (1800, "host")
    assert error.problem == "the server answered 503: it is not available now; it asks to wait 1800 s"
    error = failure(web, "http://paper.example/b")
    assert (error.reason, error.severity, error.wait_seconds) == ("host_waiting", "temporary", 1800)
    assert error.problem == "paper.example said that it is not available (503) and is left alone for another 1800 s"
    assert server.paths() == ["/a"]
    clock.add(1800)
    assert get(web, "http://paper.example/b").status == 200


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "soon"}, {"Retry-After": "0"}], ids=["none", "nonsense", "0"])
def test_any_other_503_concerns_its_url_alone(server: HostileServer, open_web: Any, headers: dict[str, str]) -> None:
    server.answers["/a"] = reply(503, headers=headers)
    server.answers["/b"] = reply(body=HTML)
    web = open_web(respect_robots=False)
    assert failure(web, "http://paper.example/a").reason == "http_503"
    assert get(web, "http://paper.example/b").status == 200


def test_a_rest_that_ends_at_once_is_waited_for(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = reply(503, headers={"Retry-After": "0.3"})
    server.answers["/b"] = reply(body=HTML)
    web = open_web(respect_robots=False)
    assert failure(web, "http://paper.example/a").reason == "http_503"
    assert get(web, "http://paper.example/b").status == 200
    asked = server.log
    assert too_close([asked[1].at - asked[0].after], 0.3) == []


ROBOTS = {
    "429": (reply(429), HostRest(wait_until=NOON + timedelta(seconds=60), strikes=1)),
    "503": (
        reply(503, headers={"Retry-After": "90"}),
        HostRest(wait_until=NOON + timedelta(seconds=90), wait_status=503),
    ),
}


@pytest.mark.parametrize(("answer", "rest"), ROBOTS.values(), ids=ROBOTS)
def test_what_robots_txt_is_answered_with_counts(
    server: HostileServer, open_web: Any, answer: Any, rest: HostRest
) -> None:
    server.answers["/robots.txt"] = answer
    web = open_web(Clock())
    failure(web, "http://paper.example/a")
    assert web.rests.dump(lambda site: True) == {"paper.example": rest}


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


def test_a_site_that_is_down_is_not_one_whose_robots_txt_cannot_be_read(open_web: Any, closed_port: int) -> None:
    """Also where it is left alone for no time at all, or that is over: for its robots.txt it would be for an hour."""
    web = open_web(resolve={"down.example": f"127.0.0.1:{closed_port}"}, down_seconds=0)
    assert [failure(web, f"http://down.example/{path}").reason for path in "ab"] == ["connection", "connection"]


@pytest.mark.parametrize("connect_seconds", [0.5, 600.0], ids="{:g} s for a connection, .5 s in all".format)
def test_a_site_without_a_connection_in_the_whole_time_is_down_too(open_web: Any, connect_seconds: float) -> None:
    """A connection that is not accepted: both times are over at once, or the whole time alone."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        web = open_web(
            resolve={"down.example": f"127.0.0.1:{port}"}, connect_seconds=connect_seconds, total_seconds=0.5
        )
        assert [failure(web, f"http://down.example/{path}").reason for path in "ab"] == ["timeout", "site_down"]
        for one in waiting:
            one.close()


def test_a_429_and_a_site_that_is_down_are_remembered(server: HostileServer, open_web: Any, closed_port: int) -> None:
    server.answers["/a"] = reply(429, headers={"Retry-After": "300"})
    clock = Clock()
    pins = {**server.pins("paper.example"), "down.example": f"127.0.0.1:{closed_port}"}
    first = open_web(clock, resolve=pins, respect_robots=False)
    failure(first, "http://paper.example/a")
    failure(first, "http://down.example/a")
    hosts = first.rests.dump(lambda site: True)
    assert sorted(hosts) == ["down.example", "paper.example"]

    clock.add(100)
    second = open_web(clock, resolve=pins, respect_robots=False)
    second.rests.load(msgspec.json.decode(msgspec.json.encode(hosts), type=dict[str, HostRest]))
    error = failure(second, "http://paper.example/a")
    assert (error.reason, error.wait_seconds) == ("host_waiting", 200)
    error = failure(second, "http://down.example/a")
    assert (error.reason, error.wait_seconds) == ("site_down", 500)


# What is known, by itself


def waiting(seconds: float, **more: Any) -> HostRest:
    return HostRest(wait_until=NOON + timedelta(seconds=seconds), **more)


def down(seconds: float, because: str = "refused") -> HostRest:
    return HostRest(down_until=NOON + timedelta(seconds=seconds), down_because=because)


KEPT = {
    "it waits": (waiting(1), True),
    "it has waited": (waiting(0, wait_status=503), False),
    "it is down": (down(1), True),
    "it was down": (down(0), False),
    "its last 429 is less than a day ago": (waiting(-86399, strikes=1), True),
    "its last 429 is a day ago": (waiting(-86400, strikes=1), False),
    "nothing is known": (HostRest(), False),
}


@pytest.mark.parametrize(("rest", "kept"), KEPT.values(), ids=KEPT)
def test_what_is_worth_keeping(rest: HostRest, kept: bool) -> None:
    known = Rests(600, Clock())
    known.load({"www.paper.example": rest})
    assert known.dump(lambda site: site == "paper.example") == ({"www.paper.example": rest} if kept else {})
    assert known.dump(lambda site: site == "www.paper.example") == {}


MERGED = {
    "the longer wait": (
        waiting(100, strikes=2),
        waiting(500, wait_status=503),
        waiting(500, wait_status=503, strikes=2),
    ),
    "however they come": (
        waiting(500, wait_status=503),
        waiting(100, strikes=2),
        waiting(500, wait_status=503, strikes=2),
    ),
    "the later end of being down": (down(50, "a"), down(60, "b"), down(60, "b")),
    "both": (
        down(50, "a"),
        waiting(9),
        HostRest(down_until=NOON + timedelta(seconds=50), down_because="a", wait_until=NOON + timedelta(seconds=9)),
    ),
}


@pytest.mark.parametrize(("first", "second", "merged"), MERGED.values(), ids=MERGED)
def test_of_two_rests_of_a_host_the_longer_counts(first: HostRest, second: HostRest, merged: HostRest) -> None:
    known = Rests(600, Clock())
    known.load({"paper.example": first})
    known.load({"paper.example": second})
    assert known.dump(lambda site: True) == {"paper.example": merged}
    assert known.version == 0, "what was read need not be written"


def test_news_of_a_rest_is_urgent_and_its_end_is_not() -> None:
    clock = Clock()
    known = Rests(600, clock)
    seen = [(known.version, known.urgent)]
    for note in (
        lambda: known.note_too_many("http://paper.example/", None),
        lambda: known.note_too_many("http://paper.example/", None),  # open together
        lambda: known.note_answer("http://paper.example/"),  # open together, too: the host waits all the same
        lambda: clock.add(60),
        lambda: known.note_answer("http://paper.example/"),
        lambda: known.note_answer("http://paper.example/"),
        lambda: known.note_unavailable("http://paper.example/", 0.0),
        lambda: known.note_unavailable("http://paper.example/", 5.0),
        lambda: known.note_down("http://paper.example/", "refused"),
    ):
        note()
        seen.append((known.version, known.urgent))
    assert seen == [(0, 0), (1, 1), (1, 1), (1, 1), (1, 1), (2, 1), (2, 1), (2, 1), (3, 3), (4, 4)]


def test_so_many_hosts_and_sites_are_known_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rests, "HOSTS_MAX", 2)
    monkeypatch.setattr(rests, "SITES_MAX", 2)
    clock = Clock()
    known = Rests(600, clock)
    for host in ("1.a.example", "2.a.example", "3.a.example", "b.example"):
        known.note_down(f"http://{host}/", "refused")
    assert list(known.dump(lambda site: True)) == ["2.a.example", "3.a.example", "b.example"]
    clock.add(1)
    known.note_down("http://c.example/", "refused")
    assert list(known.dump(lambda site: True)) == ["b.example", "c.example"], "the first goes where none is over"
    clock.add(599)
    known.note_down("http://d.example/", "refused")
    assert list(known.dump(lambda site: True)) == ["c.example", "d.example"]
