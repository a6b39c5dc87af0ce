"""Texts in kinds of words."""

import pytest

from transforms.pure.quotes.speech_words import words_of
from transforms.pure.quotes.word_kinds import may_begin_with, parse

TEXTS = {
    "a role and a name": ("en", "said Mayor Ana Reyes, 52,", "VRCC,d,"),
    "an initial and a short form are no ends of sentences": ("en", "said Dr. Ana B. Reyes.", "VRCCC."),
    "a possessive is like an article": ("en", "Nestling's founder said", "DRV"),
    "a surname that is a role": ("en", "Jane Bishop said", "CCV"),
    "a ministry with its name": ("en", "The Interior Ministry said", "DCCV"),
    "a phrase is one word": ("en", "according to Reyes", "AC"),
    "a party with a sign in its name": ("en", "said S&D legislator Ana Reyes", "VCRCC"),
    "a participle that begins a sentence is no name": ("en", "Dressed in grey, Reyes said", "wpw,CV"),
    "elision": ("fr", "a dit l’avocate Anne Roux", "XVDRCC"),
    "an inverted pronoun": ("fr", "a-t-il ajouté", "XmZ"),
    "a compound role": ("de", "sagte Polizeisprecherin Anja Wolff", "VRCC"),
    "a particle of a name": ("de", "sagte Ursula von der Leyen", "VCFGC"),
    "a particle of another language's name": ("de", "sagte Joost van Dalen", "VCFC"),
    "a word bound to what stands in marks": ("de", "”-Programm sagte Reyes", "x-wVC"),
    "a Dutch article": ("nl", "meldde de politie", "VDO"),
    "a Dutch particle": ("nl", "zei Piet de Graaf", "VCFC"),
    "Cyrillic": ("ru", "сказал министр Олег Ветров", "VRCC"),
}


@pytest.mark.parametrize(("language", "text", "kinds"), TEXTS.values(), ids=TEXTS.keys())
def test_kinds(language: str, text: str, kinds: str) -> None:
    words = words_of(language)
    assert words is not None
    assert parse(text, 0, len(text), words).kinds == kinds


@pytest.mark.parametrize(
    ("language", "text", "may"),
    [
        ("en", "said Ann Orr", True),
        ("en", "quietly said Ann", True),
        ("en", "the dam holds", False),
        ("en", "Ann said", False),
        ("en", "... said Ann", False),
        ("en", "", False),
        ("en", "a" * 100, True),  # Nobody knows how it goes on.
        ("fr", "dit-elle", True),
        ("fr", "a-t-il dit", True),
        ("fr", "la digue tient", False),
    ],
)
def test_what_the_first_word_may_be(language: str, text: str, may: bool) -> None:
    words = words_of(language)
    assert words is not None
    assert may_begin_with(text, 0, len(text), words, "VXB") is may
    if parse(text, 0, len(text), words).kinds[:1] in ("V", "X", "B"):
        assert may
