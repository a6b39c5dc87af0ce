"""Manifests that are gone or damaged, put back: see test_repair.py for each kind of damage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from damaged_dataset import Dataset

from transforms.errors import StateError
from transforms.state.remaking import put_back_manifests, restore_chain


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path)


def test_two_manifests_in_a_row_are_made_again_with_what_they_counted(dataset: Dataset) -> None:
    dataset.write(0, "f")  # The chain keeps the last two.
    first, second, *_ = dataset.manifests()
    counted = sum((json.loads(path.read_text())["settled"].get("written", 0) for path in (first, second)), 0)
    first.unlink()
    second.unlink()
    twins = list((dataset.folder / "out/parquet").rglob("*.parquet"))
    dataset.repair()
    assert dataset.wrong() == []
    assert twins and all(path.exists() for path in twins)
    made_again = [json.loads(path.read_text()) for path in dataset.manifests()[:2]]
    assert dataset.manifests()[1] == second, "the manifest behind it says where it was"
    assert sum(one["settled"].get("written", 0) for one in made_again) == counted == 4
    assert made_again[1]["follows"] == dataset.manifests()[0].relative_to(dataset.folder / "out").as_posix()
    assert dataset.rows() == ["a", "b", "c", "x", "d", "e", "f"]


def test_files_of_somebody_else_are_not_taken_into_a_manifest(dataset: Dataset) -> None:
    strange = dataset.path(dataset.old).with_name("mine.jsonl.gz")
    strange.write_bytes(b"my own")
    dataset.manifests()[0].unlink()
    dataset.repair()
    assert [one for one in dataset.wrong() if "mine.jsonl.gz" not in one] == []
    assert any("mine.jsonl.gz: no manifest and no commit names it" in one for one in dataset.wrong())


def test_of_a_sound_dataset_nothing_is_put_back(dataset: Dataset) -> None:
    assert restore_chain(dataset.state, dataset.output) == []
    assert put_back_manifests(dataset.state, dataset.output, "0") == []


def test_a_manifest_from_the_state_is_put_back_byte_for_byte(dataset: Dataset) -> None:
    newest = dataset.manifests()[-1]
    data = newest.read_bytes()
    newest.write_text("{")
    assert len(put_back_manifests(dataset.state, dataset.output, "0")) == 1
    assert newest.read_bytes() == data


def test_what_is_committed_and_not_listed_yet_is_left_to_the_next_manifest(dataset: Dataset) -> None:
    pending = dataset.write(0, "f", publishes=False)
    dataset.manifests()[0].unlink()
    put_back_manifests(dataset.state, dataset.output, "0")
    assert pending not in dataset.manifests()[0].read_text()
    assert dataset.wrong() == [] and dataset.verify().pending == 1


def test_nobody_is_told_to_move_files_out_that_a_manifest_listed_which_is_gone(dataset: Dataset) -> None:
    path = dataset.path(dataset.old).with_name("part-w1-00000-a9-00000.jsonl.gz")
    path.write_bytes(b"rows of a commit that the log has no more")
    assert [one.rpartition("; ")[2] for one in dataset.wrong()] == ["move it out of the output"]
    dataset.manifests()[0].unlink()
    (said,) = (one for one in dataset.wrong() if path.name in one)
    assert said.endswith("it; mend the manifests first, one of those that are gone may list it")


def test_where_chain_and_copy_are_damaged_both_are_named(dataset: Dataset) -> None:
    (dataset.folder / "state/manifests/0000000003.json").write_text("{")
    dataset.manifests()[-1].write_text("{")
    with pytest.raises(
        StateError, match=r"out/runs/.*/0000000003-.* damaged .*; bring one of the two back from a copy"
    ):
        restore_chain(dataset.state, dataset.output)
