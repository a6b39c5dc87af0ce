"""Parts of the state are lost, and the feeds' documents too: told by each command with its cure, and nothing twice after it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from hostile_server import reply
from said import Said, run_command
from small_newsroom import Newsroom, story, url

from transforms.state.owner import SNAPSHOT_EVERY

# Each row is a commit of its own: the log has a snapshot, was compacted below it, and goes on.
FIRST, SECOND = 30, 14
PAPER = [f"/{n:02}" for n in range(FIRST + SECOND)]
WAITS, GONE = "/waits", "/gone"
REPAIR, COPY = "verify --repair", "bring back the state of the same moment"

ALL, LAST, LAST_TWO = slice(None), slice(-1, None), slice(-2, None)


class Loss(NamedTuple):
    """Which files of the state are deleted, and what `status`, `verify` and `ingest` come to before the cure."""

    files: dict[str, slice]
    codes: tuple[int, int, int]
    cure: str = REPAIR


FEEDS = {"feeds/0/*": ALL}
LOSSES = {
    "the log's beginning": Loss({"log/0/*": slice(0, 3), **FEEDS}, (2, 2, 2)),
    "a commit in its middle": Loss({"log/0/*": slice(4, 5), **FEEDS}, (2, 2, 2)),
    "its end": Loss({"log/0/*": LAST_TWO, **FEEDS}, (2, 2, 2)),
    "the whole log": Loss({"log/0/*": ALL, **FEEDS}, (2, 2, 2)),
    "the whole log and the advice": Loss({"log/0/*": ALL, "due/*": ALL, **FEEDS}, (2, 2, 2)),
    "the chain's end": Loss({"manifests/*": LAST, **FEEDS}, (2, 4, 2)),
    "the whole chain": Loss({"manifests/*": ALL, **FEEDS}, (2, 4, 2)),
    "an inbox file": Loss({"inbox/0/*": ALL}, (4, 4, 4)),
    # The feed counts as a new one, and parks the entry again.
    "an inbox file and the feeds": Loss({"inbox/0/*": ALL, **FEEDS}, (4, 4, 0)),
    "an inbox file and the log's end": Loss({"inbox/0/*": ALL, "log/0/*": LAST_TWO, **FEEDS}, (2, 2, 2)),
    "the log and the chain": Loss({"log/0/*": ALL, "manifests/*": ALL, **FEEDS}, (2, 4, 2), COPY),
}


def run(room: Newsroom, command: str, *options: str) -> Said:
    changes = {"write": {"commit_bytes": 1}, "fetch": {"backoff_seconds": 0, "attempts": 99}}
    return run_command(command, room.file(memory_mb=0, **changes), *options)


def live(room: Newsroom) -> None:
    """Ingest what the paper has on two days; an entry stays owed, and one has failed."""
    room.server.answers[WAITS], room.server.answers[GONE] = reply(503), reply(404)
    for paths in (PAPER[:FIRST], [GONE, WAITS, *PAPER]):
        room.publish(*paths)
        assert run(room, "ingest", "--now").code == 0
    assert len(room.written()) == len(PAPER)
    first = min(path.name for path in (room.output / "_state/log/0").iterdir())
    assert 1 < int(first.removesuffix(".json")) <= SNAPSHOT_EVERY, "the log was compacted"


def lose(room: Newsroom, loss: Loss) -> None:
    for pattern, some in loss.files.items():
        found = sorted((room.output / "_state").glob(pattern))[some]
        assert found, pattern
        for path in found:
            path.unlink()


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_a_loss_is_told_and_after_its_cure_no_row_is_there_twice_or_lost(
    newsroom: Newsroom, tmp_path: Path, loss: Loss
) -> None:
    live(newsroom)
    before, copy = newsroom.written(), tmp_path / "copy"
    shutil.copytree(newsroom.output, copy)
    lose(newsroom, loss)
    looks = [run(newsroom, *command) for command in (("status",), ("verify",), ("ingest", "--now"))]
    assert tuple(look.code for look in looks) == loss.codes
    assert [look.text for look in looks if look.code and loss.cure not in look.text] == []
    assert newsroom.written() == before
    if loss.cure == REPAIR:
        repaired = run(newsroom, "verify", "--repair")
        assert repaired.code == 0, repaired.text
    else:
        shutil.rmtree(newsroom.output)
        shutil.copytree(copy, newsroom.output)
    newsroom.server.answers[WAITS] = reply(body=story("waits"))
    for _ in range(3):
        assert run(newsroom, "ingest", "--now").code == 0
    assert newsroom.written() == sorted([*before, url(WAITS)])
    assert newsroom.failed() == {url(GONE): "http_404"}
    last = run(newsroom, "verify")
    assert last.code == 0, last.text
