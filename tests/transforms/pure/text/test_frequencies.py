"""How rare words are."""

import pytest

from transforms.pure.text.frequencies import UNLISTED_CENTIBELS, list_name, read_rarities

NAMES = {"en-GB": "en", "zh-Hant": "zh", "nn": "nb", "hr": "sh", "tl": "fil", "th": None, "und": None, "": None}


@pytest.mark.parametrize(("tag", "name"), NAMES.items())
def test_each_language_has_its_own_list_or_that_of_one_written_alike(tag: str, name: str | None) -> None:
    assert list_name(tag) == name


@pytest.mark.parametrize(
    ("name", "often", "seldom"), [("en", "the", "volcano"), ("ru", "и", "мост"), ("ja", "の", "地震")]
)
def test_what_is_used_more_often_is_less_rare(name: str, often: str, seldom: str) -> None:
    words = read_rarities(name)
    assert 0 < words[often] < words[seldom] < UNLISTED_CENTIBELS


def test_a_list_is_read_once() -> None:
    assert read_rarities("de") is read_rarities("de")
