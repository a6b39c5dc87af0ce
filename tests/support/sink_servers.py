"""A real Kafka and a real OpenSearch on this machine, from their jars at Maven: kept outside the tree, started on free ports.

python tests/support/sink_servers.py         starts both, prints where they are, and ends them when its input ends
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from free_ports import free_port

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "newsbeam"
FOLDER = Path(__file__).parent / "sink_servers"
PATIENCE_SECONDS = 180.0
BUILD_SECONDS = 900
_KAFKA = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
log.dirs={data}
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
num.partitions=3
"""


def why_not() -> str | None:
    """The sentence that says what these servers lack on this machine; None where they can run."""
    lacks = [name for name in ("java", "mvn") if shutil.which(name) is None]
    return f"Kafka and OpenSearch need Java 17 and Maven; not on the path: {', '.join(lacks)}" if lacks else None


def jars(name: str) -> Path:
    """The folder of the jars that a pom names; Maven fetches them the first time."""
    pom = FOLDER / f"{name}.xml"
    folder = CACHE / f"{name}-{hashlib.sha256(pom.read_bytes()).hexdigest()[:12]}"
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="jars-", dir=CACHE) as made:
            command = ["mvn", "--batch-mode", "--quiet", "-f", str(pom), "dependency:copy-dependencies",
                       f"-DoutputDirectory={made}/lib"]  # fmt: skip
            done = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_SECONDS)
            assert done.returncode == 0, done.stdout[-4000:]
            if not folder.exists():
                os.replace(f"{made}/lib", folder)
    return folder


@contextmanager
def kafka() -> Iterator[str]:
    """The address of a Kafka of one node, in KRaft mode."""
    port, controller = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="newsbeam-kafka-") as folder:
        properties = Path(folder) / "server.properties"
        properties.write_text(_KAFKA.format(port=port, controller=controller, data=f"{folder}/data"))
        java = ["java", "-Xmx384m", "-cp", f"{jars('kafka')}/*"]
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        subprocess.run([*java, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties)],
                       check=True, capture_output=True)  # fmt: skip
        with _running([*java, "kafka.Kafka", str(properties)], Path(folder) / "log") as alive:
            while not _listens(port):
                alive()
            yield f"127.0.0.1:{port}"


@contextmanager
def opensearch() -> Iterator[str]:
    """The address of an OpenSearch of one node."""
    port, transport = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="newsbeam-opensearch-") as folder:
        (Path(folder) / "config").mkdir()
        command = ["java", "-Xmx512m", "-cp", f"{jars('opensearch')}/*", str(FOLDER / "OneNode.java"), folder, str(port),
                   str(transport)]  # fmt: skip
        with _running(command, Path(folder) / "log") as alive:
            while not _answers(f"http://127.0.0.1:{port}/"):
                alive()
            yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(command: list[str], log: Path) -> Iterator[object]:
    with log.open("wb") as said:
        server = subprocess.Popen(command, stdout=said, stderr=said)
    deadline = time.monotonic() + PATIENCE_SECONDS

    def alive() -> None:
        assert server.poll() is None, log.read_text(errors="replace")[-4000:]
        assert time.monotonic() < deadline, log.read_text(errors="replace")[-4000:]
        time.sleep(0.2)

    try:
        yield alive
    finally:
        server.kill()
        server.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    with kafka() as brokers, opensearch() as url:
        print(f"--brokers {brokers}\n--url {url}", flush=True)
        sys.stdin.read()
