"""Articles with later versions are taken down, put together and dropped as a whole: no version stays, and none comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from asked_again import HOUR, retracted, revised
from msgspec.structs import replace
from small_dataset import SmallDataset, address

from transforms.pure.net.urls import url_id
from transforms.rechecks import Recheck
from transforms.records import Article
from transforms.state.compacting import Compaction, compact
from transforms.state.forgetting import Takedown, Target
from transforms.state.retention import RetentionOptions
from transforms.turns import Rechecked, Revised

CHECKS = (3600.0, 86_400.0, 10 * 86_400.0)
NAMES = ("valley/a", "valley/b", "hill/c")


def next_version(dataset: SmallDataset, before: Recheck) -> Revised:
    found = revised(before, dataset.now)
    return replace(found, revision=replace(found.revision, url=before.url, fetched_url=before.url))


@pytest.fixture(params=[1, 2])
def dataset(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDataset]:
    """Three articles: of each there is a second version, and the last was withdrawn then."""
    made = SmallDataset(str(tmp_path), request.param)
    made.write(*NAMES, checks=CHECKS, with_parquet=True)
    made.now += 2 * HOUR
    made.write(results=[next_version(made, before) for before in made.rechecks().values()], with_parquet=True)
    made.now += 2 * HOUR
    made.write(results=[retracted(made.rechecks()["hill/c"], made.now)], with_parquet=True)
    yield made
    made.drop()


def take_down(dataset: SmallDataset, name: str) -> Takedown:
    target = Target(ids=frozenset({url_id(address(name))}))
    return Takedown(dataset.rewriter(), target, url=address(name), reason="by law")


def test_a_dataset_with_later_versions_is_sound(dataset: SmallDataset) -> None:
    assert dataset.verify().findings == ()
    assert dataset.rows("revisions") == sorted(NAMES)
    assert set(dataset.rechecks()) == {"valley/a", "valley/b"}
    assert {one.version for one in dataset.rechecks().values()} == {2}


@pytest.mark.parametrize("name", ["valley/a", "hill/c"])
def test_all_versions_of_an_article_are_taken_down_with_its_retraction(dataset: SmallDataset, name: str) -> None:
    found = take_down(dataset, name).find()
    done = take_down(dataset, name).run()
    assert (done.articles, done.later) == (found.articles, found.later) == (1, 2 if name == "hill/c" else 1)
    for kind in ("articles", "revisions", "retractions"):
        assert name not in dataset.rows(kind)
    assert name not in dataset.rechecks()
    assert dataset.verify().findings == ()


def test_an_answer_that_was_under_way_writes_nothing_of_what_was_taken_down(dataset: SmallDataset) -> None:
    late = next_version(dataset, dataset.rechecks()["valley/a"])
    take_down(dataset, "valley/a").run()
    dataset.write(results=[late])
    dataset.write(results=[Rechecked(late.before, late.before, "unchanged")])
    assert dataset.rows("revisions") == ["hill/c", "valley/b"]
    assert "valley/a" not in dataset.rechecks()


def test_a_site_is_taken_down_with_what_is_remembered_of_it(dataset: SmallDataset) -> None:
    Takedown(dataset.rewriter(), Target(site="valley.example")).run()
    assert (dataset.rows(), dataset.rows("revisions"), dataset.rechecks()) == (["hill/c"], ["hill/c"], {})


def test_a_recheck_follows_its_row_into_the_file_that_is_put_together(dataset: SmallDataset) -> None:
    dataset.now += 2 * HOUR
    dataset.write(results=[next_version(dataset, dataset.rechecks()["valley/a"])], with_parquet=True)
    dataset.days_pass(3)
    dataset.write()
    assert compact(dataset.rewriter(job="compact"), Compaction()).before > 0
    for short, recheck in dataset.rechecks().items():
        rows = [msgspec.json.decode(line, type=Article) for line in dataset.lines(recheck.file)]
        assert (url_id(address(short)), recheck.version) in {(row.id, row.version) for row in rows}
    assert dataset.verify().findings == ()


def test_what_is_older_than_is_to_be_kept_is_dropped_and_asked_for_no_more(dataset: SmallDataset) -> None:
    for _ in range(6):
        dataset.days_pass(1)
        dataset.write()
        for shard in range(dataset.shards):
            owner = dataset.open(shard)
            assert owner.commit({}, {}, {})
        dataset.publish()
    done = compact(dataset.rewriter(job="compact"), Compaction(retention=RetentionOptions(articles_days=3)))
    assert done.dropped_rows == 7
    assert [dataset.with_rows(kind) for kind in ("articles", "revisions", "retractions")] == [[], [], []]
    assert dataset.rechecks() == {}
    assert dataset.verify().findings == ()
