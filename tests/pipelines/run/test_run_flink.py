"""Jobs on Flink by its REST interface: found by name, never two on one state, cancelled for good."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pipelines.run.errors import RunnerRefused
from pipelines.run.flink import jobs_of

STATE = "5f0c9a12b7e34d"
NAME = "newsbeam-5f0c9a12b7e3"


class FakeFlink:
    """A REST interface with jobs: id -> (name, state). It answers as Flink 1.19 does."""

    def __init__(self) -> None:
        self.jobs: dict[str, tuple[str, str]] = {}
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                jobs = [{"jid": id_, "name": name, "state": state} for id_, (name, state) in fake.jobs.items()]
                self._answer({"jobs": jobs} if self.path == "/jobs/overview" else None)

            def do_PATCH(self) -> None:
                id_ = self.path.removeprefix("/jobs/").removesuffix("?mode=cancel")
                fake.jobs[id_] = (fake.jobs[id_][0], "CANCELED")
                self._answer({})

            def _answer(self, body: Any) -> None:
                self.send_response(404 if body is None else 200)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def flags(self, *more: str) -> list[str]:
        return ["--runner=flink", f"--flink_master=127.0.0.1:{self.server.server_port}", *more]


@pytest.fixture
def flink() -> Iterator[FakeFlink]:
    fake = FakeFlink()
    yield fake
    fake.server.shutdown()
    fake.server.server_close()


@pytest.mark.parametrize(
    ("state", "refused"),
    [
        ("RUNNING", True),
        ("RESTARTING", True),
        ("CREATED", True),
        ("FINISHED", False),
        ("CANCELED", False),
        ("FAILED", False),
    ],
)
def test_a_second_job_on_a_state_is_refused_while_the_first_is_not_over(
    flink: FakeFlink, state: str, refused: bool
) -> None:
    flink.jobs = {"a1": (NAME, state), "b2": ("another", "RUNNING")}
    jobs = jobs_of(flink.flags(), STATE)
    assert jobs is not None
    if not refused:
        assert jobs.flags() == [f"--job_name={NAME}"]
        return
    with pytest.raises(RunnerRefused, match=rf"job a1 \({NAME}\) already works on this state.* cancel it first"):
        jobs.flags()


def test_a_cancelled_job_is_over_and_others_go_on(flink: FakeFlink) -> None:
    flink.jobs = {"a1": (NAME, "RUNNING"), "b2": ("another", "RUNNING")}
    jobs = jobs_of(flink.flags(), STATE)
    assert jobs is not None
    jobs.cancel()
    assert flink.jobs == {"a1": (NAME, "CANCELED"), "b2": ("another", "RUNNING")}


def test_a_name_of_one_s_own_is_kept(flink: FakeFlink) -> None:
    jobs = jobs_of(flink.flags("--job_name=evening"), STATE)
    assert jobs is not None and jobs.flags() == ["--job_name=evening"]


@pytest.mark.parametrize(
    "flags",
    [["--runner=PrismRunner"], ["--runner=FlinkRunner"], ["--runner=FlinkRunner", "--flink_master=[auto]"]],
    ids=["another runner", "Flink in the job server", "the same, said"],
)
def test_where_there_is_no_cluster_nothing_is_asked(flags: list[str]) -> None:
    assert jobs_of(flags, STATE) is None


def test_a_flink_that_does_not_answer_is_named(flink: FakeFlink) -> None:
    jobs = jobs_of(flink.flags(), STATE)
    assert jobs is not None
    flink.server.shutdown()
    flink.server.server_close()
    with pytest.raises(RunnerRefused, match=r"Flink at http://127.0.0.1:\d+ does not answer GET jobs/overview"):
        jobs.running()
