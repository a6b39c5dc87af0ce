"""Characters beyond ASCII: what each is to the words beside it, whatever text they stand in."""

import pytest

from transforms.pure.text.signs import MOST_KINDS, beyond_ascii, kind_of, part_words

KINDS = {
    "a letter with an accent": ("é", "letter"),
    "a letter of another script": ("ж", "letter"),
    "an ideograph": ("水", "letter"),
    "a full-width letter": ("Ａ", "letter"),
    "a sign that is letters": ("™", "letter"),
    "a sharp s, which folds to two": ("ß", "letter"),
    "an Arabic digit": ("٣", "letter"),
    "a dash": ("–", "parting"),
    "an ellipsis": ("…", "parting"),
    "a no-break space": ("\u00a0", "parting"),
    "an emoji": ("😀", "parting"),
    "a lone surrogate": ("\ud83d", "parting"),
    "an accent of its own": ("\u0301", "other"),
    "a spacing accent": ("´", "other"),
    "a fraction": ("½", "other"),
    "a dotted I, which folds to a letter and an accent": ("İ", "other"),
    "a vowel sign": ("ी", "other"),
}


@pytest.mark.parametrize(("character", "kind"), KINDS.values(), ids=KINDS)
def test_kind(character: str, kind: str) -> None:
    assert kind_of(character) == kind


def test_each_character_beyond_ascii_once() -> None:
    assert beyond_ascii("“Züge”, “Brücken” \ud83d\U0001f600\n") == frozenset("“”ü\ud83d\U0001f600")
    assert beyond_ascii("Trains\x7f\x00") == frozenset()


def test_what_is_in_no_word_becomes_space() -> None:
    assert part_words("l’été – “là”…") == "l été    là  "
    assert part_words("No. 5, please") == "No. 5, please"


@pytest.mark.parametrize(
    "text", ["½ a dam", "नदी", "Zu\u0308rich", "".join(map(chr, range(0x4E00, 0x4E00 + MOST_KINDS + 1)))]
)
def test_texts_that_are_not_letters_and_signs_alone(text: str) -> None:
    assert part_words(text) is None
