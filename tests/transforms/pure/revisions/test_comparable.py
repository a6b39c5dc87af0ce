"""Texts as they are compared: forms of signs do not count, and neither do counters."""

import pytest

from transforms.pure.revisions.comparable import comparable_words, correction_labels, is_counter, revision_phrases
from transforms.pure.text.wordlists import read_all_data

LANGUAGES = ("da", "de", "en", "es", "fr", "it", "nb", "nl", "pl", "pt", "ru", "sv", "tr")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The dam’s “wall”", 'The dam\'s "wall"'),
        ("„Der Damm“ bricht", "»Der Damm« bricht"),
        ("« Le barrage » cède !", "«Le barrage» cède!"),
        ("early – or late", "early—or late"),
        ("early -- or late", "early — or late"),
        ("1990–1995", "1990-1995"),
        ("and so on…", "and so on..."),
        ("5 % of it", "5% of it"),
        ("A\u00a0dam.\n\nIt opens.", "A dam. It  opens."),
        ("It opens.\n\n12 comments", "It opens.\n\n17 comments\n\n3 shares"),
        ("It opens.\n\nVor 3 Minuten aktualisiert", "It opens.\n\nVor 5 Minuten aktualisiert"),
    ],
)
def test_what_is_the_same(one: str, other: str) -> None:
    assert comparable_words(one) == comparable_words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 died", "13 died"),
        ("the Dam", "the dam"),
        ("It opens", "It opens."),
        ("costs $156", "costs 156"),
        ("a well-known dam", "a well known dam"),
        ("«dam»", "dam"),
    ],
)
def test_what_is_not(one: str, other: str) -> None:
    assert comparable_words(one) != comparable_words(other)


def test_where_no_spaces_are_set_each_letter_counts() -> None:
    assert comparable_words("水位が上昇") == ["水", "位", "が", "上", "昇"]


@pytest.mark.parametrize("nothing", [None, "", " "])
def test_nothing_has_no_words(nothing: str | None) -> None:
    assert comparable_words(nothing) == []


@pytest.mark.parametrize(
    "line",
    [
        "3 hours ago",
        "Updated: 14:03",
        "1.204 Kommentare",
        "il y a 5 minutes",
        "hace 2 horas",
        "5 minuti fa",
        "há 3 horas",
        "2 uur geleden",
        "5 godzin temu",
        "3 timmar sedan",
        "12 kommentarer",
        "5 dakika önce",
        "3 часа назад",
    ],
)
def test_counters(line: str) -> None:
    assert is_counter(line)


@pytest.mark.parametrize(
    "line",
    ["Comments", "Seven dams opened 30 years ago and were closed again in the same spring.", "", "12 dams", "Ago 1."],
)
def test_no_counters(line: str) -> None:
    assert not is_counter(line)


def test_each_language_has_each_kind_of_phrase() -> None:
    files = read_all_data("revisions")
    assert sorted(files) == sorted(LANGUAGES)
    for language, text in files.items():
        for kind in ("label", "note", "withdrawn", "counter"):
            assert f"[{kind}]\n" in text, f"{language} has no [{kind}]"


def test_phrases_are_for_all_languages() -> None:
    assert revision_phrases("note").matches("en una versión anterior de este artículo")
    assert "rättelse" in correction_labels()
