"""Rows are found by id and by address, with the file and line where they stand."""

from __future__ import annotations

import pytest
from asked_again import retracted, revised
from msgspec.structs import replace
from one_shard import NOON
from small_dataset import SmallDataset, address, article_of

from transforms.errors import StateError
from transforms.pure.net.urls import url_id
from transforms.revision_records import ArticleRevision, Retraction
from transforms.row_files import VOID
from transforms.state.row_search import RowsSought, find_in_file, find_in_files, list_day, list_days


def by_id(*names: str) -> RowsSought:
    return RowsSought(ids=frozenset(url_id(address(name)) for name in names))


def test_a_row_is_given_with_its_line() -> None:
    dataset = SmallDataset("row_search")
    dataset.write("a", "b", "c", failed=["d"])
    (path,) = dataset.paths()
    (found,) = find_in_file(dataset.output, path, by_id("b"))
    assert (found.path, found.line, found.record.id) == (path, 2, url_id(address("b")))
    (failed,) = dataset.paths("failures")
    assert [row.line for row in find_in_file(dataset.output, failed, by_id("d"))] == [1]
    assert [row.line for row in find_in_file(dataset.output, path, by_id("c", "a"))] == [1, 3]
    assert find_in_file(dataset.output, path, by_id("d")) == []


def test_a_row_is_found_by_each_of_its_addresses_and_not_by_what_its_text_says() -> None:
    row = replace(
        article_of("a"),
        canonical_url="https://c.example/",
        fetched_url="https://f.example/",
        text="x https://t.example/",
    )
    for url, meant in (
        (row.url, True),
        ("https://c.example/", True),
        ("https://f.example/", True),
        ("https://t.example/", False),
    ):
        assert RowsSought(addresses=frozenset((url,))).is_meant(row) is meant
    assert not RowsSought().is_meant(replace(row, canonical_url=None, id="other"))


def test_what_is_gone_or_void_has_no_rows_and_what_is_damaged_is_named() -> None:
    dataset = SmallDataset("row_search_void")
    path = "articles/date=2026-11-22/part-x.jsonl.gz"
    assert find_in_file(dataset.output, path, by_id("a")) == []
    dataset.output.put(path, VOID)
    assert find_in_file(dataset.output, path, by_id("a")) == []
    dataset.output.put(path, b"no gzip")
    with pytest.raises(StateError, match=r"part-x.*cannot be read.*`newsbeam verify` says what mends it"):
        find_in_file(dataset.output, path, by_id("a"))


def test_days_are_searched_file_by_file() -> None:
    dataset = SmallDataset("row_search_days")
    dataset.write("a")
    dataset.write("b")
    dataset.days_pass(1)
    dataset.write("c")
    assert list_days(dataset.output, "articles") == ["2026-11-23", f"{NOON:%Y-%m-%d}"]
    paths = list_day(dataset.output, "articles", "2026-11-22")
    assert len(paths) == 2
    assert [row.path for row in find_in_files(dataset.output, paths, by_id("b"))] == [paths[1]]
    assert find_in_files(dataset.output, paths, by_id("c")) == []


def test_later_versions_and_retractions_are_found_as_what_they_are() -> None:
    dataset = SmallDataset("row_search_revisions")
    dataset.write("valley/a", "valley/b", checks=[3600.0])
    known = dataset.rechecks()
    dataset.write(results=[revised(known["valley/a"]), retracted(known["valley/b"])])
    for kind, record, name in (("revisions", ArticleRevision, "valley/a"), ("retractions", Retraction, "valley/b")):
        (path,) = dataset.paths(kind)
        (found,) = find_in_file(dataset.output, path, by_id(name))
        assert isinstance(found.record, record) and (found.path, found.line) == (path, 1)
        assert find_in_file(dataset.output, path, RowsSought(addresses=frozenset([found.record.url]))) == [found]
