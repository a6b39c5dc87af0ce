"""Kafka: the real client before brokers that its own library plays, and before a producer that fails as a test wants."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, Producer
from followed import Followers, row
from topic_reading import compacted, messages, mock_brokers

from pipelines.follow.events import DroppedDay, Event, Point, RowEvent, TakedownEvent
from pipelines.follow.sinks.kafka import KafkaSink, import_client, judge_error, read_properties
from pipelines.run.errors import Refused

POINT = Point()


@pytest.fixture(scope="module")
def brokers() -> Iterator[str]:
    with mock_brokers() as address:
        yield address


def verdicts(sink: KafkaSink, *events: Event) -> list[str]:
    return [answer.verdict for answer in sink.deliver(events)]


def test_a_message_a_row_with_its_id_as_key(brokers: str) -> None:
    sink = KafkaSink(brokers, "rows", {}, Producer)
    events = (row("a"), row("b", version=2), TakedownEvent("c", None, POINT), DroppedDay("2026-01-01", POINT))
    assert verdicts(sink, *events) == ["taken"] * 4
    sink.close()
    found = {message.key(): (message.value(), message.headers()) for message in messages(brokers, "rows")}
    assert found == {
        b"a": (row("a").line, [("version", b"1")]),
        b"b": (row("b", version=2).line, [("version", b"2")]),
        b"c": (None, None),
    }


def test_a_compacted_topic_is_what_the_output_is(brokers: str) -> None:
    followers = Followers()
    followers.dataset.park("a", "b", "c")
    followers.dataset.write("a", "b", "c")
    for _ in range(2):
        sink = KafkaSink(brokers, "whole", {}, Producer)
        assert followers.run(sink, name=None).rows == 3  # type: ignore[arg-type]
        sink.close()
    kept = compacted(messages(brokers, "whole"))
    assert {id_: json.loads(value) for id_, value in kept.items()} == followers.current()
    followers.dataset.drop()


def test_a_row_that_is_too_large_is_refused_and_the_others_are_taken(brokers: str) -> None:
    sink = KafkaSink(brokers, "large", {"message.max.bytes": "2000"}, Producer)
    large = RowEvent("b", 1, b"x" * 5000, POINT)
    answers = sink.deliver((row("a"), large, row("c")))
    assert [answer.verdict for answer in answers] == ["taken", "refused", "taken"]
    assert "MSG_SIZE_TOO_LARGE" in (answers[1].problem or "")
    sink.close()


def test_brokers_that_are_not_there() -> None:
    sink = KafkaSink("127.0.0.1:9", "rows", {"message.timeout.ms": 300}, Producer, timeout_seconds=1.0)
    for _ in range(2):
        (answer,) = sink.deliver((row("a"),))
        assert answer.verdict == "again"
        assert "Connection refused" in (answer.problem or "")
    sink.close()


class FailingProducer:
    """A producer of which each message comes to an end that a test chose; a made error is what the client raises or tells."""

    made = 0

    def __init__(self, ends: Callable[[str], Any]) -> None:
        self._ends = ends
        self.purged = False

    def __call__(self, options: dict[str, Any]) -> FailingProducer:
        assert (options["enable.idempotence"], options["acks"]) == (True, "all")
        FailingProducer.made += 1
        return self

    def produce(self, topic: str, value: Any, key: str, on_delivery: Callable[[Any, Any], None], headers: Any) -> None:
        end = self._ends(key)
        if isinstance(end, Exception):
            raise end
        if not isinstance(end, str):  # (an error of the client cannot be compared with one)
            on_delivery(end, None)

    def flush(self, seconds: float) -> int:
        return 0

    def poll(self, seconds: float) -> int:
        return 0

    def purge(self) -> None:
        self.purged = True


@pytest.mark.parametrize(
    ("end", "verdict", "is_made_again"),
    [
        (None, "taken", False),
        (KafkaError(KafkaError._MSG_TIMED_OUT), "again", False),
        (KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED), "wrong", False),
        (KafkaError(KafkaError.MSG_SIZE_TOO_LARGE), "refused", False),
        (KafkaError(KafkaError.OUT_OF_ORDER_SEQUENCE_NUMBER, "gap", fatal=True), "again", True),
        (KafkaException(KafkaError(KafkaError.MSG_SIZE_TOO_LARGE)), "refused", False),
        (KafkaException(KafkaError(KafkaError._FATAL, "gap", fatal=True)), "again", True),
        ("silence", "again", True),
    ],
)
def test_what_becomes_of_a_message(end: Any, verdict: str, is_made_again: bool) -> None:
    producer = FailingProducer(lambda key: end if key == "b" else None)
    FailingProducer.made = 0
    sink = KafkaSink("b:9092", "rows", {"acks": "0", "enable.idempotence": "false"}, producer)
    assert verdicts(sink, row("a"), row("b")) == ["taken", verdict]
    assert (FailingProducer.made == 2, producer.purged) == (is_made_again, is_made_again)


def test_an_error_of_our_own_is_no_answer() -> None:
    sink = KafkaSink("b:9092", "rows", {}, FailingProducer(lambda key: TypeError("wrong")))
    with pytest.raises(TypeError):
        sink.deliver((row("a"),))


def test_a_full_queue_is_waited_for() -> None:
    ends: list[Any] = [BufferError(), BufferError(), None]
    sink = KafkaSink("b:9092", "rows", {}, FailingProducer(lambda key: ends.pop(0)))
    assert verdicts(sink, row("a")) == ["taken"]
    sink = KafkaSink("b:9092", "rows", {}, FailingProducer(lambda key: BufferError()), timeout_seconds=0.0)
    assert verdicts(sink, row("a")) == ["again"]


def test_errors_by_name() -> None:
    assert judge_error("UNKNOWN_TOPIC_OR_PART", "no topic").problem == "UNKNOWN_TOPIC_OR_PART: no topic"


def test_a_client_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "confluent_kafka", None)
    with pytest.raises(Refused, match=r"pip install 'newsbeam\[kafka\]'"):
        import_client()


def test_properties() -> None:
    assert read_properties("a=b\n\n#x\n c = d=e \n") == {"a": "b", "c": "d=e"}
    with pytest.raises(ValueError, match="line 2: expected name=value") as caught:
        read_properties("a=b\nhunter2")
    assert "hunter2" not in str(caught.value)
