"""Changes of a file: whole or not at all, and nothing else about it is changed."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from pipelines.config.loading import ConfigError
from pipelines.lists.saving import change_file, create_file
from transforms.pure.lists.listed import ListError


def test_line_ends_mark_mode_and_link_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "feeds.yaml"
    real.write_bytes(b"\xef\xbb\xbf- a\r\n- b\r\n")
    real.chmod(0o640)
    link.symlink_to("real.yaml")
    change_file(str(link), lambda text: text.replace("- b\n", "- c\n"))
    assert real.read_bytes() == b"\xef\xbb\xbf- a\r\n- c\r\n"
    assert real.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feeds.yaml", "real.yaml"]


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("- a\n")

    def refuse(text: str) -> str:
        raise ListError("line 1: this is not valid YAML")

    with pytest.raises(ConfigError, match=r"feeds.yaml:1: this is not valid YAML"):
        change_file(str(path), refuse)
    assert path.read_text() == "- a\n"


def test_a_text_that_stays_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("- a\n")
    before = path.stat()
    change_file(str(path), lambda text: text)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_file_is_made_only_where_that_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    with pytest.raises(ConfigError, match="cannot be changed: No such file or directory"):
        change_file(str(path), lambda text: "- a\n")
    assert not path.exists()
    change_file(str(path), lambda text: "- a\n", make=True)
    assert path.read_text() == "- a\n"


def test_a_file_on_a_store_is_refused_with_the_cure() -> None:
    with pytest.raises(ConfigError, match="only a list in a folder of this machine can be changed"):
        change_file("gs://bucket/feeds.yaml", lambda text: text)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_bytes(b"- \xe9")
    with pytest.raises(ConfigError, match=r"is not UTF-8 \(byte 2\)"):
        change_file(str(tmp_path / "feeds.yaml"), lambda text: text)


def test_two_who_change_it_wait_for_each_other(tmp_path: Path) -> None:
    """Each of many threads adds a line to what it reads: none is lost."""
    path = tmp_path / "feeds.yaml"
    path.write_text("")
    threads = [
        threading.Thread(target=change_file, args=(str(path), lambda text, n=n: f"{text}- {n}\n")) for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(path.read_text().split()) == sorted(["-"] * 20 + [str(n) for n in range(20)])


def test_a_file_is_created_once(tmp_path: Path) -> None:
    create_file(tmp_path / "new" / "a.yaml", "a")
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "new" / "a.yaml", "b")
    assert os.listdir(tmp_path / "new") == ["a.yaml"]
