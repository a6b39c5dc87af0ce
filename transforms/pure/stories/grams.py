"""What of a text is compared: its words as numbers, in runs, and which of them are names and figures.

The numbers are the same on every machine and in every process. Where a script sets no spaces, letters take the place of words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy
from numpy.typing import NDArray

from transforms.pure.text.normal import MARKS, is_unspaced
from transforms.pure.text.wordlists import month_numbers, weekday_names

Hashes = NDArray[numpy.uint32]

# Kinds of words.
PLAIN, NAME, FIGURE = range(3)
# Beyond, a text is compared by its beginning.
MAX_CHARACTERS = 40_000
_THAI_AND_KIN = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")
_FIGURE = r"\d+(?:[.,:]\d+)*"
_WORD = re.compile(rf"{_FIGURE}|[^\W\d_](?:[^\W\d_]|[{MARKS}])*")
_LETTER = re.compile(rf"{_FIGURE}|[^\W\d_]")
# With one of these before it, a word may begin a sentence, a quotation or a line.
_BEGINNINGS = re.compile('[.!?…:\n"„“«‹(|•—]')
# German writes all nouns with a capital letter: names are those behind such words, or behind another such noun.
_BEFORE_GERMAN_NAMES = frozenset({
    "in", "von", "aus", "bei", "nach", "gegen", "für", "mit", "um", "bis", "zwischen", "über", "durch", "ohne", "und", "oder",
    "wie", "als", "zu", "je", "vor",
})  # fmt: skip
_GERMAN_NOUNS = ("heit", "heiten", "keit", "keiten", "ung", "ungen", "schaft", "tion", "tionen", "tät", "nis")
_POLITE = frozenset({"i", "sie", "ihr", "ihre", "ihrem", "ihren", "ihrer", "ihres", "ihnen"})


class Script(NamedTuple):
    """How a script is read: how many words or letters make a short and a long run, and how many make a word."""

    short_run: int
    long_run: int
    per_word: float


# The short run survives edits, the long one hardly ever stands in two texts by chance.
SPACED = Script(2, 5, 1.0)
IDEOGRAPHIC = Script(2, 6, 1.6)
LETTERED = Script(4, 12, 4.0)


class TextWords(NamedTuple):
    """The words of a text, or its letters, as numbers, and the kind of each."""

    script: Script
    hashes: Hashes
    kinds: NDArray[numpy.uint8]


@lru_cache(maxsize=4)
def number_words(text: str, language: str | None = None) -> TextWords:
    """Give the words of a text as numbers.

    >>> words = number_words("The dam opens early, says Ann Vale of Tarn. It holds 1,200 litres.")
    >>> len(words.hashes), words.kinds.tolist()
    (13, [0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 2, 0])
    """
    text = text[:MAX_CHARACTERS]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    script = _script_of(text)
    found = list((_WORD if script is SPACED else _LETTER).finditer(text))
    words = [match[0] for match in found]
    figures = [at for at, word in enumerate(words) if word[0].isdecimal()]
    kinds = numpy.zeros(len(words), numpy.uint8)
    kinds[figures] = FIGURE
    if script is SPACED:
        kinds[_names(text, found, words, _is_german(language))] = NAME
    folded = "\n".join(words).casefold().encode("utf-8", "replace").split(b"\n") if words else []
    for at in figures:
        folded[at] = _plain_figure(words[at])
    hashes = numpy.fromiter(map(crc32, folded), numpy.uint32, len(words))
    return TextWords(script, hashes, kinds)


def runs(hashes: Hashes, length: int) -> Hashes:
    """Give a number for each run of so many neighbours, by the place where it begins.

    >>> len(runs(number_words("one two three four").hashes, 2))
    3
    """
    places = max(0, len(hashes) - length + 1)
    numbers = numpy.zeros(places, numpy.uint32)
    for at in range(length):
        numbers = (numbers ^ hashes[at : at + places]) * numpy.uint32(0x9E3779B1)
        numbers ^= numbers >> numpy.uint32(15)
    return numbers


def _script_of(text: str) -> Script:
    if not is_unspaced(text):
        return SPACED
    sample = text[:2000]
    return LETTERED if 3 * len(_THAI_AND_KIN.findall(sample)) > len(sample) else IDEOGRAPHIC


def _is_german(language: str | None) -> bool:
    return (language or "").partition("-")[0].lower() in ("de", "lb", "gsw", "nds")


def _names(text: str, found: list[re.Match[str]], words: list[str], is_german: bool) -> list[int]:
    """Give the places of words with a capital letter within sentences, but for days, months and polite pronouns."""
    places: list[int] = []
    within = -1
    capitals = [at for at, word in enumerate(words) if at and word[0].isupper()]
    for at in capitals:
        word = words[at]
        if _BEGINNINGS.search(text, found[at - 1].end(), found[at].start()):
            continue
        is_noun = is_german and not (within == at - 1 or _may_precede_german_name(words[at - 1]))
        if word.casefold() not in _no_names() and not is_noun and not (is_german and word.endswith(_GERMAN_NOUNS)):
            places.append(at)
        within = at
    return places


def _may_precede_german_name(word: str) -> bool:
    """Tell whether a German word in small letters may precede a name: "in", "sagte"."""
    return word in _BEFORE_GERMAN_NAMES or word.endswith("te")


@cache
def _no_names() -> frozenset[str]:
    return _POLITE.union(weekday_names(), month_numbers())


def _plain_figure(figure: str) -> bytes:
    """Give a figure in ASCII digits without its separators."""
    if figure.isdecimal() and figure.isascii():
        return figure.encode()
    return b"".join(b"%d" % unicodedata.decimal(digit) for digit in figure if digit.isdecimal())
