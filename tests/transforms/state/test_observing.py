"""Somebody who is not the owner adds a log up: also while files of it are replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from noting_store import Noting
from one_shard import Shard, rows

from transforms.row_files import VOID
from transforms.state.observing import read_memory


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    return Shard(str(tmp_path))


def test_a_shard_without_a_log_has_no_memory(shard: Shard) -> None:
    assert read_memory(shard.state, shard.output, 0).newest is None


def test_what_may_yet_come_settles_nothing_and_nothing_is_decided(shard: Shard) -> None:
    path = shard.stop_before_files("a")
    assert "a" not in read_memory(shard.state, shard.output, 0).settled
    assert shard.output.read(path) is None


def test_where_all_is_kept_the_log_is_not_listed_again(shard: Shard) -> None:
    shard.settle("a")
    state = Noting(shard.state)
    assert "a" in read_memory(state, shard.output, 0).settled
    assert state.asked["names log"] == 2


@pytest.mark.parametrize("gone", [False, True], ids=["void", "deleted"])
def test_a_file_that_is_replaced_while_the_log_is_read_is_still_settled(shard: Shard, gone: bool) -> None:
    path = shard.settle("a")

    class Slow:
        """Between the reading of the log and that of the file another owner replaces the file."""

        at_once = 1
        root = shard.output.root

        def read(self, asked: str) -> bytes | None:
            if asked == path and shard.output.read(path) != VOID:
                shard.open().commit({"new": rows("x")}, {}, {})
                shard.output.put(path, VOID)
                if gone:
                    shard.output.delete(path)
            return shard.output.read(asked)

    assert "a" in read_memory(shard.state, Slow(), 0).settled  # type: ignore[arg-type]
