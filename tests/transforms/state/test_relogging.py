"""A log that lacks commits is told, never taken for whole; a repair makes it again, and nothing is written twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from asked_again import recheck, retracted, revised
from damaged_dataset import SHARDS, Dataset
from one_shard import RUN, entry

from transforms.batch import Batch
from transforms.errors import StateError
from transforms.state.chain import publish_manifests
from transforms.state.documents import Due, load_due, save_due
from transforms.state.files import CommitFiles
from transforms.state.inbox import park
from transforms.state.log import ShardLog, read_log
from transforms.state.observing import read_memory
from transforms.state.owner import open_shard

CURE = "`newsbeam verify --repair`, which makes the log again"


def remove(dataset: Dataset, *numbers: int) -> None:
    for number in numbers:
        dataset.state.delete(f"log/0/{number:010d}.json")


def damage(dataset: Dataset) -> None:
    dataset.state.put("log/0/0000000001.json", b'{"attempt":"a1","pass')


DAMAGES: dict[str, tuple[Callable[[Dataset], None], str]] = {
    "its beginning": (lambda dataset: remove(dataset, 1), "log/0: it begins with commit 2"),
    "its middle": (lambda dataset: remove(dataset, 2), "log/0: commit 2 is gone, and later ones are there"),
    "its end": (lambda dataset: remove(dataset, 3), "log/0: it ends with commit 2, and a manifest lists the files of commit 3"),
    "all of it": (lambda dataset: remove(dataset, 1, 2, 3), "log/0: it ends with commit 0, and a manifest lists"),
    "a commit's bytes": (damage, "log/0/0000000001.json: this document is damaged"),
}  # fmt: skip


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    made = Dataset(tmp_path)
    made.write(0, "f")
    return made


@pytest.mark.parametrize(("break_it", "problem"), DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("reader", ["owner", "looker", "verify"])
def test_whoever_reads_a_log_that_lacks_something_is_stopped(
    dataset: Dataset, break_it: Callable[[Dataset], None], problem: str, reader: str
) -> None:
    break_it(dataset)
    readers: dict[str, Callable[[], object]] = {
        "owner": lambda: dataset.open(0),
        "looker": lambda: read_memory(dataset.state, dataset.output, 0),
        "verify": dataset.verify,
    }
    with pytest.raises(StateError) as stopped:
        readers[reader]()
    assert problem in str(stopped.value) and CURE in str(stopped.value)


@pytest.mark.parametrize("break_it", [found for found, _ in DAMAGES.values()], ids=DAMAGES)
def test_a_repair_makes_a_log_again_and_nothing_is_written_twice(
    dataset: Dataset, break_it: Callable[[Dataset], None]
) -> None:
    rows = dataset.rows()
    break_it(dataset)
    assert any(line.startswith("log/0: made again as commit 4, with") for line in dataset.repair())
    assert dataset.wrong() == []
    assert dataset.rows() == rows
    park(dataset.state, 0, [entry(name, dataset.now) for name in "abcdef"])
    assert dataset.open(0).take_up(100) == []
    dataset.write(0, "g")
    assert dataset.wrong() == []
    assert sorted(dataset.rows()) == sorted([*rows, "g"])


def test_a_file_of_a_commit_that_is_gone_is_listed_once_by_the_log_that_is_made_again(dataset: Dataset) -> None:
    dataset.write(0, "g", publishes=False)
    save_due(dataset.state, 0, Due(commit=4))
    remove(dataset, 4)
    with pytest.raises(StateError, match="it ends with commit 3, and an earlier turn has seen commit 4"):
        open_shard(
            ShardLog(dataset.state, 0),
            CommitFiles(dataset.output),
            pass_id="p",
            attempt="late",
            opened_at=dataset.now,
            clock=lambda: dataset.now,
            due=load_due(dataset.state, 0),
        )
    dataset.repair()
    publish_manifests(dataset.state, dataset.output, SHARDS, "after", "0", dataset.now)
    assert dataset.rows().count("g") == 1
    assert dataset.wrong() == []


def test_a_publisher_does_not_pass_over_a_commit_that_is_gone(dataset: Dataset) -> None:
    dataset.write(0, "g", publishes=False)
    dataset.write(0, "h", publishes=False)
    remove(dataset, 4)
    with pytest.raises(StateError, match="commit 4 is gone, whose files no manifest lists yet"):
        publish_manifests(dataset.state, dataset.output, SHARDS, "after", "0", dataset.now)


def test_a_log_made_again_knows_what_its_rows_settle(dataset: Dataset) -> None:
    dataset.write(0, "no-z")
    dataset.write(0, "q")
    remove(dataset, 1)
    dataset.repair()
    memory = read_memory(dataset.state, dataset.output, 0)
    assert {"a", "b", "c", "d", "e", "f", "no-z", "q"} <= set(memory.settled)
    assert len(read_log(dataset.state, 0)) == 1


def test_a_log_made_again_asks_on_for_articles_by_the_newest_version_of_each(dataset: Dataset) -> None:
    """Commit 2 of shard 0 wrote a second version and commit 3 withdrew an article: both are lost, and their rows are not."""
    known = {name: recheck(name, file=dataset.old) for name in "abc"}
    owner = dataset.open(0)
    assert owner.commit({}, {}, {}, rechecked=known)
    for result in (revised(known["a"]), retracted(known["b"])):
        owner = dataset.open(0)
        batch = Batch(owner.memory.settled, RUN, rechecks=owner.memory.rechecks)
        batch.add(result)
        part = f"part-w0-00000-{owner.attempt}-0000"
        assert owner.commit(batch.files("day", lambda k, part=part: f"{part}{k}.jsonl.gz", True), {}, {})  # type: ignore[misc]
    publish_manifests(dataset.state, dataset.output, SHARDS, "w0", "0", dataset.now)
    newest = dataset.open(0).memory
    assert (newest.rechecks["a"].version, set(newest.rechecks)) == (2, {"a", "c"})
    remove(dataset, newest.number - 1, newest.number)
    assert len(dataset.repair()) == 1
    found = dataset.open(0).memory.rechecks
    assert set(found) == {"a", "c"}
    assert (found["a"].version, found["a"].file) == (2, newest.rechecks["a"].file)
    assert found["c"] == known["c"]
