"""What a commit settles: each entry once, with the file that holds its row."""

import gzip
import json
import sys
from datetime import UTC, datetime, timedelta

import pytest
from one_shard import NOON, RUN, article, entry, failure

from transforms.batch import Batch, check_formats, folder
from transforms.state.log import Deferral
from transforms.turns import Deferred, Dropped, Extracted, Failed

LATER = Deferral(attempts=1, not_before=NOON + timedelta(hours=1), reason="http_503")


def packed(batch: Batch, partition: str = "day") -> dict[str, list[dict[str, object]]]:
    """The rows of a batch's files, by path."""
    files = batch.files(partition, lambda k: f"part-{k}.jsonl.gz")  # type: ignore[arg-type]
    return {
        path: [json.loads(line) for line in gzip.decompress(data).splitlines()] for path, (_, data) in files.items()
    }


@pytest.mark.parametrize(
    ("element", "outcome"),
    [
        (Extracted(entry("a"), article("a")), "written"),
        (Extracted(entry("b"), article("known")), "dropped/duplicate"),
        (Extracted(entry("b"), article("gone")), "dropped/forgotten"),
        (Failed("a", failure("a")), "failed/http_404"),
        (Failed(None, failure(None, reason="not_a_feed")), "poll_failed/not_a_feed"),
        (Dropped("a", "moved"), "dropped/moved"),
        (Deferred("a", LATER), "deferred/http_503"),
    ],
    ids=["article", "article known", "article taken down", "failure", "failure of a feed", "drop", "deferral"],
)
def test_each_element_counts_as_one_outcome(element: Extracted | Failed | Dropped | Deferred, outcome: str) -> None:
    batch = Batch({"known", "gone"}, RUN, forgotten={"gone"})
    assert not batch
    assert batch.add(element) == outcome
    assert batch


def test_an_articles_row_settles_its_entry_and_its_own_id() -> None:
    batch = Batch(set(), RUN)
    batch.add(Extracted(entry("link"), article("final")))
    ((planned, data),) = batch.files("day", lambda k: f"{k}").values()
    assert (planned.ids, planned.counts, planned.rows) == (("final", "link"), {"written": 1}, 1)
    assert planned.size == len(data)
    row = json.loads(gzip.decompress(data))
    assert (row["id"], row["run"]) == ("final", {"id": "p1", "newsbeam_version": "0"})


@pytest.mark.parametrize("failed_first", [True, False])
def test_an_entry_that_fails_while_another_way_leads_to_its_article_ends_with_the_article(failed_first: bool) -> None:
    """A failure beside it could be retried, and the article would be written again."""
    batch = Batch(set(), RUN)
    elements = [Failed("a", failure("a")), Extracted(entry("way"), article("a"))]
    outcomes = [batch.add(element) for element in (elements if failed_first else reversed(elements))]
    assert outcomes == (["failed/http_404", "written"] if failed_first else ["written", "dropped/duplicate"])
    ((planned, _),) = batch.files("day", lambda k: f"{k}").values()
    assert (planned.ids, planned.rows) == (("a", "way"), 1)
    assert planned.counts == {"written": 1, "dropped/duplicate": 1}


def test_an_entry_that_fails_after_its_article_was_written_by_another_way_has_no_row() -> None:
    """The article was settled by an earlier commit of the turn; a failure could be retried, and it would be written again."""
    batch = Batch({"a"}, RUN)
    assert batch.add(Failed("a", failure("a"))) == "dropped/duplicate"
    assert (batch.dropped, batch.files("day", lambda k: f"{k}")) == ({"duplicate": ["a"]}, {})


def test_another_way_to_a_row_of_this_batch_is_settled_with_its_file_and_not_at_once() -> None:
    batch = Batch(set(), RUN)
    batch.add(Extracted(entry("a"), article("a")))
    assert batch.add(Extracted(entry("b"), article("a"))) == "dropped/duplicate"
    ((planned, _),) = batch.files("day", lambda k: f"{k}").values()
    assert planned.ids == ("a", "b")
    assert planned.counts == {"written": 1, "dropped/duplicate": 1}
    assert batch.dropped == {}


def test_another_way_to_an_article_that_is_settled_is_settled_at_once() -> None:
    batch = Batch({"a"}, RUN)
    batch.add(Extracted(entry("b"), article("a")))
    assert batch.dropped == {"duplicate": ["b"]}
    assert batch.files("day", lambda k: f"{k}") == {}


def test_a_batch_tells_which_entries_led_to_an_article_with_an_id_of_its_own() -> None:
    batch = Batch({"known"}, RUN)
    for name, led_to in (("a", "a"), ("b", "a"), ("c", "known"), ("d", "d2")):
        batch.add(Extracted(entry(name), article(led_to)))
    assert batch.aliases == {"b": "a", "c": "known", "d": "d2"}


def test_the_same_text_under_another_link_is_settled_with_the_row_or_at_once() -> None:
    batch = Batch({"known-text"}, RUN)
    assert batch.add(Extracted(entry("a"), article("a"), "text")) == "written"
    assert batch.add(Extracted(entry("b"), article("b"), "text")) == "dropped/duplicate"
    assert batch.add(Extracted(entry("c"), article("c"), "known-text")) == "dropped/duplicate"
    assert batch.add(Extracted(entry("d"), article("d"), "other-text")) == "written"
    ((planned, _),) = batch.files("day", lambda k: f"{k}").values()
    assert (planned.ids, planned.rows) == (("a", "text", "b", "d", "other-text"), 2)
    assert batch.dropped == {"duplicate": ["c"]}
    assert batch.aliases == {"a": "text", "b": "text", "c": "known-text", "d": "other-text"}


def test_of_an_article_with_an_id_of_its_own_that_id_is_what_its_entry_led_to() -> None:
    batch = Batch(set(), RUN)
    batch.add(Extracted(entry("a"), article("final"), "text"))
    assert batch.aliases == {"a": "final"}


def test_a_feeds_failure_is_a_row_that_settles_nothing() -> None:
    batch = Batch(set(), RUN)
    batch.add(Failed(None, failure(None, reason="http_500")))
    ((planned, _),) = batch.files("day", lambda k: f"{k}").values()
    assert (planned.ids, planned.counts, planned.rows) == ((), {"poll_failed/http_500": 1}, 1)


MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
BEFORE = MIDNIGHT - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("partition", "paths"),
    [
        (
            "day",
            [
                "articles/date=2026-11-22/part-0.jsonl.gz",
                "articles/date=2026-11-23/part-1.jsonl.gz",
                "failures/date=2026-11-23/part-2.jsonl.gz",
            ],
        ),
        (
            "hour",
            [
                "articles/date=2026-11-22/hour=23/part-0.jsonl.gz",
                "articles/date=2026-11-23/hour=00/part-1.jsonl.gz",
                "failures/date=2026-11-23/hour=00/part-2.jsonl.gz",
            ],
        ),
    ],
)
def test_rows_go_into_a_file_a_kind_and_partition(partition: str, paths: list[str]) -> None:
    batch = Batch(set(), RUN)
    batch.add(Extracted(entry("a"), article("a", BEFORE)))
    batch.add(Extracted(entry("b"), article("b", MIDNIGHT)))
    batch.add(Failed("c", failure("c", MIDNIGHT)))
    found = packed(batch, partition)
    assert list(found) == paths
    assert [row["id"] for rows in found.values() for row in rows] == ["a", "b", "c"]


def test_no_row_goes_into_a_day_that_may_be_closed() -> None:
    batch = Batch(set(), RUN, not_before=MIDNIGHT)
    batch.add(Failed(None, failure(None, BEFORE)))
    ((path, (row,)),) = packed(batch).items()
    assert path == "failures/date=2026-11-23/part-0.jsonl.gz"
    assert row["failed_at"] == "2026-11-22T23:59:59Z"


def test_the_same_rows_make_the_same_bytes() -> None:
    def data() -> list[bytes]:
        batch = Batch(set(), RUN)
        batch.add(Extracted(entry("a"), article("a")))
        return [data for _, data in batch.files("day", lambda k: f"{k}").values()]

    assert data() == data()


def test_size_counts_what_waits_to_be_written() -> None:
    batch = Batch(set(), RUN)
    batch.add(Dropped("x", "moved"))
    assert batch.size == 0
    batch.add(Extracted(entry("a"), article("a")))
    batch.add(Failed("b", failure("b")))
    assert batch.size == sum(len(gzip.decompress(data)) for _, data in batch.files("day", str).values())


@pytest.mark.parametrize(
    ("at", "partition", "name"),
    [
        (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "day", "date=2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "hour", "date=2026-01-02/hour=03"),
    ],
)
def test_partitions_are_named_for_hive(at: datetime, partition: str, name: str) -> None:
    assert folder(at, partition) == name  # type: ignore[arg-type]


def test_the_formats_always_hold_jsonl() -> None:
    check_formats(["jsonl"])
    check_formats(["parquet", "jsonl"])
    with pytest.raises(ValueError, match=r"^jsonl is missing: .*; write \[jsonl, parquet\]$"):
        check_formats(["parquet"])


def test_parquet_without_pyarrow_is_refused_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    check_formats(["jsonl"])
    with pytest.raises(ValueError, match=r"pip install 'newsbeam\[parquet\]', or leave `parquet` out"):
        check_formats(["jsonl", "parquet"])


def test_each_file_names_its_twin_where_it_is_to_have_one() -> None:
    batch = Batch(set(), RUN)
    batch.add(Extracted(entry("a"), article("a")))
    assert [planned.parquet for planned, _ in batch.files("hour", lambda k: f"part-{k}.jsonl.gz").values()] == [None]
    ((path, (planned, _)),) = batch.files("hour", lambda k: f"part-{k}.jsonl.gz", True).items()
    assert planned.parquet == f"parquet/{path.removesuffix('.jsonl.gz')}.parquet"
