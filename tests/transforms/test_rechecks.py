"""What is remembered of an article that is asked for again: it comes back as it was, and is short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from transforms.rechecks import Recheck, RevisionOptions
from transforms.records import Entry

AT = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)
URL = "https://news.example/dam"
ENTRY = Entry(id="a1", url=URL, link=URL, feed_url="https://news.example/feed", parked_at=AT)
RECHECK = Recheck(
    id="a1", entry=ENTRY, url=URL, file="articles/date=2026-11-22/part-0.jsonl.gz", digest="0f",
    since=AT, seen_at=AT, next_at=AT + timedelta(hours=1),
)  # fmt: skip


def test_it_comes_back_as_it_was() -> None:
    gone = msgspec.structs.replace(RECHECK, version=3, gone=(AT,), etag='"x"')
    for recheck in (RECHECK, gone):
        assert msgspec.json.decode(msgspec.json.encode(recheck), type=Recheck) == recheck


def test_what_says_nothing_takes_no_room() -> None:
    said = msgspec.json.decode(msgspec.json.encode(RECHECK))
    assert not {"version", "done", "changes", "etag", "last_modified", "modified_at", "gone"} & said.keys()


@pytest.mark.parametrize("checks", [[0], [-1.0], ["soon"]])
def test_a_check_is_a_time_after_the_first_fetch(checks: list[object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"checks": checks}, RevisionOptions)
