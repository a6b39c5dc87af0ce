"""Sentences round a quote: where one begins and ends, short forms and dates apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.pure.quotes.speech_words import Words

TERMINAL = (".", "!", "?", "…")
SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[)\]]?\s++(?=[^\W\d_a-zß-öø-ÿа-яё]|[\"“„«‘'—–\d])")
_LAST_WORD = re.compile(r"(?<!\w)\w*+$")
_LONGEST_SHORT_FORM = 4


def sentence_stop(text: str, low: int, high: int, words: Words) -> int:
    """Give where the sentence that begins at `low` ends, its full stop included; `high` where it goes so far.

    >>> from transforms.pure.quotes.speech_words import words_of
    >>> sentence_stop("said Dr. Reyes. It holds.", 0, 25, words_of("en"))
    15
    """
    return next((start + 1 for start, _ in _ends(text, low, high, words)), high)


def sentence_start(text: str, low: int, high: int, words: Words) -> int:
    """Give where the sentence that holds the place `high` begins, not before `low`; `high` where one has just ended.

    >>> from transforms.pure.quotes.speech_words import words_of
    >>> sentence_start("It holds. Reyes said that", 0, 25, words_of("en"))
    10
    """
    if low >= high:
        return low
    start = low
    for _, end in _ends(text, low, high, words):
        start = end
    stop = high - 2
    if stop >= low and text[stop] in TERMINAL and text[high - 1].isspace() and not _is_short(text, stop, words):
        return high
    return start


def is_start(text: str, at: int) -> bool:
    """Tell whether a sentence begins at a place.

    >>> is_start("It holds. Reyes said", 10), is_start("It holds. Reyes said", 3)
    (True, False)
    """
    before = text[max(0, at - 3) : at]
    return before.strip() == "" or before.endswith("\n") or before.rstrip()[-1] in f'{"".join(TERMINAL)}“„«»”"'


def _ends(text: str, low: int, high: int, words: Words) -> Iterator[tuple[int, int]]:
    for match in SENTENCE_END.finditer(text[low:high]):
        start, end = low + match.start(), low + match.end()
        if text[start] != "." or not _is_short(text, start, words):
            yield start, end


def _is_short(text: str, stop: int, words: Words) -> bool:
    if stop > _LONGEST_SHORT_FORM and text[stop - _LONGEST_SHORT_FORM - 1 : stop].isalpha():
        return False
    word = _LAST_WORD.search(text[max(0, stop - 8) : stop])[0].lower()  # type: ignore[index]
    return text[stop] == "." and _is_short_form(word, words)


def _is_short_form(word: str, words: Words) -> bool:
    """Tell whether a full stop belongs to a word: an initial, a title, in German the number of a day."""
    if word.isdigit():
        return words.language == "de" and len(word) <= 2
    return len(word) == 1 or (len(word) <= _LONGEST_SHORT_FORM and words.kinds.get(word) == "R")
