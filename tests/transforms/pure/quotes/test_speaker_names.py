"""Full names, pronouns and roles."""

import pytest

from transforms.pure.quotes.quoted_spans import spans_in
from transforms.pure.quotes.speaker_names import Names
from transforms.pure.quotes.speech_words import words_of


def names_in(text: str, language: str = "en") -> Names:
    words = words_of(language)
    assert words is not None
    return Names(text, words, spans_in(text, 0, len(text), ""))


FULL = {
    "surname": ("en", "Mayor Ana Reyes came.", "Reyes", "Ana Reyes"),
    "given name": ("en", "Rosa Benitez cooks.", "Rosa", "Rosa Benitez"),
    "two of one surname": ("en", "Ana Reyes met Tom Reyes.", "Reyes", "Reyes"),
    "never in full": ("en", "Nobody came.", "Reyes", "Reyes"),
    "a longer form too": ("en", "Karl Eder, or Johann Karl Eder.", "Eder", "Karl Eder"),
    "role in German": ("de", "Bürgermeister Hans-Peter Vogel kam.", "Vogel", "Hans-Peter Vogel"),
    "with particles": ("nl", "Karin de Boer kwam.", "Boer", "Karin de Boer"),
    "another case": ("ru", "Министр Олег Ветров приехал.", "Ветрова", "Олег Ветров"),
}


@pytest.mark.parametrize(("language", "text", "name", "full"), FULL.values(), ids=FULL.keys())
def test_full_names(language: str, text: str, name: str, full: str) -> None:
    assert names_in(text, language).full_name(name, len(text)) == full


PRONOUNS = {
    "the last named": ("Manager Danny Crowe was glad.", "m", "Danny Crowe"),
    "another pronoun": ("Manager Danny Crowe was glad.", "f", None),
    "two in one sentence": ("Danny Crowe met Luis Ortega.", "m", None),
    "two of whom one fits": ("Danny Crowe met Fiona Marsh.", "m", "Danny Crowe"),
    "named in a quote": ("Danny Crowe left. “Luis Ortega was good.”", "m", "Danny Crowe"),
    "nobody": ("The river rose.", "m", None),
    "a town": ("It rained in New Carrick.", "m", None),
}


@pytest.mark.parametrize(("text", "pronoun", "person"), PRONOUNS.values(), ids=PRONOUNS.keys())
def test_pronouns(text: str, pronoun: str, person: str | None) -> None:
    assert names_in(text).person_meant(len(text), pronoun) == person


def test_a_surname_alone_is_the_known_person() -> None:
    text = "Danny Crowe met Luis Ortega. Then Crowe left."
    names = names_in(text)
    names.know("Danny Crowe")
    assert names.person_meant(len(text), "m") == "Danny Crowe"


def test_a_pronoun_before_is_the_same_person() -> None:
    text = "Danny Crowe came. He had seen Luis Ortega."
    assert names_in(text).person_meant(len(text), "m") == "Danny Crowe"


def test_an_unknown_given_name_is_a_person_by_the_role_beside_it() -> None:
    assert names_in("Rep. Ilhan Ortag came.").person_meant(22, "f") == "Ilhan Ortag"
    assert names_in("Valley Falls was quiet.").person_meant(23, "f") is None


ROLES = {
    "before the name": ("Mayor Ana Reyes came.", "Ana Reyes"),
    "behind the name": ("Ana Reyes, the mayor, came.", "Ana Reyes"),
    "two mayors": ("Mayor Ana Reyes met Mayor Tom Webb.", None),
    "none": ("Ana Reyes came.", None),
}


@pytest.mark.parametrize(("text", "person"), ROLES.values(), ids=ROLES.keys())
def test_roles(text: str, person: str | None) -> None:
    assert names_in(text).with_role("mayor", len(text)) == person
