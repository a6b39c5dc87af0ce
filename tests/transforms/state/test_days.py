"""What days of work say of the time: one that a wrong clock has named counts for nothing alone."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from transforms.state.days import TO_EXPIRE, TO_FORGET, believed, check_day, day_of, days_before, is_ahead, with_day
from transforms.state.log import Snapshot
from transforms.state.memory import FOREVER

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORKED = [day_of(NOON - timedelta(days=days)) for days in range(20, -1, -1)]
JUMPED = NOON + timedelta(days=400)


@pytest.mark.parametrize("count", [TO_FORGET, TO_EXPIRE])
def test_a_clock_that_is_ahead_for_a_day_is_not_believed(count: int) -> None:
    at = believed(WORKED, JUMPED, count)
    assert at is not None and NOON - timedelta(days=count) < at < NOON


def test_one_that_is_behind_for_a_day_makes_nothing_older() -> None:
    at = believed(WORKED, datetime(2020, 1, 1, tzinfo=UTC), TO_FORGET)
    assert at == datetime(2020, 1, 1, tzinfo=UTC)


def test_too_few_days_of_work_say_nothing() -> None:
    assert believed(WORKED[:2], JUMPED, TO_FORGET) is None


@pytest.mark.parametrize(("wrong", "oldest", "forgotten"), [
    ("2020-01-01", "2026-06-01", set()),
    ("2028-01-01", "2026-06-01", set()),
    ("2028-01-01", "2028-01-01", {"2026-11-22", "2028-01-01"}),
])  # fmt: skip
def test_a_day_of_a_wrong_clock_is_as_old_as_those_before_it(wrong: str, oldest: str, forgotten: set[str]) -> None:
    days = with_day(with_day(WORKED, wrong), "2026-11-23")
    assert days_before(days, ["2026-11-22", wrong], NOON + timedelta(days=1), oldest) == forgotten


def test_clocks_that_differ_a_little_are_not_ahead() -> None:
    assert not is_ahead(NOON + timedelta(minutes=59), NOON) and is_ahead(NOON + timedelta(minutes=61), NOON)


@pytest.mark.parametrize(
    "day", ["2026-13-01", "2026-02-30", "2026-W47-7", "20261122", "2026-11-2x", "", "2026-11-22T10"]
)
def test_what_is_no_day_is_refused(day: str) -> None:
    with pytest.raises(ValueError):
        check_day(day)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode({"settled": {}, "deferred": {}, "days": [day]}), type=Snapshot)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode({"settled": {day: []}, "deferred": {}}), type=Snapshot)


def test_the_days_that_are_stored_are_days() -> None:
    for day in ("2026-11-22", FOREVER, day_of(datetime(26, 1, 2, tzinfo=UTC))):
        check_day(day)


def test_no_time_is_believed_that_is_before_all_clocks() -> None:
    assert believed(["0001-01-01", *WORKED], NOON, len(WORKED) + 1) == datetime(1970, 1, 1, tzinfo=UTC)
