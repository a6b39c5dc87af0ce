"""The words of a text, and the marks between them."""

import pytest

from transforms.pure.text.frequencies import read_rarities
from transforms.pure.text.segments import split_words

CASES = {
    "hyphens and apostrophes are inner parts": (
        "en",
        "The cease-fire isn't over.",
        ["The", "cease-fire", "isn't", "over", "."],
    ),
    "French parts at the apostrophe": ("fr", "L’eau d'Orly", ["L", "’", "eau", "d", "'", "Orly"]),
    "figures stand alone": ("en", "In 2024, 3.5 percent", ["In", "2024", ",", "3", ".", "5", "percent"]),
    "lines end": ("en", "One\n\nTwo", ["One", "\n", "\n", "Two"]),
    "vowel signs are parts of words": ("hi", "मुंबई ने कहा।", ["मुंबई", "ने", "कहा", "।"]),
    "Persian joins with a non-joiner": ("fa", "نخلستان‌ها خشک", ["نخلستان‌ها", "خشک"]),
    "Japanese parts where its script changes": ("ja", "黒羽ダムの水位", ["黒羽ダム", "の", "水位"]),
    "Chinese parts by its list of words": ("zh", "水库水位上涨。", ["水库", "水位", "上涨", "。"]),
    "nothing": ("en", "", []),
}


@pytest.mark.parametrize(("language", "text", "words"), CASES.values(), ids=CASES)
def test_split_words(language: str, text: str, words: list[str]) -> None:
    assert split_words(text, language, read_rarities(language)) == words


def test_a_word_that_no_list_has_falls_into_characters() -> None:
    assert split_words("水庫水位", "zh", {"水位": 400}) == ["水", "庫", "水位"]
