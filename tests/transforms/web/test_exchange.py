"""One request and its answer: what is sent, what is read, and the error of an answer that breaks."""

from __future__ import annotations

import asyncio
import traceback
from pathlib import Path
from typing import Any

import pytest
from hostile_server import HTML, HostileServer, raw, reply

from transforms.clock import utc_now
from transforms.errors import FetchError
from transforms.pure.net.header_values import MOST_CHARACTERS
from transforms.web.exchange import Answer, Exchange
from transforms.web.options import WebOptions
from transforms.web.rests import Rests
from transforms.web.sites import Sites

URL = "http://paper.example/a"


def ask_all(server: HostileServer, *urls: str, **settings: Any) -> list[Answer | FetchError]:
    """What one Exchange answers to requests, one after another."""
    return asyncio.run(_ask_all(server, urls, {"kind": "page", "headers": {}, "budget_seconds": 30.0} | settings))


async def _ask_all(server: HostileServer, urls: tuple[str, ...], settings: dict[str, Any]) -> list[Answer | FetchError]:
    options = WebOptions(resolve=server.pins("paper.example"), spacing_seconds=0.0)
    exchange = Exchange(options, Sites(options, utc_now, Rests(options.down_seconds, utc_now)))
    found: list[Answer | FetchError] = []
    for url in urls:
        try:
            found.append(await exchange.ask(url, max_bytes=10_000_000, **settings))
        except FetchError as error:
            found.append(error)
    await exchange.close()
    return found


def ask(server: HostileServer, url: str = URL, **settings: Any) -> Answer:
    (found,) = ask_all(server, url, **settings)
    assert isinstance(found, Answer), found
    return found


def failure(server: HostileServer, url: str = URL, **settings: Any) -> FetchError:
    (found,) = ask_all(server, url, **settings)
    assert isinstance(found, FetchError), found
    return found


@pytest.mark.parametrize(
    ("kind", "accepted"),
    [("page", "text/html"), ("feed", "application/rss+xml"), ("robots", "text/plain")],
)
def test_a_request_says_what_is_wanted(server: HostileServer, kind: str, accepted: str) -> None:
    server.answers["/a"] = reply(404)
    ask(server, kind=kind, headers={"If-None-Match": '"1"'})
    sent = server.log[0].headers
    assert sent["Accept"].startswith(f"{accepted}, ")
    assert sent["If-None-Match"] == '"1"'


def test_an_answer_has_its_status_headers_and_body(server: HostileServer) -> None:
    server.answers["/a"] = reply(body=HTML, headers={"X-Night": "desk"})
    answer = ask(server)
    assert (answer.url, answer.status, answer.body, answer.wire_bytes) == (URL, 200, HTML, len(HTML))
    assert answer.headers["x-night"] == "desk"
    assert answer.seconds >= 0


@pytest.mark.parametrize("status", [302, 404, 500])
def test_the_body_of_any_other_status_is_not_read(server: HostileServer, status: int) -> None:
    server.answers["/a"] = reply(status, body=HTML)
    answer = ask(server)
    assert (answer.status, answer.body, answer.wire_bytes) == (status, b"", 0)


HEADERS = {
    "several lines are one list": (b"Link: <1>\r\nLink: <2>", "link", "<1>, <2>"),
    "of a header that comes once the first counts": (b"ETag: 1\r\nETag: 2", "etag", "1"),
    "UTF-8": (b"X-Desk: N\xc3\xa4chte", "x-desk", "Nächte"),
    "Latin-1 where it is no UTF-8": (b"X-Desk: N\xe4chte", "x-desk", "Nächte"),
    "no cookie": (b"Set-Cookie: a=b", "set-cookie", None),
}


@pytest.mark.parametrize(("lines", "name", "value"), HEADERS.values(), ids=HEADERS)
def test_headers_are_read(server: HostileServer, lines: bytes, name: str, value: str | None) -> None:
    server.answers["/a"] = raw(b"HTTP/1.1 404 Not Found\r\n" + lines + b"\r\nContent-Length: 0\r\n\r\n")
    assert ask(server).headers.get(name) == value


def test_a_head_may_have_hundreds_of_lines(server: HostileServer) -> None:
    lines = b"".join(b"X-%d: y\r\n" % n for n in range(300))
    server.answers["/a"] = raw(b"HTTP/1.1 200 OK\r\n" + lines + b"Content-Type: text/html\r\n\r\n" + HTML)
    got = ask(server)
    assert (got.body, len(got.headers)) == (HTML, 301)


@pytest.mark.parametrize("name", ["link", "x-robots-tag", "x-night"])
def test_hundreds_of_lines_of_one_header_are_no_longer_than_one_may_be(server: HostileServer, name: str) -> None:
    """Put together one by one they cost by the square of their number, on the loop that all sites share."""
    lines = b"".join(
        b"%b: first%d\r\n%b: %b\r\n" % (name.encode(), n, name.encode(), b"y" * 30_000) for n in range(300)
    )
    server.answers["/a"] = raw(b"HTTP/1.1 200 OK\r\n" + lines + b"Content-Type: text/html\r\n\r\n" + HTML)
    value = ask(server).headers[name]
    assert value.startswith("first0") and len(value) == MOST_CHARACTERS


@pytest.mark.parametrize("case", ["feed", "page_aws", "page_gzip_aws"])
def test_codings_that_were_reported(server: HostileServer, case: str) -> None:
    path = Path(__file__).parents[4] / "shared" / "cases" / "content_encoding_utf8" / f"{case}.http"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    server.answers["/a"] = raw(path.read_bytes())
    body = ask(server, kind=case.partition("_")[0]).body
    assert body.startswith((b"<?xml", b"<!doctype html>")) and body.endswith((b"</rss>", b"</html>"))


def test_no_cookie_is_kept(server: HostileServer) -> None:
    server.answers["/a"] = reply(body=HTML, headers={"Set-Cookie": "visit=1; Path=/"})
    assert [type(found) for found in ask_all(server, URL, URL)] == [Answer, Answer]
    assert ["Cookie" in asked.headers for asked in server.log] == [False, False]


def test_secret_headers_are_in_no_error(server: HostileServer) -> None:
    server.answers["/a"] = raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    error = failure(server, headers={"Authorization": "Bearer s3cret"})
    assert server.log[0].headers["Authorization"] == "Bearer s3cret"
    assert "s3cret" not in f"{error!r} {error.__cause__!r}" + "".join(traceback.format_exception(error))


@pytest.mark.parametrize("kind", ["page", "feed"])
def test_a_drip_feed_ends_at_the_deadline(server: HostileServer, kind: str) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n"
    server.answers["/a"] = raw(head + b"x" * 100_000, drip_seconds=0.01)
    error = failure(server, kind=kind, budget_seconds=0.5)
    assert (error.reason, error.retry, error.severity) == ("timeout", True, "temporary")
    assert error.problem == "the answer was not complete within 0.5 s"


@pytest.mark.parametrize(
    ("data", "reason", "problem"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<html>", "connection", "the body broke off before its end"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<html>",
            "connection",
            "the body broke off before its end",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<html>",
            "connection",
            "the answer is not valid HTTP",
        ),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "connection", "the answer is not valid HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n", "connection", "the answer is not valid HTTP"),
        (b"", "connection", "the connection broke (Server disconnected)"),
    ],
    ids=["wrong length", "cut chunks", "broken chunk", "not HTTP", "endless header", "nothing"],
)
def test_an_answer_that_breaks(server: HostileServer, data: bytes, reason: str, problem: str) -> None:
    server.answers["/a"] = raw(data)
    first, second = ask_all(server, URL, URL)
    assert isinstance(first, FetchError) and isinstance(second, FetchError)
    assert (first.reason, first.retry, first.problem) == (reason, True, problem)
    assert second.reason == reason, "it answers, so it is not down"


@pytest.mark.parametrize(
    ("kind", "content_type", "problem"),
    [
        ("page", "application/pdf", "expected an HTML page, got application/pdf"),
        ("feed", "image/png", "expected a feed (RSS, Atom or JSON Feed), got image/png"),
    ],
)
def test_a_body_of_another_type_is_not_read(server: HostileServer, kind: str, content_type: str, problem: str) -> None:
    server.answers["/a"] = reply(body=b"x" * 10_000_001, kind=content_type)
    error = failure(server, kind=kind)
    assert (error.reason, error.retry, error.problem) == ("content_type", False, problem)


def test_a_label_too_long_for_dns_is_a_bad_url(server: HostileServer) -> None:
    assert failure(server, f"http://{'a' * 80}.example/").reason in ("bad_url", "dns")


def test_https_spoken_to_a_server_that_does_not_know_it(server: HostileServer) -> None:
    error = failure(server, "https://paper.example/a")
    assert (error.reason, error.retry) == ("tls", True)
    assert error.problem.startswith("no secure connection to paper.example (")
