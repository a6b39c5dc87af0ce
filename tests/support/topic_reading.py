"""Kafka in tests: brokers that the client's own library plays (its mock cluster), and what stands in a topic."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from confluent_kafka import Consumer, Producer

PATIENCE_SECONDS = 60.0


@contextmanager
def mock_brokers() -> Iterator[str]:
    """The address of a cluster in this process that speaks Kafka's protocol; other processes reach it as well."""
    holder = Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "none", "log_level": 0})
    (broker,) = holder.list_topics(timeout=PATIENCE_SECONDS).brokers.values()
    yield f"{broker.host}:{broker.port}"
    holder.purge()


def messages(brokers: str, topic: str) -> list[Any]:
    """All messages of a topic, partition by partition."""
    consumer = Consumer(
        {"bootstrap.servers": brokers, "group.id": "reader", "auto.offset.reset": "earliest", "enable.auto.commit": False,
         "enable.partition.eof": True, "log_level": 0}
    )  # fmt: skip
    from confluent_kafka import TopicPartition

    partitions = consumer.list_topics(topic, timeout=PATIENCE_SECONDS).topics[topic].partitions
    consumer.assign([TopicPartition(topic, number, 0) for number in partitions])
    found: list[Any] = []
    ended: set[int] = set()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(ended) < len(partitions):
        assert time.monotonic() < deadline, f"{topic} was not read to its end"
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error() is None:
            found.append(message)
        elif message.error().name() == "_PARTITION_EOF":
            ended.add(message.partition())
    consumer.close()
    return found


def compacted(found: list[Any]) -> dict[str, bytes]:
    """What a compacted topic keeps: the last message of each key, unless that is a tombstone."""
    kept: dict[str, bytes] = {}
    for message in found:
        if message.value() is None:
            kept.pop(message.key().decode(), None)
        else:
            kept[message.key().decode()] = message.value()
    return kept
