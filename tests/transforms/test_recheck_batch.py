"""Results of asking again that wait for a commit: each counts once, and only where nobody came first."""

from __future__ import annotations

import json

import pytest
from asked_again import later, recheck, retracted, revised
from msgspec.structs import replace
from one_shard import NOON, RUN

from transforms.captures import WarcPlace
from transforms.recheck_batch import RecheckBatch, Result
from transforms.turns import Rechecked

BEFORE = recheck("a")
UNCHANGED = Rechecked(BEFORE, later(BEFORE), "unchanged")


def batch(forgotten: set[str] | None = None) -> RecheckBatch:
    return RecheckBatch({"a": BEFORE, "b": recheck("b")}, forgotten or set(), RUN)


@pytest.mark.parametrize(
    ("result", "outcome", "rows", "rechecked"),
    [
        (UNCHANGED, "rechecked/unchanged", [], {"a": later(BEFORE)}),
        (Rechecked(BEFORE, None, "ended"), "rechecked/ended", [], {"a": None}),
        (revised(BEFORE), "revised", ["revisions"], {}),
        (retracted(BEFORE), "retracted", ["retractions"], {}),
    ],
    ids=["unchanged", "the last check", "changed", "withdrawn"],
)
def test_each_result_counts_as_one_outcome(
    result: Result, outcome: str, rows: list[str], rechecked: dict[str, object]
) -> None:
    found = batch()
    assert not found
    assert found.add(result, None) == outcome
    assert found
    assert [row.kind for row in found.rows] == rows
    assert found.rechecked == rechecked


@pytest.mark.parametrize("made", [revised, retracted, lambda before: Rechecked(before, later(before), "unchanged")])
def test_what_somebody_else_was_faster_with_does_not_count(made: object) -> None:
    found = batch()
    assert found.add(made(replace(BEFORE, version=2)), None) == "rechecked/overtaken"  # type: ignore[operator]
    assert found.add(made(recheck("unknown")), None) == "rechecked/overtaken"  # type: ignore[operator]
    assert not found


def test_of_two_results_for_an_article_the_first_counts() -> None:
    found = batch()
    found.add(revised(BEFORE), None)
    assert found.add(UNCHANGED, None) == "rechecked/overtaken"
    assert (len(found.rows), found.rechecked) == (1, {})


@pytest.mark.parametrize("gone", ["a", "entry"])
def test_of_an_article_that_was_taken_down_comes_no_row(gone: str) -> None:
    before = replace(BEFORE, entry=replace(BEFORE.entry, id="entry"))
    found = RecheckBatch({"a": before}, {gone}, RUN)
    assert found.add(revised(before), None) == "rechecked/forgotten"
    assert not found


def test_a_row_says_which_run_wrote_it_and_where_its_page_is_kept_and_settles_nothing() -> None:
    found = batch()
    found.add(revised(BEFORE), WarcPlace(file="raw/part.warc.gz", offset=7))
    (row,) = found.rows
    said = json.loads(row.line)
    assert (said["version"], said["previous_version"], said["run"]["id"]) == (2, 1, "p1")
    assert said["fetched"]["warc"] == {"file": "raw/part.warc.gz", "offset": 7}
    assert (row.ids, row.counts) == ([], {"revised": 1})
    assert row.rechecks == {"a": revised(BEFORE).after}


def test_a_retraction_ends_what_is_remembered_once_its_row_is_written() -> None:
    found = batch()
    found.add(retracted(BEFORE, NOON), None)
    (row,) = found.rows
    assert (row.at, row.rechecks, row.counts) == (NOON, {"a": None}, {"retracted": 1})
