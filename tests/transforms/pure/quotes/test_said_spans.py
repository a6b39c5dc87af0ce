"""What a sentence says of the words in marks in it."""

import pytest

from transforms.pure.quotes.said_spans import all_said
from transforms.pure.quotes.speech_words import words_of

TEXTS = {
    "behind": ("“It holds,” said Ana Reyes.", [("It holds,", True, True, False)]),
    "before": ("Ana Reyes said: “It holds.”", [("It holds.", False, True, False)]),
    "before, without a colon": ("Ana Reyes said “It holds.”", [("It holds.", False, True, False)]),
    "a part": ("Ana Reyes said it is “safe for now”.", [("safe for now", False, False, False)]),
    "alone": ("“It holds for now.”", [("It holds for now.", False, True, True)]),
    "a word within a sentence": ("The “safe” dam holds.", []),
    "a heading": ("Ana Reyes on the dam: “It holds”", []),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS.keys())
def test_spans(text: str, expected: list[tuple[str, bool, bool, bool]]) -> None:
    words = words_of("en")
    assert words is not None
    found = [
        (text[one.span.start : one.span.end], one.is_after, one.is_sentence, one.stands_alone)
        for one in all_said(text, words)
    ]
    assert found == expected
