"""Posts to a sink: which addresses are refused, which are open, and what an answer holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from one_shard import NOON
from small_receiver import SmallReceiver

from pipelines.follow.sinks.over_http import Poster, check_url, literal_addresses
from pipelines.run.errors import Refused


@pytest.fixture
def receiver() -> Iterator[SmallReceiver]:
    running = SmallReceiver()
    yield running
    running.close()


def poster(url: str, *allowed: str) -> Poster:
    return Poster(url, allowed, 20.0, lambda: NOON)


@pytest.mark.parametrize("url", ["desk.example", "ftp://desk.example", "http://", "", "https:///hooks"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(Refused, match="--url: expected an address like https://"):
        check_url(url)


def test_a_password_is_not_for_the_command_line() -> None:
    with pytest.raises(Refused) as caught:
        check_url("https://ana:hunter2@desk.example/")
    assert "hunter2" not in str(caught.value)
    assert "--secret-file" in str(caught.value)


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("http://127.0.0.1:9200", ("127.0.0.1",)),
        ("http://[::1]:9200/x", ("::1",)),
        ("http://localhost/", ("127.0.0.0/8", "::1")),
        ("https://desk.example/", ()),
    ],
)
def test_what_an_address_itself_opens(url: str, opened: tuple[str, ...]) -> None:
    assert literal_addresses(url) == opened


def test_the_answer_whatever_it_is(receiver: SmallReceiver) -> None:
    asks = poster(receiver.url)
    receiver.status, receiver.headers = 503, {"Retry-After": "7", "Content-Length": "0"}
    posted = asks.post(receiver.url, b"{}", {"X-A": "b"})
    assert (posted.status, posted.wait_seconds, posted.body) == (503, 7.0, b"")
    assert (receiver.received[0].body, receiver.received[0].headers["x-a"]) == (b"{}", "b")
    receiver.status, receiver.headers = 302, {"Location": "http://desk.example/", "Content-Length": "0"}
    assert asks.post(receiver.url, b"{}", {}).status == 302
    asks.close()


def test_a_private_address_that_does_not_stand_there_has_to_be_named(receiver: SmallReceiver) -> None:
    url = receiver.url.replace("127.0.0.1", "127.1")
    asks = poster(url)
    posted = asks.post(url, b"", {})
    assert (posted.status, posted.is_wrong) == (None, True)
    assert "--allow-address" in posted.problem
    asks.close()
    receiver.headers = {"Content-Length": "0"}
    asks = poster(url, "127.0.0.0/8")
    assert asks.post(url, b"", {}).status == 204
    asks.close()


def test_nobody_there() -> None:
    asks = poster("http://127.0.0.1:9/")
    posted = asks.post("http://127.0.0.1:9/", b"", {})
    assert (posted.status, posted.is_wrong) == (None, False)
    assert "no connection to 127.0.0.1" in posted.problem
    asks.close()


def test_a_network_that_is_none() -> None:
    with pytest.raises(Refused, match="--allow-address: 'ten' is neither an IP address nor a network"):
        poster("https://desk.example/", "ten")
