"""The terms by which articles are compared: stems, and the names and numbers that tell one event from the next.

A term is kept as a hash of 32 bits, the same on every machine. Among a million terms a few hundred share their hash with
another one, which moves no figure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from zlib import crc32

from transforms.pure.text.normal import folded_words, is_unspaced

# In languages that bend the ends of words, six letters are the best stem that needs no dictionary.
STEM_LETTERS = 6
# Words of Korean carry their particles; two syllables are most of a word's sense.
_HANGUL = re.compile("[\uac00-\ud7a3]")
_ARABIC = re.compile("[\u0600-\u06ff]")
# "and", "with", "for" and "the" are written on to a word, in Arabic.
_ARABIC_HEAD = re.compile("(?:[وفبكل]?ال|لل)(?=.{3})")
# A word with a capital that does not begin a sentence or a line, as far as signs tell it; or a number.
_MENTION = re.compile(r"(?<=[\w,;)’'] )[^\W\d_a-z]\w+|(?<![\w.,])\d[\d.,:]*\d|(?<![\w.,])\d(?![\w.,])")


def stem(word: str) -> str:
    """Give the stem of a folded word.

    >>> stem("elections"), stem("wahl"), stem("الرئيس") == stem("والرئيس")
    ('electi', 'wahl', True)
    """
    if word.isascii():
        return word[:STEM_LETTERS]
    if _ARABIC.match(word):
        word = _ARABIC_HEAD.sub("", word, count=1)
    return word[:STEM_LETTERS].replace("ё", "е")


def terms_of(text: str) -> list[str]:
    """Give the terms of a text, with repeats: stems, or pairs of letters where a script sets no spaces.

    >>> terms_of("The dam opened early")
    ['the', 'dam', 'opened', 'early']
    >>> terms_of("水位が上昇")
    ['水位', '位が', 'が上', '上昇']
    """
    words = folded_words(text)
    if text.isascii():
        return [word[:STEM_LETTERS] for word in words if len(word) > 1 or word.isdigit()]
    if not (is_unspaced(text) or _HANGUL.search(text)):
        return [stem(word) for word in words if len(word) > 1 or word.isdigit()]
    return [term for word in words for term in _pairs(word)]


def _pairs(word: str) -> Iterable[str]:
    if len(word) < 3 or word.isascii():
        return (stem(word),)
    return (word[at : at + 2] for at in range(len(word) - 1))


def names_and_numbers(text: str) -> tuple[Counter[str], Counter[str]]:
    """Give the stems of words with a capital inside sentences, and the numbers of a text, with their counts.

    >>> names, numbers = names_and_numbers("On Monday the Elbe rose by 2,5 metres in Dresden.")
    >>> sorted(names), sorted(numbers)
    (['dresde', 'elbe', 'monday'], ['2,5'])
    """
    names: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for found in _MENTION.findall(text):
        if found[0].isdigit():
            numbers[found] += 1
        elif found[0].isupper():
            names[stem(found.casefold())] += 1
    return names, numbers


def hashed(term: str) -> int:
    """Give the hash of a term; never 0, which stands for none.

    >>> hashed("dresde")
    3350443276
    """
    return crc32(term.encode("utf-8", "replace")) or 1
