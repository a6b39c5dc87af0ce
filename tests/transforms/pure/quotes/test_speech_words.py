"""The words round quotes, and given names."""

import pytest

from transforms.pure.quotes.speech_words import given_names, is_compound_role, is_given_name, is_particle, words_of

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "sv", "uk")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_what_the_patterns_need(language: str) -> None:
    words = words_of(language)
    assert words is not None
    assert {"V", "m", "f", "R", "O", "p", "k", "&", "o"} <= set(words.kinds.values())
    assert words.before_titles and words.adding
    assert all(word == word.lower() == word.strip() for word in words.kinds)


def test_names_that_fit_both_say_nothing_of_the_pronoun() -> None:
    assert "andrea" in given_names() or is_given_name("Andrea") is False
    assert not set(given_names().values()) - {"f", "m"}


def test_a_short_german_word_is_no_compound() -> None:
    assert not is_compound_role("chef") and is_compound_role("fraktionschef")


def test_a_particle_may_have_a_capital() -> None:
    assert is_particle("De") and is_particle("van") and not is_particle("Graaf")
