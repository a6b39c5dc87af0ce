"""Forbidden addresses in many spellings, asked for directly and by a redirect: none of them gets a connection."""

from __future__ import annotations

from typing import Any

import pytest
from asking import failure, get
from hostile_server import HTML, HostileServer, redirect, reply

from transforms.errors import FetchError
from transforms.web.client import Web
from transforms.web.options import WebOptions

SPELLINGS = (
    # loopback, in the ways in which inet_aton and browsers read it
    *("127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "127.0.0.1.", "2130706433", "0x7f000001", "0x7F.1", "0x7f.0x0.0x0.0x1"),
    *("0177.0.0.1", "0177.0.0.0x1", "017700000001", "127.0x0.1", "0x7f.1.", "%31%32%37.0.0.1", "127%2e0%2e0%2e1"),
    *("１２７.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1", "public.example@127.0.0.1", "a:b@127.1"),
    *("localhost", "LOCALHOST", "LocalHost"),
    # this host, private, shared, link-local, metadata services, reserved
    *("0.0.0.0", "0", "0x0", "00000000000", "10.0.0.1", "012.1", "0x0a000001", "172.16.0.1", "172.31.255.254", "192.168.1.1"),
    *("0300.0250.1.1", "3232235777", "100.64.0.1", "100.100.100.200", "169.254.169.254", "2852039166", "0xA9FEA9FE"),
    *("0251.0376.0251.0376", "169.254.43518", "168.63.129.16", "192.0.0.192", "192.0.2.1", "198.18.0.1", "203.0.113.9"),
    *("224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1"),
    # IPv6, and IPv4 within it: mapped, compatible, translated, NAT64, 6to4, Teredo
    *("[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[100::1]"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:a9fe:a9fe]", "[0:0:0:0:0:ffff:10.0.0.1]", "[::127.0.0.1]", "[::a00:1]"),
    *("[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]"),
    *("[2002:a9fe:a9fe::1]", "[2001:0:7f00:1::]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]", "[2001:20::1]"),
)  # fmt: skip
KINDS = ("page", "feed")


@pytest.fixture(scope="module")
def home() -> Any:
    server = HostileServer()
    options = WebOptions(
        respect_robots=False, spacing_seconds=0.0, down_seconds=0.0, resolve=server.pins("paper.example")
    )
    web = Web(options)
    yield server, web
    web.close()
    server.close()


def test_there_are_many_spellings() -> None:
    assert len(set(SPELLINGS)) == len(SPELLINGS) >= 75


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_is_reached(home: Any, host: str) -> None:
    server, web = home
    server.log.clear()
    for kind in KINDS:
        assert failure(web, f"http://{host}:{server.port}/secret", kind).reason == "blocked_address"
    with pytest.raises(FetchError) as caught:
        web.submit(web.post(f"http://{host}:{server.port}/secret", {"hub.mode": "subscribe"})).result()
    assert caught.value.reason == "blocked_address"
    assert server.log == []


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_redirect_leads_to_it(home: Any, host: str) -> None:
    server, web = home
    server.log.clear()
    target = f"http://{host}:{server.port}/secret"
    server.answers |= {
        "/a": redirect(target),
        "/refresh": reply(body=f'<html><meta http-equiv="refresh" content="0; url={target}">'.encode()),
        "/hub": redirect(target, 307),
    }
    assert failure(web, "http://paper.example/a").reason == "blocked_address"
    assert failure(web, "http://paper.example/a", "feed").reason == "blocked_address"
    assert failure(web, "http://paper.example/refresh").reason == "blocked_address"
    with pytest.raises(FetchError) as caught:
        web.submit(web.post("http://paper.example/hub", {"hub.mode": "subscribe"})).result()
    assert caught.value.reason == "blocked_address"
    assert "/secret" not in [asked.path for asked in server.log]


def test_a_public_page_is_reached_all_the_same(home: Any) -> None:
    server, web = home
    server.answers["/fine"] = reply(body=HTML)
    assert get(web, "http://paper.example/fine").body == HTML
