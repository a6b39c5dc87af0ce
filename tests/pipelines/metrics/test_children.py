"""The memory of child processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.metrics.children import descendants


def stat(pid: int, parent: int, pages: int, name: str = "python") -> str:
    fields = ["S", str(parent), *["0"] * 19, str(pages), "0"]
    return f"{pid} ({name}) {' '.join(fields)}"


def test_children_and_theirs_are_found_whatever_their_name(tmp_path: Path) -> None:
    for pid, parent, pages, name in [
        (1, 0, 9, "init"),
        (10, 1, 5, "a"),
        (11, 10, 3, "b) S 1 (c"),
        (12, 11, 2, "d"),
        (13, 1, 7, "e"),
    ]:
        (tmp_path / str(pid)).mkdir()
        (tmp_path / str(pid) / "stat").write_text(stat(pid, parent, pages, name))
    (tmp_path / "14").mkdir()  # one that has just ended
    page = os.sysconf("SC_PAGE_SIZE")
    assert descendants(10, tmp_path) == {11: 3 * page, 12: 2 * page}


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")
def test_a_real_child_has_memory() -> None:
    with subprocess.Popen([sys.executable, "-c", "print(flush=True); input()"], stdin=-1, stdout=-1) as child:
        assert child.stdout is not None and child.stdin is not None
        child.stdout.readline()
        assert descendants(os.getpid())[child.pid] > 1_000_000
        child.stdin.close()


def test_where_there_is_no_proc_nothing_is_said(tmp_path: Path) -> None:
    assert descendants(10, tmp_path / "proc") == {}
