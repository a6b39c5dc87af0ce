"""Post rows to a webhook, signed as Standard Webhooks says: the same batch has the same `webhook-id` at each try."""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec

from pipelines.follow.answers import SinkAnswer
from pipelines.follow.events import DroppedDay, Event, RowEvent, TakedownEvent
from pipelines.follow.sinks.over_http import Poster, judge_posted
from transforms.clock import Clock
from transforms.notices.signing import sign
from transforms.pure.net.audiences import origin_of

MOST: Final = 100
MOST_BYTES: Final = 1_000_000


class WebhookSink:
    """A receiver of webhooks; `key` signs what is sent."""

    kind = "webhook"
    most, most_bytes = MOST, MOST_BYTES

    def __init__(self, poster: Poster, url: str, key: bytes, clock: Clock, rows_kind: str = "articles") -> None:
        self._poster, self._url, self._key, self._clock, self._rows_kind = poster, url, key, clock, rows_kind
        self.target = origin_of(url)
        self.digest = hashlib.sha256(url.encode()).hexdigest()[:16]

    def deliver(self, events: tuple[Event, ...]) -> list[SinkAnswer]:
        """Post the events in one request."""
        now = self._clock()
        body = write_body(events, f"{self._rows_kind}.published", f"{now:%Y-%m-%dT%H:%M:%SZ}")
        headers = sign(self._key, webhook_id(events), int(now.timestamp()), body)
        posted = self._poster.post(self._url, body, {"Content-Type": "application/json", **headers})
        return [judge_posted(posted, len(events))] * len(events)

    def check(self) -> None:
        """Do nothing: the next request shows it."""

    def close(self) -> None:
        """Close all connections."""
        self._poster.close()


def write_body(events: tuple[Event, ...], type_: str, timestamp: str) -> bytes:
    """Give what is posted: the rows as they stand in their files, ids that were taken down, days that were dropped."""
    rows = b",".join(event.line for event in events if isinstance(event, RowEvent))
    forgotten = [{"id": event.id, "reason": event.reason} for event in events if isinstance(event, TakedownEvent)]
    days = [event.day for event in events if isinstance(event, DroppedDay)]
    head = msgspec.json.encode({"type": type_, "timestamp": timestamp})[:-1]
    tail = msgspec.json.encode({"forgotten": forgotten, "dropped_days": days})[1:]
    return head + b',"data":{"rows":[' + rows + b"]," + tail + b"}"


def webhook_id(events: tuple[Event, ...]) -> str:
    """Give the id of a batch: made from what is in it, so that it is the same at each try, in whichever process."""
    digest = hashlib.sha256()
    for event in events:
        part = event.line if isinstance(event, RowEvent) else msgspec.json.encode(_named(event))
        digest.update(len(part).to_bytes(8, "big") + part)
    return f"msg_{digest.hexdigest()[:32]}"


def _named(event: TakedownEvent | DroppedDay) -> tuple[str, str]:
    return ("forgotten", event.id) if isinstance(event, TakedownEvent) else ("dropped_day", event.day)
