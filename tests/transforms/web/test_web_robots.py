"""robots.txt: obeyed, fetched once for all requests, kept for its time, and what holds where it cannot be read."""

from typing import Any

import pytest
from asking import Clock, failure, get, get_all
from hostile_server import HTML, HostileServer, raw, redirect, reply

DISALLOW = b"User-agent: *\nDisallow: /private/\n\nUser-agent: newsbeam\nDisallow: /not-for-us\nAllow: /\n"


def test_robots_txt_is_obeyed_and_asked_for_once(server: HostileServer, open_web: Any) -> None:
    server.answers["/robots.txt"] = reply(body=DISALLOW, kind="text/plain", after_seconds=0.1)
    server.answers |= {path: reply(body=HTML) for path in ("/private/a", "/b", "/not-for-us")}
    web = open_web()
    get_all(web, ["http://paper.example/private/a", "http://paper.example/b"])
    for kind in ("page", "feed"):
        error = failure(web, "http://paper.example/not-for-us", kind)
        assert (error.reason, error.retry, error.severity) == ("robots_denied", False, "hard")
        assert error.problem == "http://paper.example/robots.txt does not allow newsbeam to fetch it"
    assert [asked.path for asked in server.log].count("/robots.txt") == 1
    assert "/not-for-us" not in server.paths()


def test_robots_txt_is_read_for_the_configured_agent(server: HostileServer, open_web: Any) -> None:
    server.answers["/robots.txt"] = reply(body=b"User-agent: Example-Archive\nDisallow: /\n", kind="text/plain")
    web = open_web(user_agent="Example-Archive/2 (+https://contact.example)")
    assert failure(web, "http://paper.example/a").reason == "robots_denied"
    assert server.log[0].headers["User-Agent"] == "Example-Archive/2 (+https://contact.example)"


def test_the_robots_txt_of_a_redirects_target_counts(server: HostileServer, open_web: Any) -> None:
    robots = b"User-agent: *\nDisallow: /b"
    server.answers["/robots.txt"] = [reply(404), reply(body=robots, kind="text/plain")]
    server.answers["/a"] = redirect("http://other.example/b")
    error = failure(open_web(), "http://paper.example/a")
    assert (error.reason, error.subject) == ("robots_denied", "http://other.example/b")
    assert server.paths() == ["/a"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_where_there_is_no_robots_txt_all_is_open(server: HostileServer, open_web: Any, status: int) -> None:
    server.answers["/robots.txt"] = reply(status)
    server.answers["/a"] = reply(body=HTML)
    assert get(open_web(), "http://paper.example/a").body == HTML


@pytest.mark.parametrize("status", [500, 503])
def test_where_robots_txt_fails_nothing_is_open_for_an_hour(server: HostileServer, open_web: Any, status: int) -> None:
    server.answers["/robots.txt"] = [reply(status), reply(404)]
    server.answers["/a"] = reply(body=HTML)
    clock = Clock()
    web = open_web(clock)
    error = failure(web, "http://paper.example/a")
    assert (error.reason, error.retry, error.severity) == ("robots_unreachable", True, "temporary")
    assert error.problem.startswith(f"http://paper.example/robots.txt cannot be read (the server answered {status})")
    assert error.wait_seconds == 3600
    clock.add(3599)
    assert failure(web, "http://paper.example/a").reason == "robots_unreachable"
    assert len(server.log) == 1
    clock.add(2)
    assert get(web, "http://paper.example/a").status == 200


def test_robots_txt_holds_for_six_hours(server: HostileServer, open_web: Any) -> None:
    server.answers["/robots.txt"] = [reply(404), reply(body=b"User-agent: *\nDisallow: /", kind="text/plain")]
    server.answers["/a"] = reply(body=HTML)
    clock = Clock()
    web = open_web(clock)
    get(web, "http://paper.example/a")
    clock.add(6 * 3600 - 1)
    get(web, "http://paper.example/a")
    clock.add(2)
    assert failure(web, "http://paper.example/a").reason == "robots_denied"


@pytest.mark.parametrize(("hops", "reason"), [(5, "robots_denied"), (6, None)])
def test_robots_txt_behind_redirects(server: HostileServer, open_web: Any, hops: int, reason: str | None) -> None:
    server.answers["/robots.txt"] = redirect("http://www.paper.example/1")
    server.answers |= {f"/{n}": redirect(f"/{n + 1}") for n in range(1, hops)}
    server.answers[f"/{hops}"] = reply(body=b"User-agent: *\nDisallow: /", kind="text/plain")
    server.answers["/a"] = reply(body=HTML)
    web = open_web()
    if reason is None:
        assert get(web, "http://paper.example/a").status == 200
    else:
        assert failure(web, "http://paper.example/a").reason == reason


@pytest.mark.parametrize(
    ("answer", "seconds", "what"),
    [
        (
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + b"x" * 9, drip_seconds=0.1),
            0.3,
            "not complete within 0.3 s",
        ),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), 60.0, "the body broke off before its end"),
        (reply(body=b"no gzip", headers={"Content-Encoding": "gzip"}), 60.0, "the compressed body cannot be decoded"),
    ],
    ids=["drip", "cut", "no gzip"],
)
def test_a_robots_txt_that_cannot_be_read(
    server: HostileServer, open_web: Any, answer: Any, seconds: float, what: str
) -> None:
    server.answers["/robots.txt"] = answer
    web = open_web(total_seconds=seconds)
    for _ in range(2):
        error = failure(web, "http://paper.example/a")
        assert (error.reason, error.retry) == ("robots_unreachable", True)
        assert what in error.problem
    assert len(server.log) == 1, "remembered, so that a thousand pages do not wait for it in turn"


def test_robots_txt_is_read_up_to_half_a_megabyte(server: HostileServer, open_web: Any) -> None:
    filler = b"# filler\n" * 100_000
    early, late = b"User-agent: *\nDisallow: /early\n", b"Disallow: /late\n"
    server.answers["/robots.txt"] = reply(body=early + filler + late, kind="text/plain")
    server.answers["/late"] = reply(body=HTML)
    web = open_web()
    assert failure(web, "http://paper.example/early").reason == "robots_denied"
    assert get(web, "http://paper.example/late").status == 200


def test_robots_txt_can_be_left_out(server: HostileServer, open_web: Any) -> None:
    server.answers["/robots.txt"] = reply(body=b"User-agent: *\nDisallow: /", kind="text/plain")
    server.answers["/a"] = reply(body=HTML)
    assert get(open_web(respect_robots=False), "http://paper.example/a").status == 200
    assert server.paths() == ["/a"] and len(server.log) == 1


def test_a_429_for_robots_txt_stops_the_host_too(server: HostileServer, open_web: Any) -> None:
    server.answers["/robots.txt"] = [reply(429, headers={"Retry-After": "90"}), reply(404)]
    server.answers["/a"] = reply(body=HTML)
    clock = Clock()
    web = open_web(clock)
    error = failure(web, "http://paper.example/a")
    assert (error.reason, error.retry, error.wait_seconds) == ("robots_unreachable", True, 90)
    clock.add(91)
    assert get(web, "http://paper.example/a").status == 200


def test_the_sitemaps_of_a_robots_txt_cost_no_second_request(server: HostileServer, open_web: Any) -> None:
    server.answers["/robots.txt"] = reply(body=b"Sitemap: /news.xml", kind="text/plain")
    server.answers["/a"] = reply(body=HTML)
    web = open_web()
    get(web, "http://paper.example/a")
    found = web.submit(web.sitemaps_of("http://paper.example/b")).result()
    assert found == ("http://paper.example/news.xml",)
    assert [asked.path for asked in server.log] == ["/robots.txt", "/a"]


def test_where_there_is_no_robots_txt_no_sitemap_is_named(server: HostileServer, open_web: Any) -> None:
    server.answers["/robots.txt"] = reply(404, body=b"Sitemap: /news.xml")
    web = open_web()
    assert web.submit(web.sitemaps_of("http://paper.example/b")).result() == ()
