"""Batches: how many events, how many bytes, no id twice, and what is found before an error comes ahead of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from followed import row

from pipelines.follow.events import (
    DroppedDay,
    Event,
    EventBatch,
    Point,
    Reached,
    RowEvent,
    TakedownEvent,
    cut_batches,
    halves,
)
from transforms.errors import OutputError


def cut(found: list[Event | Reached], most: int = 10, most_bytes: int = 100_000) -> list[list[str]]:
    return [[name(event) for event in batch.events] for batch in cut_batches(found, most, most_bytes)]


def name(event: Event) -> str:
    return event.day if isinstance(event, DroppedDay) else event.id


@pytest.mark.parametrize(
    ("ids", "most", "most_bytes", "batches"),
    [
        ("", 2, 1000, []),
        ("a", 2, 1000, ["a"]),
        ("abcd", 2, 1000, ["ab", "cd"]),
        ("abcde", 2, 1000, ["ab", "cd", "e"]),
        ("abcd", 9, 95, ["ab", "cd"]),
        ("abc", 9, 10, ["a", "b", "c"]),
        ("abac", 9, 1000, ["ab", "ac"]),
        ("aaa", 9, 1000, ["a", "a", "a"]),
    ],
)
def test_where_batches_are_cut(ids: str, most: int, most_bytes: int, batches: list[str]) -> None:
    rows: list[Event | Reached] = [row(id_) for id_ in ids]
    assert len(row("a").line) == 44
    assert cut(rows, most, most_bytes) == [list(batch) for batch in batches]


def test_a_row_and_its_takedown_are_apart() -> None:
    point = Point()
    found: list[Event | Reached] = [row("a"), TakedownEvent("a", None, point), DroppedDay("2026-01-01", point)]
    assert cut(found) == [["a"], ["a", "2026-01-01"]]


def test_the_end_of_manifests_is_reached_without_rows() -> None:
    assert list(cut_batches([Reached(Point(1)), Reached(Point(2))], 5, 100)) == [EventBatch((), Point(2))]
    first, second = cut_batches([row("a", 1), row("b", 2), Reached(Point(3))], 1, 1000)
    assert (first.after, second.after) == (Point(1), Point(3))


def test_what_is_found_before_an_error_comes_first() -> None:
    def found() -> Iterator[RowEvent]:
        yield row("a")
        raise OutputError("gone")

    batches = cut_batches(found(), 5, 1000)
    assert [event.id for event in next(batches).events if isinstance(event, RowEvent)] == ["a"]
    with pytest.raises(OutputError):
        next(batches)


def test_halves_are_whole() -> None:
    rows = tuple(row(id_) for id_ in "abcde")
    for length in range(2, 6):
        first, second = halves(rows[:length])
        assert first
        assert second
        assert (*first, *second) == rows[:length]
