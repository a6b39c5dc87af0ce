"""Rows as lines: as they stand, whole, and told where nobody takes them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from followed import row

from pipelines.follow.answers import TAKEN
from pipelines.follow.events import DroppedDay, Point, TakedownEvent
from pipelines.follow.sinks.stdout import StdoutSink


def test_lines_are_what_stands_in_the_files() -> None:
    written: list[bytes] = []
    events = (row("a"), TakedownEvent("b", None, Point()), DroppedDay("2026-01-01", Point()))
    assert StdoutSink(written.append).deliver(events) == [TAKEN] * 3
    lines = b"".join(written).splitlines()
    assert lines[0] == row("a").line
    assert [json.loads(line) for line in lines[1:]] == [
        {"forgotten": {"id": "b", "reason": None}},
        {"dropped_day": "2026-01-01"},
    ]


def test_a_refusal_is_no_delivery() -> None:
    def write(data: bytes) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        StdoutSink(write).deliver((row("a"),))


PROGRAM = """
import sys
from pipelines.follow.sinks.stdout import StdoutSink, write_whole
write_whole(b"x" * 300_000)
sys.stderr.write("written\\n")
sys.stdin.read()
StdoutSink().check()
"""


@pytest.mark.parametrize("has_reader", [True, False])
def test_all_is_written_and_a_reader_that_left_is_seen(has_reader: bool) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stderr is not None
    assert len(child.stdout.read(300_000)) == 300_000
    assert child.stderr.readline() == b"written\n"
    if not has_reader:
        child.stdout.close()
    child.stdin.close()
    assert (b"BrokenPipeError" in child.stderr.read()) == (not has_reader)
    child.wait()
    child.stderr.close()
    child.stdout.close()
