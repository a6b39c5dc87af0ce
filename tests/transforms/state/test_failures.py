"""The failures of an output: the newest row of each entry, and which are wanted."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from one_shard import NOON, entry, failure

from transforms.errors import StateError
from transforms.records import Failure
from transforms.row_files import VOID
from transforms.state.failures import Failures, Wanted, read_failures
from transforms.state.storage import Store, open_store
from transforms.written import written

ALL = Wanted()


@pytest.fixture
def output(tmp_path: Path) -> Store:
    return open_store(f"memory://{tmp_path}/out")


def failed(name: str, reason: str = "http_404", days: float = 0, **changes: object) -> Failure:
    at = NOON + timedelta(days=days)
    return replace(failure(name, at, reason), entry=entry(name, NOON), feed_url="https://site.example/feed", **changes)


def put(output: Store, path: str, *rows: Failure) -> None:
    data = b"".join(msgspec.json.encode(written(row)) + b"\n" for row in rows)
    output.create(f"failures/{path}", gzip.compress(data))


def test_an_output_without_failures(output: Store) -> None:
    assert read_failures(output, ALL) == Failures()


def test_the_newest_row_of_an_entry_counts_whichever_file_it_stands_in(output: Store) -> None:
    put(output, "date=2026-11-22/a.jsonl.gz", failed("x"), failed("y", "no_text", 2))
    put(output, "date=2026-11-24/hour=03/b.jsonl.gz", failed("x", "hung", 1), failed("y", "crashed", 1))
    found = read_failures(output, ALL)
    assert {id_: (one.reason, one.failed_at.day) for id_, one in found.wanted.items()} == {
        "x": ("hung", 23),
        "y": ("no_text", 24),
    }
    assert found.by_reason == {"hung": 1, "no_text": 1}
    assert (found.ids, found.feeds) == ({"x", "y"}, {"https://site.example/feed"})


def test_all_of_an_entry_comes_back(output: Store) -> None:
    given = replace(
        entry("x"), title="A title", summary="<p>Some</p>", content="<p>All</p>", authors=("A. B.",), categories=("c",),
        language="de", section="s", tags=("t",), published_at=NOON, updated_at=NOON, came_from=("https://a.example/",), guid="g",
        feed_title="The feed",
    )  # fmt: skip
    put(output, "date=2026-11-22/a.jsonl.gz", replace(failed("x"), entry=given))
    assert read_failures(output, ALL).wanted["x"].entry == given


def test_where_the_newest_row_is_not_wanted_the_entry_is_not(output: Store) -> None:
    put(output, "date=2026-11-22/a.jsonl.gz", failed("x"), failed("x", "no_text", 1))
    found = read_failures(output, Wanted(reasons=frozenset({"http_404"})))
    assert (found.wanted, found.by_reason) == ({}, {"no_text": 1})


def test_void_files_are_passed_over_and_failed_polls_counted(output: Store) -> None:
    output.create("failures/date=2026-11-22/void.jsonl.gz", VOID)
    put(output, "date=2026-11-22/a.jsonl.gz", failure(None, reason="http_500"), failure(None, reason="timeout"))
    assert read_failures(output, ALL) == Failures(polls=2)
    assert read_failures(output, Wanted(reasons=frozenset({"timeout"}))).polls == 1


def test_a_poll_is_of_no_site_whatever_its_feed_is_called(output: Store) -> None:
    put(output, "date=2026-11-22/a.jsonl.gz", replace(failure(None, reason="bad_url"), subject="no address"))
    assert read_failures(output, Wanted(sites=frozenset({"site.example"}))).polls == 0


def test_days_before_the_one_that_is_asked_for_are_not_read(output: Store) -> None:
    output.create("failures/date=2026-11-21/damaged.jsonl.gz", b"?")
    put(output, "date=2026-11-22/a.jsonl.gz", failed("x"), failed("y", days=-1))
    found = read_failures(output, Wanted(since=date(2026, 11, 22)))
    assert set(found.wanted) == {"x"}


@pytest.mark.parametrize(
    "data", [b"?", gzip.compress(b"{}\n"), gzip.compress(b"x" * 1000)[:-9]], ids=["no gzip", "no row", "cut"]
)
def test_a_file_that_cannot_be_read_is_named(output: Store, data: bytes) -> None:
    output.create("failures/date=2026-11-22/a.jsonl.gz", data)
    with pytest.raises(
        StateError, match=r"failures/date=2026-11-22/a.jsonl.gz: .*`newsbeam verify` says what mends the file"
    ):
        read_failures(output, ALL)


@pytest.mark.parametrize(
    ("wanted", "covers"),
    [
        (Wanted(), True),
        (Wanted(reasons=frozenset({"http_404"})), True),
        (Wanted(reasons=frozenset({"http_4xx"})), True),
        (Wanted(reasons=frozenset({"http_5xx", "no_text"})), False),
        (Wanted(feeds=frozenset({"https://site.example/feed"})), True),
        (Wanted(feeds=frozenset({"https://other.example/feed"})), False),
        (Wanted(ids=frozenset({"x"})), True),
        (Wanted(ids=frozenset({"y"})), False),
        (Wanted(sites=frozenset({"site.example"})), True),
        (Wanted(sites=frozenset({"other.example"})), False),
        (Wanted(since=date(2026, 11, 22)), True),
        (Wanted(since=date(2026, 11, 23)), False),
        (Wanted(ids=frozenset({"x"}), sites=frozenset({"other.example"})), False),
    ],
)
def test_which_failures_are_wanted(wanted: Wanted, covers: bool) -> None:
    assert wanted.covers(failed("x")) == covers
