"""What is known of a word as it is written, whatever the article: its stem, how rare it is, and what it may be a part of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.pure.keywords.keyword_lists import keyword_list
from transforms.pure.text.frequencies import UNLISTED_CENTIBELS, list_name, read_rarities

# Words that are used more often than once in so many centibels tell nothing alone.
COMMONEST = 340
# In a name they may be more common than that: New York.
COMMONEST_IN_NAME = 240
# What is written in capitals is an abbreviation, and rarer than the word that it looks like.
_ABBREVIATED = 150
_LONGEST_ABBREVIATION = 5
# A word with a hyphen is rarer than its parts.
_HYPHENED = 100
# A word with an apostrophe that is in the list, and not so rare, is a word as it stands: don't, they've.
_RARE = 500
_HYPHEN = re.compile("[-‑]")
_LEAST_LETTERS = 3
_SHORT_WORDS = frozenset(("zh", "ja", "ko"))
# In German every noun is written with a capital.
NOUNS_WITH_CAPITAL = frozenset(("de", "lb"))
_WITH_APOSTROPHE = frozenset(("be", "uk"))
# In Turkish the small form of I has no dot.
_DOTLESS = frozenset(("az", "tr"))
# The commonest words of some articles, in some megabytes.
_KEPT = 1 << 15
# Those of one language, for which there is no quicker way than this.
_KEPT_OF_LANGUAGE = 1 << 14


class WordForm(NamedTuple):
    """A word as it is written: `text` is what of it may stand in a keyword, `is_cut` whether that is not all of it.

    `is_content`: it may be a keyword; `may_join`: a part of one; `may_name`: a part of a name.
    """

    text: str
    stem: str
    rarity: int
    has_capital: bool
    is_cut: bool
    is_weak: bool
    is_content: bool
    may_join: bool
    may_name: bool


@lru_cache(maxsize=_KEPT)
def read_form(written: str, language: str) -> WordForm | None:
    """Give what is known of a word in a language that has a list of words; None where it is no part of any keyword.

    >>> read_form("vaccine’s", "en").text, read_form("the", "en")
    ('vaccine', None)
    """
    if not written[0].isalpha() or (language == "ja" and len(written) == 1):
        return None
    known, rarities = keyword_list(language), _rarities(language)
    text = _without_ending(written, language)
    is_cut = text is not written
    key = _fold(text, language)
    if known.particles:
        key = known.without_particle(key)
        is_cut = is_cut or len(key) < len(text)
        text = text[: len(key)]
    if key in known.empty:
        return None
    rarity = _rarity(key, text, rarities)
    if rarity < COMMONEST_IN_NAME:
        return None
    has_capital = text[0].isupper()
    if is_cut and not known.particles:
        whole = _fold(written, language)
        if whole in known.empty or (not has_capital and rarities.get(whole, UNLISTED_CENTIBELS) < _RARE):
            return None
    is_short = len(text) < _LEAST_LETTERS and len(text) < _least_letters(text, language)
    may_join = rarity >= COMMONEST and (not is_short or language == "zh")
    is_weak = bool(known.weak) and key.endswith(known.weak)
    is_content = rarity >= COMMONEST and not is_short and key not in known.vague
    may_name = may_join or (has_capital and not is_short and language not in NOUNS_WITH_CAPITAL)
    return WordForm(text, known.stem(key), rarity, has_capital, is_cut, is_weak, is_content, may_join, may_name)


class _TextForms(dict[str, WordForm | None]):
    """The forms of one language, each read at its first use, and all again when they are too many."""

    def __init__(self, language: str):
        super().__init__()
        self._language = language

    def __missing__(self, written: str) -> WordForm | None:
        if len(self) >= _KEPT_OF_LANGUAGE:
            self.clear()
        is_common = written.islower() and _rarities(self._language).get(written, UNLISTED_CENTIBELS) < COMMONEST
        form = self[written] = None if is_common else read_form(written, self._language)
        return form


@cache
def text_forms(language: str) -> Mapping[str, WordForm | None]:
    """Give what `read_form` says of each word that a text may hold; None also for common words in lower case.

    >>> text_forms("en")["sluices"].text, text_forms("en")["new"]
    ('sluices', None)
    """
    return _TextForms(language)


def _fold(text: str, language: str) -> str:
    if language in _DOTLESS:
        text = text.replace("İ", "i").replace("I", "ı")
    return text.casefold().replace("’", "'")


@cache
def _rarities(language: str) -> dict[str, int]:
    name = list_name(language)
    return {} if name is None else read_rarities(name)


def _least_letters(text: str, language: str) -> int:
    if language in _SHORT_WORDS or (text.isupper() and len(text) <= _LONGEST_ABBREVIATION):
        return 2
    return _LEAST_LETTERS


def _without_ending(written: str, language: str) -> str:
    """Give a word without what follows its apostrophe: the dam's, Ankara'nın."""
    if ("'" not in written and "’" not in written) or language in _WITH_APOSTROPHE:
        return written
    head, _, tail = written.replace("’", "'").rpartition("'")
    return written[: len(head)] if len(head) > 1 and len(tail) <= 4 else written


def _rarity(key: str, text: str, rarities: Mapping[str, int]) -> int:
    rarity = rarities.get(key)
    if rarity is None:
        if "-" not in key and "‑" not in key:
            return UNLISTED_CENTIBELS
        parts = [rarities.get(part, UNLISTED_CENTIBELS) for part in _HYPHEN.split(key) if part]
        return min(UNLISTED_CENTIBELS, max(parts) + _HYPHENED)
    is_abbreviation = rarity < COMMONEST and 2 <= len(text) <= _LONGEST_ABBREVIATION and text.isupper()
    return rarity + _ABBREVIATED if is_abbreviation else rarity
