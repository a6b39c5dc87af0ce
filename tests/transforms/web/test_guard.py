"""The address guard on the socket: names, literals in any spelling, redirects, robots.txt, names that change."""

from typing import Any

import pytest
from asking import failure
from hostile_server import HTML, HostileServer, redirect, reply
from name_server import Names

from transforms.web.client import Web
from transforms.web.options import WebOptions


@pytest.fixture
def open_web(request: pytest.FixtureRequest) -> Any:
    def make(names: dict[str, list[list[str]]] | None = None, **changes: Any) -> Web:
        options = WebOptions(**{"respect_robots": False, "spacing_seconds": 0.0, **changes})
        web = Web(options, resolver=Names(names) if names is not None else None)
        request.addfinalizer(web.close)
        return web

    return make


LITERALS = [
    ("127.0.0.1", "loopback"),
    ("127.1", "loopback"),
    ("2130706433", "loopback"),
    ("0x7f.1", "loopback"),
    ("0177.0.0.1", "loopback"),
    ("0x7f000001", "loopback"),
    ("127.0.0.1.", "loopback"),
    ("１２７.0.0.1", "loopback"),
    ("0.0.0.0", "unspecified"),
    ("0", "unspecified"),
    ("[::1]", "loopback"),
    ("[::]", "unspecified"),
    ("[::ffff:127.0.0.1]", "loopback"),
    ("[::ffff:7f00:1]", "loopback"),
    ("[64:ff9b::7f00:1]", "loopback"),
    ("169.254.169.254", "link-local"),
    ("10.0.0.1", "private"),
    ("192.168.1.1", "private"),
    ("100.100.100.200", "shared"),
    ("[fd00:ec2::254]", "not global unicast"),
]


@pytest.mark.parametrize(("host", "kind"), LITERALS, ids=[host for host, _ in LITERALS])
def test_no_spelling_of_a_private_address_is_reached(
    server: HostileServer, open_web: Any, host: str, kind: str
) -> None:
    web = open_web()
    error = failure(web, f"http://{host}:{server.port}/a")
    assert (error.reason, error.retry, error.severity) == ("blocked_address", False, "hard")
    assert f"({kind}" in error.problem
    assert error.problem.endswith("; name it under web.allow_addresses if it is meant")
    assert failure(web, f"http://{host}:{server.port}/a").reason == "blocked_address", "it is not down"
    assert server.log == []


@pytest.mark.parametrize("host", ["127.1", "[::ffff:127.0.0.1]", "localhost"])
def test_a_redirect_is_guarded_too(server: HostileServer, open_web: Any, host: str) -> None:
    server.answers["/a"] = redirect(f"http://{host}:{server.port}/secret")
    server.answers["/secret"] = reply(body=HTML)
    error = failure(open_web(resolve=server.pins("paper.example")), "http://paper.example/a")
    assert error.reason == "blocked_address"
    assert server.paths() == ["/a"]


def test_robots_txt_is_guarded_too(server: HostileServer, open_web: Any) -> None:
    error = failure(open_web(respect_robots=True), server.url("/a"))
    assert (error.reason, error.retry) == ("blocked_address", False)
    assert error.problem.startswith("its robots.txt could not be fetched: 127.0.0.1 (loopback) is not allowed")


def test_a_redirect_of_robots_txt_is_guarded_too(server: HostileServer, open_web: Any) -> None:
    server.answers["/robots.txt"] = redirect(f"http://127.0.0.1:{server.port}/secret")
    error = failure(open_web(respect_robots=True, resolve=server.pins("paper.example")), "http://paper.example/a")
    assert error.reason == "blocked_address"
    assert [asked.path for asked in server.log] == ["/robots.txt"]


@pytest.mark.parametrize(
    "answers",
    [[["127.0.0.1"]], [["::ffff:127.0.0.1"]], [["10.0.0.1", "127.0.0.1"]], [["127.0.0.1", "::1"]]],
    ids=["loopback", "mapped", "several", "both families"],
)
def test_a_name_that_leads_home(server: HostileServer, open_web: Any, answers: list[list[str]]) -> None:
    error = failure(open_web({"evil.example": answers}), server.url("/a", "evil.example"))
    assert (error.reason, error.retry) == ("blocked_address", False)
    assert server.log == []


def test_a_name_that_changes_its_address(server: HostileServer, open_web: Any) -> None:
    # The first look-up is harmless (and refused by nobody's guard); what counts is the one that the socket is made from.
    web = open_web({"evil.example": [["127.0.0.9"], ["127.0.0.1"]]}, allow_addresses=("127.0.0.9",), down_seconds=0.0)
    assert failure(web, server.url("/a", "evil.example")).reason == "connection"
    web.submit(_expire_names(web)).result()
    assert failure(web, server.url("/a", "evil.example")).reason == "blocked_address"
    assert server.log == []


async def _expire_names(web: Web) -> None:
    web._exchange._open.connector.clear_dns_cache()  # type: ignore[union-attr]


@pytest.mark.parametrize("allowed", ["127.0.0.1", "127.0.0.0/8", "0.0.0.0/0"])
def test_what_the_configuration_allows_is_reached(server: HostileServer, open_web: Any, allowed: str) -> None:
    server.answers["/a"] = reply(body=HTML)
    web = open_web(allow_addresses=(allowed,))
    assert web.submit(web.get(server.url("/a", "127.1"), kind="page")).result().body == HTML


def test_resolve_opens_an_address_to_its_name_alone(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = reply(body=HTML)
    web = open_web({"evil.example": [["127.0.0.1"]]}, resolve=server.pins("paper.example"))
    assert web.submit(web.get("http://PAPER.example./a", kind="page")).result().body == HTML
    assert failure(web, server.url("/a", "evil.example")).reason == "blocked_address"
    assert failure(web, server.url("/a")).reason == "blocked_address"
    assert len(server.log) == 1


def test_resolve_without_a_port_keeps_that_of_the_url(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = reply(body=HTML)
    web = open_web(resolve={"paper.example": "127.0.0.1"})
    assert web.submit(web.get(server.url("/a", "paper.example"), kind="page")).result().body == HTML


def test_a_name_server_that_is_silent_ends_at_the_connect_deadline(open_web: Any) -> None:
    error = failure(open_web({"paper.example": [[]]}, connect_seconds=0.3), "http://paper.example/a")
    assert (error.reason, error.retry, error.severity) == ("timeout", True, "temporary")
    assert error.problem == "no connection to paper.example within 0.3 s"


def test_a_name_that_nobody_knows(open_web: Any) -> None:
    error = failure(open_web({}), "http://paper.example/a")
    assert (error.reason, error.retry, error.severity) == ("dns", True, "temporary")
    assert error.problem == "the name paper.example cannot be resolved (no address for paper.example)"


def test_the_environment_names_no_proxy(server: HostileServer, open_web: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url(""))
    monkeypatch.setenv("http_proxy", server.url(""))
    assert failure(open_web({}, allow_addresses=("127.0.0.1",)), "http://paper.example/a").reason == "dns"
    assert server.log == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"resolve": {"a.example": "localhost"}}, "resolve: a.example: 'localhost' is no address like 127.0.0.1 or "),
        ({"resolve": {"a.example": "127.0.0.1:http"}}, "resolve: a.example: '127.0.0.1:http' is no address like "),
        ({"resolve": {"a.example": "127.0.0.1:99999"}}, "resolve: a.example: 99999 is no port"),
        ({"resolve": {"127.0.0.1": "127.0.0.1"}}, "resolve: '127.0.0.1' is an address; a host name is wanted"),
        (
            {"allow_addresses": ("here",)},
            "allow_addresses: 'here' is neither an IP address nor a network like 10.0.0.0/8",
        ),
    ],
)
def test_a_configuration_that_names_no_address(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:
        Web(WebOptions(**options))
    assert str(caught.value).startswith(message)
