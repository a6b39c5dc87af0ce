"""Splitting: a story of two halves falls apart, one that holds together does not."""

import numpy
import pytest

from transforms.pure.stories.splitting import halves


def matrix(size: int, pairs: dict[tuple[int, int], float]) -> numpy.ndarray:
    alike = numpy.eye(size)
    for (one, other), value in pairs.items():
        alike[one, other] = alike[other, one] = value
    return alike


CHAIN = {(0, 1): 0.6, (1, 2): 0.6, (0, 2): 0.5, (3, 4): 0.6}


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        (CHAIN, ([0, 1, 2], [3, 4])),
        (CHAIN | {(2, 3): 0.4}, ([0, 1, 2], [3, 4])),
        (CHAIN | {(0, 3): 0.4, (1, 3): 0.4, (2, 4): 0.4}, None),
    ],
)
def test_halves(pairs: dict[tuple[int, int], float], found: object) -> None:
    assert halves(matrix(5, pairs)) == found


def test_one_article_alone_is_no_half() -> None:
    assert halves(matrix(4, {(0, 1): 0.6, (1, 2): 0.6, (0, 2): 0.6})) is None


def test_a_single_article_has_no_halves() -> None:
    assert halves(numpy.eye(1)) is None
