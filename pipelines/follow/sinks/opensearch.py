"""Index rows in OpenSearch, or what speaks its bulk API: a document a row, with the `id` of the row as `_id`, and its version.

A row that comes again replaces itself, and one of an earlier version is refused by OpenSearch (409), which is well. So the index
has what the output has, however often something came.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from pipelines.follow.answers import TAKEN, SinkAnswer, judge_item
from pipelines.follow.events import DroppedDay, Event, RowEvent, TakedownEvent
from pipelines.follow.sinks.over_http import Posted, Poster, judge_posted
from transforms.pure.net.audiences import origin_of
from transforms.row_kinds import TIMES

MOST: Final = 500
MOST_BYTES: Final = 5_000_000
# When a row came to be, by kind.
_BULK: Final = "_bulk?filter_path=errors,items.*.status,items.*.error"
_LINES, _JSON = {"Content-Type": "application/x-ndjson"}, {"Content-Type": "application/json"}


class OpenSearchSink:
    """An index. `authorization` is the header that opens it; None where none is needed."""

    kind = "opensearch"
    most, most_bytes = MOST, MOST_BYTES

    def __init__(
        self, poster: Poster, url: str, index: str, authorization: str | None, rows_kind: str = "articles"
    ) -> None:
        self._poster, self._rows_kind = poster, rows_kind
        self._base = f"{url.rstrip('/')}/{index}"
        self._headers = {} if authorization is None else {"Authorization": authorization}
        self.target = f"{origin_of(url)}/{index}"
        self.digest = hashlib.sha256(self._base.encode()).hexdigest()[:16]

    def deliver(self, events: tuple[Event, ...]) -> list[SinkAnswer]:
        """Index and delete in one request; then delete the days that were dropped."""
        actions = tuple(event for event in events if not isinstance(event, DroppedDay))
        answers = iter(self._bulk(actions) if actions else [])
        return [self._drop(event) if isinstance(event, DroppedDay) else next(answers) for event in events]

    def check(self) -> None:
        """Do nothing: the next request shows it."""

    def close(self) -> None:
        """Close all connections."""
        self._poster.close()

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> Posted:
        return self._poster.post(f"{self._base}/{path}", body, {**headers, **self._headers})

    def _bulk(self, events: tuple[Event, ...]) -> list[SinkAnswer]:
        posted = self._post(_BULK, write_actions(events), _LINES)
        if posted.status != 200:
            return [judge_posted(posted, len(events))] * len(events)
        return read_items(posted.body, events)

    def _drop(self, event: DroppedDay) -> SinkAnswer:
        """Delete the rows of a day; those that were indexed a moment ago are made visible first."""
        refreshed = self._post("_refresh", b"", {})
        if refreshed.status == 404:
            return TAKEN  # There is no index yet.
        if refreshed.status != 200:
            return judge_posted(refreshed, 1)
        following = date.fromisoformat(event.day) + timedelta(days=1)
        span = {TIMES[self._rows_kind]: {"gte": event.day, "lt": following.isoformat()}}
        body = msgspec.json.encode({"query": {"range": span}})
        return judge_posted(self._post("_delete_by_query?conflicts=proceed&refresh=true", body, _JSON), 1)


def write_actions(events: tuple[Event, ...]) -> bytes:
    """Give the body of a bulk request: an action a line, and behind one that indexes, the row as it stands in its file."""
    lines: list[bytes] = []
    for event in events:
        if isinstance(event, RowEvent):
            meta = {"_id": event.id, "version": event.version, "version_type": "external_gte"}
            lines += [msgspec.json.encode({"index": meta}), event.line]
        elif isinstance(event, TakedownEvent):
            lines.append(msgspec.json.encode({"delete": {"_id": event.id}}))
    return b"".join(line + b"\n" for line in lines)


def read_items(body: bytes, events: tuple[Event, ...]) -> list[SinkAnswer]:
    """Give what became of each event, from the answer to a bulk request; all are to be tried again where it cannot be read."""
    try:
        items: list[dict[str, Any]] = json.loads(body)["items"]
        found = [next(iter(item.values())) for item in items]
        answers = [
            judge_item(one["status"], one.get("error"), isinstance(event, TakedownEvent))
            for one, event in zip(found, events, strict=True)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
        return [SinkAnswer("again", "it answered 200, and not as the bulk API does")] * len(events)
    return answers


def read_authorization(secret: str | None) -> str | None:
    """Give the header for a secret: `user:password`, or a whole value such as `ApiKey ...`. Raises: ValueError, without it.

    >>> read_authorization("ana:pw"), read_authorization("ApiKey a1")
    ('Basic YW5hOnB3', 'ApiKey a1')
    """
    if not secret:
        return None
    if secret.startswith(("Basic ", "Bearer ", "ApiKey ")):
        return secret
    if ":" not in secret:
        raise ValueError("expected user:password, or a whole header such as ApiKey ... or Bearer ...")
    return f"Basic {base64.b64encode(secret.encode()).decode()}"
