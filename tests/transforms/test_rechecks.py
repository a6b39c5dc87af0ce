"""What is remembered of an article that is asked for again: it comes back as it was, and is short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from transforms.rechecks import Recheck, RevisionOptions, check_checks
from transforms.records import Entry
from transforms.revision_records import GoneAnswer

AT = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)
URL = "https://news.example/dam"
ENTRY = Entry(id="a1", url=URL, link=URL, feed_url="https://news.example/feed", parked_at=AT)
RECHECK = Recheck(
    id="a1", entry=ENTRY, url=URL, file="articles/date=2026-11-22/part-0.jsonl.gz", digest="0f",
    since=AT, seen_at=AT, next_at=AT + timedelta(hours=1),
)  # fmt: skip


def test_it_comes_back_as_it_was() -> None:
    gone = msgspec.structs.replace(RECHECK, version=3, gone=(GoneAnswer(status=410, answered_at=AT),), etag='"x"')
    for recheck in (RECHECK, gone):
        assert msgspec.json.decode(msgspec.json.encode(recheck), type=Recheck) == recheck


def test_what_says_nothing_takes_no_room() -> None:
    said = msgspec.json.decode(msgspec.json.encode(RECHECK))
    assert not {"version", "done", "changes", "etag", "last_modified", "modified_at", "gone", "tries"} & said.keys()


@pytest.mark.parametrize("checks", [[0], [-1.0], ["soon"]])
def test_a_check_is_a_time_after_the_first_fetch(checks: list[object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"checks": checks}, RevisionOptions)


@pytest.mark.parametrize(
    ("checks", "problem"),
    [
        ((3600.0, 3600.0), "3600 s does not come after 3600 s"),
        ((7200.0, 3600.0), "3600 s does not come after 7200 s"),
        ((3600.0, 91 * 86_400.0), "91 days are too long"),
    ],
)
def test_checks_that_make_no_sense(checks: tuple[float, ...], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        check_checks(checks)


@pytest.mark.parametrize("checks", [(), (60.0,), (3600.0, 90 * 86_400.0)])
def test_checks_that_are_good(checks: tuple[float, ...]) -> None:
    check_checks(checks)
