"""What lies on a shard's desk: the answers that belong to no page, without secrets, and no more than there is room for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from asking import failure, get
from captured_pages import capture_of
from hostile_server import HTML, HostileServer, redirect, reply

from transforms.pure.net.audiences import Audience
from transforms.pure.rights.policy import RightsOptions
from transforms.web.asked import RightsAsked
from transforms.web.desk import CaptureDesk, capturing_for, lay_desk

FEED = "http://paper.example/feed.xml"
RSS = b"<rss><link>http://paper.example/feed.xml?token=8f3a77c2</link></rss>"
ALL = frozenset(("page", "feed", "robots", "rights"))


@pytest.fixture
def desk() -> Iterator[CaptureDesk]:
    laid = lay_desk("here", 1, ALL)
    laid.take()
    with capturing_for("here", 1):
        yield laid


def said(desk: CaptureDesk) -> list[tuple[str, str, int, bytes]]:
    return [
        (one.kind, one.capture.url.rpartition("paper.example")[2], one.capture.status, one.capture.body)
        for one in desk.take()
    ]


def test_each_answer_to_a_poll_lies_there_and_the_robots_txt_ahead_of_it(
    server: HostileServer, open_web: Any, desk: CaptureDesk
) -> None:
    server.answers["/robots.txt"] = reply(body=b"User-agent: *\nAllow: /\n", kind="text/plain")
    server.answers["/feed.xml"] = redirect("/rss")
    server.answers["/rss"] = reply(body=b"<rss/>", kind="text/xml")
    server.answers["/gone"] = reply(status=410, body=b"no feed")
    web = open_web()
    get(web, FEED, "feed")
    failure(web, "http://paper.example/gone", "feed")
    assert said(desk) == [
        ("robots", "/robots.txt", 200, b"User-agent: *\nAllow: /\n"),
        ("feed", "/feed.xml", 302, b""),
        ("feed", "/rss", 200, b"<rss/>"),
        ("feed", "/gone", 410, b""),
    ]
    assert said(desk) == []


def test_what_is_no_feed_lies_there_without_its_body(server: HostileServer, open_web: Any, desk: CaptureDesk) -> None:
    server.answers["/feed.xml"] = reply(body=b"GIF89a", kind="image/gif")
    failure(open_web(respect_robots=False), FEED, "feed")
    (kept,) = desk.take()
    assert (kept.capture.status, kept.capture.body, kept.capture.cut) == (200, b"", True)


def test_not_modified_is_not_cut(server: HostileServer, open_web: Any, desk: CaptureDesk) -> None:
    server.answers["/feed.xml"] = reply(status=304, headers={"ETag": '"7"'})
    assert get(open_web(respect_robots=False), FEED, "feed", etag='"7"').not_modified
    (kept,) = desk.take()
    assert (kept.capture.status, kept.capture.cut) == (304, False)
    assert ("If-None-Match", '"7"') in kept.capture.sent


def test_the_files_of_a_site_on_rights_lie_there(server: HostileServer, open_web: Any, desk: CaptureDesk) -> None:
    server.answers["/.well-known/tdmrep.json"] = reply(body=b"[]", kind="application/json")
    server.answers["/a"] = reply(body=HTML)
    asked = RightsAsked(options=RightsOptions())
    page = get(open_web(respect_robots=False), "http://paper.example/a", rights=asked)
    assert said(desk) == [("rights", "/.well-known/tdmrep.json", 200, b"[]")]
    assert len(page.captures) == 1


def test_a_mark_stands_for_the_secrets_of_a_feed(server: HostileServer, open_web: Any, desk: CaptureDesk) -> None:
    server.answers["/feed.xml"] = reply(
        body=RSS, kind="text/xml", headers={"Link": "</feed.xml?token=8f3a77c2>; rel=self", "Set-Cookie": "a=8f3a77c2"}
    )
    url = f"{FEED}?token=8f3a77c2"
    got = get(
        open_web(respect_robots=False), url, "feed", headers={"Authorization": "8f3a77c2"}, audience=Audience(url)
    )
    assert got.body == RSS
    (kept,) = desk.take()
    assert kept.capture.body == RSS.replace(b"8f3a77c2", b"hidden")
    assert "8f3a77c2" not in str((kept.capture.sent, kept.capture.got, kept.capture.body))


def test_bodies_have_so_much_room() -> None:
    desk = CaptureDesk(ALL, most_bytes=10)
    for body in (b"123456", b"12345", b"1234"):
        desk.put("feed", capture_of(FEED), body)
    assert [(one.capture.body, one.capture.cut) for one in desk.take()] == [
        (b"123456", False),
        (b"", True),
        (b"1234", False),
    ]
    desk.put("feed", capture_of(FEED), b"0123456789")
    assert [one.capture.body for one in desk.take()] == [b"0123456789"]


def test_what_a_desk_does_not_want_is_not_captured(server: HostileServer, open_web: Any) -> None:
    desk = lay_desk("here", 2, frozenset(("robots",)))
    server.answers["/feed.xml"] = reply(body=b"<rss/>", kind="text/xml")
    with capturing_for("here", 2):
        get(open_web(), FEED, "feed")
    assert [one.kind for one in desk.take()] == ["robots"]
    assert lay_desk("here", 2, frozenset(("robots",))) is desk
    assert lay_desk("here", 2, ALL) is not desk
