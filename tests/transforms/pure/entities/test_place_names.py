"""What countries and cities are called: babel's names, and those of the files, which must be well formed."""

import re
from importlib.resources import files

import pytest

from transforms.pure.entities.place_names import place_names
from transforms.pure.text.phrases import read_sections

FOLDER = files("transforms.pure").joinpath("data", "places")
LANGUAGES = sorted(file.name[:-4] for file in FOLDER.iterdir() if len(file.name) == 6)
SECTIONS = {"names", "cities", "states", "abbreviations", "uncertain", "supported", "never", "adjectives", "blocks"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_file_has_known_sections_and_countries(language: str) -> None:
    sections = read_sections(FOLDER.joinpath(f"{language}.txt").read_text("utf-8"))
    assert set(sections) <= SECTIONS
    for kind in SECTIONS - {"uncertain", "supported", "never", "blocks"}:
        assert all(re.fullmatch(r"[A-Z]{2} [^|]+(\|[^|]+)*", line) for line in sections.get(kind, ()))


CAPITALS = {
    "en": ("London", "GB"),
    "de": ("Peking", "CN"),
    "fr": ("Londres", "GB"),
    "es": ("Moscú", "RU"),
    "ru": ("Пекин", "CN"),
    "uk": ("Варшава", "PL"),
    "ar": ("القاهرة", "EG"),
    "zh": ("东京", "JP"),
    "ja": ("パリ", "FR"),
    "hi": ("काठमांडू", "NP"),
    "ko": ("모스크바", "RU"),
    "th": ("โตเกียว", "JP"),
    "cs": ("Vídeň", "AT"),
    "el": ("Μόσχα", "RU"),
    "he": ("קהיר", "EG"),
    "fa": ("پاریس", "FR"),
    "bn": ("টোকিও", "JP"),
}


@pytest.mark.parametrize(("language", "capital"), CAPITALS.items(), ids=CAPITALS)
def test_capitals_have_their_country(language: str, capital: tuple[str, str]) -> None:
    place = place_names(language).forms[capital[0]]
    assert place is not None and place.country == capital[1] and not place.is_country


def test_all_names_of_a_country_are_one_place() -> None:
    forms = place_names("en").forms
    assert {place.name for form in ("US", "U.S.", "United States", "American") if (place := forms[form])} == {
        "United States"
    }


TRAPS = {
    "en": ["Georgia", "Jersey", "York", "Vladimir", "Congo", "George"],
    "de": ["Jersey", "Niger"],
    "ru": ["Владимир", "Чад", "Того", "Орел"],
    "ar": ["مالي", "عمان"],
    "ja": ["マリ", "ジャージー"],
    "zh": ["马里"],
    "hi": ["माली"],
    "ko": ["수단", "인도"],
    "cs": ["Jersey", "Mali"],
}


@pytest.mark.parametrize(("language", "names"), TRAPS.items(), ids=TRAPS)
def test_names_that_mean_other_things_are_left_out(language: str, names: list[str]) -> None:
    assert [name for name in names if place_names(language).forms.get(name) is not None] == []


def test_codes_are_those_of_iso_3166() -> None:
    countries = {place.country for place in place_names("en").forms.values() if place is not None}
    assert {"XK", "EU", "UN", "ZZ", "AC"} & countries == set()
    assert len(countries) > 230


def test_an_unknown_language_has_no_names() -> None:
    assert not place_names("und").forms and not place_names("xx-not-a-language").forms
