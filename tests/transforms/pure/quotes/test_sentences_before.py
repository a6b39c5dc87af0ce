"""Where sentences begin and end."""

import pytest

from transforms.pure.quotes.sentences_before import sentence_start, sentence_stop
from transforms.pure.quotes.speech_words import words_of

TEXTS = {
    "two": ("en", "said Reyes. It holds.", "said Reyes."),
    "a title": ("en", "said Dr. Reyes. It holds.", "said Dr. Reyes."),
    "an initial": ("en", "said Ana B. Reyes. It holds.", "said Ana B. Reyes."),
    "a mark behind": ("en", "said Reyes. “It holds.”", "said Reyes."),
    "a day in German": ("de", "sagte er am 3. Dezember. Es hält.", "sagte er am 3. Dezember."),
    "a score": ("en", "lost 1:3. “We will”", "lost 1:3."),
    "no end": ("en", "said Reyes", "said Reyes"),
}


@pytest.mark.parametrize(("language", "text", "first"), TEXTS.values(), ids=TEXTS.keys())
def test_the_first_sentence(language: str, text: str, first: str) -> None:
    words = words_of(language)
    assert words is not None
    assert text[: sentence_stop(text, 0, len(text), words)] == first


def test_the_last_sentence() -> None:
    words = words_of("en")
    assert words is not None
    text = "It holds. Dr. Reyes said that "
    assert text[sentence_start(text, 0, len(text), words) :] == "Dr. Reyes said that "
    assert sentence_start("It holds. ", 0, 10, words) == 10
