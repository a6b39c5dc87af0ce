"""The lease of who works on a state: when it holds, when it is over, and what clocks that differ do to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from transforms.errors import StorageError
from transforms.state.holder import (
    LEASE,
    PLACE,
    SKEW,
    Holder,
    give_back,
    holder_of,
    judge,
    read_holder,
    take,
    this_process,
)
from transforms.state.storage import Store, open_store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["local", "memory"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return open_store(str(tmp_path) if request.param == "local" else f"memory://{tmp_path.name}")


@pytest.fixture
def elsewhere() -> Holder:
    """A process of another machine, which has just renewed its lease at noon by its own clock."""
    return replace(this_process("stream", NOON), host="other", machine="other", token="theirs")


@pytest.fixture
def gone() -> Iterator[Holder]:
    """A process of this machine that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    lease = replace(this_process("ingest", NOON), pid=ended.pid, token="theirs", started="12345")
    ended.wait()
    yield lease


@pytest.mark.parametrize(
    ("after", "standing"),
    [
        (-timedelta(days=400), "unsure"),
        (-SKEW - MINUTE, "unsure"),
        (-SKEW + MINUTE, "held"),
        (timedelta(0), "held"),
        (LEASE - timedelta(seconds=1), "held"),
        (LEASE, "unsure"),
        (LEASE + SKEW - MINUTE, "unsure"),
        (LEASE + SKEW, "over"),
        (timedelta(days=400), "over"),
    ],
)
def test_elsewhere_the_clock_tells_as_far_as_it_is_believed(elsewhere: Holder, after: timedelta, standing: str) -> None:
    assert judge(elsewhere, NOON + after) == standing


def test_on_this_machine_the_process_tells(gone: Holder) -> None:
    assert judge(gone, NOON) == "over", "however new its lease is"
    mine = this_process("ingest", NOON)
    assert judge(mine, NOON) == judge(mine, NOON - timedelta(days=400)) == "held", "the clock was set back"
    assert judge(mine, NOON + LEASE + SKEW) == "over", "it hangs"
    assert judge(replace(mine, started="12345"), NOON) == "over", "another process has its number now"


def test_a_process_that_died_and_is_not_waited_for_yet_is_gone() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.read()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert judge(replace(this_process("ingest", NOON), pid=child.pid), NOON) == "over"
    child.communicate()


def test_only_one_takes_it_and_only_who_has_it_gives_it_back(state: Store, elsewhere: Holder) -> None:
    mine = this_process("ingest", NOON)
    assert take(state, elsewhere, NOON) is None
    assert take(state, mine, NOON + MINUTE) == replace(elsewhere, until=NOON + LEASE)
    give_back(state, mine)
    assert holder_of(state, lambda: NOON, no_wait) is not None
    give_back(state, elsewhere)
    assert read_holder(state) is None
    assert take(state, mine, NOON) is None
    found = read_holder(state)
    assert found is not None and found.token == mine.token


def test_a_renewal_moves_its_end(state: Store) -> None:
    mine = this_process("stream", NOON)
    take(state, mine, NOON)
    take(state, mine, NOON + MINUTE)
    found = read_holder(state)
    assert found is not None
    assert (found.since, found.until, found.beat) == (NOON, NOON + MINUTE + LEASE, 1)


def test_what_is_left_of_one_that_was_killed_is_passed_over(state: Store, gone: Holder, elsewhere: Holder) -> None:
    mine = this_process("ingest", NOON)
    take(state, gone, NOON)
    assert holder_of(state, lambda: NOON, no_wait) is None
    assert take(state, mine, NOON) is None
    give_back(state, mine)
    take(state, elsewhere, NOON)
    assert holder_of(state, lambda: NOON + LEASE + SKEW, no_wait) is None


@pytest.mark.parametrize(
    ("by_its_clock", "now"),
    [(NOON + timedelta(days=400), NOON), (NOON, NOON + LEASE + MINUTE)],
    ids=["its clock is far ahead", "its clock is a little behind, or it is gone"],
)
def test_where_clocks_may_differ_a_renewal_shows_that_somebody_works(
    state: Store, elsewhere: Holder, by_its_clock: datetime, now: datetime
) -> None:
    waited: list[float] = []

    def nobody(seconds: float) -> bool:
        waited.append(seconds)
        return False

    def renewed(seconds: float) -> bool:
        take(state, elsewhere, by_its_clock + MINUTE)
        return False

    take(state, elsewhere, by_its_clock)
    assert holder_of(state, lambda: now, nobody) is None
    assert len(waited) == 1 and waited[0] < LEASE.total_seconds()
    assert holder_of(state, lambda: now, renewed) is not None


@pytest.mark.parametrize("pid", [0, -1, 2**31, 2**63])
def test_a_process_number_that_no_system_has_is_nobodys(state: Store, pid: int) -> None:
    state.put(PLACE, msgspec.json.encode(replace(this_process("ingest", NOON), pid=pid, started="")))
    assert read_holder(state) is None


def test_a_lease_to_the_end_of_all_times_is_not_believed(elsewhere: Holder, gone: Holder) -> None:
    last = datetime.max.replace(tzinfo=UTC)
    assert judge(replace(elsewhere, until=last), NOON) == "unsure"
    assert judge(replace(gone, until=last), NOON) == "over"


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff\xfe", b'{"pid": "x"}', b"null"])
def test_a_damaged_document_is_nobodys_and_is_written_anew(state: Store, data: bytes) -> None:
    state.put(PLACE, data)
    assert read_holder(state) is None
    mine = this_process("ingest", NOON)
    assert take(state, mine, NOON) is None
    assert read_holder(state) is not None


def test_a_store_that_fails_as_it_is_given_back_is_left_alone() -> None:
    class Failing:
        def read(self, path: str) -> bytes:
            raise StorageError("gone")

    give_back(Failing(), this_process("ingest", NOON))  # type: ignore[arg-type]


def test_what_is_said_of_who_works(elsewhere: Holder) -> None:
    said = replace(elsewhere, pid=4711).describe()
    assert said == (
        "`newsbeam stream` on other (process 4711) works on it since 2026-11-22 12:00:00 UTC, until 12:02:00 UTC unless it"
        " renews that"
    )


def no_wait(seconds: float) -> bool:
    raise AssertionError(f"nothing had to be waited for, {seconds} s least of all")
