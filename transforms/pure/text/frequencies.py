"""How often the words of a language are used: the small word lists of wordfreq, read at their first use, once a process.

A list holds some 30,000 words and more, down to one use in a million, in 3 to 8 MB.
"""

from __future__ import annotations

import math
from functools import cache

from transforms.pure.text.languages import primary

# A list's measure is the centibel: 100 of them are a factor of ten.
NATS_PER_CENTIBEL = math.log(10) / 100
# Rarer than the rarest of a list, which is used once in a million words.
UNLISTED_CENTIBELS = 700
# Languages that share a list, by the name that wordfreq gives it.
_SHARED = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "cnr": "sh", "tl": "fil"}


@cache
def _files() -> dict[str, str]:
    # Imported here: only a process that looks words up pays for the library.
    import wordfreq

    return wordfreq.available_languages("small")


def list_name(language: str | None) -> str | None:
    """Give the name of the word list of a language (BCP 47), None where there is none.

    >>> list_name("pt-BR"), list_name("nn"), list_name("th"), list_name(None)
    ('pt', 'nb', None, None)
    """
    tag = primary(language or "")
    name = _SHARED.get(tag, tag)
    return name if name in _files() else None


@cache
def read_rarities(name: str) -> dict[str, int]:
    """Give how rare the words of a list are, in centibels: 0 for one that every word is, 600 for one in a million.

    >>> words = read_rarities("en")
    >>> words["the"] < words["river"] < words["volcano"], "zzyzx" in words
    (True, False)
    """
    import wordfreq

    levels = wordfreq.read_cBpack(_files()[name])
    return {word: level for level, words in enumerate(levels) for word in words}
