"""OpenSearch: what is sent, what each answer means, and what the index has in the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from followed import Followers, row
from one_shard import NOON
from small_opensearch import SmallOpenSearch

from pipelines.follow.events import DroppedDay, Event, Point, RowEvent, TakedownEvent
from pipelines.follow.sinks.opensearch import OpenSearchSink, read_authorization, read_items, write_actions
from pipelines.follow.sinks.over_http import Poster

POINT = Point()


@pytest.fixture
def server() -> Iterator[SmallOpenSearch]:
    running = SmallOpenSearch()
    yield running
    running.close()


@pytest.fixture
def sink(server: SmallOpenSearch) -> Iterator[OpenSearchSink]:
    made = OpenSearchSink(Poster(server.url, (), 20.0, lambda: NOON), server.url, "news", "Basic YTpi")
    yield made
    made.close()


def verdicts(sink: OpenSearchSink, *events: Event) -> list[str]:
    return [answer.verdict for answer in sink.deliver(events)]


def test_what_is_sent() -> None:
    lines = write_actions((row("a", version=3), TakedownEvent("b", None, POINT), DroppedDay("2026-01-01", POINT)))
    assert lines.splitlines() == [
        b'{"index":{"_id":"a","version":3,"version_type":"external_gte"}}',
        row("a", version=3).line,
        b'{"delete":{"_id":"b"}}',
    ]


def test_it_asks_with_its_secret_and_shows_none(sink: OpenSearchSink, server: SmallOpenSearch) -> None:
    assert verdicts(sink, row("a")) == ["taken"]
    ((path, headers),) = server.asked
    assert path.startswith("/news/_bulk?")
    assert headers["authorization"] == "Basic YTpi"
    assert sink.target == f"{server.url}/news"


def test_what_comes_again_is_there_once_and_the_newest_version_stays(
    sink: OpenSearchSink, server: SmallOpenSearch
) -> None:
    for version in (1, 1, 3, 2, 3):
        assert verdicts(sink, row("a", version=version)) == ["taken"]
    assert {id_: document["version"] for id_, document in server.documents.items()} == {"a": 3}


def test_what_was_taken_down_goes_whether_it_is_there_or_not(sink: OpenSearchSink, server: SmallOpenSearch) -> None:
    assert verdicts(sink, row("a"), TakedownEvent("b", None, POINT)) == ["taken", "taken"]
    assert verdicts(sink, TakedownEvent("a", None, POINT)) == ["taken"]
    assert server.documents == {}


def test_a_day_that_was_dropped_goes(sink: OpenSearchSink, server: SmallOpenSearch) -> None:
    for day in ("2026-11-20T23:59:59Z", "2026-11-21T00:00:00Z", "2026-11-21T23:59:59Z", "2026-11-22T00:00:00Z"):
        line = json.dumps({"id": day, "fetched": {"fetched_at": day}}).encode()
        assert verdicts(sink, RowEvent(day, 1, line, POINT)) == ["taken"]
    assert verdicts(sink, DroppedDay("2026-11-21", POINT), row("a")) == ["taken", "taken"]
    assert [id_[:10] for id_ in server.documents] == ["2026-11-20", "2026-11-22", "a"]
    assert [path.partition("?")[0] for path, _ in server.asked][-2:] == ["/news/_refresh", "/news/_delete_by_query"]


def test_each_row_has_an_answer_of_its_own(sink: OpenSearchSink, server: SmallOpenSearch) -> None:
    said: dict[str, dict[str, Any]] = {
        "b": {"status": 400, "error": {"type": "mapper_parsing_exception", "reason": "no date"}},
        "c": {"status": 429, "error": {"type": "rejected_execution_exception", "reason": "busy"}},
    }
    server.refuses = lambda document: said.get(document["id"])
    answers = sink.deliver((row("a"), row("b"), row("c")))
    assert [answer.verdict for answer in answers] == ["taken", "refused", "again"]
    assert answers[1].problem == "400 mapper_parsing_exception: no date"
    assert list(server.documents) == ["a"]


@pytest.mark.parametrize(
    ("status", "verdict"), [(401, "wrong"), (413, "split"), (429, "again"), (503, "again"), (502, "again")]
)
def test_a_request_that_fails_as_a_whole(
    sink: OpenSearchSink, server: SmallOpenSearch, status: int, verdict: str
) -> None:
    server.status, server.headers = status, {"Retry-After": "4"}
    answers = sink.deliver((row("a"), row("b")))
    assert {answer.verdict for answer in answers} == {verdict}
    assert [answer.wait_seconds for answer in answers] == ([4.0, 4.0] if verdict == "again" else [None, None])
    assert sink.deliver((DroppedDay("2026-11-21", POINT),))[0].verdict in (verdict, "refused")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b'{"items": []}', b'{"items": [{}]}', b'{"items": [{"index": {}}]}', b"[1]"]
)
def test_an_answer_that_is_none(body: bytes) -> None:
    assert [answer.verdict for answer in read_items(body, (row("a"),))] == ["again"]


def test_secrets() -> None:
    assert read_authorization(None) is None
    assert read_authorization("Bearer x") == "Bearer x"
    with pytest.raises(ValueError, match="expected user:password") as caught:
        read_authorization("hunter2")
    assert "hunter2" not in str(caught.value)


def test_the_index_is_what_the_output_is(sink: OpenSearchSink, server: SmallOpenSearch) -> None:
    followers = Followers()
    followers.dataset.park("a", "b", "c")
    followers.dataset.write("a", "b", "c")
    for _ in range(2):
        assert followers.run(sink, name=None).rows == 3  # type: ignore[arg-type]
    assert server.documents == followers.current()
    followers.dataset.drop()
