"""Versions of articles that were written, read again from their files."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from asked_again import recheck
from msgspec.structs import replace
from one_shard import article

from transforms.row_files import VOID, pack
from transforms.state.earlier_versions import EarlierVersions
from transforms.state.storage import Store, open_store

FIRST = article("a")
SECOND = replace(FIRST, title="Dam breaks", version=2)


@pytest.fixture
def output(tmp_path: Path) -> Store:
    """An output with a file of three rows, a void one and a damaged one."""
    store = open_store(str(tmp_path))
    rows = (article("b"), SECOND, replace(article("c"), title="a"))
    store.create("revisions/part-1.jsonl.gz", pack("part-1.jsonl.gz", map(msgspec.json.encode, rows)))
    store.create("revisions/part-2.jsonl.gz", VOID)
    store.create("revisions/part-3.jsonl.gz", b"no file")
    return store


def test_a_version_is_read_from_its_file(output: Store) -> None:
    earlier = EarlierVersions(output)
    for _ in range(2):
        assert earlier.read(recheck("a", file="revisions/part-1.jsonl.gz", version=2)) == SECOND
    assert earlier.read(recheck("b", file="revisions/part-1.jsonl.gz")) == article("b")


@pytest.mark.parametrize(
    ("name", "file", "version"),
    [("a", "part-1", 1), ("x", "part-1", 1), ("a", "part-2", 2), ("a", "part-4", 2)],
    ids=["another version", "no such row", "void", "gone"],
)
def test_what_is_not_there_is_none(output: Store, name: str, file: str, version: int) -> None:
    asked = recheck(name, file=f"revisions/{file}.jsonl.gz", version=version)
    assert EarlierVersions(output).read(asked) is None


def test_a_damaged_file_is_told_once_and_stops_nobody(output: Store, caplog: pytest.LogCaptureFixture) -> None:
    earlier = EarlierVersions(output)
    for name in ("a", "b"):
        assert earlier.read(recheck(name, file="revisions/part-3.jsonl.gz")) is None
    (said,) = [record.getMessage() for record in caplog.records]
    assert "revisions/part-3.jsonl.gz: this file cannot be read (" in said and "newsbeam verify" in said
    assert earlier.read(recheck("b", file="revisions/part-1.jsonl.gz")) == article("b")
