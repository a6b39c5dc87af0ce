"""Full names in a text, and which of them a question is about."""

import pytest

from transforms.pure.quotes.full_names import FullNames
from transforms.pure.quotes.speech_words import words_of

TEXTS = {
    "without a role": ("en", "Mayor Ana Reyes came.", [(6, ["Ana", "Reyes"])]),
    "without a possessive": ("en", "It was Ana Reyes’s idea.", [(7, ["Ana", "Reyes"])]),
    "with particles": ("nl", "Met Anna van der Berg.", [(4, ["Anna", "van", "der", "Berg"])]),
    "without where somebody is from": ("de", "Mit Nele Hartwig von der Bahn.", [(4, ["Nele", "Hartwig"])]),
    "one word is none": ("en", "Then Reyes came.", []),
}


def _names(language: str, text: str) -> FullNames:
    words = words_of(language)
    assert words is not None
    return FullNames(text, words)


@pytest.mark.parametrize(("language", "text", "expected"), TEXTS.values(), ids=TEXTS.keys())
def test_all_names(language: str, text: str, expected: list[tuple[int, list[str]]]) -> None:
    assert _names(language, text).all() == expected


def test_names_of_a_word_and_of_a_part_of_the_text() -> None:
    names = _names("en", "Mayor Ana Reyes met Carl Reyes and Eve Moss.")
    assert names.of_word("Reyes") == [(6, ["Ana", "Reyes"]), (20, ["Carl", "Reyes"])]
    assert names.of_word("Rey") == []
    # A name begins behind its role.
    assert names.between(6, 30) == [(6, ["Ana", "Reyes"]), (20, ["Carl", "Reyes"])]
    assert names.between(7, 20) == []
