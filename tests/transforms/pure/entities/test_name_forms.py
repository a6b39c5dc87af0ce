"""The forms of places' names and of adjectives, by language; the expected ones are those of grammars."""

import pytest

from transforms.pure.entities.name_forms import adjective_forms, noun_forms

NOUNS = {
    "Russian, -ия": ("ru", "Россия", "Россия России Россию Россией"),
    "Russian, a consonant": ("ru", "Киев", "Киев Киева Киеву Киевом Киеве"),
    "Russian, two words": ("ru", "Северная Корея", "Северная_Корея Северной_Кореи Северной_Корее Северную_Корею"),
    "Russian, capitals stay": ("ru", "США", "США"),
    "Russian, behind a hyphen": ("ru", "Нью-Йорк", "Нью-Йорк Нью-Йорка Нью-Йорке"),
    "Ukrainian, -їна": ("uk", "Україна", "Україна України Україні Україну Україною"),
    "Ukrainian, a stem that changes": ("uk", "Київ", "Київ Києва Києву Києвом Києві"),
    "German": ("de", "Moskau", "Moskau Moskaus"),
    "German, no second s": ("de", "Paris", "Paris"),
    "Polish": ("pl", "Ukraina", "Ukraina Ukrainy Ukrainie Ukrainę Ukrainą"),
    "Finnish": ("fi", "Venäjä", "Venäjä Venäjän Venäjällä Venäjälle"),
    "English": ("en", "Kyiv", "Kyiv"),
}


@pytest.mark.parametrize(("language", "name", "forms"), NOUNS.values(), ids=NOUNS)
def test_a_name_is_inflected(language: str, name: str, forms: str) -> None:
    assert {form.replace("_", " ") for form in forms.split()} <= noun_forms(name, language)


def test_a_language_without_endings_leaves_names_alone() -> None:
    assert noun_forms("Rome", "en") == {"Rome"} == noun_forms("Rome", "fr")


@pytest.mark.parametrize(
    ("language", "stem", "form"),
    [("de", "russisch~", "russischen"), ("ru", "украинск~", "украинскими"), ("uk", "російськ~", "російської")],
)
def test_an_adjective_takes_its_endings(language: str, stem: str, form: str) -> None:
    assert form in adjective_forms(stem, language)
    assert stem[:-1] not in adjective_forms(stem, language)
