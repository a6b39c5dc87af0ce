"""The word lists of bylines and credits: well formed, and in many languages."""

from importlib.resources import files
from typing import get_args

import pytest

from transforms.pure.text.wordlists import Kind, any_of, month_numbers, name_words, rare_month_numbers, weekday_names

FILES = {file.name.removesuffix(".txt"): file for file in files("transforms.pure").joinpath("data/names").iterdir()}
KINDS = get_args(Kind)


@pytest.mark.parametrize("language", sorted(FILES))
def test_file_is_well_formed(language: str) -> None:
    lines = FILES[language].read_text(encoding="utf-8").splitlines()
    sections = [line.strip("[]") for line in lines if line.startswith("[")]
    assert lines[0].startswith("[")
    assert set(sections) <= set(KINDS)
    assert {"role", "credit"} <= set(sections)
    assert all(line == line.strip() and line for line in lines)


def test_there_are_many_languages() -> None:
    assert len(FILES) >= 30
    assert {
        "en",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "pl",
        "ru",
        "uk",
        "ar",
        "he",
        "hi",
        "ja",
        "ko",
        "zh",
        "tr",
    } <= set(FILES)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_is_empty(kind: Kind) -> None:
    assert name_words(kind)
    assert name_words(kind) == {word.casefold() for word in name_words(kind)}


def test_longest_word_is_tried_first() -> None:
    assert any_of(["by", "written by", "a.b"]) == r"written\s+by|a\.b|by"


@pytest.mark.parametrize(
    ("name", "number"),
    [("january", 1), ("märz", 3), ("juillet", 7), ("agosto", 8), ("сентября", 9), ("dec", 12), ("ekim", 10)],
)
def test_month_numbers(name: str, number: int) -> None:
    assert month_numbers()[name] == number


def test_every_month_has_names_and_no_day_is_one() -> None:
    assert set(month_numbers().values()) == set(range(1, 13))
    assert {"monday", "montag", "lundi", "lunes", "понедельник"} <= weekday_names()
    assert not set(month_numbers()) & {"monday", "montag", "lundi"}


def test_rare_names_of_months_stand_for_one_month_each() -> None:
    lines = files("transforms.pure").joinpath("data/months_more.txt").read_text(encoding="utf-8").splitlines()
    names = [name for line in lines for name in line.split()]
    assert (len(lines), len(names)) == (12, len(set(names)))
    common, rare = month_numbers(), rare_month_numbers()
    assert {name for name in rare if common.get(name, rare[name]) != rare[name]} == set()
    assert not set(rare) & weekday_names()
