"""Rows of a real dataset, read into tallies."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from one_shard import NOON
from small_dataset import SmallDataset

from pipelines.health.reading import Read, _add_failure, read_days
from pipelines.health.tallies import FailureRow

TODAY = NOON.date()


@pytest.fixture
def dataset() -> Iterator[SmallDataset]:
    made = SmallDataset("health-reading")
    yield made
    made.drop()


def written(read: Read) -> dict[str, tuple[int, int]]:
    """Articles and failures by day, of all sources together."""
    found: dict[str, tuple[int, int]] = {}
    for one in read.sources.values():
        for day, tally in one.days.items():
            articles, failed = found.get(str(day), (0, 0))
            found[str(day)] = (articles + tally.articles, failed + tally.failed)
    return found


def write_two_days(dataset: SmallDataset) -> None:
    dataset.park("one", "two", "three")
    dataset.write("one", "two", failed=["three"])
    dataset.days_pass(1)
    dataset.park("four")
    dataset.write("four")


def test_each_row_counts_on_its_day(dataset: SmallDataset) -> None:
    write_two_days(dataset)
    read = read_days(dataset.output, TODAY)
    assert written(read) == {"2026-11-22": (2, 1), "2026-11-23": (1, 0)} and read.rows == 4


def test_earlier_days_are_not_read(dataset: SmallDataset) -> None:
    write_two_days(dataset)
    assert written(read_days(dataset.output, TODAY + timedelta(days=1))) == {"2026-11-23": (1, 0)}


def test_the_newest_article_is_the_sample(dataset: SmallDataset) -> None:
    write_two_days(dataset)
    samples = [one.sample for one in read_days(dataset.output, TODAY).sources.values() if one.days[TODAY].articles]
    assert all(sample is None or sample.at >= NOON for sample in samples)


def test_each_reason_has_its_newest_failure_for_an_example() -> None:
    read = Read()
    for hours, stage, reason in (
        (2, "fetch", "http_404"),
        (3, "poll", "http_404"),
        (1, "fetch", "http_404"),
        (0, "extract", "no_text"),
    ):
        at = NOON + timedelta(hours=hours)
        subject = f"https://a.example/{hours}"
        _add_failure(read, FailureRow(stage, reason, at, subject, feed_url="https://a.example/rss"), TODAY)
    assert {key: row.subject for key, row in read.examples.items()} == {
        (False, "http_404"): "https://a.example/2",
        (True, "http_404"): "https://a.example/3",
        (False, "no_text"): "https://a.example/0",
    }


def test_nothing_was_written(dataset: SmallDataset) -> None:
    assert read_days(dataset.output, TODAY) == Read()
