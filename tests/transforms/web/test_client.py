"""`transforms.web.client` against a real server: answers, redirects, statuses, deadlines, secrets, sharing."""

import asyncio
import os
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from asking import failure, get
from hostile_server import HTML, HostileServer, conditional, raw, redirect, reply

from transforms.pure.net.audiences import Audience
from transforms.records import Hop
from transforms.web.client import Web, shared_web
from transforms.web.options import WebOptions
from transforms.web.response import LeftShard

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAMES = ("paper.example", "other.example", "www.paper.example")


@pytest.fixture
def open_web(server: HostileServer, request: pytest.FixtureRequest) -> Any:
    """Makes a Web for which the test names lead to the server, without robots.txt or pauses unless asked for."""

    def make(**changes: Any) -> Web:
        defaults: dict[str, Any] = {"respect_robots": False, "spacing_seconds": 0.0, "resolve": server.pins(*NAMES)}
        web = Web(WebOptions(**{**defaults, **changes}), clock=lambda: NOON)
        request.addfinalizer(web.close)
        return web

    return make


def test_a_page_comes_with_all_that_is_known_of_it(server: HostileServer, open_web: Any) -> None:
    server.answers["/a?b=%2Fc"] = reply(
        body=HTML, kind="text/html; charset=utf-8", headers={"ETag": '"7"', "Set-Cookie": "a=b"}
    )
    got = get(open_web(contact="https://contact.example"), "http://Paper.example/a?b=%2Fc#part")
    assert (got.status, got.body, got.final_url) == (200, HTML, "http://paper.example/a?b=%2Fc")
    assert (got.fetched_at, got.wire_bytes, got.hops, got.not_modified) == (NOON, len(HTML), (), False)
    assert got.headers["etag"] == '"7"' and "set-cookie" not in got.headers
    sent = server.log[0].headers
    assert sent["User-Agent"].startswith("newsbeam/") and sent["User-Agent"].endswith(" (+https://contact.example)")
    assert sent["Accept-Encoding"] == "gzip, deflate, br, zstd" and "Referer" not in sent


def test_a_conditional_get(server: HostileServer, open_web: Any) -> None:
    server.answers["/feed"] = conditional('W/"1"', b"<rss/>")
    web = open_web()
    first = get(web, "http://paper.example/feed", "feed")
    date = "Sun, 22 Nov 2026 11:00:00 GMT"
    second = get(web, "http://paper.example/feed", "feed", etag=first.headers["etag"], last_modified=date)
    assert (first.not_modified, second.not_modified, second.status, second.body) == (False, True, 304, b"")
    assert server.log[1].headers["If-Modified-Since"] == date


def test_a_304_with_a_body_is_a_304(server: HostileServer, open_web: Any) -> None:
    server.answers["/feed"] = raw(b'HTTP/1.1 304 Not Modified\r\nETag: "b"\r\nContent-Length: 5\r\n\r\nhello')
    got = get(open_web(), "http://paper.example/feed", "feed", etag='"b"')
    assert (got.not_modified, got.status, got.body) == (True, 304, b"")


def test_a_304_that_nobody_asked_for_is_an_error(server: HostileServer, open_web: Any) -> None:
    server.answers["/feed"] = reply(304)
    error = failure(open_web(), "http://paper.example/feed", "feed")
    assert (error.reason, error.retry, error.severity) == ("http_304", True, "soft")


def test_an_etag_that_breaks_the_rules_is_not_sent_back(server: HostileServer, open_web: Any) -> None:
    server.answers["/feed"] = raw(b'HTTP/1.1 200 OK\r\nETag: "\xfc"\r\nContent-Length: 6\r\n\r\n<rss/>')
    web = open_web()
    etag = get(web, "http://paper.example/feed", "feed").headers["etag"]
    assert etag == '"\xfc"'
    get(web, "http://paper.example/feed", "feed", etag=etag)
    assert "If-None-Match" not in server.log[1].headers


@pytest.mark.parametrize(
    ("status", "reason", "retry", "severity"),
    [
        (404, "http_404", False, "hard"),
        (410, "http_410", False, "hard"),
        (451, "http_451", False, "hard"),
        (401, "http_401", True, "soft"),
        (403, "http_403", True, "soft"),
        (408, "http_408", True, "temporary"),
        (425, "http_425", True, "temporary"),
        (500, "http_500", True, "soft"),
        (202, "http_202", True, "soft"),
        (206, "http_206", True, "soft"),
        (300, "http_300", True, "soft"),
    ],
)
def test_a_status_and_what_it_means(
    server: HostileServer, open_web: Any, status: int, reason: str, retry: bool, severity: str
) -> None:
    server.answers["/a"] = reply(status, body=HTML)
    error = failure(open_web(), "http://paper.example/a")
    assert (error.reason, error.retry, error.severity, error.status) == (reason, retry, severity, status)
    assert str(error).startswith(f"http://paper.example/a: the server answered {status}: ")


def test_redirects_are_followed_by_hand(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = redirect("b/../c?d#e", 301)
    server.answers["/c?d"] = redirect("http://OTHER.example:80/end", 308)
    server.answers["/end"] = reply(body=HTML)
    got = get(open_web(), "http://paper.example/a")
    assert (got.url, got.final_url, got.body) == ("http://paper.example/a", "http://other.example/end", HTML)
    assert [(hop.status, hop.url, hop.location) for hop in got.hops] == [
        (301, "http://paper.example/a", "http://paper.example/c?d"),
        (308, "http://paper.example/c?d", "http://other.example/end"),
    ]


@pytest.mark.parametrize(
    ("location", "reason", "problem"),
    [
        ("/a", "too_many_redirects", "redirects in a circle, back to http://paper.example/a"),
        ("/1", "too_many_redirects", "redirects more than 5 times"),
        ("ftp://paper.example/x", "bad_redirect", "redirects to no page of the web: "),
        ("javascript:alert(1)", "bad_redirect", "redirects to no page of the web: "),
        ("file:///etc/passwd", "bad_redirect", "redirects to no page of the web: "),
        ("http://[nonsense", "bad_redirect", "redirects to no page of the web: "),
        ("", "bad_redirect", "redirects (302) without saying where to"),
    ],
)
def test_a_redirect_that_leads_nowhere(
    server: HostileServer, open_web: Any, location: str, reason: str, problem: str
) -> None:
    server.answers |= {f"/{n}": redirect(f"/{n + 1}") for n in range(1, 9)}
    server.answers["/a"] = redirect(location)
    error = failure(open_web(), "http://paper.example/a")
    assert error.reason == reason
    assert error.problem.startswith(problem)
    assert len(server.log) <= 6


def test_an_error_behind_a_redirect_tells_the_way(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = redirect("/b")
    error = failure(open_web(), "http://paper.example/a")
    assert (error.subject, error.reason) == ("http://paper.example/b", "http_404")
    assert error.evidence.requested == "http://paper.example/a"
    assert error.evidence.redirects == (
        Hop(status=302, url="http://paper.example/a", location="http://paper.example/b"),
    )


def test_a_redirect_out_of_the_shard_is_handed_over(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = redirect("http://other.example/b?c=d")
    error = failure(open_web(), "http://paper.example/a", stays=lambda url: "paper" in url)
    assert isinstance(error, LeftShard)
    assert (error.target, error.reason) == ("http://other.example/b?c=d", "moved")
    assert server.paths() == ["/a"]
    travelled = pickle.loads(pickle.dumps(error))
    assert (type(travelled), travelled.target, str(travelled)) == (LeftShard, error.target, str(error))


def test_secret_headers_stay_with_their_origin(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = redirect("/b")
    server.answers["/b"] = redirect("http://www.paper.example/c")
    server.answers["/c"] = reply(500)
    server.answers["/robots.txt"] = reply(404)
    web = open_web(respect_robots=True)
    error = failure(web, "http://paper.example/a", headers={"Authorization": "Bearer s3cret"})
    with_secret = [(asked.path, asked.headers.get("Authorization")) for asked in server.log]
    assert with_secret == [
        ("/robots.txt", None),
        ("/a", "Bearer s3cret"),
        ("/b", "Bearer s3cret"),
        ("/robots.txt", None),
        ("/c", None),
    ]
    assert "s3cret" not in f"{error!r} {error.evidence} {error.__cause__!r} {web.memory()}"


# Where a chain leads from /a, by the hosts that it asks, and which of them get the headers of a subscriber of paper.example.
CHAINS: dict[str, tuple[str, list[str], list[str]]] = {
    "within the site": ("http://www.paper.example/a", ["http://paper.example/b"], ["/a", "/b"]),
    "off the site": ("http://paper.example/a", ["http://other.example/b"], ["/a"]),
    "off the site and back": ("http://paper.example/a", ["http://other.example/b", "http://paper.example/c"], ["/a"]),
    "a page of another site": ("http://other.example/a", [], []),
    "another site that leads to it": ("http://other.example/a", ["http://paper.example/b"], []),
}


@pytest.mark.parametrize(("first", "targets", "with_secret"), CHAINS.values(), ids=CHAINS)
def test_headers_for_a_site_never_leave_it(
    server: HostileServer, open_web: Any, first: str, targets: list[str], with_secret: list[str]
) -> None:
    paths = ["/a", "/b", "/c"]
    for path, target in zip(paths, targets, strict=False):
        server.answers[path] = redirect(target)
    server.answers[paths[len(targets)]] = reply(body=b"<p>x</p>")
    audience = Audience("http://paper.example/rss", "site")
    secret = {"Authorization": "Bearer s3cret", "Cookie": "member=s3cret"}
    get(open_web(respect_robots=False), first, headers=secret, audience=audience)
    for name in secret:
        assert [asked.path for asked in server.log if "s3cret" in asked.headers.get(name, "")] == with_secret
    assert len(server.log) == len(targets) + 1


def test_a_meta_refresh_off_the_site_gets_none(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = reply(body=b'<meta http-equiv="refresh" content="0; url=http://other.example/b">')
    server.answers["/b"] = reply(body=b"<p>x</p>")
    audience = Audience("http://paper.example/rss", "site")
    get(open_web(respect_robots=False), "http://www.paper.example/a", headers={"X-Key": "s3cret"}, audience=audience)
    assert [(asked.path, asked.headers.get("X-Key")) for asked in server.log] == [("/a", "s3cret"), ("/b", None)]


def test_the_deadline_covers_all_hops(server: HostileServer, open_web: Any) -> None:
    server.answers |= {f"/{n}": reply(302, headers={"Location": f"/{n + 1}"}, after_seconds=0.4) for n in range(5)}
    assert failure(open_web(total_seconds=1.0), "http://paper.example/0").reason == "timeout"
    # Where this machine is slow, even fewer; a deadline for each hop would come to the last.
    assert server.paths() == ["/0", "/1", "/2"][: len(server.paths())]


@pytest.mark.parametrize(
    ("kind", "content_type", "body", "problem"),
    [
        ("page", "application/pdf", b"%PDF", "expected an HTML page, got application/pdf"),
        ("page", "application/rss+xml", b"<rss/>", "expected an HTML page, got application/rss+xml"),
        ("page", "text/plain", b"just words", "expected an HTML page, got text/plain"),
        ("feed", "image/png", b"PNG", "expected a feed (RSS, Atom or JSON Feed), got image/png"),
        ("page", "text/plain", HTML, None),
        ("feed", "text/html", HTML, None),
        ("feed", "application/octet-stream", b"<rss/>", None),
    ],
)
def test_the_content_type_is_checked(
    server: HostileServer, open_web: Any, kind: str, content_type: str, body: bytes, problem: str | None
) -> None:
    server.answers["/a"] = reply(body=body, kind=content_type)
    if problem is None:
        assert get(open_web(), "http://paper.example/a", kind).body == body
    else:
        error = failure(open_web(), "http://paper.example/a", kind)
        assert (error.reason, error.retry, error.problem) == ("content_type", False, problem)


@pytest.mark.parametrize("url", ["nonsense", "ftp://paper.example/", "http://", "http://a..b/", "http://[::1"])
def test_what_is_no_url_of_the_web(open_web: Any, url: str) -> None:
    error = failure(open_web(), url)
    assert (error.reason, error.retry, error.severity) == ("bad_url", False, "hard")


def test_a_cancelled_get_gives_its_slot_back(server: HostileServer, open_web: Any) -> None:
    server.answers["/slow"] = reply(body=HTML, after_seconds=600)
    server.answers["/a"] = reply(body=HTML)
    web = open_web(per_site=1, spacing_seconds=0.01, total_seconds=600)
    stuck = web.submit(web.get("http://paper.example/slow", kind="page"))
    while not server.log:
        web.memory()
    stuck.cancel()
    assert get(web, "http://paper.example/a").body == HTML


def test_a_get_can_be_held_back_in_its_slot(server: HostileServer, open_web: Any) -> None:
    server.answers |= {path: reply(body=HTML) for path in ("/a", "/b", "/c")}
    web = open_web(per_site=3, spacing_seconds=0.01)
    held: list[str] = []

    async def hold() -> None:
        held.append("held")
        await asyncio.Event().wait()

    async def pass_on() -> None:
        held.append("passed")

    stuck = web.submit(web.get("http://paper.example/a", kind="page", begin=hold))
    waiting = web.submit(web.get("http://paper.example/b", kind="page", begin=hold))
    while not held:
        web.memory()
    waiting.cancel()
    stuck.cancel()
    assert web.submit(web.get("http://paper.example/c", kind="page", begin=pass_on)).result().status == 200
    assert server.paths() == ["/c"]
    assert held == ["held", "passed"]


def test_a_closed_web_says_so() -> None:
    web = Web(WebOptions())
    web.close()
    web.close()
    with pytest.raises(RuntimeError, match="this Web is closed"):
        web.submit(web.get("http://paper.example/", kind="page"))


def test_one_web_for_each_options() -> None:
    options = WebOptions(resolve={"a.example": "127.0.0.1", "b.example": "127.0.0.1"})
    same = WebOptions(resolve={"b.example": "127.0.0.1", "a.example": "127.0.0.1"})
    assert shared_web(options) is shared_web(same)
    assert shared_web(options) is not shared_web(WebOptions(per_site=3))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_has_a_web_of_its_own_and_both_end() -> None:
    program = """
import os, sys
from transforms.web.client import shared_web
from transforms.web.options import WebOptions
before = shared_web(WebOptions())
child = os.fork()
web = shared_web(WebOptions())
print(web is before, web.memory() == {"version": 1, "sites": {}}, flush=True)
if child:
    os.waitpid(child, 0)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (sorted(done.stdout.split("\n")), done.returncode) == (["", "False True", "True True"], 0), done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"per_site": 0}, "Expected `int` >= 1 - at `$.per_site`"),
        ({"total_seconds": 0}, "Expected `float` > 0.0 - at `$.total_seconds`"),
        ({"spacing_seconds": -1}, "Expected `float` >= 0.0 - at `$.spacing_seconds`"),
        ({"spacing": 1}, "Object contains unknown field `spacing`"),
    ],
)
def test_impossible_options_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(options, WebOptions)
    assert str(caught.value) == message
