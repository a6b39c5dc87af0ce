"""Asking through a proxy on loopback: what it is asked for, what it never is, and what is said when it fails."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from asking import failure, get
from hostile_server import HTML, HostileServer, redirect, reply
from name_server import Names
from small_proxy import SmallProxy

from transforms.web.client import Web
from transforms.web.options import WebOptions

PUBLIC, PRIVATE = ["93.184.216.34"], ["10.1.2.3"]
NAMES = {
    "paper.example": [PUBLIC],
    "other.example": [PUBLIC],
    "inside.example": [PRIVATE],
    "both.example": [PUBLIC + PRIVATE],
}


@pytest.fixture
def proxy(server: HostileServer) -> Iterator[SmallProxy]:
    hosts = dict.fromkeys((*NAMES, "10.1.2.3", "127.0.0.1"), server.port)
    running = SmallProxy(hosts)
    yield running
    running.close()


@pytest.fixture
def open_proxied(proxy: SmallProxy, request: pytest.FixtureRequest) -> Any:
    def make(**changes: Any) -> Web:
        options: dict[str, Any] = {"respect_robots": False, "spacing_seconds": 0.0, "proxy": proxy.url}
        web = Web(WebOptions(**options | changes), resolver=Names(NAMES))
        request.addfinalizer(web.close)
        return web

    return make


def test_a_plain_request_goes_through_the_proxy_by_its_name(
    server: HostileServer, proxy: SmallProxy, open_proxied: Any
) -> None:
    server.answers["/a"] = reply(body=HTML)
    assert get(open_proxied(), "http://paper.example/a?id=7").body == HTML
    assert proxy.lines() == ["GET http://paper.example/a?id=7 HTTP/1.1"]
    assert [(asked.host, asked.path) for asked in server.log] == [("paper.example", "/a?id=7")]


def test_robots_txt_and_redirects_go_through_it_too(
    server: HostileServer, proxy: SmallProxy, open_proxied: Any
) -> None:
    server.answers |= {"/a": redirect("http://other.example/b"), "/b": reply(body=HTML)}
    get(open_proxied(respect_robots=True), "http://paper.example/a")
    assert [line.split()[1] for line in proxy.lines()] == [
        "http://paper.example/robots.txt",
        "http://paper.example/a",
        "http://other.example/robots.txt",
        "http://other.example/b",
    ]


def test_https_is_a_tunnel_to_the_name(proxy: SmallProxy, open_proxied: Any) -> None:
    error = failure(open_proxied(), "https://paper.example/a")  # the server behind it speaks no TLS
    assert error.reason in ("tls", "connection")
    assert proxy.lines() == ["CONNECT paper.example:443 HTTP/1.1"]


@pytest.mark.parametrize(
    "url",
    [
        "http://inside.example/a", "https://inside.example/a", "http://both.example/a", "http://10.1.2.3/a",
        "http://127.0.0.1/a", "http://0x7f.1/a", "http://[::1]/a", "http://169.254.169.254/latest",
    ],
)  # fmt: skip
def test_the_guard_looks_at_the_target(proxy: SmallProxy, open_proxied: Any, url: str) -> None:
    error = failure(open_proxied(), url)
    assert (error.reason, error.severity) == ("blocked_address", "hard")
    assert "not allowed by the address guard" in str(error)
    assert proxy.passed == []


def test_the_guard_looks_at_the_target_of_a_redirect(
    server: HostileServer, proxy: SmallProxy, open_proxied: Any
) -> None:
    server.answers["/a"] = redirect("http://inside.example/b")
    assert failure(open_proxied(), "http://paper.example/a").reason == "blocked_address"
    assert [line.split()[1] for line in proxy.lines()] == ["http://paper.example/a"]


def test_a_private_target_that_is_allowed_goes_through_it(
    server: HostileServer, proxy: SmallProxy, open_proxied: Any
) -> None:
    server.answers["/a"] = reply(body=HTML)
    web = open_proxied(allow_addresses=("10.1.0.0/16",))
    assert get(web, "http://inside.example/a").body == HTML
    assert proxy.lines() == ["GET http://inside.example/a HTTP/1.1"]


def test_a_name_without_an_address_here_is_not_asked_for(proxy: SmallProxy, open_proxied: Any) -> None:
    error = failure(open_proxied(), "http://unknown.example/a")
    assert (error.reason, error.severity) == ("dns", "temporary")
    assert proxy.passed == []


def test_a_pinned_name_is_asked_without_it(server: HostileServer, proxy: SmallProxy, open_proxied: Any) -> None:
    server.answers["/a"] = reply(body=HTML)
    web = open_proxied(resolve=server.pins("paper.example"))
    assert get(web, "http://paper.example/a").body == HTML
    assert proxy.passed == []


def test_credentials_go_to_the_proxy_alone(server: HostileServer, proxy: SmallProxy, open_proxied: Any) -> None:
    server.answers["/a"] = reply(body=HTML)
    proxy.user = "desk:s3cret"
    web = open_proxied(proxy=proxy.url)
    assert get(web, "http://paper.example/a").body == HTML
    failure(web, "https://paper.example/a")
    assert [one.credentials for one in proxy.passed] == ["desk:s3cret", "desk:s3cret"]
    assert "Proxy-Authorization" not in server.log[0].headers and "Authorization" not in server.log[0].headers


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_wrong_credentials_are_said_and_not_shown(proxy: SmallProxy, open_proxied: Any, scheme: str) -> None:
    web = open_proxied(proxy=proxy.url.replace("//", "//desk:s3cret@"))
    proxy.user = "desk:other"
    error = failure(web, f"{scheme}://paper.example/a")
    assert (error.reason, error.retry, error.severity) == ("proxy", True, "temporary")
    assert "407" in str(error)
    assert "s3cret" not in f"{error!r} {error.evidence} {error.__cause__!r} {web.memory()} {web._options!r}"


@pytest.mark.parametrize("status", [403, 502, 503])
def test_a_tunnel_that_is_refused_is_the_proxys_doing(proxy: SmallProxy, open_proxied: Any, status: int) -> None:
    proxy.status = status
    error = failure(open_proxied(), "https://paper.example/a")
    assert (error.reason, error.retry) == ("proxy", True)
    assert f"the proxy did not connect to paper.example: it answered {status}" in str(error)


def test_a_proxy_that_is_down_is_not_the_sites_fault(
    server: HostileServer, proxy: SmallProxy, open_proxied: Any
) -> None:
    server.answers["/a"] = reply(body=HTML)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        web = open_proxied(proxy=f"http://desk:s3cret@127.0.0.1:{unused.getsockname()[1]}")
        error = failure(web, "http://paper.example/a")
        again = failure(web, "http://paper.example/a")
    assert (error.reason, error.retry) == ("proxy", True)
    assert "the proxy cannot be reached" in str(error) and "s3cret" not in f"{error!r} {error.__cause__!r}"
    assert again.reason == "proxy", "the site is not left alone for it"


def test_the_environment_is_not_obeyed(
    server: HostileServer, proxy: SmallProxy, monkeypatch: pytest.MonkeyPatch, open_web: Any
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    server.answers["/a"] = reply(body=HTML)
    assert get(open_web(), "http://paper.example/a").body == HTML
    assert proxy.passed == []


def test_headers_of_a_subscriber_reach_the_origin_through_it(
    server: HostileServer, proxy: SmallProxy, open_proxied: Any
) -> None:
    server.answers["/a"] = reply(body=HTML)
    get(open_proxied(), "http://paper.example/a", headers={"X-Key": "s3cret"})
    assert [asked.headers.get("X-Key") for asked in server.log] == ["s3cret"]


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a server of paper.example, or at 127.0.0.1, speaks TLS with; aiohttp believes its certificate meanwhile."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=paper.example", "-addext", "subjectAltName=DNS:paper.example,IP:127.0.0.1"]
    subprocess.run([*made, *names, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    monkeypatch.setattr(aiohttp.connector, "_SSL_CONTEXT_VERIFIED", ssl.create_default_context(cafile=str(certificate)))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


@pytest.fixture
def tls_port(tls: ssl.SSLContext) -> Iterator[int]:
    """The port of a server of paper.example that speaks TLS."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    serving = asyncio.start_server(_answer_once, "127.0.0.1", 0, ssl=tls)
    server = asyncio.run_coroutine_threadsafe(serving, loop).result()
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


async def _answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(HTML) + HTML)
    await writer.drain()


def test_the_tunnel_ends_at_the_site_whose_certificate_is_checked(
    proxy: SmallProxy, open_proxied: Any, tls_port: int
) -> None:
    proxy.hosts = {"paper.example": tls_port, "other.example": tls_port}
    proxy.user = "desk:s3cret"
    web = open_proxied(proxy=proxy.url)
    answer = get(web, "https://paper.example/a")
    assert (answer.status, answer.body) == (200, HTML)
    assert proxy.lines() == ["CONNECT paper.example:443 HTTP/1.1"]
    assert failure(web, "https://other.example/a").reason == "tls"


def test_a_proxy_that_speaks_tls(
    server: HostileServer, open_proxied: Any, tls: ssl.SSLContext, tls_port: int, request: pytest.FixtureRequest
) -> None:
    proxy = SmallProxy({"paper.example": server.port}, user="desk:s3cret", tls=tls)
    request.addfinalizer(proxy.close)
    server.answers["/a"] = reply(body=HTML)
    web = open_proxied(proxy=proxy.url)
    assert get(web, "http://paper.example/a").body == HTML
    proxy.hosts = {"paper.example": tls_port}
    assert get(web, "https://paper.example/a").body == HTML
    assert [line.split()[0] for line in proxy.lines()] == ["GET", "CONNECT"]
