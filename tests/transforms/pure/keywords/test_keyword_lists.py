"""What the data files say of each language."""

from importlib.resources import files

import pytest

from transforms.pure.keywords.keyword_lists import keyword_list
from transforms.pure.text.frequencies import list_name

LANGUAGES = sorted(
    file.name.removesuffix(".txt") for file in files("transforms.pure").joinpath("data", "keywords").iterdir()
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_file_is_for_a_language_with_a_list_of_words_and_folded(language: str) -> None:
    known = keyword_list(language)
    assert list_name(language) == language
    assert len(known.empty) > 50
    for word in [*known.empty, *known.endings, *known.weak, *known.particles, *known.beginnings]:
        assert word == word.casefold()


def test_regions_and_languages_that_are_written_alike_share_a_file() -> None:
    assert keyword_list("pt-BR").empty == keyword_list("pt").empty
    assert keyword_list("nn").empty == keyword_list("nb").empty


def test_a_language_without_a_file_knows_months_and_days() -> None:
    assert {"vasario", "listopada"} & keyword_list("lt").empty
    assert keyword_list("lt").stem("upėje") == "upėje"


STEMS = [
    ("en", "vaccines", "vaccin"),
    ("en", "vaccine", "vaccine"),
    ("de", "brücken", "brück"),
    ("ru", "опорах", "опор"),
    ("ar", "والسدود", "سدود"),
    ("en", "gas", "gas"),
]


@pytest.mark.parametrize(("language", "word", "stem"), STEMS)
def test_the_longest_ending_goes_and_three_letters_stay(language: str, word: str, stem: str) -> None:
    assert keyword_list(language).stem(word) == stem


def test_a_particle_goes_where_two_letters_stay() -> None:
    korean = keyword_list("ko")
    assert korean.without_particle("서울에서는") == "서울"
    assert korean.without_particle("배는") == "배는"
