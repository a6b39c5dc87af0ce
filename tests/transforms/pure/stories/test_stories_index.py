"""The index: who shares three terms, of many the best, and none that is forgotten."""

import numpy

from transforms.pure.stories.index import MAX_CANDIDATES, Index


def found(index: Index, terms: list[int], first: int = 0) -> list[int]:
    return index.find(terms, [1.0] * len(terms), first).tolist()


def test_three_shared_terms_make_a_candidate() -> None:
    index = Index()
    index.add(0, [1, 2, 3, 4])
    index.add(1, [3, 4, 5])
    assert found(index, [1, 2, 3]) == [0]
    assert found(index, [1, 3, 4, 5]) == [0, 1]
    assert found(index, [7, 8, 9]) == []


def test_of_too_many_the_weightiest_and_latest_stay() -> None:
    index = Index()
    index.add(0, [1, 2, 3, 4])
    for number in range(1, MAX_CANDIDATES + 10):
        index.add(number, [1, 2, 3])
    assert found(index, [1, 2, 3, 4]) == [0, *range(11, MAX_CANDIDATES + 10)]


def test_what_is_forgotten_is_not_found() -> None:
    index = Index()
    for number in range(4):
        index.add(number, [1, 2, 3])
    assert found(index, [1, 2, 3], first=2) == [2, 3]
    index.forget(3)
    assert found(index, [1, 2, 3]) == [3]
    index.forget(4)
    assert found(index, [1, 2, 3]) == []


def test_an_index_made_at_once_is_the_same() -> None:
    rows = numpy.array([[9, 2, 3, 0], [2, 3, 9, 8], [1, 2, 0, 0]], numpy.uint32)
    made, grown = Index.made(5, rows), Index()
    for number, row in enumerate(rows.tolist(), start=5):
        grown.add(number, [term for term in row if term])
    assert found(made, [2, 3, 9], 5) == found(grown, [2, 3, 9], 5) == [5, 6]
    made.add(8, [2, 3, 9])
    assert found(made, [2, 3, 9], 6) == [6, 8]
