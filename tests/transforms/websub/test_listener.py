"""The listener by itself: whatever comes to it, it answers, and tells nobody more than it must."""

from __future__ import annotations

import http.client
import socket

import pytest
from websub_world import FEED, HUB, World

from transforms.websub.listener import MAX_BODY_BYTES, Listener


def ask(world: World, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", world.listener.port, timeout=60)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}


def test_what_a_reverse_proxy_puts_ahead_does_not_matter(world: World) -> None:
    world.tend(FEED)
    assert world.known is not None
    for path in (f"/{world.known.token}", f"/a/b/websub/{world.known.token}/", f"/{world.known.token}?x=y"):
        assert ask(world, "POST", path, b"x")[0] == 202


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path", ["/", "/unknown", "/websub/", "/%00", "/a/../b", "/?hub.mode=subscribe&hub.challenge=x"]
)
def test_the_unknown_is_not_found(world: World, method: str, path: str) -> None:
    assert ask(world, method, path)[:2] == (404, b"")


def test_other_methods_are_refused(world: World) -> None:
    assert ask(world, "DELETE", "/x")[0] == 405


def test_a_challenge_comes_back_as_text_that_no_browser_runs(world: World) -> None:
    world.hub.status = 204  # it takes the request, and asks nothing itself
    world.tend(FEED)
    assert world.known is not None
    query = f"hub.mode=subscribe&hub.topic={HUB.topic}&hub.lease_seconds=60&hub.challenge=%3Cscript%3E"
    status, body, headers = ask(world, "GET", f"/{world.known.token}?{query}")
    assert (status, body) == (200, b"<script>")
    assert headers["content-type"].startswith("text/plain") and headers["x-content-type-options"] == "nosniff"


def test_a_body_beyond_the_bound_is_not_read(world: World) -> None:
    world.tend(FEED)
    assert world.known is not None
    with socket.create_connection(("127.0.0.1", world.listener.port), timeout=60) as connection:
        head = f"POST /{world.known.token} HTTP/1.1\r\nHost: x\r\nContent-Length: {MAX_BODY_BYTES * 100}\r\n\r\n"
        connection.sendall(head.encode())
        try:
            for _ in range(0, MAX_BODY_BYTES * 2, 1_000_000):
                connection.sendall(bytes(1_000_000))
        except OSError:
            pass
        assert b" 413 " in connection.recv(100)


def test_a_place_that_is_taken_is_an_error(world: World) -> None:
    with pytest.raises(OSError, match="address already in use"):
        Listener(world.keeper, "127.0.0.1", world.listener.port)


def test_a_bug_in_taking_what_a_hub_delivers_costs_that_delivery(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.tend(FEED)
    with monkeypatch.context() as broken:
        broken.setattr("transforms.websub.keeper.is_signed", None)  # to call it is a TypeError
        assert world.hub.deliver(HUB.topic, b"<rss/>") == [500]
    assert world.hub.deliver(HUB.topic, b"<rss/>") == [202]
