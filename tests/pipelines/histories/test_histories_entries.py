"""What is read of an entry, from log, past and rows."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from one_shard import NOON, RUN
from small_dataset import SmallDataset, address, article_of, entry_of

from pipelines.config.config import Config
from pipelines.histories.entries import read_entry
from pipelines.histories.records import EntryHistory
from pipelines.histories.targets import read_target
from transforms.batch import Batch
from transforms.state.compacting import Compaction, compact
from transforms.state.past import Past
from transforms.state.row_search import list_days
from transforms.turns import Extracted


def read(dataset: SmallDataset, asked: str, scan: bool = False) -> EntryHistory:
    config = Config(output=dataset.output.root, state=dataset.state.root, shards=dataset.shards)
    return read_entry(config, read_target(asked, config), dataset.now, "c.yaml", scan=scan)


def without_past(dataset: SmallDataset) -> None:
    """The state is one of an earlier version."""
    for name in dataset.state.names("past"):
        dataset.state.delete(f"past/{name}")


@pytest.mark.parametrize("has_past", [True, False])
def test_a_row_is_found_long_after_the_log_has_forgotten_its_id(has_past: bool) -> None:
    dataset = SmallDataset(f"histories_old_{has_past}")
    dataset.write("valley/old")
    for number in range(40):
        dataset.days_pass(7)
        dataset.write(f"valley/{number}")
    if not has_past:
        without_past(dataset)
    found = read(dataset, address("valley/old"))
    assert (found.fate, found.settled_on) == ("written", None)
    ((row, line),) = [(row.path, row.line) for row in found.rows]
    assert row.startswith(f"articles/date={NOON:%Y-%m-%d}/") and line == 1
    assert found.searched == (1 if has_past else 41)
    assert "The state has forgotten it" in found.outlook[0]
    unknown = read(dataset, address("valley/unknown"))
    assert (unknown.fate, unknown.searched) == ("unknown", 0 if has_past else 41)


def test_a_row_that_was_put_into_another_file_is_found_there() -> None:
    dataset = SmallDataset("histories_compacted")
    for name in ("valley/a", "valley/b", "valley/c"):
        dataset.write(name)
    (before,) = [row.path for row in read(dataset, address("valley/b")).rows]
    dataset.days_pass(5)
    dataset.write("valley/d")
    compact(dataset.rewriter(job="compact"), Compaction())
    (row,) = read(dataset, address("valley/b")).rows
    assert (row.line, row.was) == (2, before) and row.path != before


def test_an_article_is_found_by_another_way_that_led_to_it() -> None:
    dataset = SmallDataset("histories_alias")
    dataset.park("valley/way")
    owner = dataset.open(0)
    owner.take_up(10)
    batch = Batch(owner.memory.settled, RUN)
    article = article_of("valley/flood")
    batch.add(Extracted(entry_of("valley/way"), replace(article, fetched_url="https://valley.example/middle")))
    assert owner.commit(batch.files("day", lambda k: f"part-p-00000-a-{k}.jsonl.gz"), batch.dropped, {}, batch.aliases)
    dataset.publish()
    by_way, by_own = read(dataset, address("valley/way")), read(dataset, address("valley/flood"))
    assert (by_way.fate, by_own.fate) == ("written", "written")
    assert by_way.led_to == article.id and by_own.ways == (entry_of("valley/way").id,)
    assert by_way.rows == by_own.rows
    middle = "https://valley.example/middle"
    assert read(dataset, middle).fate == "unknown"
    assert read(dataset, middle, scan=True).rows == by_own.rows


def test_a_commit_that_was_cut_short_leaves_the_entry_owed_and_its_file_in_doubt() -> None:
    dataset = SmallDataset("histories_doubt")
    dataset.park("valley/a")
    owner = dataset.open(0)
    owner.take_up(10)
    batch = Batch(owner.memory.settled, RUN)
    batch.add(Extracted(entry_of("valley/a"), article_of("valley/a")))
    files = batch.files("day", lambda k: f"part-p-00000-a-{k}.jsonl.gz")
    assert owner.commit(files, {}, {}, {})
    (path,) = files
    dataset.output.delete(path)  # as if the owner had died before it published, and before it deleted the inbox file
    dataset.park("valley/a")
    found = read(dataset, address("valley/a"))
    assert (found.fate, found.doubtful, found.rows) == ("owed", (path,), ())


def test_an_id_alone_is_looked_for_in_all_shards() -> None:
    dataset = SmallDataset("histories_shards", shards=4)
    names = [f"{site}/1" for site in ("valley", "coast", "ridge", "harbour")]
    dataset.write(*names)
    for name in names:
        found = read(dataset, entry_of(name).id)
        assert (found.fate, found.url, found.shard) == ("written", address(name), dataset.shard(name))
    assert len(list_days(dataset.output, "articles")) == 1 and Past([dataset.state]).covers(1)
