"""Vectors: of length 1, strongest terms first, and their cosines."""

import numpy
import pytest
from story_articles import DAM, DAM_AGAIN, FIRE, PRIOR, profile

from transforms.pure.stories.rarity import Rarity
from transforms.pure.stories.terms import hashed
from transforms.pure.stories.vectors import KEPT_TERMS, cosines, make_vector


def cosines_of(text: str, *others: str) -> list[float]:
    rarity = Rarity(PRIOR)
    vectors = [make_vector(profile(f"a{n}", one), rarity) for n, one in enumerate((text, *others))]
    rows = numpy.stack([one.terms for one in vectors[1:]]), numpy.stack([one.weights for one in vectors[1:]])
    return cosines(vectors[0], *rows).tolist()


def test_a_text_is_like_itself_and_unlike_others() -> None:
    itself, again, other = cosines_of(DAM, DAM, DAM_AGAIN, FIRE)
    assert itself == pytest.approx(1, abs=0.01)
    assert 0.3 < again < 0.9
    assert other < again / 2


def test_words_of_the_title_come_first() -> None:
    vector = make_vector(profile("a", "A bridge of stone stands over there.", title="Bridge"), Rarity())
    assert vector.terms[0] == hashed("bridge")
    assert len(vector.terms) == len(vector.weights) == KEPT_TERMS


def test_an_empty_text_is_like_nothing() -> None:
    assert cosines_of("", "", DAM) == [0, 0]
