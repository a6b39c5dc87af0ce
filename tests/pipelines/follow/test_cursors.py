"""Cursors: how they move, which manifests they remember, and where they continue after a copy was brought back."""

from __future__ import annotations

import pytest
from one_shard import NOON

from pipelines.follow.cursors import NAME, Cursor, Mark, advance, find_common, thinned
from pipelines.follow.events import PartDone, Point

START = Cursor(name="a", sink="s", target="t", digest="d", kind="articles", attempt="1", saved_at=NOON)


def paths(end: int) -> dict[int, str]:
    return {number: f"runs/{number}" for number in range(1, end + 1)}


def test_it_moves_and_counts() -> None:
    moved = advance(START, Point(3, PartDone("a", 2)), paths(9), NOON, delivered=7, refused=1)
    moved = advance(moved, Point(4), paths(9), NOON, delivered=1)
    assert (moved.point, moved.delivered, moved.refused) == (Point(4), 8, 1)
    assert moved.marks == tuple(Mark(number, f"runs/{number}") for number in range(1, 5))


@pytest.mark.parametrize("steps", [[1000], list(range(1, 1001)), list(range(7, 1001, 31)), [1, 999, 1000]])
def test_few_marks_are_kept_however_it_moves(steps: list[int]) -> None:
    cursor = START
    for step in steps:
        cursor = advance(cursor, Point(step), paths(1000), NOON)
    numbers = [mark.number for mark in cursor.marks]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == steps[-1]
    assert len(numbers) < 32
    # From wherever a copy was made, few manifests are read again: as many as it lacks, at most.
    for end in range(2, steps[-1]):
        common = find_common(cursor.marks, {n: f"runs/{n}" if n <= end else "other" for n in range(1, 1100)})
        assert common is not None
        assert end - common.number <= steps[-1] - end


def test_marks_are_thinned_alike_at_once_and_by_and_by() -> None:
    by_and_by: tuple[Mark, ...] = ()
    for number in range(1, 300):
        by_and_by = thinned((*by_and_by, Mark(number, "")))
    assert by_and_by == thinned(tuple(Mark(number, "") for number in range(1, 300)))
    assert thinned(()) == ()


def test_no_manifest_is_common() -> None:
    assert find_common((Mark(1, "runs/1-a"),), {1: "runs/1-b"}) is None
    assert find_common((), {1: "runs/1-b"}) is None


@pytest.mark.parametrize(
    ("name", "is_good"), [("desk-1", True), ("", False), ("../x", False), ("Ä", False), (".a", False)]
)
def test_names(name: str, is_good: bool) -> None:
    assert (NAME.fullmatch(name) is not None) == is_good
