"""`newsbeam follow` into a real OpenSearch and a real Kafka, which `make test-sinks` starts.

The doubles of other tests are put the same questions, so that they stay true.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import sink_servers
from followed import Followers, row
from one_shard import NOON
from sample_run import Sample
from small_opensearch import SmallOpenSearch
from topic_reading import compacted, messages, mock_brokers

import newsbeam
from pipelines.cli import main
from pipelines.follow.events import DroppedDay, Point, RowEvent, TakedownEvent
from pipelines.follow.sinks.kafka import KafkaSink, import_client
from pipelines.follow.sinks.opensearch import OpenSearchSink
from pipelines.follow.sinks.over_http import Poster

_missing = sink_servers.why_not()
REAL = [
    pytest.mark.skipif("not config.getoption('--sinks')", reason="real servers are tested by `make test-sinks`"),
    pytest.mark.skipif(_missing is not None, reason=_missing or ""),
]
BOTH = ["double", pytest.param("real", marks=REAL)]
POINT = Point()


class Index(NamedTuple):
    """An OpenSearch, real or not, and what it has."""

    url: str
    double: SmallOpenSearch | None

    def documents(self, index: str) -> dict[str, Any]:
        if self.double is not None:
            return self.double.documents
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/{index}/_refresh", method="POST")):
            pass
        with urllib.request.urlopen(f"{self.url}/{index}/_search?size=1000") as answer:
            return {hit["_id"]: hit["_source"] for hit in json.loads(answer.read())["hits"]["hits"]}


@pytest.fixture(scope="module", params=BOTH)
def search(request: pytest.FixtureRequest) -> Iterator[Index]:
    if request.param == "real":
        with sink_servers.opensearch() as url:
            yield Index(url, None)
        return
    double = SmallOpenSearch()
    yield Index(double.url, double)
    double.close()


@pytest.fixture
def index(search: Index) -> Index:
    if search.double is not None:
        search.double.documents.clear()
        search.double.versions.clear()
    return search


@pytest.fixture(scope="module", params=BOTH)
def brokers(request: pytest.FixtureRequest) -> Iterator[str]:
    with sink_servers.kafka() if request.param == "real" else mock_brokers() as address:
        yield address


def sink_of(index: Index, name: str) -> OpenSearchSink:
    return OpenSearchSink(Poster(index.url, (), 60.0, lambda: NOON), index.url, name, None)


def test_versions_takedowns_and_days_in_an_index(index: Index) -> None:
    sink = sink_of(index, "versions")
    for version in (1, 3, 2, 3):
        assert sink.deliver((row("a", version=version), row(f"b{version}")))[0].verdict == "taken"
    assert index.documents("versions")["a"]["version"] == 3
    gone = TakedownEvent("a", None, POINT)
    assert [answer.verdict for answer in sink.deliver((gone, TakedownEvent("never", None, POINT)))] == [
        "taken",
        "taken",
    ]
    assert sorted(index.documents("versions")) == ["b1", "b2", "b3"]
    # A stalled follower brings it again, a moment later: the deletion has a version, too.
    assert sink.deliver((row("a", version=1),))[0].verdict == "taken"
    assert "a" not in index.documents("versions")
    for day in ("2026-11-20T23:59:59Z", "2026-11-21T00:00:00Z", "2026-11-21T23:59:59Z", "2026-11-22T00:00:00Z"):
        line = json.dumps({"id": day, "fetched": {"fetched_at": day}}).encode()
        assert sink.deliver((RowEvent(day, 1, line, POINT),))[0].verdict == "taken"
    assert sink.deliver((DroppedDay("2026-11-21", POINT),))[0].verdict == "taken"
    assert sorted(id_ for id_ in index.documents("versions") if id_[0] == "2") == [
        "2026-11-20T23:59:59Z",
        "2026-11-22T00:00:00Z",
    ]
    sink.close()


def test_a_day_of_an_index_that_is_not_there(index: Index) -> None:
    sink = sink_of(index, "nothing")
    assert sink.deliver((DroppedDay("2026-11-21", POINT),))[0].verdict == "taken"
    sink.close()


@pytest.mark.parametrize("search", [pytest.param("real", marks=REAL)], indirect=True)
def test_a_row_that_does_not_fit_is_refused_with_the_reason(index: Index) -> None:
    sink = sink_of(index, "fits")
    line = b'{"id": "c", "version": 1, "fetched": "no object"}'
    good = b'{"id": "d", "version": 1, "fetched": {"fetched_at": "2026-11-21T00:00:00Z"}}'
    assert sink.deliver((RowEvent("d", 1, good, POINT),))[0].verdict == "taken"
    answers = sink.deliver((RowEvent("c", 1, line, POINT), RowEvent("d", 1, good, POINT)))
    assert [answer.verdict for answer in answers] == ["refused", "taken"]
    assert (answers[0].problem or "").startswith("400 mapper_parsing_exception: object mapping for [fetched]")
    sink.close()


def test_the_sample_in_an_index(index: Index, sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        to = ["follow", str(sample.output), "--to", "opensearch", "--url", index.url, "--index", "sample", "--once"]
        assert main([*to, "--name", name, "--cursor", f"memory://sinks-{index.url[-5:]}"]) == 0, capsys.readouterr()
    found = index.documents("sample")
    wanted = {article.id: article.title for article in newsbeam.read(str(sample.output))}
    assert {id_: document["title"] for id_, document in found.items()} == wanted


def test_a_topic(brokers: str) -> None:
    followers = Followers()
    followers.dataset.park("a", "b", "c")
    followers.dataset.write("a", "b", "c")
    for _ in range(2):
        sink = KafkaSink(brokers, "news", {}, import_client().Producer)
        assert followers.run(sink, name=None).rows == 3  # type: ignore[arg-type]
        gone = next(iter(followers.current()))
        assert sink.deliver((TakedownEvent(gone, None, POINT),))[0].verdict == "taken"
        large = RowEvent("large", 1, b"x" * 3_000_000, POINT)
        assert [answer.verdict for answer in sink.deliver((large, row("small")))] == ["refused", "taken"]
        sink.close()
    kept = compacted(messages(brokers, "news"))
    expected = {id_: row for id_, row in followers.current().items() if id_ != gone}
    assert {id_: json.loads(value) for id_, value in kept.items() if id_ != "small"} == expected
    followers.dataset.drop()
