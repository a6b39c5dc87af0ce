"""Texts in kinds of words, and the data behind them."""

import pytest

from transforms.pure.quotes.speech_words import given_names, is_compound_role, is_given_name, parse, words_of

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "sv", "uk")
TEXTS = {
    "a role and a name": ("en", "said Mayor Ana Reyes, 52,", "VRCC,d,"),
    "an initial and a short form are no ends of sentences": ("en", "said Dr. Ana B. Reyes.", "VRCCC."),
    "a possessive is like an article": ("en", "Nestling's founder said", "DRV"),
    "a surname that is a role": ("en", "Jane Bishop said", "CCV"),
    "a ministry with its name": ("en", "The Interior Ministry said", "DCCV"),
    "a phrase is one word": ("en", "according to Reyes", "AC"),
    "elision": ("fr", "a dit l’avocate Anne Roux", "XVDRCC"),
    "an inverted pronoun": ("fr", "a-t-il ajouté", "XmZ"),
    "a compound role": ("de", "sagte Polizeisprecherin Anja Wolff", "VRCC"),
    "a particle of a name": ("de", "sagte Ursula von der Leyen", "VCFGC"),
    "Cyrillic": ("ru", "сказал министр Олег Ветров", "VRCC"),
}


@pytest.mark.parametrize(("language", "text", "kinds"), TEXTS.values(), ids=TEXTS.keys())
def test_kinds(language: str, text: str, kinds: str) -> None:
    words = words_of(language)
    assert words is not None
    assert parse(text, 0, len(text), words).kinds == kinds


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
