"""`transforms.web.client` where a page sends its reader on by a meta refresh: as a redirect, under the same rules."""

from pathlib import Path
from typing import Any

import pytest
from asking import failure, get
from hostile_server import HTML, Handler, HostileServer, conditional, raw, redirect, reply

from transforms.web.response import LeftShard

CASES = Path(__file__).parents[4] / "shared" / "cases" / "meta_refresh"
A, B = "http://paper.example/a", "http://paper.example/b"


def refresh(to: str, seconds: int = 0, **headers: str) -> Handler:
    page = f"<html><title>Moved</title><meta http-equiv='refresh' content='{seconds}; url={to}'></html>"
    return reply(body=page.encode(), headers=headers)


@pytest.mark.parametrize("kind", ["page", "feed"])
def test_it_is_followed_and_counts_as_a_hop(server: HostileServer, open_web: Any, kind: str) -> None:
    server.answers |= {"/a": redirect("/b", 301), "/b": refresh("http://other.example/c"), "/c": reply(body=HTML)}
    got = get(open_web(), A, kind)
    assert (got.url, got.final_url, got.body) == (A, "http://other.example/c", HTML)
    assert [(hop.status, hop.url, hop.location) for hop in got.hops] == [(301, A, B), (200, B, got.final_url)]


def test_the_target_of_a_robots_rule_is_not_asked(server: HostileServer, open_web: Any) -> None:
    server.answers |= {
        "/robots.txt": reply(body=b"User-agent: *\nDisallow: /b", kind="text/plain"),
        "/a": refresh("/b"),
    }
    error = failure(open_web(), A)
    assert (error.subject, error.reason) == (B, "robots_denied")
    assert server.paths() == ["/a"]


def test_the_guard_refuses_a_private_target(server: HostileServer, open_web: Any) -> None:
    server.answers |= {"/a": refresh(server.url("/b"))}
    error = failure(open_web(), A)
    assert (error.reason, server.paths()) == ("blocked_address", ["/a"])
    assert [hop.location for hop in error.evidence.redirects] == [server.url("/b")]


def test_a_target_of_another_shard_is_handed_over(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = refresh("http://other.example/c")
    error = failure(open_web(), A, stays=lambda url: "paper" in url)
    assert isinstance(error, LeftShard) and error.target == "http://other.example/c"


def test_a_circle_and_a_long_way_end(server: HostileServer, open_web: Any) -> None:
    server.answers |= {"/a": refresh("/a", 3), **{f"/{n}": refresh(f"/{n + 1}") for n in range(9)}}
    web = open_web(respect_robots=False)
    error = failure(web, A)
    assert (error.reason, error.problem) == ("too_many_redirects", f"redirects in a circle, back to {A}")
    assert failure(web, "http://paper.example/0").problem == "redirects more than 5 times"
    assert len(server.log) == 1 + 6


def test_a_page_that_sets_a_cookie_gets_it_back(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = [refresh("/a", **{"Set-Cookie": "seen=1"}), reply(body=HTML)]
    assert get(open_web(respect_robots=False), A).body == HTML
    assert [asked.headers.get("Cookie") for asked in server.log] == [None, "seen=1"]


def test_secret_headers_stay_with_their_origin(server: HostileServer, open_web: Any) -> None:
    server.answers |= {"/a": refresh("http://other.example/c"), "/c": reply(body=HTML)}
    get(open_web(respect_robots=False), A, headers={"Authorization": "secret"})
    assert ["Authorization" in asked.headers for asked in server.log] == [True, False]


def test_no_validator_of_the_target_is_kept(server: HostileServer, open_web: Any) -> None:
    server.answers |= {"/a": refresh("/b"), "/b": conditional('"7"', b"<rss/>")}
    web = open_web(respect_robots=False)
    assert "etag" not in get(web, A, "feed").headers, "/a would be asked with it, and might answer 304 for ever"
    assert get(web, B, "feed").headers["etag"] == '"7"'


@pytest.mark.parametrize(("kind", "case"), [("feed", "feed"), ("page", "page_jekyll")])
def test_pages_that_were_reported(server: HostileServer, open_web: Any, kind: str, case: str) -> None:
    path = CASES / f"{case}.http"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    body = path.read_bytes().partition(b"\r\n\r\n")[2].replace(b"quarry.example", b"other.example")
    server.answers["/a"] = raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body)
    server.answers |= {"/f/basic": reply(body=HTML), "/p/mr2-target": reply(body=HTML)}
    got = get(open_web(respect_robots=False), A, kind)
    assert (got.body, len(got.hops)) == (HTML, 1)
