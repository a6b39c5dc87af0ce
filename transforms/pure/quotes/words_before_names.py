"""Words with a capital that stand before names and belong to none: "Singer-guitarists", "Psychoanalyst", "London-born", "DL"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from transforms.pure.quotes.speech_words import Words, is_compound_role, is_given_name, words_of

# Languages that write a role's parts as one word, so that its end says what it is.
_JOINING = ("en", "nl", "sv")
_SHORTEST_END = 6
# Positions of players, titles and states: "DL", "MK", "NY"; two letters may be those of given names: "JK Rowling".
_LONGEST_ABBREVIATION = 3
_MADE_OF_NAMES = ("-born", "-based", "-trained", "-educated", "-raised", "-led", "-year-old")


def is_before_names(word: str, words: Words) -> bool:
    """Tell whether a word says what somebody is, or is one that sentences begin with, and so no part of a name.

    >>> from transforms.pure.quotes.speech_words import words_of
    >>> [is_before_names(word, words_of("en")) for word in ("Guitarists", "Read", "Richardson")]
    [True, True, False]
    """
    return _is_before_names(word.lower().rstrip("."), words.language)


@lru_cache(maxsize=8192)
def _is_before_names(lower: str, language: str) -> bool:
    words = words_of(language)
    if words is None:
        return False
    if lower in words.kinds or lower in words.before_names or lower.endswith(_MADE_OF_NAMES):
        return True
    if language == "de":
        return is_compound_role(lower) or _is_role(lower.rpartition("-")[2], words.kinds, "-" in lower)
    last = lower.rpartition("-")[2]
    if _is_role(last, words.kinds, language == "en" or "-" in lower):
        return True
    return language in _JOINING and len(lower) > _SHORTEST_END + 2 and lower.endswith(_long_roles(language))


def name_begins(parts: Sequence[str], words: Words) -> int:
    """Give where the name begins in words with capitals, by the given name behind an abbreviation or an office.

    >>> from transforms.pure.quotes.speech_words import words_of
    >>> name_begins(["Browns", "DL", "Sheldon", "Richardson"], words_of("en"))
    2
    >>> name_begins(["Foreign", "Affairs", "Stephen", "Ashe"], words_of("en")), name_begins(["JD", "Vance"], words_of("en"))
    (2, 0)
    """
    for at in range(len(parts) - 2, 0, -1):
        if _ends_an_office(parts[at - 1], words) and (
            is_given_name(parts[at]) or (at > 1 and _is_abbreviation(parts[at - 1]))
        ):
            return at
    return 0


def _ends_an_office(word: str, words: Words) -> bool:
    return _is_abbreviation(word) or word.lower() in words.offices


def _is_abbreviation(word: str) -> bool:
    return word.isupper() and word.isalpha() and 2 <= len(word) <= _LONGEST_ABBREVIATION


def _is_role(word: str, kinds: Mapping[str, str], may_be_many: bool) -> bool:
    """Tell whether a word is a role; or, where it may be, several who have it: "guitarists"."""
    return kinds.get(word) == "R" or (may_be_many and word.endswith("s") and kinds.get(word[:-1]) == "R")


@lru_cache(maxsize=8)
def _long_roles(language: str) -> tuple[str, ...]:
    words = words_of(language)
    kinds = words.kinds if words is not None else {}
    return tuple(word for word, kind in kinds.items() if kind == "R" and len(word) >= _SHORTEST_END and " " not in word)
