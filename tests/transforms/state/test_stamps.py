"""Stamps: equal for an unchanged file or object, another once its bytes are others."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsspec
import pytest

from transforms.state.stamps import Stamp, stamp_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def local(folder: Path) -> tuple[str, Callable[[bytes], object]]:
    path = folder / "feeds.txt"
    return str(path), path.write_bytes


def in_memory(folder: Path) -> tuple[str, Callable[[bytes], object]]:
    store = fsspec.filesystem("memory")
    return f"memory:/{folder}/feeds.txt", lambda data: store.pipe_file(f"{folder}/feeds.txt", data)


@pytest.mark.parametrize("place", [local, in_memory])
def test_a_stamp_tells_whether_the_bytes_are_others(
    place: Callable[[Path], tuple[str, Callable[[bytes], object]]], tmp_path: Path
) -> None:
    path, write = place(tmp_path)
    assert stamp_of(path) == Stamp()
    write(b"https://one.example/rss\n")
    before = stamp_of(path)
    assert before != Stamp()
    assert stamp_of(path) == before
    write(b"https://one.example/rss\nhttps://two.example/rss\n")
    assert stamp_of(path) != before


def test_a_file_that_takes_the_place_of_another_is_a_change(tmp_path: Path) -> None:
    path, other = tmp_path / "feeds.txt", tmp_path / "new"
    for file in (path, other):
        file.write_bytes(b"as long")
        os.utime(file, ns=(1, 1))
    before = stamp_of(str(path))
    other.replace(path)
    assert stamp_of(str(path)) != before


def test_a_store_that_says_nothing_of_its_objects_is_read(tmp_path: Path) -> None:
    """An archive says how large a file is, and no more."""
    import tarfile

    seen = []
    for text in ("one", "two", "two"):
        (tmp_path / "feeds.txt").write_text(text)
        with tarfile.open(tmp_path / "all.tar", "w") as archive:
            archive.add(tmp_path / "feeds.txt", "feeds.txt", filter=lambda member: member.replace(mtime=0, deep=False))
        seen.append(stamp_of(f"tar://feeds.txt::{tmp_path}/all.tar").seen)
    assert seen[0] != seen[1] == seen[2] != ()


@pytest.mark.parametrize("path", ["nostore://x/feeds.txt", "memory://nobody/has/this.txt"])
def test_what_cannot_be_looked_at_has_no_stamp(path: str) -> None:
    assert stamp_of(path) == Stamp()


@pytest.mark.parametrize(
    ("seconds_ago", "settling"),
    [(0.0, True), (1.9, True), (2.1, False), (-1.0, True), (-3600.0, False), (None, False)],
)
def test_a_file_that_was_written_a_moment_ago_may_not_be_whole(seconds_ago: float | None, settling: bool) -> None:
    changed_at = None if seconds_ago is None else (NOON - timedelta(seconds=seconds_ago)).timestamp()
    assert Stamp(("a",), changed_at).is_settling(NOON) is settling
