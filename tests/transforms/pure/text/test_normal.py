"""Texts: what goes, what stays, and counts by script."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pure.text.normal import (
    clean_line,
    clean_or_none,
    clean_text,
    count_words,
    distinct_lines,
    fold,
    folded_words,
    is_unspaced,
    looks_misread,
)

LINES = {
    "no-break space": ("a\u00a0b", "a b"),
    "narrow no-break space": ("10\u202f000", "10 000"),
    "ideographic space": ("水\u3000位", "水 位"),
    "runs of white space": (" a \t\n b ", "a b"),
    "soft hyphen": ("head\u00adline", "headline"),
    "zero-width space": ("head\u200bline", "headline"),
    "zero-width space in Thai": ("น้ำ\u200bท่วม", "น้ำ\u200bท่วม"),
    "byte order mark": ("\ufeffTitle", "Title"),
    "word joiner": ("a\u2060b", "ab"),
    "composed": ("Zu\u0308rich", "Zürich"),
    "non-joiner in Persian": ("می\u200cخواهم", "می\u200cخواهم"),
    "non-joiner in English": ("dam\u200cs", "dams"),
    "joiner in Sinhala": ("ක්\u200dර", "ක්\u200dර"),
    "joiner in a family": ("👩\u200d👧", "👩\u200d👧"),
    "joiner in a rainbow flag": ("🏳\ufe0f\u200d🌈", "🏳\ufe0f\u200d🌈"),
    "joiner of an emoji and a word": ("👩\u200dwoman", "👩woman"),
    "direction mark without Hebrew or Arabic": ("a\u200e b\u202a", "a b"),
    "direction mark in Hebrew": ("שלום\u200f!", "שלום\u200f!"),
    "direction override": ("\u202eabc", "abc"),
    "NUL and bell": ("a\x00\x07b", "ab"),
    "windows-1252 in C1": ("It\x92s", "It’s"),
    "lone surrogate": ("a\ud800b", "a\ufffdb"),
    "surrogate pair": ("\ud83d\ude00", "😀"),
    "nothing visible": ("\u200b\u00a0\ufeff", ""),
}


@pytest.mark.parametrize(("text", "expected"), LINES.values(), ids=LINES.keys())
def test_clean_line(text: str, expected: str) -> None:
    assert clean_line(text) == expected


PARAGRAPHS = {
    "two": ("One.\n\nTwo.", "One.\n\nTwo."),
    "many blank lines": ("One.\n \n\u00a0\n\nTwo.", "One.\n\nTwo."),
    "ends": ("\n\nOne.\n\n", "One."),
    "line break within": ("One\nline.", "One\nline."),
    "Windows and old Mac line ends": ("One.\r\n\r\nTwo.\rThree.", "One.\n\nTwo.\nThree."),
    "Unicode's own separators": ("One.\u2029Two\u2028line.", "One.\n\nTwo\nline."),
    "line of zero-width characters": ("One.\n\u200b\nTwo.", "One.\n\nTwo."),
}


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS.values(), ids=PARAGRAPHS.keys())
def test_clean_text(text: str, expected: str) -> None:
    assert clean_text(text) == expected


ODD = (
    "ab é\u0301\u0308\u00a0\u200b\u200c\u200d\u200e\u202a\u202e\u2060\ufeff\u00ad\n\r\u2028\u2029\x85"
    "می水นක්👩\ufe0f\ud83d\ude00\x00\x92"
)
SPECIAL = st.text(st.sampled_from(ODD), max_size=24)


@given(SPECIAL | st.text(st.characters(codec=None), max_size=40))
def test_cleaning_is_idempotent_and_gives_what_can_be_encoded(text: str) -> None:
    line, paragraphs = clean_line(text), clean_text(text)
    assert clean_line(line) == line
    assert clean_text(paragraphs) == paragraphs
    assert paragraphs.encode("utf-8").decode("utf-8") == paragraphs
    assert "\n\n\n" not in paragraphs


def test_blank_is_none() -> None:
    assert clean_or_none(None) is None
    assert clean_or_none(" \u200b") is None


def test_distinct_lines_keeps_the_first_spelling_and_bounds() -> None:
    assert distinct_lines(["Dams", " DAMS", None, "", "Rain", "Wind"], most=2) == ("Dams", "Rain")


def test_fold_levels_punctuation_width_and_case() -> None:
    assert fold("„Dam“ öffnet – FRÜHER!") == fold("dam öffnet früher")
    assert fold("ＡＢＣ１") == "abc1"


SIGNS = st.text(
    st.sampled_from("aZ5 _-/|\n’–…“é½™İ´ßｗ水नी\u0301\u200c\u00a0\ud83d\x1f\U00011099\U000110ba"), max_size=30
)
ANY_TEXT = SIGNS | st.text(st.characters(codec=None), max_size=40)


@given(ANY_TEXT)
def test_folded_words_are_runs_of_letters_and_digits_with_their_marks(text: str) -> None:
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = [""]
    for sign in folded:
        is_mark = sign <= "\uffff" and unicodedata.category(sign) in ("Mn", "Mc")
        if sign.isalnum() or (is_mark and words[-1]):
            words[-1] += sign
        elif words[-1]:
            words.append("")
    assert folded_words(text) == [word for word in words if word]


@given(st.text(st.sampled_from("aZ5 _-/|\n’–…“é½™İ´ßжй\u0301\u00a0\x1f\u2028\U0001f600\ud83d"), max_size=30))
def test_a_word_has_a_letter_or_digit_and_stands_between_spaces_and_dashes(text: str) -> None:
    parts = re.split(r"[\s/|–—…]", text)
    assert count_words(text) == (sum(any(map(str.isalnum, part)) for part in parts), 0)


WORDS = {
    "English": ("The dam's wall – 40 m high", (6, 0)),
    "hyphen": ("well-known", (1, 0)),
    "slash": ("and/or", (2, 0)),
    "punctuation alone": ("— … !", (0, 0)),
    "many kinds of letters": (
        " ".join(map(chr, range(0x400, 0x450))) + " ÄÖÜ" + "".join(map(chr, range(0x3B1, 0x3F0))),
        (81, 0),
    ),
    "Hindi, with vowel signs": ("नदी का पानी", (3, 0)),
    "Chinese": ("水位上涨。", (4, 4)),
    "Japanese with a Latin word": ("水位がNHKで", (5, 4)),
    "Korean": ("물이 불었다", (2, 0)),
    "Thai": ("น้ำท่วมเมือง", (3, 0)),
    "nothing": ("", (0, 0)),
}


@pytest.mark.parametrize(("text", "expected"), WORDS.values(), ids=WORDS.keys())
def test_count_words(text: str, expected: tuple[int, int]) -> None:
    assert count_words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("水位が上昇した NHK", True), ("น้ำท่วม", True), ("물이 불었다", False), ("The 水", False), ("12", False)],
)
def test_is_unspaced(text: str, expected: bool) -> None:
    assert is_unspaced(text) is expected


@pytest.mark.parametrize(
    "text", ["Zürich, Genève", "Река поднялась", "水位が上昇した", "नदी का पानी", "São Paulo â Ãlto"]
)
def test_reading_a_text_with_the_wrong_encoding_is_seen(text: str) -> None:
    misread = (text * 3).encode("utf-8").decode("windows-1252", "replace")
    assert looks_misread(misread)
    assert not looks_misread(text * 3)
