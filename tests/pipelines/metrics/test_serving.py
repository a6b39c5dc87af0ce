"""A stream that answers Prometheus, over real HTTP."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families
from small_newsroom import Newsroom

from pipelines.metrics.gathering import Gathering
from pipelines.metrics.serving import MetricsServer, serving
from pipelines.run.errors import Refused
from pipelines.run.passes import ingest

Asked = tuple[int, dict[str, str], str]


@pytest.fixture
def seconds() -> list[float]:
    return [0.0]


@pytest.fixture
def server(newsroom: Newsroom, seconds: list[float]) -> Iterator[MetricsServer]:
    newsroom.publish("/1")
    config = newsroom.config()
    gathering = Gathering(config, seconds=lambda: seconds[0])
    gathering.end_ingest(ingest(config))
    running = MetricsServer(gathering, "127.0.0.1", 0)
    yield running
    running.close()


def ask(server: MetricsServer, path: str, method: str = "GET", **headers: str) -> Asked:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read().decode()
    connection.close()
    return found


def test_a_scrape(server: MetricsServer) -> None:
    status, headers, text = ask(server, "/metrics")
    assert status == 200 and headers["Content-Type"].startswith("text/plain; version=")
    found = {sample.name: sample.value for family in text_string_to_metric_families(text) for sample in family.samples}
    assert found["newsbeam_articles_written_total"] == 1
    assert found["process_resident_memory_bytes"] > 0
    assert "example" not in text, "no host and no address"


def test_a_scrape_in_open_metrics(server: MetricsServer) -> None:
    _, headers, text = ask(server, "/metrics", Accept="application/openmetrics-text; version=1.0.0")
    assert headers["Content-Type"].startswith("application/openmetrics-text") and text.endswith("# EOF\n")


def test_health(server: MetricsServer, seconds: list[float]) -> None:
    assert ask(server, "/healthz")[::2] == (200, "The last tick ended 0 s ago.\n")
    seconds[0] = 1000.0
    status, _, sentence = ask(server, "/healthz")
    assert status == 503 and "1000 s ago" in sentence


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("GET", "/metrics/../etc", 404), ("POST", "/metrics", 405), ("DELETE", "/healthz", 405)],
)
def test_nothing_else_is_answered(server: MetricsServer, method: str, path: str, status: int) -> None:
    assert ask(server, path, method)[0] == status


def test_a_port_that_is_taken_is_told(newsroom: Newsroom) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"--metrics-port: cannot listen on 127.0.0.1, port {port}: "):
            with serving(newsroom.config(), "127.0.0.1", port):
                pass
