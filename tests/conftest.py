"""Settings that every test shares.

NEWSBEAM_PROFILE=long has hypothesis try many more examples of each property, as `make simulate` does.
"""

import math
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest
from hypothesis import settings
from sample_run import Sample, sample_of
from small_newsroom import HostileServer, Newsroom
from warm import Warm

from transforms import stopping

# Of one test in this process: many times what the longest uses, and the same however busy the machine is.
CPU_SECONDS = 200.0

settings.register_profile("short", max_examples=60, deadline=None)
settings.register_profile("long", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("NEWSBEAM_PROFILE", "short"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Ask for what takes minutes, or needs more than Python."""
    parser.addoption("--flink", action="store_true", help="the tests on a real Flink (make test-flink)")
    parser.addoption("--sinks", action="store_true", help="the tests on a real Kafka and OpenSearch (make test-sinks)")
    parser.addoption("--all", action="store_true", help="with --flink: also the long ones")


def pytest_configure() -> None:
    """Name the runner; our package comes first, since it quiets a warning that Beam gives when it is imported."""
    import transforms  # noqa: F401, I001
    from apache_beam.testing.test_pipeline import TestPipeline

    # The default runner tries to download another runner first and may change which one it is (see README, Limits).
    TestPipeline.pytest_test_pipeline_options = "--runner=FnApiRunner"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """End a test that uses too much CPU; those that try many examples on purpose may use all that they need."""

    def end(*_: object) -> None:
        pytest.fail(f"{item.nodeid} used more than {CPU_SECONDS:g} s of CPU")

    limited = os.environ.get("NEWSBEAM_PROFILE") != "long"
    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS if limited else 0)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Measure no coverage where the same lines run hundreds of times over: it doubles the time, and finds no other line."""
    coverage, stopped = sys.modules.get("coverage"), []
    # Below pytest-xdist there are two, one inside the other.
    while coverage is not None and tries_many(item) and (measured := coverage.Coverage.current()) is not None:
        measured.stop()
        stopped.append(measured)
    try:
        return (yield)
    finally:
        for measured in reversed(stopped):
            measured.start()


def tries_many(item: pytest.Item) -> bool:
    """Tell whether a test tries made-up examples, or plays schedules of the commit protocol."""
    return item.path.name == "test_protocol.py" or hasattr(getattr(item, "obj", None), "hypothesis")


@pytest.fixture(autouse=True)
def _nobody_asked_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin each test as a process that nobody asked to stop: who asks in one test wakes none of those behind it."""
    monkeypatch.setattr(stopping, "_stop", False)
    monkeypatch.setattr(stopping, "_woken", SimpleQueue())
    monkeypatch.setattr(stopping, "_grace_ends_at", math.inf)


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """The command, in processes that begin warm (see tests/support/warm.py)."""
    made = Warm(tmp_path_factory.mktemp("warm"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, warm: Warm) -> Sample:
    """The sample as one ingest left it, and a second one and `status` after it; not to be changed."""
    return sample_of(tmp_path_factory, warm)


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A feed and its pages on a real server, with a configuration that ingests them."""
    server = HostileServer()
    made = Newsroom(server, tmp_path)
    yield made
    server.close()
    made.check()


@pytest.fixture
def needs_client() -> None:
    """Skip where Beam's client of Dataflow is not installed."""
    module = "apache_beam.runners.dataflow.internal.apiclient"
    pytest.importorskip(
        module, reason="Beam's client of Dataflow is not installed (extra: dataflow)", exc_type=ImportError
    )
