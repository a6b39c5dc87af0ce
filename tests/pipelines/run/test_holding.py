"""Two commands on one state: the second says who works and leaves, waits, or works beside it."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from running_stream import Running
from small_newsroom import Newsroom, url
from warm import Warm

from pipelines.cli import main
from pipelines.run.errors import Busy
from pipelines.run.holding import holding
from transforms.state.holder import PLACE, read_holder, take, this_process
from transforms.state.roots import Roots, claim
from transforms.state.storage import open_store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def roots(newsroom: Newsroom) -> Roots:
    made = Roots(state=f"{newsroom.output}/_state", output=str(newsroom.output), shards=1)
    claim(made, NOON)
    return made


@contextmanager
def holder(warm: Warm, newsroom: Newsroom) -> Iterator[Running]:
    """A stream that works on the state; where it is the first command of all, its lease comes a moment after the state."""
    newsroom.publish("/1")
    with Running(warm, newsroom, tick_seconds=3600) as running:
        running.line("polled")
        while read_holder(open_store(f"{newsroom.output}/_state")) is None:
            assert running.process.poll() is None
        yield running


def test_the_second_leaves_and_says_who_works(
    warm: Warm, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    with holder(warm, newsroom) as running:
        asked = len(newsroom.server.log)
        for arguments in (["ingest"], ["ingest", "--now"], ["stream"]):
            assert main([*arguments, newsroom.file()]) == 5
            assert len(newsroom.server.log) == asked, "nothing was asked"
            said = capsys.readouterr().err
            assert (
                said.startswith(f"{newsroom.output}: `newsbeam stream` on ")
                and f"(process {running.process.pid})" in said
            )
            assert "`--wait`" in said and "`--share`" in said
        assert main(["reshard", newsroom.file(), "--shards", "2"]) == 5
        assert main(["ingest", newsroom.file(), "--dry-run"]) == 0
        assert main(["status", newsroom.file()]) == 0
        newsroom.publish("/1", "/2")
        assert main(["ingest", newsroom.file(), "--share", "--now"]) == 0
        assert newsroom.written() == [url("/1"), url("/2")]
        running.process.send_signal(signal.SIGKILL)
        running.process.wait()
    assert main(["ingest", newsroom.file(), "--now"]) == 0, "who was killed holds nothing"
    assert not (newsroom.output / "_state" / PLACE).exists(), "given back at the end"


def test_one_that_waits_begins_once_the_other_is_over(
    warm: Warm, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    with holder(warm, newsroom) as running:
        newsroom.publish("/1", "/2")
        with Running(warm, newsroom, tick_seconds=3600) as leaves:
            assert leaves.end()[0] == 5
        out = newsroom.folder / "waits"
        with out.open("w") as said:
            waits = warm.start("ingest", newsroom.file(), "--wait", "--now", stdout=said, stderr=said)
        while "Waiting" not in out.read_text():
            assert waits.poll() is None, out.read_text()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait() == 0
        assert waits.wait() == 0, out.read_text()
    assert newsroom.written() == [url("/1"), url("/2")]


def test_a_wait_can_be_stopped(warm: Warm, newsroom: Newsroom, roots: Roots) -> None:
    take(open_store(roots.state), this_process("stream", datetime.now(UTC)), datetime.now(UTC))
    out = newsroom.folder / "waits"
    with out.open("w") as said:
        waits = warm.start("ingest", newsroom.file(), "--wait", stdout=said, stderr=said)
    while "Waiting" not in out.read_text():
        assert waits.poll() is None, out.read_text()
    waits.send_signal(signal.SIGTERM)
    assert waits.wait() == 3


def test_it_is_held_while_the_block_runs_and_given_back_whatever_ends_it(roots: Roots) -> None:
    state = open_store(roots.state)
    with pytest.raises(ZeroDivisionError), holding(roots, "ingest"):
        held = read_holder(state)
        assert held is not None and held.command == "ingest"
        raise ZeroDivisionError
    assert read_holder(state) is None


def test_who_shares_leaves_the_lease_to_whom_has_it(roots: Roots) -> None:
    state = open_store(roots.state)
    with holding(roots, "stream"):
        first = read_holder(state)
        with pytest.raises(Busy), holding(roots, "ingest"):
            raise AssertionError("it has to leave")
        with holding(roots, "ingest", "share"):
            assert first is not None
        found = read_holder(state)
        assert found is not None and found.token == first.token
    assert read_holder(state) is None


def test_nothing_is_made_where_there_is_no_state_yet(newsroom: Newsroom) -> None:
    roots = Roots(state=f"{newsroom.output}/_state", output=str(newsroom.output), shards=1)
    with holding(roots, "ingest"):
        assert not newsroom.output.exists()


def test_a_document_that_nobody_can_read_stops_nobody(newsroom: Newsroom, roots: Roots) -> None:
    newsroom.publish("/1")
    (newsroom.output / "_state" / PLACE).write_text(json.dumps({"held by": "a cat"}))
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == [url("/1")]
