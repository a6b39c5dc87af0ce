"""Produce rows to a topic of Kafka, or what speaks its protocol: keyed by id, idempotent, acknowledged by all replicas in sync.

A takedown is a message without a value under its id, a tombstone: in a topic with `cleanup.policy=compact` the last message
of an id stays, which is what the output has. Days that were dropped name no ids; a topic has a retention of its own.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from pipelines.follow.answers import TAKEN, SinkAnswer
from pipelines.follow.events import DroppedDay, Event, RowEvent
from pipelines.run.errors import Refused

MOST: Final = 500
MOST_BYTES: Final = 5_000_000
TIMEOUT_SECONDS: Final = 30.0
# These are ours: without them a message could be lost, or stand out of order.
_OURS: Final = {"enable.idempotence": True, "acks": "all"}
_QUIET: Final = {"log_level": 2, "message.timeout.ms": int(TIMEOUT_SECONDS * 1000), "client.id": "newsbeam"}
_REFUSED: Final = ("MSG_SIZE_TOO_LARGE", "INVALID_MSG_SIZE", "INVALID_RECORD", "INVALID_MSG", "RECORD_LIST_TOO_LARGE")
_WRONG: Final = (
    "TOPIC_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED", "_AUTHENTICATION", "SASL_AUTHENTICATION_FAILED",
    "TOPIC_EXCEPTION", "UNSUPPORTED_SASL_MECHANISM",
)  # fmt: skip


class KafkaSink:
    """A topic. `make` gives a producer for its options; another one is made where the first cannot continue."""

    kind = "kafka"
    most, most_bytes = MOST, MOST_BYTES

    def __init__(
        self,
        brokers: str,
        topic: str,
        options: Mapping[str, Any],
        make: Callable[[dict[str, Any]], Any],
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._topic, self._make, self._timeout_seconds = topic, make, timeout_seconds
        self._options = {**_QUIET, **options, **_OURS, "bootstrap.servers": brokers, "error_cb": self._note}
        self._said: str | None = None
        self._producer = make(self._options)
        self.target = f"{brokers}, topic {topic}"
        self.digest = hashlib.sha256(f"{','.join(sorted(brokers.split(',')))} {topic}".encode()).hexdigest()[:16]

    def deliver(self, events: tuple[Event, ...]) -> list[SinkAnswer]:
        """Send all, and wait for what becomes of each."""
        self._said = None  # of this batch alone
        answers: list[SinkAnswer | None] = [TAKEN if isinstance(event, DroppedDay) else None for event in events]
        for at, event in enumerate(events):
            if not isinstance(event, DroppedDay):
                self._produce(event, partial(_set, answers, at))
        self._producer.flush(self._timeout_seconds)
        if None in answers or any(answer is not None and answer.problem == _FATAL for answer in answers):
            self._begin_again()
        # What the client says of its brokers tells more than that a message was not taken in time.
        missing = SinkAnswer("again", self._said or f"no answer within {self._timeout_seconds:g} s")
        return [missing if answer is None or _says_little(answer) else answer for answer in answers]

    def check(self) -> None:
        """Do nothing: the next message shows it."""

    def close(self) -> None:
        """Let go of the producer; each batch was waited for."""
        self._producer.purge()
        self._producer.flush(1.0)

    def _produce(self, event: Event, answer: Callable[[SinkAnswer], None]) -> None:
        """Hand a message to the producer; what becomes of it is told to `answer`, here or while it is waited for."""
        value = event.line if isinstance(event, RowEvent) else None
        headers = [("version", str(event.version).encode())] if isinstance(event, RowEvent) else []
        key = event.id if not isinstance(event, DroppedDay) else ""
        deadline = time.monotonic() + self._timeout_seconds
        while True:
            try:
                self._producer.produce(self._topic, value, key, on_delivery=partial(_hear, answer), headers=headers)
                return
            except BufferError:  # What it holds for brokers that do not answer has a limit.
                if time.monotonic() > deadline:
                    answer(SinkAnswer("again", self._said or "its brokers take nothing"))
                    return
                self._producer.poll(0.5)
            except import_client().KafkaException as error:
                _hear(answer, error.args[0], None)
                return

    def _note(self, error: Any) -> None:
        self._said = error.str()

    def _begin_again(self) -> None:
        """Leave what is under way to nobody, and make another producer."""
        self._producer.purge()
        self._producer.flush(1.0)
        self._producer = self._make(self._options)


_FATAL: Final = "the producer cannot continue"


def _says_little(answer: SinkAnswer) -> bool:
    return answer.verdict == "again" and (answer.problem or "").startswith((_FATAL, "_MSG_TIMED_OUT"))


def _set(answers: list[SinkAnswer | None], at: int, answer: SinkAnswer) -> None:
    answers[at] = answer


def _hear(answer: Callable[[SinkAnswer], None], error: Any, _message: Any) -> None:
    """Read what the client says of a message; no error means that the brokers have it."""
    answer(TAKEN if error is None else judge_error(error.name(), error.str(), is_fatal=error.fatal()))


def judge_error(name: str, said: str, *, is_fatal: bool = False) -> SinkAnswer:
    """Say what an error of a message means.

    >>> [judge_error(name, "").verdict for name in ("MSG_SIZE_TOO_LARGE", "_MSG_TIMED_OUT", "TOPIC_AUTHORIZATION_FAILED")]
    ['refused', 'again', 'wrong']
    """
    if name in _REFUSED:
        return SinkAnswer("refused", f"{name}: {said}")
    if name in _WRONG:
        return SinkAnswer("wrong", f"{name}: {said}")
    return SinkAnswer("again", _FATAL if is_fatal else f"{name}: {said}")


def import_client() -> ModuleType:
    """Import the client of Kafka. Raises: Refused where it is not installed."""
    try:
        return import_module("confluent_kafka")
    except ImportError:
        raise Refused(
            "--to kafka needs confluent-kafka, which is not installed: run pip install 'newsbeam[kafka]'"
        ) from None


def read_properties(text: str) -> dict[str, str]:
    """Read options of the client, `name=value` a line. Raises: ValueError, without values, where a line is none.

    >>> read_properties("# of the desk\\nsecurity.protocol = SASL_SSL\\n")
    {'security.protocol': 'SASL_SSL'}
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, equals, value = line.partition("=")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not equals or not name.strip():
            raise ValueError(f"line {number}: expected name=value")
        found[name.strip()] = value.strip()
    return found
