"""What of a text is compared: its runs of neighbouring words as numbers, and its names and figures.

The numbers are the same on every machine and in every process. Where a script sets no spaces, letters take the place of words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from transforms.pure.text.normal import folded_words, is_unspaced

Hashes = NDArray[np.uint32]

# Words in a row: the short run survives edits, the long one hardly ever stands in two texts by chance.
SHORT_RUN, LONG_RUN = 2, 5
# The same in letters of Chinese and Japanese, and of scripts such as Thai, whose words have more letters.
SHORT_IDEOGRAPHS, LONG_IDEOGRAPHS = 2, 6
SHORT_LETTERS, LONG_LETTERS = 5, 14
LETTERS_PER_WORD = 4
IDEOGRAPHS_PER_WORD = 1.6
# Beyond, a text is compared by its beginning.
MAX_WORDS = 2_000
MAX_CHARACTERS = 30_000
_THAI_AND_KIN = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")
# A capital letter after a word, a comma or a closing mark and a space: no sentence begins there.
_CAPITALISED = re.compile(r"(?<=[\w,;)’'”»] )[^\W\d_][\w’'-]*")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


class TextGrams(NamedTuple):
    """A text as numbers: `short` and `long` runs by their place, the number of words of each of its runs, names and figures."""

    words: int
    short: Hashes
    long: Hashes
    short_run: int
    long_run: int
    names: frozenset[int]
    figures: frozenset[int]
    has_capitals: bool


@lru_cache(maxsize=4)
def read_grams(text: str) -> TextGrams:
    """Give what of a text is compared.

    >>> one = read_grams("The dam opens early, says Ann Vale of Tarn. It holds 300 million litres.")
    >>> one.words, len(one.short), len(one.names), len(one.figures)
    (14, 13, 3, 1)
    """
    text = text[:MAX_CHARACTERS]
    words = folded_words(text)
    if is_unspaced(text):
        letters = "".join(words)
        thai = len(_THAI_AND_KIN.findall(letters)) * 2 > len(letters)
        short_run, long_run = (SHORT_LETTERS, LONG_LETTERS) if thai else (SHORT_IDEOGRAPHS, LONG_IDEOGRAPHS)
        hashes = np.frombuffer(letters.encode("utf-32-le", "replace"), np.uint32)
        count = int(len(letters) / (LETTERS_PER_WORD if thai else IDEOGRAPHS_PER_WORD))
    else:
        words = words[:MAX_WORDS]
        short_run, long_run, count = SHORT_RUN, LONG_RUN, len(words)
        hashes = np.fromiter((crc32(word.encode("utf-8", "replace")) for word in words), np.uint32, len(words))
    names = {name.casefold() for name in _CAPITALISED.findall(text) if name[0].isupper()}
    figures = {_plain_figure(figure) for figure in _NUMBER.findall(text)}
    return TextGrams(
        count,
        _runs(hashes, short_run),
        _runs(hashes, long_run),
        short_run,
        long_run,
        frozenset(map(_hash, names)),
        frozenset(map(_hash, figures)),
        len(names) > 0,
    )


def _runs(hashes: Hashes, length: int) -> Hashes:
    """Give a number for each run of so many neighbours, by its place."""
    places = len(hashes) - length + 1
    if places < 1:
        return np.zeros(0, np.uint32)
    runs = np.zeros(places, np.uint32)
    for at in range(length):
        runs = (runs ^ hashes[at : at + places]) * np.uint32(0x9E3779B1)
        runs ^= runs >> np.uint32(15)
    return runs


def _plain_figure(figure: str) -> str:
    """Give a figure in ASCII digits without its separators."""
    return "".join(str(int(digit)) for digit in figure if digit.isdecimal())


def _hash(word: str) -> int:
    return crc32(word.encode("utf-8", "replace"))
