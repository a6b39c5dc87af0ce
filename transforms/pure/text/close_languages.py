"""Languages that are written much alike: told apart by words that one of them writes and another does not.

A model of short sequences of letters leaves a headline undecided between relatives, where one word decides for a reader:
"uke" is Norwegian and "uge" Danish. The words are data files, one for each language, which lists those that at least one of its
relatives writes otherwise, and those of a relative that it writes, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from transforms.pure.text.wordlists import read_all_data, read_data

# Languages that have a file, by kinship.
FAMILIES: Final = (
    frozenset(("da", "no", "nn", "sv")),
    frozenset(("hr", "bs", "sr", "sl")),
    frozenset(("cs", "sk", "sl")),
    frozenset(("id", "ms")),
    frozenset(("es", "gl", "pt", "ca")),
    frozenset(("nl", "af")),
    frozenset(("ru", "uk", "be", "bg", "mk")),
    frozenset(("en", "pcm")),
)
# How much less likely a language is for each word of a relative that it does not write: some are names or quoted.
_AGAINST: Final = 6.0
_MOST_WORDS: Final = 5
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
# One character may be a name; among so many of one script there are few of the other.
_LEAST_CHARACTERS: Final = 2
_PURE: Final = 0.8


def weigh_relatives(chances: Mapping[str, float], text: str) -> dict[str, float]:
    """Give how likely each language is, after a look at the words by which the likeliest is told from its relatives.

    >>> round(weigh_relatives({"da": 0.4, "no": 0.5, "en": 0.1}, "Tre uger efter stormen")["da"], 2)
    0.87
    """
    weighed = dict(chances)
    top = max(weighed, key=weighed.__getitem__, default="")
    families = [family for family in FAMILIES if top in family]
    if not families:
        return weighed
    found = [owners for word in set(_WORD.findall(text.lower())) if (owners := _owners().get(word))]
    for family in families:
        members = {language: weighed[language] for language in family if weighed.get(language)}
        counts = {language: _count_against(language, family, found) for language in members}
        least = min(counts.values())
        raw = {name: chance * _AGAINST ** -min(counts[name] - least, _MOST_WORDS) for name, chance in members.items()}
        scale = sum(members.values()) / sum(raw.values())
        weighed |= {language: chance * scale for language, chance in raw.items()}
    return weighed


def _count_against(language: str, family: frozenset[str], found: Iterable[frozenset[str]]) -> int:
    """Count the words that a relative writes and this language does not."""
    return sum(language not in owners and not family.isdisjoint(owners) for owners in found)


def chinese_script(text: str) -> str | None:
    """Give the script of a Chinese text, Hans or Hant, or None where it has too few characters that differ.

    >>> chinese_script("市議會批准新橋"), chinese_script("市议会批准新桥"), chinese_script("北京")
    ('Hant', 'Hans', None)
    """
    traditional, simplified = _script_characters()
    hant = sum(character in traditional for character in text)
    hans = sum(character in simplified for character in text)
    if hant + hans < _LEAST_CHARACTERS or max(hant, hans) < _PURE * (hant + hans):
        return None
    return "Hant" if hant > hans else "Hans"


@lru_cache(maxsize=1)
def _script_characters() -> tuple[frozenset[str], frozenset[str]]:
    """Give the characters of the traditional script alone, and those of the simplified one: a line of the file each."""
    traditional, simplified = map(frozenset, read_data("chinese_characters.txt").split())
    return traditional - simplified, simplified - traditional


@lru_cache(maxsize=1)
def _owners() -> dict[str, frozenset[str]]:
    """Give the languages that write a word, by word."""
    found: dict[str, set[str]] = {}
    for language, text in read_all_data("telling_words").items():
        for word in text.split():
            found.setdefault(word, set()).add(language)
    return {word: frozenset(languages) for word, languages in found.items()}
