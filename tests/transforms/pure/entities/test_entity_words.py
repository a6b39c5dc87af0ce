"""What names are compared by, and the lists of words."""

import pytest

from transforms.pure.entities.entity_words import (
    aliases,
    event_words,
    first_names,
    is_common_word,
    name_key,
    nicknames,
    no_names,
    organisations,
    title_pattern,
    well_known_people,
)

SAME = [
    ("Séjourné", "Sejourne"),
    ("U.S.", "US"),
    ("Jean-Pierre", "Jean Pierre"),
    ("Macy’s", "Macy's"),
    ("LONDON", "London"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_other_names_have_other_keys() -> None:
    assert name_key("Iran") != name_key("Iraq")


@pytest.mark.parametrize(
    "text", ["President Joe Biden", "Sen. Ana Sample", "Prime Minister Ben Sample", "former President Ana Sample"]
)
def test_titles_end_before_the_name(text: str) -> None:
    found = title_pattern().match(text)
    assert found is not None and text[found.end() :] in ("Joe Biden", "Ana Sample", "Ben Sample")


def test_a_title_needs_a_name_behind_it() -> None:
    assert title_pattern().match("Presidents Day") is None and title_pattern().match("Doctor") is None


def test_the_lists_hold_what_they_say() -> None:
    assert {"monday", "december", "covid 19", "pm"} <= no_names()
    assert {"un", "united nations", "macys"} <= organisations().keys() and aliases()["un"] == "united nations"
    assert "trump" in well_known_people() and {"nikki", "oleksandr"} <= first_names() and "awards" in event_words()
    assert ("bill", "william") in nicknames()


def test_frequent_words_are_told_from_names() -> None:
    assert [is_common_word(word) for word in ("twice", "bird", "corbyn", "apple", "grace")] == [
        True,
        True,
        False,
        False,
        False,
    ]
