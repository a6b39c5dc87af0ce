"""A disk that fills at any write: it is told as what it is, and once there is space again the dataset is the whole one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_run import settled_rows
from small_newsroom import Newsroom
from sound import problems
from warm import Warm

from pipelines.cli import main
from pipelines.run.errors import NOTHING_LOST

STORIES = [f"/{n}" for n in range(2)]
MOST_WRITES = 400


def test_a_disk_that_fills_at_each_write(warm: Warm, newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.publish(*STORIES)
    config = newsroom.file()
    for count in range(1, MOST_WRITES):
        output = tmp_path / f"full at {count}"
        where = ("--set", f"output={output}", "--set", "write.commit_seconds=0")
        ended = warm.run("ingest", config, *where, full=(str(output), count))
        if ended.returncode == 0:
            break
        assert ended.returncode == 2, (count, ended)
        assert "No space left on device" in ended.stderr and "free space" in ended.stderr, (count, ended.stderr)
        assert (
            len(ended.stderr.splitlines()) == 2
            and NOTHING_LOST in ended.stderr
            and "bug" not in ended.stderr
            and "hard link" not in ended.stderr
        )
        again = warm.run("ingest", config, *where)
        assert (again.returncode, again.stderr) == (0, ""), (count, again)
        assert (len(settled_rows(output)), problems(output)) == (len(STORIES), []), count
    print(f"an ingest has {count - 1} steps that take space")
    assert count > 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 100 kB that can grow."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=100k", "none", str(folder)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a disk of its own can be mounted by root alone")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_real_disk_that_is_full(
    warm: Warm, newsroom: Newsroom, small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.publish(*STORIES)
    config = newsroom.file(output=str(small_disk / "out"))
    (small_disk / "ballast").write_bytes(bytes(70_000))
    ended = warm.run("ingest", config)
    assert ended.returncode == 2, ended
    assert "No space left on device" in ended.stderr and "free space" in ended.stderr and "bug" not in ended.stderr
    (small_disk / "ballast").unlink()
    subprocess.run(["mount", "-o", "remount,size=50m", str(small_disk)], check=True)
    assert main(["ingest", config]) == 0, capsys.readouterr()
    assert main(["verify", config]) == 0, capsys.readouterr()
    assert len(settled_rows(small_disk / "out")) == len(STORIES)
