"""What is known of a word, whatever the article."""

import pytest

from transforms.pure.keywords.keyword_forms import COMMONEST, read_form

NONE = [("the", "en"), ("2024", "en"), ("didn't", "en"), ("said", "en"), ("und", "de"), ("の", "ja"), ("…", "en")]


@pytest.mark.parametrize(("written", "language"), NONE)
def test_figures_and_empty_words_are_no_part_of_a_keyword(written: str, language: str) -> None:
    assert read_form(written, language) is None


TEXTS = [
    ("Kyiv’s", "en", "Kyiv", True),
    ("O'Brien", "en", "O'Brien", False),
    ("Ankara'nın", "tr", "Ankara", True),
    ("здоров'я", "uk", "здоров'я", False),
    ("승객에게", "ko", "승객", True),
]


@pytest.mark.parametrize(("written", "language", "text", "is_cut"), TEXTS)
def test_endings_with_an_apostrophe_and_particles_are_cut(written: str, language: str, text: str, is_cut: bool) -> None:
    form = read_form(written, language)
    assert form is not None
    assert (form.text, form.is_cut) == (text, is_cut)


def test_common_words_may_be_a_part_of_a_name_only() -> None:
    new = read_form("New", "en")
    assert new is not None
    assert (new.may_name, new.may_join, new.is_content) == (True, False, False)
    change = read_form("change", "en")
    assert change is not None
    assert (change.may_join, change.is_content) == (True, False)
    lower = read_form("new", "en")
    assert lower is not None
    assert not lower.may_name


def test_an_abbreviation_is_rarer_than_the_word_that_it_looks_like() -> None:
    form = read_form("WHO", "en")
    assert form is None or form.rarity > COMMONEST
    aids, aid = read_form("AIDS", "en"), read_form("aids", "en")
    assert aids is not None
    assert aid is not None
    assert aids.rarity >= aid.rarity


def test_a_hyphened_word_is_rarer_than_its_parts() -> None:
    whole, part = read_form("water-tower", "en"), read_form("tower", "en")
    assert whole is not None
    assert part is not None
    assert whole.rarity > part.rarity


def test_verbs_and_adverbs_are_weak_by_their_endings() -> None:
    weak, noun = read_form("quickly", "en"), read_form("sluice", "en")
    assert weak is not None
    assert noun is not None
    assert (weak.is_weak, noun.is_weak) == (True, False)


def test_turkish_has_two_kinds_of_i() -> None:
    form = read_form("Isparta", "tr")
    assert form is not None
    assert form.stem.startswith("ıspar")
