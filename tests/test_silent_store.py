"""A store that takes the connection and never answers: the command ends with a clear error, and hears a signal."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping

import pytest
from emulators import SETTINGS
from sample_run import arguments
from silent_store import silent_server
from warm import Warm

from pipelines.run.errors import NOTHING_LOST
from transforms.state.object_store import REQUEST_SECONDS

KINDS = {"gs": "gs://silent/news", "s3": "s3://silent/news", "az": "az://silent/news"}


@pytest.fixture
def silent() -> Iterator[tuple[str, threading.Event]]:
    with silent_server() as found:
        yield found


def environment(kind: str, address: str) -> Mapping[str, str]:
    return {**os.environ, **SETTINGS[kind](address), "NEWSBEAM_SAMPLE_PORT": "1"}


def test_an_ingest_into_it_ends(warm: Warm, silent: tuple[str, threading.Event]) -> None:
    ran = warm.run(*arguments(KINDS["s3"], "max_minutes=0.1"), env=environment("s3", silent[0]))
    assert ran.returncode == 2
    line, comfort = ran.stderr.splitlines()
    assert comfort == NOTHING_LOST
    assert line.startswith(f"{KINDS['s3']}/_state/holder.json: ")
    assert "the store did not answer within 30." in line
    assert line.endswith("; try again later; where it stays so, check the address and the network")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", ["ingest", "stream"])
def test_a_signal_is_heard(warm: Warm, silent: tuple[str, threading.Event], kind: str, command: str) -> None:
    """It would wait for 30 seconds."""
    address, met = silent
    _, *given = arguments(KINDS[kind], "grace_seconds=1")
    with tempfile.TemporaryFile("w+") as said:
        run = warm.start(command, *given, env=environment(kind, address), stdout=said, stderr=said)
        assert met.wait(300)
        run.send_signal(signal.SIGTERM)
        assert run.wait() == 2
        said.seek(0)
        text = said.read()
    assert "the store did not answer within " in text
    assert f"within {REQUEST_SECONDS:g}." not in text
