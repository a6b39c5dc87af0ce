"""What is remembered of a site's files, and for how long."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from transforms.pure.rights.rsl import read_rsl
from transforms.pure.rights.tdmrep import read_tdm_file
from transforms.web.kept_files import (
    DUMPED_MOST_RULES,
    KeptSiteFile,
    after_failure,
    is_fresh_file,
    is_worth_keeping_file,
)

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = read_tdm_file(b'[{"location": "/", "tdm-reservation": 1, "tdm-policy": "/p"}]')
CONTENTS = read_rsl(b'<rsl><content url="/"><license><permits type="usage">search</permits></license></content></rsl>')


@pytest.mark.parametrize(
    ("expires_in", "is_fresh"), [(HOUR, True), (DAY, True), (timedelta(0), False), (-HOUR, False), (2 * DAY, False)]
)
def test_a_file_is_fresh_until_it_expires(expires_in: timedelta, is_fresh: bool) -> None:
    assert is_fresh_file(KeptSiteFile(expires_at=NOON + expires_in), NOON) is is_fresh


@pytest.mark.parametrize(
    ("kept", "is_worth_it"),
    [
        (KeptSiteFile(expires_at=NOON + HOUR), True),
        (KeptSiteFile(expires_at=NOON - HOUR), False),
        (KeptSiteFile(expires_at=NOON - HOUR, read_at=NOON - DAY), False),
        (KeptSiteFile(expires_at=NOON - HOUR, read_at=NOON - DAY, rules=RULES), True),
        (KeptSiteFile(expires_at=NOON - HOUR, read_at=NOON - DAY, contents=CONTENTS), True),
        (KeptSiteFile(expires_at=NOON - HOUR, read_at=NOON - 8 * DAY, rules=RULES), False),
        (KeptSiteFile(expires_at=NOON - HOUR, read_at=NOON + 8 * DAY, rules=RULES), False),
        (KeptSiteFile(expires_at=NOON + HOUR, read_at=NOON, rules=RULES * (DUMPED_MOST_RULES + 1)), False),
    ],
)
def test_what_is_worth_remembering(kept: KeptSiteFile, is_worth_it: bool) -> None:
    assert is_worth_keeping_file(kept, NOON) is is_worth_it


def test_what_a_file_said_holds_while_it_cannot_be_read() -> None:
    before = KeptSiteFile(expires_at=NOON, read_at=NOON - DAY, rules=RULES)
    kept = after_failure(before, "the server answered 500", NOON)
    assert (kept.rules, kept.read_at, kept.expires_at) == (RULES, NOON - DAY, NOON + HOUR)
    later = after_failure(kept, "the server answered 500", NOON + 7 * DAY)
    assert later == KeptSiteFile(expires_at=NOON + 7 * DAY + HOUR, problem="the server answered 500")
    assert after_failure(None, "no answer", NOON) == KeptSiteFile(expires_at=NOON + HOUR, problem="no answer")


def test_a_file_comes_back_from_its_bytes() -> None:
    kept = KeptSiteFile(expires_at=NOON + HOUR, read_at=NOON, problem="p", rules=RULES, contents=CONTENTS)
    assert msgspec.json.decode(msgspec.json.encode(kept), type=KeptSiteFile) == kept
