"""Who has a turn in this process: one at a time a shard, and one for a burst of late ticks."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from transforms.counters import watch
from transforms.turn_locks import begin_turn_of, turn_before, turns_under_way

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def root() -> str:
    return f"memory://{uuid.uuid4().hex}"


def has_turn(root: str, tick: datetime, now: datetime, key: str = "0") -> bool:
    """Whether there is a turn at a tick, where one comes each minute."""
    with turn_before(tick + MINUTE, root, key, now) as granted:
        return granted


@pytest.mark.parametrize(
    ("ticks_and_arrivals", "granted"),
    [
        pytest.param([(0, 0), (1, 1), (2, 2)], [True, True, True], id="on time"),
        pytest.param([(0, 1), (1, 2), (2, 3)], [True, True, True], id="each an interval late"),
        pytest.param([(0, 1.1), (1, 2.1), (2, 3.1)], [True, True, True], id="each more than an interval late"),
        pytest.param(
            [(-4, 0), (-3, 0), (-2, 0), (-1, 0), (0, 0), (1, 1)],
            [True, False, False, False, True, True],
            id="a burst after a downtime, and the tick that is due",
        ),
        pytest.param([(0, 0), (3, 3), (1, 3.1), (2, 3.1)], [True, True, False, False], id="out of order"),
    ],
)
def test_a_tick_has_a_turn_unless_one_has_begun_since_its_time_was_over(
    root: str, ticks_and_arrivals: list[tuple[float, float]], granted: list[bool]
) -> None:
    found = [has_turn(root, NOON + tick * MINUTE, NOON + arrival * MINUTE) for tick, arrival in ticks_and_arrivals]
    assert found == granted


def test_no_shard_is_passed_over_where_turns_take_longer_than_ticks(root: str) -> None:
    """One worker has four shards, one after another, and each turn takes a minute: so does a tick."""
    now, served = NOON, ""
    for minute in range(12):
        now = max(now, NOON + minute * MINUTE)
        for shard in "0123":
            if has_turn(root, NOON + minute * MINUTE, now, shard):
                served += shard
                now += MINUTE
    assert served == "0123" * 3 + "0123"[: len(served) - 12]
    assert len(served) > 12


def test_no_turn_begins_while_another_is_under_way(root: str) -> None:
    seen: list[str] = []
    end = watch(lambda name, n: seen.append(name))
    with turn_before(NOON + MINUTE, root, "0", NOON):
        assert not has_turn(root, NOON + MINUTE, NOON + MINUTE)
        assert has_turn(root, NOON, NOON, key="1"), "another shard is another turn"
        assert has_turn(root + "/other", NOON, NOON), "another state is another turn"
        assert turns_under_way(root) == 1
    assert turns_under_way(root) == 0
    assert has_turn(root, NOON + 2 * MINUTE, NOON + 2 * MINUTE)
    assert not has_turn(root, NOON + MINUTE, NOON + 3 * MINUTE)
    end()
    assert seen == ["tick/busy", "tick/late"]


def test_a_turn_that_fails_is_over(root: str) -> None:
    with pytest.raises(ValueError, match="a step failed"), turn_before(NOON, root, "0", NOON):
        raise ValueError("a step failed")
    assert turns_under_way(root) == 0


def test_a_bounded_job_has_its_turns_whatever_came_before(root: str) -> None:
    for _ in range(2):
        with turn_before(None, root, "0", NOON) as granted:
            assert granted
    with turn_before(NOON, root, "0", NOON), turn_before(None, root, "0", NOON) as granted:
        assert granted


def test_the_turns_of_a_pass_are_counted_as_they_begin(root: str) -> None:
    assert [begin_turn_of(pass_id, root) for pass_id in ("p1", "p1", "p2", "p2", "p2")] == [0, 1, 0, 1, 2]
    assert begin_turn_of("p2", f"{root}/other") == 0


def test_a_turn_that_a_clock_began_which_was_ahead_refuses_no_tick_once_it_has_come_back(root: str) -> None:
    assert has_turn(root, NOON + timedelta(days=400), NOON + timedelta(days=400))
    assert [has_turn(root, NOON + n * MINUTE, NOON + n * MINUTE) for n in range(3)] == [True, True, True]
