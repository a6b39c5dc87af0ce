"""The words of a text, with the marks between them, in the scripts of many languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from transforms.pure.text.languages import primary
from transforms.pure.text.normal import MARKS

_LETTER = rf"[\w{MARKS}\u200c]"
_OTHERS = r"|[^\s\w]|\n"
# Possessive, since no mark between words is a letter: what is taken is never given back, and need not be remembered.
_WORDS = re.compile(rf"\w++(?:[-‑'’]\w++)*+{_OTHERS}")
# In languages that write a short word and the next as one, with an apostrophe between.
_PARTED_WORDS = re.compile(rf"\w++(?:[-‑]\w++)*+{_OTHERS}")
_MARKED_WORDS = re.compile(rf"\w{_LETTER}*(?:[-‑'’]{_LETTER}+)*{_OTHERS}")
_PARTING = frozenset(("fr", "it", "ca", "oc"))
_MARKED = frozenset(("ar", "bn", "fa", "he", "hi", "ta", "ur"))
# In Japanese, names and notions are written in Han and katakana, what joins them in hiragana.
_JAPANESE = re.compile(r"[\u3400-\u9fff々〆ヶ゠-ヿｦ-ﾟー]+|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+(?:[-‑'’]\w+)*|.|\n")
_HAN = re.compile(r"([\u3400-\u9fff]+)")
_LONGEST_HAN_WORD = 4
# Characters that are words of use, such as those for "of" and "in", are no part of a name.
_RARE_HAN = 340
_MOST_GROWN = 3
# A character that the list does not know, and a step that the list does not know as a word.
_UNKNOWN_COST = 900


def split_words(text: str, language: str, rarities: Mapping[str, int]) -> list[str]:
    """Give the words of a text, and between them each mark of punctuation and each line break, in their order.

    Where no spaces part words, Chinese is split by a list of words with their rarity, Japanese where its script changes.

    >>> split_words("The dam's wall broke, again.", "en", {})
    ['The', "dam's", 'wall', 'broke', ',', 'again', '.']
    """
    tag = primary(language)
    if tag == "ja":
        return _JAPANESE.findall(text)
    if tag == "zh":
        return [word for part in _WORDS.findall(_HAN.sub(r" \1 ", text)) for word in _split_han(part, rarities)]
    if tag in _MARKED:
        return _MARKED_WORDS.findall(text)
    return (_PARTED_WORDS if tag in _PARTING else _WORDS).findall(text)


def _split_han(part: str, rarities: Mapping[str, int]) -> list[str]:
    """Give the words of a run of Han characters, the likeliest split: each word is taken as independent of the next."""
    if len(part) == 1 or _HAN.fullmatch(part) is None:
        return [part]
    costs = [0] * (len(part) + 1)
    begins = [0] * (len(part) + 1)
    for end in range(1, len(part) + 1):
        costs[end], begins[end] = min(
            (costs[begin] + rarities.get(part[begin:end], _UNKNOWN_COST if end - begin == 1 else 1 << 20), begin)
            for begin in range(max(0, end - _LONGEST_HAN_WORD), end)
        )
    words: list[str] = []
    end = len(part)
    while end:
        words.append(part[begins[end] : end])
        end = begins[end]
    return words[::-1]


def grow_han(word: str, text: str, rarities: Mapping[str, int]) -> str:
    """Give a Chinese word with the characters that stand beside it wherever the text has it: names fall into parts.

    >>> grow_han("衡半导体", "星衡半导体发布了芯片。据星衡半导体称，", {})
    '星衡半导体'
    """
    for _ in range(_MOST_GROWN):
        places = [match.start() for match in re.finditer(re.escape(word), text)]
        if len(places) < 2:
            return word
        before = {text[max(0, place - 1) : place] for place in places}
        behind = {text[place + len(word) : place + len(word) + 1] for place in places}
        first = before.pop() if len(before) == 1 else ""
        last = behind.pop() if len(behind) == 1 else ""
        first, last = (
            one if _HAN.fullmatch(one) and rarities.get(one, _RARE_HAN) >= _RARE_HAN else "" for one in (first, last)
        )
        if not first and not last:
            return word
        word = f"{first}{word}{last}"
    return word
