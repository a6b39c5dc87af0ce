"""What there is to deliver: which manifests are listed, where a cursor continues, and what stands at a part of a manifest."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from noting_store import Noting
from one_shard import article
from published import Published

from pipelines.follow.choice import FollowChoice
from pipelines.follow.cursors import Mark
from pipelines.follow.events import Event, PartDone, Point, Reached, RowEvent
from pipelines.follow.source import LOOKS_AT_NEW_DAYS, FollowedOutput, hide_cure, settle
from pipelines.run.errors import Refused
from transforms.errors import OutputError
from transforms.state.storage import open_store

_numbers = itertools.count()
DAYS = ("2026-11-20", "2026-11-21", "2026-11-22")
CHOICE = FollowChoice(output="out")


@pytest.fixture
def published() -> Published:
    """Three manifests of a file with two rows, each on a day of its own."""
    made = Published(open_store(f"memory://source-{next(_numbers)}"))
    for number, day in enumerate(DAYS):
        made.add(day, article(f"{number}a"), article(f"{number}b"))
    return made


def ids(found: list[Event | Reached]) -> list[str]:
    return [event.id for event in found if isinstance(event, RowEvent)]


def test_each_row_says_how_far_one_is_with_it(published: Published) -> None:
    output = FollowedOutput(published.store, CHOICE)
    found = list(output.events(Point(1), output.look(None)))
    assert [event.after.position for event in found] == [1, 1, 2, 2, 2, 3]
    rows = [event for event in found if isinstance(event, RowEvent)]
    path = "articles/date=2026-11-21/part-1.jsonl.gz"
    assert [row.after.part for row in rows[:2]] == [PartDone(path, 1), PartDone(path, 2)]
    for at, row in enumerate(rows):
        assert ids(list(output.events(row.after, output.look(None)))) == [row.id for row in rows[at + 1 :]]


def test_a_part_that_is_not_in_its_manifest_is_begun_anew(published: Published) -> None:
    output = FollowedOutput(published.store, CHOICE)
    found = output.look(None)
    assert len(ids(list(output.events(Point(2, PartDone("articles/elsewhere", 2)), found)))) == 2


def test_old_days_are_listed_seldom(published: Published) -> None:
    store = Noting(published.store)
    output = FollowedOutput(store, CHOICE)
    newest = Mark(3, output.look(None)[3])
    store.asked.clear()
    for _ in range(LOOKS_AT_NEW_DAYS - 1):
        assert output.look(newest) == {3: newest.path}
    assert store.asked == {"names runs": 2 * (LOOKS_AT_NEW_DAYS - 1)}
    store.asked.clear()
    assert list(output.look(newest)) == [1, 2, 3]
    assert store.asked == {"names runs": 4}


def test_a_gap_in_the_newest_days_has_all_listed(published: Published) -> None:
    output = FollowedOutput(published.store, CHOICE)
    found = output.look(None)
    # A clock went back: the next manifest has an earlier day, and the one behind it the usual one.
    published.add("2026-11-19", article("x"))
    published.add("2026-11-22", article("y"))
    assert list(output.look(Mark(3, found[3]))) == [1, 2, 3, 4, 5]


MARKS = tuple(Mark(number, f"runs/{number}") for number in (1, 4, 5))


@pytest.mark.parametrize(
    ("point", "found", "continues"),
    [
        (Point(5), {4: "runs/4", 5: "runs/5"}, (Point(5), None)),
        (Point(5, PartDone("a", 1)), {5: "runs/5", 6: "runs/6"}, (Point(5, PartDone("a", 1)), None)),
        (Point(5), {6: "runs/6"}, (Point(5), None)),  # Somebody has deleted what was passed.
        (Point(5), {1: "runs/1", 4: "runs/4", 5: "runs/5-other"}, (Point(4), 4)),
        (Point(5, PartDone("a", 1)), {1: "runs/1", 4: "runs/4"}, (Point(4), 4)),
        (Point(5), {1: "runs/1", 2: "runs/2"}, (Point(1), 1)),
    ],
)
def test_where_a_cursor_continues(point: Point, found: dict[int, str], continues: Any) -> None:
    assert settle(point, MARKS, found, "out") == continues


@pytest.mark.parametrize("found", [{}, {1: "other", 5: "other"}])
def test_a_cursor_that_belongs_elsewhere(found: dict[int, str]) -> None:
    with pytest.raises(Refused, match="out: none of the manifests that this cursor has passed is here"):
        settle(Point(5), MARKS, found, "out")


def test_a_manifest_that_is_gone_is_told_with_our_flag(published: Published) -> None:
    output = FollowedOutput(published.store, CHOICE)
    published.store.delete(output.look(None)[2])
    with pytest.raises(OutputError) as caught:
        list(output.events(Point(), output.look(None)))
    assert "manifest 2 is gone" in hide_cure(caught.value)
    assert hide_cure(caught.value).endswith("or begin behind it: --since <the number after it> and a new --name")
