"""Letters are posted, signed, through the guard of all requests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from small_receiver import SmallReceiver

from transforms.notices.options import NotifyOptions
from transforms.notices.outbox import Letter
from transforms.notices.posting import Delivery, open_web, post_letter
from transforms.notices.signing import read_secret, sign
from transforms.web.options import WebOptions

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = read_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
LETTER = Letter(id="msg_1", body='{"a": "ü"}', made_at=NOON)


@pytest.fixture
def receiver() -> Iterator[SmallReceiver]:
    running = SmallReceiver()
    yield running
    running.close()


def post(url: str, allowed: tuple[str, ...] = ("127.0.0.1",), web: WebOptions | None = None) -> Delivery:
    client = open_web(web or WebOptions(), NotifyOptions(url=url, allow_addresses=allowed), lambda: NOON)
    try:
        return post_letter(client, url, KEY, LETTER, lambda: NOON)
    finally:
        client.close()


def test_it_arrives_signed(receiver: SmallReceiver) -> None:
    assert post(receiver.url).problem is None
    (got,) = receiver.received
    signed = sign(KEY, "msg_1", int(NOON.timestamp()), LETTER.body.encode())
    assert {name: got.headers[name] for name in signed} == signed
    assert got.body == LETTER.body.encode() and got.headers["content-type"] == "application/json"


ANSWERS = {
    "broken": (500, {}, "500", None),
    "not found": (404, {}, "", None),
    "gone": (410, {}, "", None),
    "busy": (429, {"Retry-After": "900"}, "", 900.0),
    "elsewhere": (307, {"Location": "http://127.0.0.1:9/"}, "it answered 307", None),
}


@pytest.mark.parametrize(("status", "headers", "said", "wait"), ANSWERS.values(), ids=ANSWERS)
def test_what_is_not_taken_is_a_problem(
    receiver: SmallReceiver, status: int, headers: dict[str, str], said: str, wait: float | None
) -> None:
    receiver.status, receiver.headers = status, headers
    delivery = post(receiver.url)
    assert delivery.problem is not None and said in delivery.problem
    assert "SECRETPATH" not in delivery.problem
    if wait is not None:
        assert delivery.wait_seconds is not None and delivery.wait_seconds >= wait
    assert len(receiver.received) == 1


def test_a_private_address_has_to_be_allowed_for_notices(receiver: SmallReceiver) -> None:
    delivery = post(receiver.url, allowed=(), web=WebOptions(allow_addresses=("127.0.0.1",)))
    assert delivery.problem is not None and "not allowed by the address guard" in delivery.problem
    assert "notify.allow_addresses" in delivery.problem
    assert receiver.received == []


def test_a_receiver_that_is_not_there(receiver: SmallReceiver) -> None:
    receiver.close()
    delivery = post(receiver.url)
    assert delivery.problem is not None and "no connection" in delivery.problem
