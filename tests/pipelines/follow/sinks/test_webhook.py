"""Webhooks: what is posted verifies as docs/watching.md tells receivers to, and has one id however often it is tried."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from followed import row
from one_shard import NOON
from small_receiver import Received, SmallReceiver

from pipelines.follow.events import DroppedDay, Event, Point, TakedownEvent
from pipelines.follow.sinks.over_http import Poster
from pipelines.follow.sinks.webhook import WebhookSink, webhook_id, write_body

KEY = b"k" * 32
EVENTS: tuple[Event, ...] = (
    row("a"),
    row("b"),
    TakedownEvent("c", "a wish", Point()),
    DroppedDay("2026-01-01", Point()),
)


@pytest.fixture
def receiver() -> Iterator[SmallReceiver]:
    running = SmallReceiver()
    running.headers = {"Content-Length": "0"}
    yield running
    running.close()


@pytest.fixture
def sink(receiver: SmallReceiver) -> Iterator[WebhookSink]:
    made = WebhookSink(Poster(receiver.url, (), 20.0, lambda: NOON), receiver.url, KEY, lambda: NOON)
    yield made
    made.close()


def is_signed(received: Received) -> bool:
    signed = f"{received.headers['webhook-id']}.{received.headers['webhook-timestamp']}.".encode() + received.body
    mac = b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    return received.headers["webhook-signature"] == f"v1,{mac}"


def test_what_is_posted(sink: WebhookSink, receiver: SmallReceiver) -> None:
    assert {answer.verdict for answer in sink.deliver(EVENTS)} == {"taken"}
    (received,) = receiver.received
    assert is_signed(received)
    assert received.told == {
        "type": "articles.published",
        "timestamp": "2026-11-22T12:00:00Z",
        "data": {
            "rows": [json.loads(row(id_).line) for id_ in "ab"],
            "forgotten": [{"id": "c", "reason": "a wish"}],
            "dropped_days": ["2026-01-01"],
        },
    }


def test_the_path_of_the_address_is_not_shown(sink: WebhookSink, receiver: SmallReceiver) -> None:
    assert "SECRETPATH" not in sink.target
    assert sink.target == receiver.url.partition("/hooks")[0]


def test_an_id_stays_from_try_to_try(sink: WebhookSink, receiver: SmallReceiver) -> None:
    receiver.status = 503
    sink.deliver(EVENTS)
    receiver.status = 200
    sink.deliver(EVENTS)
    sink.deliver(EVENTS[:1])
    first, second, other = (one.headers["webhook-id"] for one in receiver.received)
    assert first == second != other


@pytest.mark.parametrize("status", [200, 202, 204])
def test_success(sink: WebhookSink, receiver: SmallReceiver, status: int) -> None:
    receiver.status = status
    assert [answer.verdict for answer in sink.deliver(EVENTS[:2])] == ["taken", "taken"]


@pytest.mark.parametrize(
    ("status", "headers", "verdict", "wait"),
    [
        (429, {"Retry-After": "9"}, "again", 9.0),
        (500, {}, "again", None),
        (401, {}, "wrong", None),
        (413, {}, "split", None),
    ],
)
def test_no_success(
    sink: WebhookSink, receiver: SmallReceiver, status: int, headers: dict[str, str], verdict: str, wait: float | None
) -> None:
    receiver.status, receiver.headers = status, {"Content-Length": "0", **headers}
    answers = sink.deliver(EVENTS)
    assert {(answer.verdict, answer.wait_seconds) for answer in answers} == {(verdict, wait)}
    assert len(answers) == len(EVENTS)


OTHERS: dict[str, tuple[Event, ...]] = {
    "another row": (row("b"),),
    "another version": (row("a", version=2),),
    "a takedown": (TakedownEvent("a", None, Point()),),
    "a day": (DroppedDay("a", Point()),),
    "two": (row("a"), row("b")),
    "none": (),
}


def test_batches_that_differ_have_ids_that_differ() -> None:
    found = {webhook_id(events) for events in OTHERS.values()} | {webhook_id((row("a"),))}
    assert len(found) == len(OTHERS) + 1
    assert webhook_id((row("a", at=1),)) == webhook_id((row("a", at=7),))


@pytest.mark.parametrize("events", OTHERS.values(), ids=OTHERS)
def test_a_body_is_json(events: tuple[Event, ...]) -> None:
    told: dict[str, Any] = json.loads(write_body(events, "t", "now"))
    assert list(told) == ["type", "timestamp", "data"]
    assert list(told["data"]) == ["rows", "forgotten", "dropped_days"]
