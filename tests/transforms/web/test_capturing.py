"""What is kept of requests and answers: no secret."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from asking import NOON, Clock, get
from hostile_server import HTML, HostileServer, redirect, reply

from transforms.pure.net.audiences import Audience
from transforms.web.capturing import sent_lines
from transforms.web.desk import CaptureDesk, capturing_for, lay_desk

URL = "http://paper.example/a"


@pytest.fixture
def desk() -> Iterator[CaptureDesk]:
    """A desk for pages, which is open."""
    laid = lay_desk("here", 0, {"page"})
    with capturing_for("here", 0):
        yield laid


@pytest.mark.usefixtures("desk")
def test_a_page_comes_with_its_request_and_the_head_of_its_answer(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = reply(body=HTML, headers={"X-Desk": "night", "Set-Cookie": "session=8f3a77"})
    (kept,) = get(open_web(Clock(), respect_robots=False), URL).captures
    assert (kept.url, kept.asked_at, kept.status, kept.phrase, kept.body, kept.cut) == (
        URL,
        NOON,
        200,
        "OK",
        b"",
        False,
    )
    sent = dict(kept.sent)
    assert sent["Host"] == "paper.example" and sent["User-Agent"].startswith("newsbeam/")
    assert [name for name, _ in kept.got].count("X-Desk") == 1
    assert "8f3a77" not in str(kept)


@pytest.mark.usefixtures("desk")
def test_redirects_are_kept_each_with_its_cookies_left_out(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = redirect("/b", headers={"Set-Cookie": "way=8f3a77"})
    server.answers["/b"] = reply(body=b"<meta http-equiv='refresh' content='0;url=/c'>")
    server.answers["/c"] = reply(body=HTML)
    kept = get(open_web(respect_robots=False), URL).captures
    assert [(one.url.rpartition("/")[2], one.status, bool(one.body)) for one in kept] == [
        ("a", 302, False),
        ("b", 200, True),
        ("c", 200, False),
    ]
    assert "8f3a77" not in str(kept) and server.log[1].headers["Cookie"] == "way=8f3a77"


@pytest.mark.usefixtures("desk")
def test_headers_of_the_configuration_are_left_out(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = reply(body=HTML)
    headers = {"Authorization": "Bearer 8f3a77", "Accept-Language": "key-8f3a77", "X-Key": "8f3a77"}
    got = get(open_web(respect_robots=False), URL, headers=headers, audience=Audience(URL), etag='"7"')
    assert server.log[0].headers["Authorization"] == "Bearer 8f3a77"
    assert "8f3a77" not in str(got.captures)
    assert ("If-None-Match", '"7"') in got.captures[0].sent


def test_nothing_is_captured_where_no_desk_is_open(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = reply(body=HTML)
    lay_desk("there", 0, {"page"})
    assert get(open_web(respect_robots=False), URL).captures == ()


@pytest.mark.parametrize("name", ["Cookie", "Authorization", "Proxy-Authorization", "Signature", "X-Forwarded-For"])
def test_of_what_is_sent_only_what_is_known_to_be_harmless_is_kept(name: str) -> None:
    assert sent_lines([(name, "8f3a77"), ("Accept", "text/html")], {}) == (("Accept", "text/html"),)
