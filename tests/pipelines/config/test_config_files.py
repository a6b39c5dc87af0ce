"""The bytes and texts of a configuration's files, and why there are none."""

from __future__ import annotations

from pathlib import Path

import fsspec
import pytest

from pipelines.config.files import NoSuchFile, read_bytes, read_text
from pipelines.config.tree import Problem


def test_a_file_is_read_from_a_folder_and_from_a_store(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone")
    fsspec.filesystem("memory").pipe_file("/files-test/a.txt", b"two")
    assert read_text(str(tmp_path / "a.txt")) == "one"
    assert read_text("memory://files-test/a.txt") == "two"


def test_no_more_is_read_than_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 1000)
    assert len(read_bytes(str(tmp_path / "a.txt"), 10)) == 11


def test_a_file_that_is_not_there_is_told_from_one_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFile, match="there is no file"):
        read_text(str(tmp_path / "none.txt"))
    with pytest.raises(Problem, match="Is a directory") as unreadable:
        read_text(str(tmp_path))
    assert not isinstance(unreadable.value, NoSuchFile)


def test_a_text_that_is_none_is_named_with_its_byte(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"ab\xe9")
    with pytest.raises(Problem, match=r"a.txt is not UTF-8 \(byte 2\); save it as UTF-8"):
        read_text(str(tmp_path / "a.txt"))


def test_a_name_that_no_file_can_have_is_told_as_one_that_is_not_there() -> None:
    with pytest.raises(NoSuchFile, match=r"^there is no file 'a\\x00b': no name holds a NUL$"):
        read_text("a\0b")
