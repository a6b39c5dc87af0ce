"""The characters of a text beyond ASCII: what each of them is to the words beside it.

A text of thousands of characters has few kinds of them. To know these spares it the slow patterns that any text would need.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

_ASCII = bytes(range(128))
# Texts with more kinds are in scripts of many signs, which have no letters that could be told from them.
MOST_KINDS = 128

Kind = Literal["letter", "parting", "other"]


def beyond_ascii(text: str) -> frozenset[str]:
    """Give the different characters of a text that are not in ASCII.

    >>> sorted(beyond_ascii("“Die Brücke” – früher"))
    ['ü', '–', '“', '”']
    """
    if text.isascii():
        return frozenset()
    return frozenset(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))


@lru_cache(maxsize=4096)
def kind_of(character: str) -> Kind:
    """Give what a character is to words in their compared form (NFKC, case folded).

    A `letter` (or digit) is part of a word, whatever stands beside it; what is `parting` is in no word, whatever stands beside
    it. Any `other` may change the characters beside it, or is more than one of these.

    >>> kind_of("é"), kind_of("–"), kind_of("\\u0301"), kind_of("½")
    ('letter', 'parting', 'other', 'other')
    """
    folded = unicodedata.normalize("NFKC", character).casefold()
    if any(unicodedata.category(one).startswith("M") for one in folded):
        return "other"
    if not any(map(str.isalnum, folded)):
        return "parting"
    return "letter" if folded.isalnum() else "other"


def part_words(text: str) -> str | None:
    """Give a text with a space for each character beyond ASCII that is in no word; None where others are than these and letters.

    >>> part_words("“Die Brücke” – früher"), part_words("½") is None
    (' Die Brücke    früher', True)
    """
    beyond = beyond_ascii(text)
    if len(beyond) > MOST_KINDS:
        return None
    for character in beyond:
        kind = kind_of(character)
        if kind == "other":
            return None
        if kind == "parting":
            text = text.replace(character, " ")
    return text
