"""The kinds of rows: each has a record, and a field by which it is dated."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest
from asked_again import recheck, retracted, revised
from one_shard import article, failure

from transforms.row_kinds import KINDS, RECORDS, TIMES, Row

ROWS: dict[str, Row] = {
    "articles": article("a"),
    "failures": failure("a"),
    "revisions": revised(recheck("a")).revision,
    "retractions": retracted(recheck("a")).retraction,
}


def test_each_kind_has_a_record_and_a_time() -> None:
    assert set(KINDS) == set(RECORDS) == set(TIMES) == set(ROWS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_a_kind_is_read_as_its_record_and_is_dated(kind: str) -> None:
    row = msgspec.json.decode(msgspec.json.encode(ROWS[kind]), type=RECORDS[kind])
    assert row == ROWS[kind]
    found: object = row
    for name in TIMES[kind].split("."):
        found = getattr(found, name)
    assert isinstance(found, datetime)
