"""Kill followers of an output at random moments, while it is written, taken down, put together and dropped: no row may be lost.

In the end each sink must have what the output has.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import sink_servers
from followed_on_disk import DiskDataset, SinkEnd
from small_opensearch import SmallOpenSearch
from small_receiver import SmallReceiver
from topic_reading import messages, mock_brokers

from bench.torture.proof import Proof, table

HEAD = ("sink", "kills", "rows", "taken down", "dropped with their day", "lost", "left over", "came twice", "differ")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PATIENCE_SECONDS = 120.0
# How long a follower may work before it is killed, counted from its start, or from its first batch.
FROM_START, FROM_BATCH = (0.2, 1.6), (0.0, 0.05)


class FollowCase(NamedTuple):
    """Followers into a kind of sink, and how many of them are killed."""

    sink: str
    kills: int


FULL = tuple(FollowCase(sink, 50) for sink in ("stdout", "webhook", "opensearch", "kafka"))
SHORT = (FollowCase("stdout", 2), FollowCase("webhook", 2))


def prove(short: bool, seed: int) -> Proof:
    """Kill followers, and compare what their sinks have with the output."""
    found = [_prove_case(case, short, random.Random(f"{seed} {case}")) for case in (SHORT if short else FULL)]
    said = f"{sum(case.kills for case in (SHORT if short else FULL))} kills, seed {seed}; batches of three rows."
    lines = [cells for cells, _ in found]
    return Proof(
        f"{said}\n\n{table(HEAD, lines, 'l')}", tuple(problem for _, problems in found for problem in problems)
    )


def _prove_case(case: FollowCase, short: bool, chance: random.Random) -> tuple[tuple[object, ...], list[str]]:
    with tempfile.TemporaryDirectory(prefix="newsbeam-followers-") as folder, _sink(case.sink, short) as sink:
        dataset = DiskDataset(Path(folder))
        for kill in range(case.kills):
            dataset.change(kill, chance)
            process = sink.start(dataset)
            _wait(process, dataset, chance)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        last = sink.start(dataset, "--once")
        code = last.wait(PATIENCE_SECONDS)
        end, current = sink.end(), dataset.current()
    lost, left = set(current) - set(end.rows), set(end.rows) - set(current)
    differ = [id_ for id_ in current if id_ in end.rows and end.rows[id_] != current[id_]]
    problems = [
        f"{case.sink}: {len(some)} {what}"
        for some, what in ((lost, "lost"), (left, "left over"), (differ, "differ"))
        if some
    ]
    problems += [f"{case.sink}: the last run ended with {code}"] if code else []
    cells = (
        sink.name,
        case.kills,
        len(current),
        dataset.taken_down,
        dataset.dropped,
        len(lost),
        len(left),
        end.twice,
        len(differ),
    )
    return cells, problems


def _wait(process: subprocess.Popen[bytes], dataset: DiskDataset, chance: random.Random) -> None:
    """Wait for the moment of the kill: some time after the start, or right after a batch."""
    before, deadline = dataset.cursor(), time.monotonic() + PATIENCE_SECONDS
    if chance.random() < 0.5:
        time.sleep(chance.uniform(*FROM_START))
        return
    while dataset.cursor() < before + 2 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.001)
    time.sleep(chance.uniform(*FROM_BATCH))


class _Sink:
    """A sink with the flags that lead to it."""

    def __init__(self, name: str, *flags: str) -> None:
        self.name, self._flags = name, flags

    def start(self, dataset: DiskDataset, *flags: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "pipelines", "follow", dataset.output.root, *self._flags, "--batch", "3"]
        environment = os.environ | {"NEWSBEAM_SINK_SECRET": SECRET if "webhook" in self._flags else ""}
        process = subprocess.Popen(
            [*command, "--interval", "0.1", "--name", "one", *flags],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
        )  # fmt: skip
        threading.Thread(target=self.read, args=(process,), daemon=True).start()
        return process

    def read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        process.stdout.read()

    def end(self) -> SinkEnd:
        raise NotImplementedError


class _Lines(_Sink):
    """What reads lines to the end of each run."""

    def __init__(self) -> None:
        super().__init__("stdout", "--to", "stdout")
        self._lines: list[bytes] = []
        self._open = 0

    def read(self, process: subprocess.Popen[bytes]) -> None:
        self._open += 1
        assert process.stdout is not None
        data = process.stdout.read()
        self._lines += data.splitlines(keepends=True)
        self._open -= 1

    def end(self) -> SinkEnd:
        while self._open:
            time.sleep(0.01)
        found = SinkEnd()
        for line in self._lines:
            if line.endswith(b"\n"):  # else it was cut off by a kill
                found.apply(json.loads(line))
        return found


class _Webhook(_Sink):
    def __init__(self, receiver: SmallReceiver) -> None:
        super().__init__("webhook", "--to", "webhook", "--url", receiver.url)
        self._receiver = receiver

    def end(self) -> SinkEnd:
        found = SinkEnd()
        for one in self._receiver.received:
            data = one.told["data"]
            for event in [{"forgotten": one} for one in data["forgotten"]] + [
                {"dropped_day": day} for day in data["dropped_days"]
            ]:
                found.apply(event)
            for row in data["rows"]:
                found.apply(row)
        return found


class _Index(_Sink):
    def __init__(self, name: str, url: str, double: SmallOpenSearch | None) -> None:
        super().__init__(name, "--to", "opensearch", "--url", url)
        self._url, self._double = url, double

    def end(self) -> SinkEnd:
        if self._double is not None:
            return SinkEnd(self._double.documents, "-")
        with urllib.request.urlopen(urllib.request.Request(f"{self._url}/newsbeam/_refresh", method="POST")):
            pass
        with urllib.request.urlopen(f"{self._url}/newsbeam/_search?size=10000") as answer:
            return SinkEnd({hit["_id"]: hit["_source"] for hit in json.loads(answer.read())["hits"]["hits"]}, "-")


class _Topic(_Sink):
    def __init__(self, name: str, brokers: str) -> None:
        super().__init__(name, "--to", "kafka", "--brokers", brokers)
        self._brokers, self._days = brokers, list[str]()

    def start(self, dataset: DiskDataset, *flags: str) -> subprocess.Popen[bytes]:
        self._days = dataset.dropped_days
        return super().start(dataset, *flags)

    def end(self) -> SinkEnd:
        found = SinkEnd()
        for message in messages(self._brokers, "newsbeam"):
            value = message.value()
            found.apply({"forgotten": {"id": message.key().decode()}} if value is None else json.loads(value))
        for day in self._days:  # which a topic's own retention drops
            found.apply({"dropped_day": day})
        return found


@contextmanager
def _sink(kind: str, short: bool) -> Iterator[Any]:
    is_real = not short and sink_servers.why_not() is None
    if kind == "stdout":
        yield _Lines()
    elif kind == "webhook":
        receiver = SmallReceiver()
        receiver.headers = {"Content-Length": "0"}
        yield _Webhook(receiver)
        receiver.close()
    elif kind == "opensearch" and is_real:
        with sink_servers.opensearch() as url:
            yield _Index("OpenSearch 2.19", url, None)
    elif kind == "opensearch":
        double = SmallOpenSearch()
        yield _Index("OpenSearch (a double)", double.url, double)
        double.close()
    else:
        with sink_servers.kafka() if is_real else mock_brokers() as brokers:
            yield _Topic("Kafka 4.2" if is_real else "Kafka (the client's mock cluster)", brokers)
