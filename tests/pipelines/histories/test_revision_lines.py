"""Lines on what came of an article after it was written, for each way in which it can stand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from asked_again import HOUR, recheck, retracted, revised
from msgspec.structs import replace
from one_shard import NOON

from pipelines.histories.records import KnownRevisions, NextCheck, PlacedRetraction, PlacedVersion
from pipelines.histories.revision_lines import describe_revisions
from transforms.revision_records import Changes, GoneAnswer

CHECKS = (3600.0, 86400.0)
CHECK = NextCheck(next_at=NOON + 3 * HOUR, answered_at=NOON - HOUR, done=1, version=1)
REVISION = revised(recheck("a"), NOON).revision
RETRACTION = retracted(recheck("a"), NOON).retraction
VERSION = PlacedVersion(path="revisions/x", line=3, record=REVISION)
GONE = (GoneAnswer(status=404, answered_at=NOON - 2 * HOUR), GoneAnswer(status=410, answered_at=NOON))


def told(**known: Any) -> dict[str, list[str]]:
    return {label: said for label, said in describe_revisions(KnownRevisions(**known), NOON) if said}


def test_where_no_row_is_known_nothing_is_said() -> None:
    assert describe_revisions(None, NOON) == []


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, ["not asked for again, since `revisions.checks` is not set"]),
        ({"checks": CHECKS}, ["not asked for again: no check is left, or it was written before `revisions.checks` was set"]),
        (
            {"checks": CHECKS, "next_check": CHECK},
            [
                "asked for again from 2026-11-22 15:00 UTC (in 3 h) on; 1 of 2 checks are over",
                "its page answered last 2026-11-22 11:00 UTC",
            ],
        ),
        (
            {"checks": (60.0,), "next_check": replace(CHECK, next_at=NOON - HOUR, done=0, tries=2)},
            [
                "due since 2026-11-22 11:00 UTC (1 h ago); 0 of 1 check is over",
                "its page answered last 2026-11-22 11:00 UTC",
                "2 requests since then had no answer that counts",
            ],
        ),
        (
            {"checks": CHECKS, "next_check": replace(CHECK, gone=GONE[:1])},
            [
                "asked for again from 2026-11-22 15:00 UTC (in 3 h) on; 1 of 2 checks are over",
                "its address answered 404 2026-11-22 10:00 UTC; a second time, an hour later, withdraws it",
            ],
        ),
        (
            {"next_check": CHECK},
            ["not asked for again, since `revisions.checks` is not set", "its page answered last 2026-11-22 11:00 UTC"],
        ),
    ],
)  # fmt: skip
def test_it_is_said_whether_it_is_asked_for_again(known: dict[str, Any], said: list[str]) -> None:
    assert told(**known) == {"Again": said}


def test_each_version_is_told_with_what_changed_and_its_place() -> None:
    changes = Changes(fields=("title", "text"), words_removed=1, words_added=1200)
    record = replace(REVISION, changes=changes, significance="correction", correction="Correction: two, not three.")
    assert told(versions=(replace(VERSION, record=record),))["Versions"] == [
        "2, 2026-11-22 12:00 UTC: correction of title, text; 1 word out, 1,200 in",
        'the publisher says: "Correction: two, not three."',
        "revisions/x, line 3",
    ]


def test_of_many_versions_the_newest_are_told_and_those_without_a_row_are_named() -> None:
    many = tuple(replace(VERSION, record=replace(REVISION, version=number)) for number in range(4, 10))
    said = told(versions=many, missing=(2, 3))["Versions"]
    assert said[0] == "2 earlier" and said[1].startswith("6, ") and len(said) == 1 + 4 * 2 + 1
    assert said[-1] == "no row was found of version 2, 3; `retention` may have dropped it"


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (
            replace(RETRACTION, answers=GONE),
            "its address answered 404 2026-11-22 10:00 UTC and 410 2026-11-22 12:00 UTC",
        ),
        (replace(RETRACTION, because="notice", notice="Withdrawn."), 'its page says "Withdrawn."'),
    ],
)
def test_a_retraction_is_told_with_its_evidence_and_its_place(record: Any, why: str) -> None:
    at = timedelta(minutes=5)
    placed = PlacedRetraction(path="retractions/y", line=1, record=replace(record, retracted_at=NOON + at, version=3))
    assert told(checks=CHECKS, retraction=placed) == {
        "Again": ["not asked for any more, since it was withdrawn"],
        "Withdrawn": [f"2026-11-22 12:05 UTC, after version 3: {why}", "retractions/y, line 1"],
    }
