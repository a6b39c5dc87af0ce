"""A disk that never answers (here: a pipe in the place of a document): the command ends with a clear error on a signal."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path

import pytest
from sample_run import arguments
from warm import Warm

CURE = "; try again later; where it stays so, see whether a network disk hangs there, or a pipe stands in the place of the file"


def hang(output: Path, document: str) -> Path:
    """Put a pipe in the place of a document of the state: who opens it waits for ever."""
    place = output / "_state" / document
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    os.mkfifo(place)
    return place


# An ingest reads the advice before it listens to signals.
@pytest.mark.parametrize(
    ("command", "document"), [("ingest", "meta.json"), ("stream", "meta.json"), ("stream", "due/0.json")]
)
def test_a_signal_is_heard(warm: Warm, tmp_path: Path, command: str, document: str) -> None:
    """It would wait for 30 seconds."""
    _, *given = arguments(str(tmp_path / "out"), "grace_seconds=1")
    place = hang(tmp_path / "out", document)
    with tempfile.TemporaryFile("w+") as said:
        run = warm.start(command, *given, env={**os.environ, "NEWSBEAM_SAMPLE_PORT": "1"}, stdout=said, stderr=said)
        # Who opens it to write waits until somebody reads, and reads no more.
        with place.open("wb"):
            run.send_signal(signal.SIGTERM)
            assert run.wait() == 2
        said.seek(0)
        text = said.read()
    assert f"{place}: cannot be read (the disk did not answer within " in text
    assert CURE in text
