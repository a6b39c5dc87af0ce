"""Phrases: what a pattern of the data files matches, and the files themselves."""

from importlib.resources import files

import pytest

from transforms.pure.text.normal import fold
from transforms.pure.text.phrases import NOTHING, phrases_for, phrases_of_all, read_patterns, read_sections

FILES = {file.name.removesuffix(".txt"): file for file in files("transforms.pure").joinpath("data/phrases").iterdir()}

MATCHED = {
    "whole line": ("related", "Related:", True),
    "whole line and more": ("related", "Related stories", False),
    "beginning": ("read also *", "Read also: dam opens", True),
    "beginning alone": ("read also *", "Read also", True),
    "beginning of a word": ("read also *", "Read alsoo", False),
    "beginning elsewhere": ("read also *", "You may read also this", False),
    "end": ("* read more", "The dam opens. Read more", True),
    "end and more": ("* read more", "Read more here", False),
    "words anywhere": ("* our newsletter *", "Subscribe to our newsletter today", True),
    "words anywhere, alone": ("* our newsletter *", "Our newsletter", True),
    "part of a word": ("* our newsletter *", "Your newsletter", False),
    "letters anywhere": ("*記事*", "関連記事一覧", True),
    "letters at the beginning": ("関連*", "関連記事", True),
    "two parts": ("sign up * newsletter", "Sign up for the newsletter", True),
    "two parts in the other order": ("sign up * newsletter", "Newsletter: sign up", False),
    "punctuation of the pattern": ("read also: *", "read also dam", True),
}


@pytest.mark.parametrize(("pattern", "line", "expected"), MATCHED.values(), ids=MATCHED)
def test_a_pattern_matches_folded_lines(pattern: str, line: str, expected: bool) -> None:
    assert read_patterns([pattern]).matches(fold(line)) is expected


def test_one_of_several_patterns_is_enough() -> None:
    known = read_patterns(
        ["related", "read also *", "* our newsletter *", "sign up * newsletter", "advertisement * here"]
    )
    lines = ["related", "read also dam", "to our newsletter", "sign up to a newsletter", "advertisement stands here"]
    assert [known.matches(line) for line in lines] == [True] * 5
    assert not known.matches("the dam opens")


@pytest.mark.parametrize("length", [20, 400], ids=["short", "longer than what is kept"])
def test_a_line_of_any_length_is_matched_each_time(length: int) -> None:
    known, other = read_patterns(["* our newsletter *"]), read_patterns(["* their newsletter *"])
    line = fold("dam " * (length // 4) + "our newsletter today")
    for _ in range(2):
        assert (known.matches(line), other.matches(line), known.matches("")) == (True, False, False)
        assert (known.count_inner(line), other.count_inner(line)) == (1, 0)


def test_nothing_matches_nothing() -> None:
    assert not NOTHING.matches("related")
    assert not read_patterns(["*"]).matches("")


def test_sections_are_read_and_joined() -> None:
    text = "[related]\nsee also\n\n[credit]\nphoto *\n[related]\nread more\n"
    assert read_sections(text) == {"related": ["see also", "read more"], "credit": ["photo *"]}


@pytest.mark.parametrize(
    ("language", "line", "expected"),
    [
        ("de", "lesen sie auch", True),
        ("de-AT", "lesen sie auch", True),
        ("DE", "lesen sie auch", True),
        ("fr", "lesen sie auch", False),
        (None, "lesen sie auch", False),
        ("de", "read also", True),
        ("xx", "read also", True),
        (None, "read also", True),
    ],
)
def test_a_language_has_its_own_phrases_and_english(language: str | None, line: str, expected: bool) -> None:
    assert phrases_for(language)["related"].matches(line) is expected


def test_another_name_of_a_language_has_the_same_phrases() -> None:
    assert phrases_for("no") == phrases_for("nb")
    assert phrases_for("iw-IL") == phrases_for("he")


def test_phrases_of_all_languages_stand_together() -> None:
    known = phrases_of_all("not found")
    assert known.matches("page not found") and known.matches("nie znaleziono strony")
    assert not phrases_of_all("no such kind").matches("page not found")


@pytest.mark.parametrize("language", sorted(FILES))
def test_a_file_is_well_formed(language: str) -> None:
    text = FILES[language].read_text(encoding="utf-8")
    assert text.startswith("[")
    sections = read_sections(text)
    assert set(sections) <= set(read_sections(FILES["en"].read_text(encoding="utf-8")))
    for patterns in sections.values():
        assert patterns
        assert all(pattern.strip() == pattern and fold(pattern.replace("*", " ")) for pattern in patterns)
        assert len(set(patterns)) == len(patterns)
