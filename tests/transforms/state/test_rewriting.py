"""Replacing files: by the owner of their shard, one at a time, whole or not at all."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from small_dataset import SmallDataset

from transforms.errors import StateError
from transforms.row_files import VOID
from transforms.state.changes import Replaced
from transforms.state.manifests import KeptFile
from transforms.state.owner import Owner
from transforms.state.rewriting import TRIES, Draft, NewFile


@pytest.fixture
def dataset(tmp_path: Path) -> SmallDataset:
    made = SmallDataset(tmp_path.name)
    made.write("a", "b")
    made.write("c")
    return made


def join(dataset: SmallDataset) -> Draft:
    """Put all rows into one file."""
    paths = dataset.with_rows()
    lines = [line + b"\n" for path in paths for line in dataset.lines(path)]
    new = "articles/date=2026-11-22/part-join-00000-x-00000.jsonl.gz"
    replaces = [Replaced(path=path, by=new, first=2 * n) for n, path in enumerate(paths)]
    return Draft(files={new: NewFile(gzip.compress(b"".join(lines)), len(lines), False)}, replaces=replaces)


def test_files_are_replaced_by_one_with_their_rows(dataset: SmallDataset) -> None:
    old = dataset.with_rows()
    assert dataset.rewriter().commit(0, lambda owner, files: join(dataset))
    assert len(old) == 2
    assert all(dataset.output.read(path) == VOID for path in old)
    assert dataset.rows() == ["valley/a", "valley/b", "valley/c"]
    assert dataset.verify().findings == ()


def test_the_owner_may_replace_what_its_shard_made_and_manifests_list(dataset: SmallDataset) -> None:
    seen: list[KeptFile] = []

    def look(owner: Owner, files: list[KeptFile]) -> None:
        seen.extend(files)

    assert not dataset.rewriter().commit(0, look)
    assert [file.path for file in seen] == dataset.with_rows()


@pytest.mark.parametrize("rivals", [1, TRIES - 1, TRIES])
def test_who_comes_first_is_no_harm(dataset: SmallDataset, rivals: int) -> None:
    """Another owner commits between the opening and the commit."""
    left = [rivals]

    def draft(owner: Owner, files: list[KeptFile]) -> Draft:
        left[0] -= 1
        if left[0] >= 0:
            assert dataset.open(0).commit({}, {}, {})
        return join(dataset)

    rewriter = dataset.rewriter()
    if rivals < TRIES:
        assert rewriter.commit(0, draft)
    else:
        with pytest.raises(StateError, match="another process is at work at shard 0, and came first 10 times"):
            rewriter.commit(0, draft)
    assert dataset.rows() == ["valley/a", "valley/b", "valley/c"]
    assert dataset.verify().findings == ()


def test_a_file_is_not_replaced_a_second_time(dataset: SmallDataset) -> None:
    """Another one has replaced it, and has not come to its manifest."""
    first = dataset.rewriter()
    owner = first.open(0)
    assert first._commit(owner, join(dataset))
    listed: list[list[str]] = []

    def look(owner: Owner, files: list[KeptFile]) -> None:
        listed.append([file.path for file in files])

    dataset.rewriter().commit(0, look)
    assert listed == [["articles/date=2026-11-22/part-join-00000-x-00000.jsonl.gz"]]


def test_a_manifest_that_is_gone_stops_it_since_its_files_are_unknown(dataset: SmallDataset) -> None:
    (first, *_) = [
        f"runs/{day}/{name}" for day in dataset.output.names("runs") for name in dataset.output.names(f"runs/{day}")
    ]
    dataset.output.delete(first)
    with pytest.raises(StateError, match="a manifest before number 2 is gone"):
        dataset.rewriter().files()
