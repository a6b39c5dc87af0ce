"""A damaged dataset mended: it opens again, nothing else is lost, and killed anywhere it is mended by the next."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from damaged_dataset import SHARDS, Dataset
from dying_store import Died, Dying, Life

import newsbeam
from transforms.errors import StateError
from transforms.row_files import VOID


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path)


class Damage:
    """What is done to a dataset, what the repair says, and which rows are left."""

    def __init__(self, do: Callable[[Any], object], says: str, rows: str) -> None:
        self.do, self.says, self.rows = do, says, rows.split()


DAMAGES = {
    "a row of the newest file": Damage(
        lambda it: it.lose_rows(it.newest, 0), "taken as it is, with 1 rows", "a b c x e"
    ),
    "a row of an old file": Damage(lambda it: it.lose_rows(it.old, 1), "taken as it is, with 2 rows", "a c x d e"),
    "the newest file": Damage(lambda it: it.path(it.newest).unlink(), "taken for gone", "a b c x"),
    "an old file": Damage(lambda it: it.path(it.old).unlink(), "taken for gone", "x d e"),
    "the newest file is void": Damage(lambda it: it.path(it.newest).write_bytes(VOID), "taken for gone", "a b c x"),
    "an old file is void": Damage(lambda it: it.path(it.old).write_bytes(VOID), "taken for gone", "x d e"),
    "the newest manifest": Damage(lambda it: it.manifests()[-1].unlink(), "put back, from the state", "a b c x d e"),
    "a damaged manifest": Damage(
        lambda it: it.manifests()[-1].write_text("{"), "put back, from the state", "a b c x d e"
    ),
    "an old manifest": Damage(
        lambda it: it.manifests()[0].unlink(), "made again from the files that no other one lists", "a b c x d e"
    ),
    "an old manifest is damaged": Damage(lambda it: it.manifests()[0].write_text("["), "made again", "a b c x d e"),
    "the chain": Damage(
        lambda it: (it.folder / "state/manifests/0000000003.json").write_text("{"),
        "put back into the state",
        "a b c x d e",
    ),
    "a twin": Damage(lambda it: it.twin(it.old).unlink(), "made again from articles/", "a b c x d e"),
    "a damaged twin": Damage(lambda it: it.twin(it.newest).write_bytes(b"?"), "made again", "a b c x d e"),
    "a twin too many": Damage(lambda it: it.twin("articles/mine.jsonl.gz").write_bytes(b"?"), "deleted", "a b c x d e"),
    "advice": Damage(
        lambda it: it.state.put("due/0.json", b"{"), "due/0.json: taken away; the next turn", "a b c x d e"
    ),
    "what is known of sites": Damage(
        lambda it: it.state.put("sites/1.json", b"{"), "sites/1.json: taken away", "a b c x d e"
    ),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_each_damage_is_found_named_with_the_repair_and_mended(dataset: Dataset, damage: Damage) -> None:
    damage.do(dataset)
    if "chain" not in damage.says and "into the state" not in damage.says:
        assert any("`newsbeam verify --repair`" in one or "the next ingest" in one for one in dataset.wrong())
    done = dataset.repair()
    assert any(damage.says in one for one in done), done
    assert dataset.wrong() == []
    assert dataset.rows() == damage.rows
    assert dataset.repair() == []
    for shard in range(SHARDS):
        dataset.goes_on(shard)


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_who_followed_before_gets_nothing_twice(dataset: Dataset, damage: Damage) -> None:
    read = newsbeam.read(str(dataset.folder / "out"))
    assert len(list(read)) == 6
    damage.do(dataset)
    dataset.repair()
    assert dataset.rows(since=read.position) == []


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_killed_before_any_operation_it_is_mended_by_the_next(tmp_path: Path, damage: Damage) -> None:
    for operations in itertools.count():
        dataset = Dataset(tmp_path / str(operations))
        damage.do(dataset)
        life = Life(operations)
        try:
            dataset.repair(Dying(dataset.state, life), Dying(dataset.output, life))
        except Died:
            dataset.repair()
            assert dataset.wrong() == [], operations
            assert dataset.rows() == damage.rows, operations
            dataset.goes_on(0)
            continue
        break
    assert operations > 0


def test_several_damages_are_mended_at_once(dataset: Dataset) -> None:
    dataset.lose_rows(dataset.newest, 1)
    dataset.path(dataset.old).unlink()
    for path in dataset.manifests()[:2]:
        path.unlink()
    dataset.repair()
    assert dataset.wrong() == []
    assert sorted(dataset.rows()) == ["d", "x"]
    dataset.goes_on(0)


def test_a_file_that_no_manifest_lists_yet_and_was_changed_is_taken_as_it_is(dataset: Dataset) -> None:
    path = dataset.write(0, "f", "g", publishes=False)
    dataset.lose_rows(path, 0)
    with pytest.raises(StateError, match=r"not the one that its commit names .* or run `newsbeam verify --repair`"):
        dataset.open(0)
    assert any(path in one and "`newsbeam verify --repair`" in one for one in dataset.wrong())
    dataset.repair()
    assert dataset.wrong() == []
    assert dataset.rows() == ["a", "b", "c", "x", "d", "e", "g"]
    dataset.goes_on(0)


def test_a_gone_file_that_a_manifest_covers_stops_its_shard_with_the_cure(dataset: Dataset) -> None:
    dataset.path(dataset.newest).unlink()
    with pytest.raises(StateError, match=r"is gone; bring it back from a copy, or run `newsbeam verify --repair`"):
        dataset.open(0)
    dataset.repair()
    dataset.open(0)


@pytest.mark.parametrize("which", ["old", "newest"])
def test_what_cannot_be_read_is_left_alone_until_somebody_deletes_it(dataset: Dataset, which: str) -> None:
    path = dataset.path(getattr(dataset, which))
    path.write_bytes(path.read_bytes()[:-9])
    assert dataset.repair() == []
    assert any("its rows cannot be read; bring it back from a copy; or delete it" in one for one in dataset.wrong())
    path.unlink()
    dataset.repair()
    assert dataset.wrong() == []
    dataset.goes_on(0)


def test_what_is_wrong_with_a_chain_for_good_keeps_nothing_else_from_being_mended(dataset: Dataset) -> None:
    """Somebody has changed a manifest so that it is one, and not the one that it was."""
    first = dataset.manifests()[0]
    first.write_text(json.dumps(json.loads(first.read_text()) | {"follows": "runs/nowhere.json"}))
    dataset.path(dataset.old).unlink()
    dataset.state.put("due/0.json", b"{")
    done = dataset.repair()
    assert any("taken for gone" in one for one in done) and any("due/0.json" in one for one in done)
    assert len(dataset.wrong()) == 1 and "it follows runs/nowhere.json" in dataset.wrong()[0]


def test_a_file_brought_back_before_the_repair_is_as_it_was(dataset: Dataset) -> None:
    path = dataset.path(dataset.old)
    data = path.read_bytes()
    path.unlink()
    assert dataset.wrong()
    path.write_bytes(data)
    assert dataset.wrong() == [] and dataset.repair() == []
