"""`transforms.web.chain`: hops, circles and cookies of one request, and the same over HTTP."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from asking import NOON, failure, get
from hostile_server import HTML, Handler, HostileServer, raw, redirect, reply

from transforms.errors import FetchError
from transforms.web.chain import Chain
from transforms.web.exchange import Answer
from transforms.web.response import LeftShard

CASES = Path(__file__).parents[4] / "shared" / "cases" / "cookie_redirect"
A, B = "http://paper.example/a", "http://paper.example/b"


def chain(url: str = A, redirects_max: int = 5, stays: Any = None) -> Chain:
    return Chain(url, redirects_max, stays, lambda: NOON)


def led(url: str, *cookies: str) -> Answer:
    return Answer(url=url, status=302, headers={}, body=b"", wire_bytes=0, seconds=0.0, cookies=cookies)


def test_a_target_is_asked_again_with_other_cookies_only() -> None:
    way = chain()
    way.lead_on(led(A, "k=1; Path=/"), A)
    assert (way.url, way.sent({"X": "y"})) == (A, {"X": "y", "Cookie": "k=1"})
    with pytest.raises(FetchError, match=f"redirects in a circle, back to {A}"):
        way.lead_on(led(A, "k=1; Path=/"), A)


def test_cookies_that_change_at_each_hop_end_at_the_limit() -> None:
    way = chain(redirects_max=3)
    with pytest.raises(FetchError, match="redirects more than 3 times") as caught:
        for n in range(9):
            way.lead_on(led(A, f"k={n}"), A)
    assert (caught.value.reason, len(way.hops)) == ("too_many_redirects", 4)


def test_a_cookie_of_the_user_is_kept_under_its_own_name() -> None:
    way = chain()
    way.lead_on(led(A, "k=1"), B)
    assert way.sent({"cookie": "session=mine"}) == {"cookie": "session=mine; k=1"}


def test_what_leaves_the_shard_is_handed_over() -> None:
    with pytest.raises(LeftShard, match="which belongs to another shard"):
        chain(stays=lambda url: False).lead_on(led(A), "http://other.example/")


def once_seen(location: str, cookie: str, body: bytes = HTML) -> Handler:
    """The body to whoever brings the cookie, else a redirect that sets it."""

    async def answer(request: Any) -> Any:
        has_it = cookie.partition(";")[0] in request.headers.get("Cookie", "")
        headers = {"Location": location, "Set-Cookie": cookie}
        return await (reply(body=body) if has_it else reply(302, headers=headers))(request)

    return answer


def test_a_site_that_asks_for_its_cookie_gets_it(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = once_seen("/a", "seen=1; Path=/")
    web = open_web(respect_robots=False)
    first = get(web, A)
    assert (first.body, [(hop.url, hop.location) for hop in first.hops]) == (HTML, [(A, A)])
    get(web, A)
    assert ["Cookie" in asked.headers for asked in server.log] == [False, True, False, True], "for one chain only"


@pytest.mark.parametrize(
    ("to", "sent"),
    [("http://other.example/b", None), ("http://www.paper.example/b", None), ("http://paper.example/b", "k=1")],
)
def test_a_cookie_goes_to_no_other_origin(server: HostileServer, open_web: Any, to: str, sent: str | None) -> None:
    server.answers["/a"] = reply(302, headers={"Location": to, "Set-Cookie": "k=1; Path=/; Domain=paper.example"})
    server.answers["/b"] = reply(body=HTML)
    get(open_web(), A)
    asked = {(asked.host, asked.path): asked.headers.get("Cookie") for asked in server.log}
    assert asked.pop((to.split("/")[2], "/b")) == sent
    assert set(asked.values()) == {None}, "nor does robots.txt get one"


def test_a_cookie_is_in_no_log_and_in_no_error(
    server: HostileServer, open_web: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers["/a"] = reply(302, headers={"Location": "/a", "Set-Cookie": "k=secret-7"})
    error = failure(open_web(), A)
    assert (error.reason, error.problem) == ("too_many_redirects", f"redirects in a circle, back to {A}")
    assert [(hop.url, hop.location) for hop in error.evidence.redirects] == [(A, A), (A, A)]
    assert "secret-7" not in f"{error!r} {error.evidence!r} {caplog.text}"


@pytest.mark.parametrize("kind", ["page", "feed"])
def test_an_answer_that_was_reported(server: HostileServer, open_web: Any, kind: str) -> None:
    path = CASES / f"{kind}.http"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    address = "/f/redir_cookie" if kind == "feed" else "/p/self_cookie"
    server.answers[address] = [raw(path.read_bytes()), reply(body=HTML)]
    got = get(open_web(respect_robots=False), f"http://paper.example{address}", kind)
    assert (got.body, len(got.hops)) == (HTML, 1)
    assert server.log[1].headers["Cookie"] in ("k=1", "seen=1")


def test_a_circle_without_cookies_ends_at_once(server: HostileServer, open_web: Any) -> None:
    server.answers |= {"/a": redirect("/b"), "/b": redirect("/a")}
    assert failure(open_web(respect_robots=False), A).reason == "too_many_redirects"
    assert len(server.log) == 2


@pytest.mark.parametrize("way", ["status", "refresh"])
@pytest.mark.parametrize("kind", ["page", "feed"])
def test_a_target_of_30_000_characters_is_refused_with_a_reason(
    server: HostileServer, open_web: Any, kind: str, way: str
) -> None:
    # A longer page is none that only leads on.
    target = "/b?" + "a" * (30_000 if way == "status" else 20_000)
    refresh = f'<html><meta http-equiv="refresh" content="0; url={target}">'.encode()
    server.answers["/a"] = redirect(target) if way == "status" else reply(body=refresh)
    error = failure(open_web(), "http://paper.example/a", kind)
    assert error.reason == "bad_redirect" and error.subject == "http://paper.example/a"
    assert re.fullmatch(r"redirects to no page of the web: the address has [23]0,0\d\d characters.*", error.problem)
    assert server.paths() == ["/a"]
