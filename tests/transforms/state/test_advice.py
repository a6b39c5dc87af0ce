"""Advice that cannot be read, or would keep a shard idle: found, and taken away by a repair."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from damaged_dataset import SHARDS, Dataset
from one_shard import NOON, entry

from transforms.pure.feeds.health import Health
from transforms.state.advice import check_advice
from transforms.state.documents import Due, FeedDocument, listing_hash, load_due, save_due, save_feed
from transforms.state.inbox import park


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path)


LATE = (NOON + timedelta(days=30)).timestamp()
OVERSIGHTS = {
    "of a feed": (Due(polls={"f1": LATE}, next_poll=LATE), "it puts the next poll of f1 later than the document of"),
    "of all": (Due(polls={"f1": NOON.timestamp()}, next_poll=LATE), "later than that of one of its feeds"),
}


@pytest.mark.parametrize(("due", "problem"), OVERSIGHTS.values(), ids=OVERSIGHTS)
def test_advice_that_would_keep_a_shard_idle_is_taken_away(dataset: Dataset, due: Due, problem: str) -> None:
    feed = FeedDocument(url="https://site.example/feed", health=Health(next_poll_at=NOON))
    save_feed(dataset.state, 0, "f1", feed)
    save_due(dataset.state, 0, due)
    assert any(problem in one for one in dataset.wrong())
    assert dataset.repair() == ["due/0.json: taken away; the next turn of its shard makes it again"]
    assert load_due(dataset.state, 0) == Due() and dataset.wrong() == []


def test_advice_that_says_that_nothing_is_owed_where_something_is(dataset: Dataset) -> None:
    park(dataset.state, 1, [entry("new"), entry("x")])
    save_due(dataset.state, 1, Due(inbox_hash=listing_hash(dataset.state.names("inbox/1"))))
    assert [finding.problem for finding in check_advice(dataset.state, SHARDS)] == [
        "it says that nothing is owed, and 1 entries are"
    ]


def test_what_was_parked_since_is_no_oversight(dataset: Dataset) -> None:
    save_due(dataset.state, 1, Due(inbox_hash=listing_hash([])))
    park(dataset.state, 1, [entry("new")])
    assert check_advice(dataset.state, SHARDS) == []


@pytest.mark.parametrize("with_inbox", [False, True], ids=["alone", "and an inbox file"])
def test_a_feeds_damaged_document_is_named_and_deleted_by_a_repair(dataset: Dataset, with_inbox: bool) -> None:
    save_feed(dataset.state, 0, "f1", FeedDocument(url="https://site.example/feed"))
    dataset.state.put("feeds/0/f1.json", dataset.state.read("feeds/0/f1.json")[:-9])  # type: ignore[index]
    (told,) = dataset.wrong()
    assert told.startswith("feeds/0/f1.json: it cannot be read: ")
    assert told.endswith("or `newsbeam verify --repair` deletes it, and the feed is taken up as a new one")
    if with_inbox:
        dataset.state.put("inbox/1/20261122T120000000000-x.json", b"[")
    assert any(line.startswith("feeds/0/f1.json: deleted, for it could not be read") for line in dataset.repair())
    assert dataset.wrong() == [] and dataset.state.names("feeds/0") == []


@pytest.mark.parametrize("folder", ["due", "sites", "rests"])
def test_each_kind_that_cannot_be_read_is_named(dataset: Dataset, folder: str) -> None:
    dataset.state.put(f"{folder}/1.json", b"[")
    (finding,) = check_advice(dataset.state, SHARDS)
    assert (finding.subject, finding.mend) == (f"{folder}/1.json", "advice")


def test_a_damaged_document_of_a_feed_is_named_and_left_alone(dataset: Dataset) -> None:
    dataset.state.put("feeds/0/f1.json", b"{")
    save_due(dataset.state, 0, Due(polls={"f1": NOON.timestamp()}, next_poll=NOON.timestamp()))
    (finding,) = check_advice(dataset.state, SHARDS)
    assert (finding.subject, finding.mend) == ("feeds/0/f1.json", None)
