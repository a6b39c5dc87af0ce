"""Where the rows of a file stand now, for a shard that was not the one to replace it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from asked_again import HOUR
from small_dataset import SmallDataset

from transforms.state.compacting import Compaction, compact
from transforms.state.earlier_versions import EarlierVersions
from transforms.state.moved_files import moved_to


@pytest.fixture
def dataset(tmp_path: Path) -> Iterator[SmallDataset]:
    """Two articles in a file each, which are to be asked for again."""
    made = SmallDataset(str(tmp_path))
    for name in ("valley/a", "valley/b"):
        made.write(name, checks=(3600.0, 86_400.0))
        made.now += HOUR
    yield made
    made.drop()


def test_a_file_that_is_as_it_was_has_moved_nowhere(dataset: SmallDataset) -> None:
    assert [moved_to(dataset.output, path) for path in dataset.paths()] == [None, None]


def test_a_version_is_found_where_another_shard_has_put_its_row(dataset: SmallDataset) -> None:
    known, before = dataset.rechecks(), dataset.paths()
    assert len(before) == 2
    dataset.days_pass(3)
    dataset.write()
    assert compact(dataset.rewriter(job="compact"), Compaction()).after == 1
    (now,) = dataset.with_rows()
    assert {moved_to(dataset.output, path) for path in before} == {now}
    for recheck in known.values():
        found = EarlierVersions(dataset.output).read(recheck)
        assert found is not None and found.id == recheck.id


def test_rows_that_are_dropped_are_nowhere(dataset: SmallDataset) -> None:
    known, (first, _) = dataset.rechecks(), dataset.paths()
    dataset.output.delete(first)
    assert moved_to(dataset.output, first) is None
    assert EarlierVersions(dataset.output).read(known["valley/a"]) is None
