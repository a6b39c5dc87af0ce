"""Standard streams that are closed, full, or read by nobody: the command ends as it would have, and says what it could not."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from small_newsroom import Newsroom
from warm import Warm

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


@needs_full
def test_a_full_disk_behind_the_standard_output_is_told_as_what_it_is(warm: Warm, newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    said = newsroom.folder / "said"
    with FULL.open("w") as full, said.open("w") as err:
        ended = warm.start("ingest", newsroom.file(), stdout=full, stderr=err).wait()
    assert (ended, said.read_text()) == (
        0,
        "The standard output cannot be written (No space left on device): what stood there is lost. The data is whole.\n",
    )
    assert newsroom.written() == ["http://paper.example/1"]


@needs_full
def test_neither_stream_can_be_written(warm: Warm, newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    with FULL.open("w") as full:
        assert warm.start("ingest", newsroom.file(), stdout=full, stderr=full).wait() == 0
        assert warm.start("check", newsroom.file(feeds=["no address"]), stdout=full, stderr=full).wait() == 2
    assert newsroom.written() == ["http://paper.example/1"]


@needs_full
def test_a_command_whose_output_is_all_that_it_does_fails_with_it() -> None:
    with FULL.open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "pipelines", "schema"],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE_SECONDS,
        )  # fmt: skip
    assert ended.returncode == 74
    assert (
        ended.stderr == b"The standard output cannot be written (No space left on device): what stood there is lost.\n"
    )


@pytest.mark.parametrize("closed", [(1,), (2,), (1, 2), (0, 1, 2)], ids=str)
def test_streams_that_are_closed_lead_nowhere_and_no_file_takes_their_place(
    newsroom: Newsroom, closed: tuple[int, ...]
) -> None:
    newsroom.publish("/1")
    command = [sys.executable, "-m", "pipelines", "ingest", newsroom.file()]
    shell = " ".join(["exec", *map(shlex.quote, command), *(f"{number}>&-" for number in closed)])
    ended = subprocess.run(["sh", "-c", shell], cwd=ROOT, capture_output=True, timeout=5 * PATIENCE_SECONDS)
    assert ended.returncode == 0, ended.stderr
    assert b"Traceback" not in ended.stderr
    assert newsroom.written() == ["http://paper.example/1"]
