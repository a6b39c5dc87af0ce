"""Which words with a capital stand before names and belong to none."""

import pytest

from transforms.pure.quotes.speech_words import Words, words_of
from transforms.pure.quotes.words_before_names import is_before_names, name_begins


def _words(language: str) -> Words:
    words = words_of(language)
    assert words is not None
    return words


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "Singer-guitarists"),
        ("en", "Psychotherapist"),
        ("en", "Drummers"),
        ("en", "London-born"),
        ("en", "Watch"),
        ("de", "HSV-Trainer"),
        ("de", "Polizeisprecherin"),
        ("nl", "Bondscoach"),
    ],
)
def test_what_somebody_is(language: str, word: str) -> None:
    assert is_before_names(word, _words(language))


@pytest.mark.parametrize("word", ["Richardson", "Holland-Moritz", "Jean-Pierre", "Rowling"])
def test_names(word: str) -> None:
    assert not is_before_names(word, _words("en"))


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("Browns DL Sheldon Richardson", 2),
        ("Broncos WR Abcde Hopper", 2),
        ("MK Naftali Bennett", 0),
        ("MK David Bennett", 1),
        ("Foreign Affairs Anne Roux", 2),
        ("JD Vance", 0),
        ("Energy Transfer Partners", 0),
        ("Ana Reyes", 0),
    ],
)
def test_a_name_begins_behind_an_abbreviation_or_an_office(name: str, begins: int) -> None:
    assert name_begins(name.split(), _words("en")) == begins
