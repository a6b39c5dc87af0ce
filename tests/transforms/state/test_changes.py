"""Where rows stand after their files were replaced."""

import pytest

from transforms.state.changes import Replaced, RowPlace, find_rows, rows_left


def replaced(path: str, by: str | None, first: int = 0, *removed: int) -> Replaced:
    return Replaced(path=path, by=by, first=first, removed=removed)


CHANGES: dict[str, tuple[list[Replaced], RowPlace | None]] = {
    "nothing happened": ([], RowPlace("a", (0, 1, 2, 3))),
    "another file was replaced": ([replaced("b", "c")], RowPlace("a", (0, 1, 2, 3))),
    "it was put behind others": ([replaced("a", "c", 10)], RowPlace("c", (10, 11, 12, 13))),
    "a row was removed": ([replaced("a", "b", 0, 1)], RowPlace("b", (0, 1, 2))),
    "the first and the last": ([replaced("a", "b", 0, 0, 3)], RowPlace("b", (0, 1))),
    "all rows were removed": ([replaced("a", "b", 5, 0, 1, 2, 3)], None),
    "the file went": ([replaced("a", None)], None),
    "a row of another file was removed before it": (
        [replaced("a", "c", 10), replaced("c", "d", 0, 9)],
        RowPlace("d", (9, 10, 11, 12)),
    ),
    "one of its own after it was put behind others": (
        [replaced("a", "c", 10), replaced("c", "d", 3, 11, 20)],
        RowPlace("d", (13, 14, 15)),
    ),
    "three times": ([replaced("a", "b", 0, 0), replaced("b", "c", 7), replaced("c", "d", 1, 8)], RowPlace("d", (8, 9))),
    "what came before is not looked at": ([replaced("b", "a"), replaced("a", "b", 1)], RowPlace("b", (1, 2, 3, 4))),
}


@pytest.mark.parametrize(("changes", "place"), CHANGES.values(), ids=CHANGES)
def test_rows_are_found_where_they_stand_now(changes: list[Replaced], place: RowPlace | None) -> None:
    assert find_rows("a", 4, changes) == place
    left = rows_left("a", 4, changes)
    assert len(left) == (0 if place is None else len(place.rows))
    # Each of them, alone or as the last of fewer rows, stands where the row does that it became.
    for at, number in enumerate(left):
        found = find_rows("a", number + 1, changes)
        assert found is not None
        assert place is not None
        assert found.rows[-1] == place.rows[at]
